//! Categories that subscribers chose and no post has: whoever chose nothing else would never get anything.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::site::{load_library, plural};
use crate::config::Config;
use crate::content::Library;
use crate::model::diagnostic::find_nearest;
use crate::model::slug::Slug;

/// A category that is nowhere to be found.
#[derive(Debug, Serialize)]
pub(super) struct UnknownCategory {
    category: Slug,
    /// How many rows chose it.
    rows: usize,
    /// What may be meant.
    nearest: Option<Slug>,
}

/// Those of the `chosen` categories that are neither in the data file nor in a post; none while there is nothing to compare with.
pub(super) fn find_unknown(
    config: &Config,
    chosen: &BTreeMap<Slug, usize>,
    now: Timestamp,
) -> Vec<UnknownCategory> {
    if chosen.is_empty() {
        return Vec::new();
    }
    let Ok(library) = load_library(config, now) else {
        return Vec::new();
    };
    let known = spellings(&library);
    let is_unknown = |slug: &Slug| !known.is_empty() && known.get(slug) != Some(slug);
    chosen
        .iter()
        .filter(|(slug, _)| is_unknown(slug))
        .map(|(slug, rows)| UnknownCategory {
            category: slug.clone(),
            rows: *rows,
            nearest: nearest(slug, &known),
        })
        .collect()
}

/// The slug that is meant by each spelling of a category or tag: the slug itself, or its label.
fn spellings(library: &Library) -> BTreeMap<Slug, Slug> {
    let posts = library.posts.iter();
    let terms = || {
        posts
            .clone()
            .flat_map(|post| post.categories.iter().chain(&post.tags))
    };
    let labels = terms().map(|term| (Slug::of(&term.label), term.slug.clone()));
    let ids = library.categories.ids();
    let listed = ids.map(|id| library.categories.find(id).unwrap_or_else(|| Slug::of(id)));
    let slugs = terms().map(|term| term.slug.clone()).chain(listed);
    // A slug means itself, even where it is another one's label.
    labels
        .chain(slugs.map(|slug| (slug.clone(), slug)))
        .collect()
}

fn nearest(slug: &Slug, known: &BTreeMap<Slug, Slug>) -> Option<Slug> {
    let spelled = known.get(slug);
    let near = || {
        let nearest = find_nearest(slug.as_str(), known.keys().map(Slug::as_str))?;
        known.get(&Slug::of(nearest))
    };
    spelled.or_else(near).cloned()
}

pub(super) fn warn(unknown: &[UnknownCategory], console: &Console) {
    for UnknownCategory {
        category,
        rows,
        nearest,
    } in unknown
    {
        let hint = match nearest {
            Some(nearest) => format!("; did you mean `{nearest}`?"),
            None => String::new(),
        };
        console.note(format!(
            "warning: no post and no data file has the category `{category}` ({}){hint}",
            plural(*rows, "row")
        ));
    }
}
