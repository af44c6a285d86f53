//! Category and tag lists in the shapes in which front matter gives them.

use crate::content::front_matter::FrontReader;
use crate::model::diagnostic::Place;
use crate::model::text::Text;
use crate::yaml::Node;

impl FrontReader<'_> {
    /// The terms under `key`, each once: a string, a list, a map or a mixture.
    pub(super) fn terms(&self, root: &Node, key: &str) -> Vec<(Text, Place)> {
        let Some(node) = self.find(root, key) else {
            return Vec::new();
        };
        let plural = root.get(key).is_some();
        let mut terms: Vec<(Text, Place)> = Vec::new();
        let mut add = |raw: &str, place: Place| {
            let name = Text::one_line(raw.trim().trim_start_matches('#'));
            let repeated = terms
                .iter()
                .any(|(known, _)| known.to_lowercase() == name.to_lowercase());
            if !name.is_empty() && !repeated {
                terms.push((name, place));
            }
        };
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            if let Some(text) = node.text() {
                let in_list = !plural || root.get(key).is_some_and(|whole| whole.is_list());
                if in_list {
                    add(&text, node.place());
                } else if text.contains(',') {
                    text.split(',').for_each(|part| add(part, node.place()));
                } else if self.dated_name {
                    text.split_whitespace()
                        .for_each(|part| add(part, node.place()));
                } else {
                    add(&text, node.place());
                }
            } else if node.is_mapping() {
                match ["id", "slug", "name", "label", "title"]
                    .iter()
                    .find_map(|key| node.get(key))
                {
                    Some(named) => pending.push(named),
                    None => node
                        .entries()
                        .iter()
                        .for_each(|(name, member)| add(name, member.key_place())),
                }
            } else {
                pending.extend(node.items().into_iter().rev());
            }
        }
        terms
    }
}
