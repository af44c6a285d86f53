//! Which posts belong to a post: those that `suggested` means, by free names told apart by section and language, and its
//! translations.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::language::Language;
use crate::model::post::{Post, Suggestion};

/// Finds posts by the names that other posts give them.
#[derive(Debug)]
pub struct Related<'a> {
    posts: &'a [Post],
    by_name: HashMap<String, Vec<usize>>,
    by_stem: HashMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> Related<'a> {
    /// Reads the names of all posts: id, slug, title and path.
    pub fn of(posts: &'a [Post]) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_stem: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for (at, post) in posts.iter().enumerate() {
            let id = post.id.as_deref().unwrap_or(&post.slug);
            for name in [id, &post.slug, &post.title, &post.source] {
                let known = by_name.entry(name.to_lowercase()).or_default();
                if known.last() != Some(&at) {
                    known.push(at);
                }
            }
        }
        let languages: HashSet<&Language> = posts.iter().map(|post| &post.language).collect();
        for (at, post) in posts.iter().enumerate().filter(|_| languages.len() > 1) {
            let section = post.section.as_str();
            for name in names_of(post) {
                by_stem.entry((section, name)).or_default().push(at);
            }
        }
        Self {
            posts,
            by_name,
            by_stem,
        }
    }

    /// The post in its other languages, by language.
    pub fn translations(&self, post: &Post) -> Vec<&'a Post> {
        let section = post.section.as_str();
        let same = names_of(post);
        let same = same
            .filter_map(|name| self.by_stem.get(&(section, name)))
            .flatten();
        let mut found: BTreeMap<&Language, &Post> = BTreeMap::new();
        for other in same.map(|at| &self.posts[*at]) {
            if other.is_translation_of(post) {
                found.entry(&other.language).or_insert(other);
            }
        }
        found.into_values().collect()
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

/// What translations of a post share with it, one of them at least.
fn names_of(post: &Post) -> impl Iterator<Item = &str> {
    [Some(post.stem.as_str()), post.id.as_deref()]
        .into_iter()
        .flatten()
}
