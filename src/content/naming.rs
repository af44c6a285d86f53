//! Slugs and permalinks of front matter, as far as they are safe.

use crate::content::front_matter::FrontReader;
use crate::content::place::refuse_slug;
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
        // Some generators take a whole path here; its last part is the post's own.
        let own = slug
            .trim_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let path_is_plain =
            !slug.starts_with('/') && !slug.split('/').any(|part| part.starts_with('.'));
        let candidate = if path_is_plain { own } else { slug.as_str() };
        if let Some(why) = refuse_slug(candidate) {
            self.error(
                "slug-unsafe",
                node.place(),
                format!("this slug cannot be used: {why}"),
                "use letters, digits and -",
            );
            return None;
        }
        Some(candidate.to_owned())
    }
}
