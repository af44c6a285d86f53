//! Which posts `suggested` means: free names, told apart by section and language.

use std::collections::HashMap;

use crate::model::post::{Post, Suggestion};

/// Finds posts by the names that other posts give them.
#[derive(Debug)]
pub struct Related<'a> {
    posts: &'a [Post],
    by_name: HashMap<String, Vec<usize>>,
}

impl<'a> Related<'a> {
    /// Reads the names of all posts: id, slug, title and path.
    pub fn of(posts: &'a [Post]) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, post) in posts.iter().enumerate() {
            let id = post.id.as_deref().unwrap_or(&post.slug);
            for name in [id, &post.slug, &post.title, &post.source] {
                let known = by_name.entry(name.to_lowercase()).or_default();
                if known.last() != Some(&at) {
                    known.push(at);
                }
            }
        }
        Self { posts, by_name }
    }

    /// The post that `suggestion` of `post` means: in the section it names, else in the post's own, else
    /// anywhere; of those the one in the post's language. Never the post itself.
    pub fn find(&self, post: &Post, suggestion: &Suggestion) -> Option<&'a Post> {
        let named = self.by_name.get(&suggestion.post.to_lowercase())?;
        let section = suggestion.section.as_deref().unwrap_or(&post.section);
        let fits = |other: &Post| {
            let in_section =
                other.section == section || other.section.split('/').next() == Some(section);
            (in_section, other.language == post.language)
        };
        named
            .iter()
            .map(|at| &self.posts[*at])
            .filter(|other| other.source != post.source)
            .filter(|other| suggestion.section.is_none() || fits(other).0)
            .rev()
            .max_by_key(|other| fits(other))
    }
}
