//! Names that have one slug, where a feed or the choice of subscribers goes by it.

use std::collections::{BTreeSet, HashMap};

use crate::config::{Config, Each};
use crate::content::Library;
use crate::content::known::{Pair, rename};
use crate::model::diagnostic::Diagnostic;
use crate::model::name::{fold, fold_person};
use crate::model::post::{Author, Post, Term};
use crate::model::selection::Selection;
use crate::model::slug::Slug;
use crate::model::text::Text;

/// What a rule counts over beside languages.
pub fn subject_of(each: &[Each]) -> Option<Each> {
    each.iter().copied().find(|each| *each != Each::Language)
}

/// What there is a feed for each of where the configuration names no feeds.
pub fn default_subject(posts: &[Post]) -> Each {
    let only_tags = posts.iter().all(|post| post.categories.is_empty());
    if only_tags { Each::Tag } else { Each::Category }
}

/// The categories, tags or authors of a post: slug, what tells those with one slug apart, and what people call them.
pub fn subjects(post: &Post, kind: Each) -> Vec<(String, String, Text)> {
    let terms = |terms: &[Term]| {
        let subject = |term: &Term| (term.slug.to_string(), fold(&term.id), term.label.clone());
        terms.iter().map(subject).collect()
    };
    match kind {
        Each::Category => terms(&post.categories),
        Each::Tag => terms(&post.tags),
        Each::Author => {
            let subject = |author: &Author| {
                let slug = Slug::of(&author.id).to_string();
                (slug, fold_person(&author.id), author.name.clone())
            };
            post.authors.iter().map(subject).collect()
        }
        Each::Language | Each::Section => Vec::new(),
    }
}

/// Names that would share something because they have one slug; each is told once.
pub(super) fn check(config: &Config, library: &Library) -> Vec<Diagnostic> {
    let everything = Selection::default();
    let mut found = Vec::new();
    let mut told: BTreeSet<(String, u32, u32)> = BTreeSet::new();
    for (kind, select, purpose) in uses(config, library, &everything) {
        for shared in find_shared(library, select, kind) {
            for Pair {
                later,
                first,
                place,
            } in library.names.pairs(kind, &shared)
            {
                if !told.insert((place.file.clone(), place.line, place.column)) {
                    continue;
                }
                let purpose = purpose.replace("{slug}", shared.as_str());
                let (one, other, file) = (&later.id, &first.id, &first.file);
                let message = format!(
                    "`{one}` and `{other}` ({file}) have the slug `{shared}`, and so would share {purpose}"
                );
                let mistake = Diagnostic {
                    message,
                    ..place.clone()
                };
                found.push(mistake.help(rename(one, other)));
            }
        }
    }
    found
}

/// What goes by slugs: of which names, of which posts, and what it is.
fn uses<'a>(
    config: &'a Config,
    library: &Library,
    everything: &'a Selection,
) -> Vec<(Each, &'a Selection, String)> {
    let mut uses = Vec::new();
    if let Some(rules) = &config.feeds {
        uses.extend(rules.iter().filter_map(|rule| {
            let feed = format!("the feed `{}`", rule.path);
            Some((subject_of(&rule.each)?, &rule.select, feed))
        }));
    } else {
        let feed = "a feed".to_owned();
        uses.push((default_subject(&library.posts), everything, feed));
    }
    uses.extend(config.newsletters.iter().map(|letter| {
        let choice = format!("the subscribers of `{}` who choose it", letter.name);
        (Each::Category, &letter.select, choice)
    }));
    uses
}

/// The slugs that more than one name of the selected posts has.
fn find_shared(library: &Library, select: &Selection, kind: Each) -> BTreeSet<Slug> {
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut shared = BTreeSet::new();
    for post in library.posts.iter().filter(|post| select.takes(post)) {
        for (slug, id, _) in subjects(post, kind) {
            match seen.get(&slug) {
                Some(own) if *own != id => {
                    shared.insert(Slug::of(&slug));
                }
                Some(_) => {}
                None => {
                    seen.insert(slug, id);
                }
            }
        }
    }
    shared
}
