//! Slugs and permalinks of front matter, as far as they are safe.

use crate::content::front_matter::FrontReader;
use crate::content::place::own_slug;
use crate::model::diagnostic::Place;
use crate::yaml::Node;

impl FrontReader<'_> {
    pub(super) fn read_permalink(&mut self, root: &Node) -> Option<(String, Place)> {
        let node = self.find(root, "permalink")?;
        let (typed, place) = (node.text()?, node.place());
        if typed.chars().any(char::is_control) {
            let message = "this address holds a control character";
            self.error(
                "slug-unsafe",
                place,
                message,
                "use letters, digits, - and /",
            );
            return None;
        }
        Some((typed, place))
    }

    pub(super) fn read_slug(&mut self, root: &Node) -> Option<String> {
        let node = self.find(root, "slug")?;
        let slug = node.text()?.trim().to_owned();
        if slug.is_empty() {
            return None;
        }
        match own_slug(&slug) {
            Ok(own) => Some(own.to_owned()),
            Err(why) => {
                self.error(
                    "slug-unsafe",
                    node.place(),
                    format!("this slug cannot be used: {why}"),
                    "use letters, digits and -",
                );
                None
            }
        }
    }
}
