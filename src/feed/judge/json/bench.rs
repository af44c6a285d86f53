//! Judges any JSON object by the keys that it may have.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::feed::judge::court::{Court, shown};
use crate::feed::judge::date;
use crate::feed::judge::html::{self, Base};
use crate::feed::judge::json::shape::{Field, Shape};
use crate::feed::judge::json::tree::{Node, Value};
use crate::feed::judge::passage::Passage;
use crate::feed::judge::uri::{self, Want};
use crate::feed::judge::values::{is_mime, judge_language};

/// What a judgement needs to know, and where it says what it found.
pub(super) struct Bench<'a> {
    pub(super) court: &'a mut Court,
    pub(super) now: Option<Timestamp>,
}

impl Bench<'_> {
    /// Keys that are given twice in one object.
    pub(super) fn twins(&mut self, root: &Node) {
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            match &node.value {
                Value::List(nodes) => waiting.extend(nodes),
                Value::Map(pairs) => {
                    let mut seen = HashSet::new();
                    for (key, offset, inner) in pairs {
                        if !seen.insert(key.as_str()) {
                            let message = format!("the key `{}` is given twice", shown(key));
                            self.court.find("json-key-duplicate", *offset, message);
                        }
                        waiting.push(inner);
                    }
                }
                _ => {}
            }
        }
    }

    /// The fields of an object: known, of the right kind, and there where they must be.
    pub(super) fn object(&mut self, node: &Node, fields: &[Field], what: &str) {
        let Value::Map(pairs) = &node.value else {
            return;
        };
        for (key, offset, inner) in pairs {
            // Extensions begin with an underscore.
            if key.starts_with('_') {
                continue;
            }
            match fields.iter().find(|field| field.name == key) {
                None => {
                    let message = format!(
                        "{what} knows no `{}`; keys of one's own begin with `_`",
                        shown(key)
                    );
                    self.court.find("json-key-unknown", *offset, message);
                }
                Some(field) => self.field(field, inner),
            }
        }
        for field in fields
            .iter()
            .filter(|field| field.is_needed && node.get(field.name).is_none())
        {
            let message = format!("{what} lacks `{}`", field.name);
            self.court.find("json-key-missing", node.offset, message);
        }
    }

    fn field(&mut self, field: &Field, node: &Node) {
        let is_right = match &node.value {
            Value::Text(_) => field.shape.is_text(),
            Value::Number(number) => field.shape == Shape::Number && !number.starts_with('-'),
            Value::Bool => field.shape == Shape::Flag,
            Value::Map(_) => field.shape == Shape::Object,
            Value::List(_) => field.shape == Shape::List,
            Value::Null => false,
        };
        if !is_right {
            let message = format!(
                "`{}` must be {}, and is {}",
                field.name,
                field.shape.words(),
                node.kind()
            );
            return self.court.find("json-type", node.offset, message);
        }
        let Some(text) = node.text() else {
            return;
        };
        let fault = match field.shape {
            Shape::Url => uri::judge(text, Want::FullIri),
            Shape::Language => judge_language(text),
            Shape::Date => match date::parse_rfc3339(text) {
                Ok(moment) if field.name == "date_published" => {
                    date::judge_moment(moment, self.now)
                }
                Ok(_) => None,
                Err(fault) => Some(fault),
            },
            Shape::Mime if !is_mime(text) => {
                self.court.find(
                    "mime-type",
                    node.offset,
                    format!("`{}` is no media type", shown(text)),
                );
                None
            }
            Shape::Html => {
                html::judge(
                    &Passage::at(node.offset, text.to_owned()),
                    Base::Unknown,
                    self.court,
                );
                None
            }
            _ => None,
        };
        if let Some(fault) = fault {
            self.court.find(fault.rule, node.offset, fault.message);
        }
    }
}
