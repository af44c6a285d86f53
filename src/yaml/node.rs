//! One value of a document, with the way to it.

use serde_yaml::Value;

use crate::model::diagnostic::Place;
use crate::yaml::Document;
use crate::yaml::flaws::OTHER_KEY;
use crate::yaml::outline::Step;

/// A value and where it stands. Cheap to make; positions are looked up only when asked for.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    document: &'a Document,
    value: &'a Value,
    path: Vec<Step>,
}

impl<'a> Node<'a> {
    pub(crate) fn root(document: &'a Document, value: &'a Value) -> Self {
        Self {
            document,
            value,
            path: Vec::new(),
        }
    }

    /// The bare value; a tagged one is [`Value::Tagged`].
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// Whether nothing is given (`key:` or `~`).
    pub fn is_null(&self) -> bool {
        self.value.is_null()
    }

    /// Whether it is a mapping.
    pub fn is_mapping(&self) -> bool {
        self.value.is_mapping()
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        self.value.is_sequence()
    }

    /// The value under `key`; `None` when this is no mapping or has no such key.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.value.as_mapping()?.get(key)?;
        Some(self.child(value, Step::Key(key.to_owned())))
    }

    /// As [`Node::get`], where the key's case does not matter; the exact key wins.
    pub fn find(&self, key: &str) -> Option<Node<'a>> {
        self.get(key).or_else(|| {
            let (own, value) = self.value.as_mapping()?.iter().find(|(own, _)| {
                own.as_str()
                    .is_some_and(|own| own.eq_ignore_ascii_case(key))
            })?;
            Some(self.child(value, Step::Key(own.as_str()?.to_owned())))
        })
    }

    /// Whether nothing is said: null, white space, an empty list or mapping.
    pub fn is_empty(&self) -> bool {
        match self.value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Sequence(items) => items.is_empty(),
            Value::Mapping(members) => members.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::Tagged(_) => false,
        }
    }

    /// Whether it is a bare `true` or `false`.
    pub fn is_bool(&self) -> bool {
        self.value.is_bool()
    }

    /// The members of a mapping in the order written; keys that are no text are given as YAML writes them, and those
    /// that are there twice, which a mistake names, once.
    pub fn entries(&self) -> Vec<(String, Node<'a>)> {
        let Some(mapping) = self.value.as_mapping() else {
            return Vec::new();
        };
        mapping
            .iter()
            .map(|(key, value)| {
                let key = scalar_text(key).unwrap_or_default();
                (key.clone(), self.child(value, Step::Key(key)))
            })
            .filter(|(key, _)| !key.starts_with(OTHER_KEY))
            .collect()
    }

    /// The members of a list; empty when this is none.
    pub fn items(&self) -> Vec<Node<'a>> {
        let Some(items) = self.value.as_sequence() else {
            return Vec::new();
        };
        items
            .iter()
            .enumerate()
            .map(|(index, value)| self.child(value, Step::Index(index)))
            .collect()
    }

    /// The text of a scalar as typed: `1.10` stays `1.10`; a tag that is a word stays part of the text.
    /// `None` for null, lists and mappings.
    pub fn text(&self) -> Option<String> {
        match self.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(self.typed().unwrap_or_else(|| number.to_string())),
            Value::Bool(flag) => Some(self.typed().unwrap_or_else(|| flag.to_string())),
            Value::Tagged(tagged) => {
                let inner = scalar_text(&tagged.value)?;
                let tag = tagged.tag.to_string();
                let word = tag.trim_start_matches('!');
                Some(if word.is_empty() {
                    inner
                } else {
                    format!("!{word} {inner}").trim_end().to_owned()
                })
            }
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// A flag: `true`, `yes`, `on`, `1` and their opposites, in any case, quoted or not.
    pub fn flag(&self) -> Option<bool> {
        match self.text()?.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "1" => Some(true),
            "false" | "no" | "off" | "n" | "0" => Some(false),
            _ => None,
        }
    }

    /// Where the value starts; the key's place when the value's is not known.
    pub fn place(&self) -> Place {
        self.document.outline().value_place(&self.path)
    }

    /// Where the value's key starts.
    pub fn key_place(&self) -> Place {
        self.document.outline().key_place(&self.path)
    }

    fn typed(&self) -> Option<String> {
        self.document.outline().typed(&self.path).map(str::to_owned)
    }

    fn child(&self, value: &'a Value, step: Step) -> Node<'a> {
        let mut path = self.path.clone();
        path.push(step);
        Node {
            document: self.document,
            value,
            path,
        }
    }
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
