//! Category and tag lists in the shapes in which front matter gives them.

use std::collections::HashSet;

use crate::content::front_matter::FrontReader;
use crate::model::diagnostic::Place;
use crate::model::text::Text;
use crate::yaml::Node;

/// A category or tag as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedTerm {
    /// Its id, or its name where there is no id.
    pub(super) id: Text,
    /// Its name, where it is given beside an id.
    pub(super) name: Option<Text>,
    pub(super) place: Place,
}

impl FrontReader<'_> {
    /// The terms under `key`, each once: a string, a list, a map or a mixture.
    pub(super) fn terms(&self, root: &Node, key: &str) -> Vec<TypedTerm> {
        let Some(node) = self.find(root, key) else {
            return Vec::new();
        };
        let mut terms = List::default();
        match node.text() {
            Some(text) if text.contains(',') => {
                text.split(',')
                    .for_each(|part| terms.add(part, None, node.place()));
            }
            // Jekyll: a plural key holds words.
            Some(text) if self.dated_name && root.find(key).is_some() => {
                text.split_whitespace()
                    .for_each(|part| terms.add(part, None, node.place()));
            }
            Some(text) => terms.add(&text, None, node.place()),
            None => terms.add_members(&node),
        }
        terms.terms
    }
}

#[derive(Default)]
struct List {
    terms: Vec<TypedTerm>,
    known: HashSet<String>,
}

impl List {
    fn add(&mut self, raw: &str, name: Option<&str>, place: Place) {
        let id = Text::one_line(raw.trim().trim_start_matches('#'));
        if !id.is_empty() && self.known.insert(id.to_lowercase()) {
            let name = name.map(Text::one_line).filter(|name| !name.is_empty());
            self.terms.push(TypedTerm { id, name, place });
        }
    }

    fn add_members(&mut self, node: &Node) {
        let text = |keys: &[&str]| {
            keys.iter()
                .find_map(|key| node.get(key).and_then(|value| value.text()))
        };
        if let Some(text) = node.text() {
            self.add(&text, None, node.place());
        } else if node.is_mapping() {
            let (id, name) = (text(&["id", "slug"]), text(&["name", "label", "title"]));
            match id.as_ref().or(name.as_ref()) {
                Some(own) => self.add(own, name.as_deref(), node.place()),
                None => node
                    .entries()
                    .iter()
                    .for_each(|(id, member)| self.add(id, None, member.key_place())),
            }
        } else {
            node.items().iter().for_each(|item| self.add_members(item));
        }
    }
}
