//! Reads typed values from the configuration and collects every mistake with its place.

use std::path::{Component, Path, PathBuf};

use crate::model::diagnostic::{Diagnostic, Place, find_nearest};
use crate::model::language::Language;
use crate::model::selection::Named;
use crate::yaml::Node;

/// Collects mistakes while values are read; a getter gives `None` both for "not given" and for "wrong, reported".
pub(super) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    pub(super) fn report(
        &mut self,
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics.push(
            Diagnostic::error(rule, self.file, place, message)
                .help(help)
                .quoting(self.text),
        );
    }

    pub(super) fn warn(&mut self, rule: &'static str, place: Place, message: &str, help: &str) {
        self.diagnostics.push(
            Diagnostic::warning(rule, self.file, place, message)
                .help(help)
                .quoting(self.text),
        );
    }

    /// A value that is wrong.
    pub(super) fn wrong(
        &mut self,
        node: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report("config-value", node.place(), message, help);
    }

    /// A key that is read, checked and then not acted upon: said, never silent.
    pub(super) fn not_yet(&mut self, parent: &Node, key: &str) {
        if let Some(node) = parent.get(key) {
            let message = format!("`{key}` is understood, but this release does not act on it");
            self.diagnostics.push(
                Diagnostic::warning("config-not-yet", self.file, node.key_place(), message)
                    .quoting(self.text),
            );
        }
    }

    /// Names the keys that do not exist, each with the nearest that does.
    pub(super) fn check_keys(&mut self, node: &Node, owner: &str, known: &[&str]) {
        self.check_keys_below(node, owner, known, (&[], ""));
    }

    /// As [`Reader::check_keys`], where some keys belong to what is above, as the hint says.
    pub(super) fn check_keys_below(
        &mut self,
        node: &Node,
        owner: &str,
        known: &[&str],
        (above, hint): (&[&str], &str),
    ) {
        if !node.is_mapping() {
            if !node.is_null() {
                self.wrong(
                    node,
                    format!("{owner} must be a mapping of keys to values"),
                    "",
                );
            }
            return;
        }
        for (key, member) in node.entries() {
            if !known.contains(&key.as_str()) {
                let help = match find_nearest(&key, known.iter().copied()) {
                    _ if above.contains(&key.as_str()) => hint.to_owned(),
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("the keys here are {}", known.join(", ")),
                };
                self.report(
                    "config-key",
                    member.key_place(),
                    format!("{owner} has no key `{key}`"),
                    help,
                );
            }
        }
    }

    /// The mapping under `key`, its keys checked; `None` when it is not given or no mapping.
    pub(super) fn section<'n>(
        &mut self,
        parent: &Node<'n>,
        key: &str,
        known: &[&str],
    ) -> Option<Node<'n>> {
        let node = parent.get(key).filter(|node| !node.is_null())?;
        self.check_keys(&node, &format!("`{key}`"), known);
        node.is_mapping().then_some(node)
    }

    pub(super) fn text(&mut self, parent: &Node, key: &str) -> Option<String> {
        let node = parent.get(key).filter(|node| !node.is_null())?;
        let text = node.text();
        if text.is_none() {
            self.wrong(&node, format!("`{key}` must be text"), "");
        }
        text
    }

    /// A whole number from 1 to `max`.
    pub(super) fn count(&mut self, parent: &Node, key: &str, max: usize) -> Option<usize> {
        let node = parent.get(key).filter(|node| !node.is_null())?;
        let number = node
            .text()
            .and_then(|text| text.parse().ok())
            .filter(|number| (1..=max).contains(number));
        if number.is_none() {
            self.wrong(
                &node,
                format!("`{key}` must be a whole number from 1 to {max}"),
                "",
            );
        }
        number
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        parent: &Node,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let node = parent.get(key).filter(|node| !node.is_null())?;
        self.choice_of(&node, key, words)
    }

    pub(super) fn choice_of<T: Copy>(
        &mut self,
        node: &Node,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let typed = node.text().unwrap_or_default();
        let found = words
            .iter()
            .find(|(word, _)| *word == typed)
            .map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let help = find_nearest(&typed, known.iter().copied())
                .map(|word| format!("did you mean `{word}`?"));
            self.wrong(
                node,
                format!("`{key}` must be one of {}", known.join(", ")),
                help.unwrap_or_default(),
            );
        }
        found
    }

    /// Text or a list of texts.
    pub(super) fn texts(&mut self, parent: &Node, key: &str) -> Vec<String> {
        self.text_nodes(parent, key)
            .into_iter()
            .filter_map(|node| node.text())
            .collect()
    }

    /// As [`Reader::texts`], with the places.
    pub(super) fn text_nodes<'n>(&mut self, parent: &Node<'n>, key: &str) -> Vec<Node<'n>> {
        let Some(node) = parent.get(key).filter(|node| !node.is_null()) else {
            return Vec::new();
        };
        let nodes = if node.is_list() {
            node.items()
        } else {
            vec![node]
        };
        let (good, bad): (Vec<_>, Vec<_>) =
            nodes.into_iter().partition(|node| node.text().is_some());
        for node in bad {
            self.wrong(&node, format!("`{key}` must hold text only"), "");
        }
        good
    }

    pub(super) fn language(&mut self, node: &Node) -> Option<Language> {
        let language = node.text().and_then(|text| Language::parse(&text));
        if language.is_none() {
            self.wrong(
                node,
                "this is not a language tag",
                "write a BCP 47 tag such as en, fr or pt-BR",
            );
        }
        language
    }

    /// A path below the site's folder, with its place.
    pub(super) fn named_path(&mut self, parent: &Node, key: &str) -> Option<Named<PathBuf>> {
        let value = self.path(parent, key)?;
        let place = parent.get(key)?.place();
        Some(Named { value, place })
    }

    /// A path below the site's folder.
    pub(super) fn path(&mut self, parent: &Node, key: &str) -> Option<PathBuf> {
        let node = parent.get(key).filter(|node| !node.is_null())?;
        let path = self.text(parent, key).map(PathBuf::from)?;
        if path.as_os_str().is_empty() || !stays_inside(&path) {
            self.wrong(
                &node,
                format!("`{key}` must be a path inside the site's folder"),
                "write it relative to the folder of this file, without `..`",
            );
            return None;
        }
        Some(
            path.components()
                .filter(|part| !matches!(part, Component::CurDir))
                .collect(),
        )
    }
}

fn stays_inside(path: &Path) -> bool {
    path.components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}
