//! The dates of front matter: published, changed, embargoed, expired.

use crate::content::date::{self, Typed};
use crate::content::front_matter::{FrontMatter, FrontReader};
use crate::model::diagnostic::Place;
use crate::yaml::Node;

impl FrontReader<'_> {
    /// Reads every date into `front`.
    pub(super) fn read_dates(&mut self, root: &Node, front: &mut FrontMatter) {
        let is_moment = |node: &Node| node.flag().is_none();
        if let Some(node) = self.find_where(root, "date", is_moment) {
            if node.is_mapping() {
                front.date = ["created", "published", "date"]
                    .iter()
                    .find_map(|key| node.get(key))
                    .and_then(|created| self.date(&created));
                front.updated = ["updated", "modified", "changed"]
                    .iter()
                    .find_map(|key| node.get(key))
                    .and_then(|updated| self.dated(&updated));
            } else {
                front.date = self.date(&node);
            }
        }
        if let Some(node) = self.find(root, "updated") {
            let node = node.get("date").unwrap_or(node);
            front.updated = self.dated(&node);
        }
        let embargo = self.find_where(root, "embargo", is_moment);
        front.embargo = embargo.and_then(|node| self.date(&node));
        let expiry = self.find(root, "expiry");
        front.expiry = expiry.and_then(|node| self.date(&node));
    }

    fn dated(&mut self, node: &Node) -> Option<(Typed, Place)> {
        if node.is_mapping() {
            return None;
        }
        Some((self.date(node)?, node.place()))
    }

    fn date(&mut self, node: &Node) -> Option<Typed> {
        if let ([only], true) = (node.items().as_slice(), node.is_list()) {
            return self.date(only);
        }
        let typed = node.text().unwrap_or_default();
        let read = date::parse(&typed, &self.config.site.time_zone);
        if read.is_none() && date::asks_for_file_time(&typed) {
            let message = format!(
                "`{typed}` asks for the time of a file, which no two machines agree on: it is passed over"
            );
            self.warn(
                "date-of-file",
                node.place(),
                message,
                "write the date itself",
            );
            return None;
        }
        match &read {
            None => {
                let shown: String = typed.chars().take(40).collect();
                let shown = match node.text() {
                    Some(_) => format!("`{shown}`"),
                    None => "a list or a mapping".to_owned(),
                };
                self.error(
                    "date-invalid",
                    node.place(),
                    format!("{shown} is no date that a feed could carry"),
                    "write it like 2026-03-01 or 2026-03-01T09:30:00+01:00",
                );
            }
            Some(date) if date.moment.as_second() < 0 => {
                let message = "a date before 1970 makes some readers fail";
                self.warn("date-early", node.place(), message, "");
            }
            Some(_) => {}
        }
        read
    }
}
