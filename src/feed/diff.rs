//! What subscribers of a feed will see when it replaces the published one.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::config::Format;
use crate::feed::readback::{Seen, read};
use crate::feed::{Entry, Feed, FeedFile};

/// What changes in one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Entries that readers have not seen.
    pub new: Vec<Mention>,
    /// Entries that say something else than before.
    pub changed: Vec<Mention>,
    /// Entries that were taken out; those that only grew too old for the feed are none.
    pub removed: Vec<Mention>,
    /// Entries that readers have seen under another id, and will see again as new.
    pub renotified: Vec<Mention>,
}

/// An entry, as a report names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// Its title.
    pub title: String,
    /// Its URL.
    pub url: String,
    /// Its id.
    pub id: String,
    /// The id that readers know it by, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_as: Option<String>,
}

impl Changes {
    /// Whether readers will see nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Feed {
    /// Compares the feed with the `published` text of one of its files; `None` = nothing is published there.
    ///
    /// # Errors
    /// When what is published is no feed of that format.
    pub fn diff(&self, file: &FeedFile, published: Option<&str>) -> anyhow::Result<Changes> {
        let before = match published {
            Some(text) => read(file.format, text)?,
            None => Vec::new(),
        };
        Ok(compare(&before, self, file.format))
    }
}

fn compare(before: &[Seen], feed: &Feed, format: Format) -> Changes {
    let by_id: HashMap<&str, &Seen> = before.iter().map(|seen| (seen.id.as_str(), seen)).collect();
    let kept: HashSet<&str> = feed
        .entries
        .iter()
        .map(|entry| entry.id_in(format))
        .collect();
    let gone: Vec<&Seen> = before
        .iter()
        .filter(|seen| !kept.contains(seen.id.as_str()))
        .collect();
    let known = Known::of(&gone);
    let mut again: HashSet<&str> = HashSet::new();
    let mut changes = Changes::default();
    for entry in &feed.entries[..feed.shown()] {
        if let Some(seen) = by_id.get(entry.id_in(format)) {
            if differs(seen, entry) {
                changes.changed.push(mention(entry, format, None));
            }
        } else if let Some(seen) = known.find(entry) {
            again.insert(&seen.id);
            changes
                .renotified
                .push(mention(entry, format, Some(seen.id.clone())));
        } else {
            changes.new.push(mention(entry, format, None));
        }
    }
    let oldest = feed.entries.iter().map(|entry| entry.published).min();
    let is_full = feed
        .shape
        .limit
        .is_some_and(|limit| feed.entries.len() >= limit);
    let is_removed = |seen: &&Seen| {
        let grew_old = is_full && seen.published < oldest;
        !again.contains(seen.id.as_str()) && !grew_old
    };
    let removed = gone.iter().copied().filter(is_removed);
    changes.removed = removed
        .map(|seen| Mention {
            title: seen.title.clone(),
            url: seen.url.clone(),
            id: seen.id.clone(),
            known_as: None,
        })
        .collect();
    changes
}

/// Entries whose ids are gone, by what else tells that a post is the same.
struct Known<'a> {
    by_url: HashMap<&'a str, &'a Seen>,
    by_title: HashMap<(&'a str, i64), &'a Seen>,
}

impl<'a> Known<'a> {
    fn of(gone: &[&'a Seen]) -> Self {
        let titled = |seen: &&'a Seen| {
            let second = seen.published?.as_second();
            Some(((seen.title.as_str(), second), *seen))
        };
        Self {
            by_url: gone.iter().map(|seen| (seen.url.as_str(), *seen)).collect(),
            by_title: gone.iter().filter_map(titled).collect(),
        }
    }

    /// The entry at the same address, or with title and date.
    fn find(&self, entry: &Entry) -> Option<&'a Seen> {
        let title = (entry.title.as_str(), entry.published.as_second());
        let found = self.by_url.get(entry.url.as_str());
        found.or_else(|| self.by_title.get(&title)).copied()
    }
}

fn differs(seen: &Seen, entry: &Entry) -> bool {
    let is_lighter = seen.content.is_empty() || entry.content().is_empty();
    seen.url != entry.url.as_str()
        || seen.title != entry.title.as_str()
        || seen.summary != entry.summary().as_str()
        || (seen.content != entry.content().as_str() && !is_lighter)
}

fn mention(entry: &Entry, format: Format, known_as: Option<String>) -> Mention {
    Mention {
        title: entry.title.to_string(),
        url: entry.url.to_string(),
        id: entry.id_in(format).to_owned(),
        known_as,
    }
}
