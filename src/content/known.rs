//! The names that posts use, by their slugs: which are one, and which only share a slug. Whether that matters, feeds say.

use std::collections::HashMap;

use crate::config::Each;
use crate::model::diagnostic::Diagnostic;
use crate::model::name::{same_name, same_person};
use crate::model::slug::Slug;
use crate::model::text::Text;

/// A name as it was first seen.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// What it is known by: its id, or the name itself.
    pub(super) id: Text,
    /// What people read.
    pub(super) label: Text,
    /// The post where it was first seen.
    pub(super) file: String,
    /// Where another name had its slug before: the place, for who finds that they would share something.
    place: Option<Diagnostic>,
}

/// Two names that have one slug.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    /// The one that was seen later.
    pub(super) later: &'a Known,
    /// The one that was seen first.
    pub(super) first: &'a Known,
    /// Where the later one stands, without words yet.
    pub(super) place: &'a Diagnostic,
}

/// Every name of every post.
#[derive(Clone, Debug, Default)]
pub struct Names(HashMap<Each, HashMap<Slug, Vec<Known>>>);

impl Names {
    /// The name that is meant by `id` or `label` of a post in `file`, which may be new; `place` says where it stands.
    pub(super) fn settle(
        &mut self,
        kind: Each,
        (id, label): (&Text, &Text),
        file: &str,
        place: impl FnOnce() -> Diagnostic,
    ) -> &Known {
        let is_same = if kind == Each::Author {
            same_person
        } else {
            same_name
        };
        let by_slug = self.0.entry(kind).or_default();
        let known = by_slug.entry(Slug::of(id)).or_default();
        let is_meant = |name: &Known| {
            is_same(&name.id, id)
                || (kind != Each::Author
                    && (is_same(&name.label, label)
                        || is_same(&name.label, id)
                        || is_same(&name.id, label)))
        };
        let at = known.iter().position(is_meant).unwrap_or_else(|| {
            known.push(Known {
                id: id.clone(),
                label: label.clone(),
                file: file.to_owned(),
                place: (!known.is_empty()).then(place),
            });
            known.len() - 1
        });
        &known[at]
    }

    /// The names of one kind that have `slug`, each later one with the first.
    pub(super) fn pairs(&self, kind: Each, slug: &Slug) -> impl Iterator<Item = Pair<'_>> {
        let known = self.0.get(&kind).and_then(|by_slug| by_slug.get(slug));
        let known = known.map(Vec::as_slice).unwrap_or_default();
        let first = known.first();
        known.iter().filter_map(move |later| {
            Some(Pair {
                later,
                first: first?,
                place: later.place.as_ref()?,
            })
        })
    }
}

/// How to tell two names apart that have one slug.
pub(super) fn rename(one: &str, other: &str) -> String {
    let spelled = |name: &str| {
        let spelled = name.replace('#', " Sharp").replace('+', " Plus");
        let words: Vec<&str> = spelled.split_whitespace().collect();
        words.join(" ")
    };
    match [one, other]
        .into_iter()
        .find(|name| spelled(name) != **name)
    {
        Some(name) => format!("rename `{name}`, for example to `{}`", spelled(name)),
        None => "give one of them another name".to_owned(),
    }
}
