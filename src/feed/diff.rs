//! What subscribers of a feed will see when it replaces the published one.

mod known;
mod seen;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde::Serialize;

use crate::config::Format;
use crate::feed::readback::Seen;
use crate::feed::{Entry, Feed, FeedFile};

use known::Known;

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
    /// Its date.
    pub date: Option<Timestamp>,
    /// The id that readers know it by, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_as: Option<String>,
    /// What it says anew: `title`, `url`, `date`, `summary`, `content`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<&'static str>,
}

impl Changes {
    /// Whether readers will see nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Feed {
    /// Compares the feed with what is published of one of its files: the file that readers subscribe to, and the
    /// pages of its archive. `None` = nothing is published there.
    ///
    /// # Errors
    /// When what is published is no feed.
    pub fn diff(
        &self,
        file: &FeedFile,
        published: Option<&str>,
        archive: &[String],
    ) -> anyhow::Result<Changes> {
        let subscription = match published {
            Some(text) => seen::read(file.format, text)?,
            None => Vec::new(),
        };
        let mut archived = Vec::new();
        for page in archive {
            archived.extend(seen::read(file.format, page)?);
        }
        Ok(compare(&subscription, &archived, self, file.format))
    }
}

fn compare(subscription: &[Seen], archived: &[Seen], feed: &Feed, format: Format) -> Changes {
    let all = || subscription.iter().chain(archived);
    let mut by_id: HashMap<&str, &Seen> = HashMap::new();
    for seen in all() {
        by_id.entry(&seen.id).or_insert(seen);
    }
    let kept: HashSet<&str> = feed
        .entries
        .iter()
        .map(|entry| entry.id_in(format))
        .collect();
    let is_gone = |seen: &&Seen| !kept.contains(seen.id.as_str());
    let gone: Vec<&Seen> = all().filter(is_gone).collect();
    let mut known = Known::of(&gone);
    let mut changes = Changes::default();
    let shown = &feed.entries[..feed.shown()];
    let again = known.find_all(
        shown
            .iter()
            .filter(|entry| !by_id.contains_key(entry.id_in(format))),
    );
    let mut again = again.into_iter();
    for entry in shown {
        let mention = mention(entry, format);
        if let Some(seen) = by_id.get(entry.id_in(format)) {
            let fields = differences(seen, entry);
            if !fields.is_empty() {
                changes.changed.push(Mention { fields, ..mention });
            }
        } else if let Some(Some(seen)) = again.next() {
            let known_as = Some(seen.id.clone());
            changes.renotified.push(Mention {
                known_as,
                ..mention
            });
        } else {
            changes.new.push(mention);
        }
    }
    let oldest = feed.entries.iter().map(|entry| entry.published).min();
    let is_full = feed
        .shape
        .limit
        .is_some_and(|limit| feed.entries.len() >= limit);
    let is_removed = |seen: &&Seen| {
        let grew_old = is_full && !feed.shape.archive && seen.published < oldest;
        is_gone(seen) && !known.has_returned(&seen.id) && !grew_old
    };
    let mut told = HashSet::new();
    let removed = all().filter(is_removed);
    let removed = removed.filter(|seen| told.insert(seen.id.as_str()));
    changes.removed = removed.map(mention_of_seen).collect();
    changes
}

/// What a reader sees of an entry that differs. A feed that holds no summary or content tells nothing of it.
fn differences(seen: &Seen, entry: &Entry) -> Vec<&'static str> {
    let second = seen.published.map(Timestamp::as_second);
    let is_lighter = seen.content.is_empty() || entry.content().is_empty();
    let differs = [
        ("title", seen.title != entry.title.as_str()),
        ("url", seen.url != entry.url.as_str()),
        (
            "date",
            second.is_some_and(|second| second != entry.published.as_second()),
        ),
        (
            "summary",
            !seen.summary.is_empty() && seen.summary != entry.summary().as_str(),
        ),
        (
            "content",
            !is_lighter && seen.content != entry.content().as_str(),
        ),
    ];
    let differs = differs.into_iter().filter(|(_, differs)| *differs);
    differs.map(|(field, _)| field).collect()
}

fn mention(entry: &Entry, format: Format) -> Mention {
    Mention {
        title: entry.title.to_string(),
        url: entry.url.to_string(),
        id: entry.id_in(format).to_owned(),
        date: Some(entry.published),
        known_as: None,
        fields: Vec::new(),
    }
}

fn mention_of_seen(seen: &Seen) -> Mention {
    Mention {
        title: seen.title.clone(),
        url: seen.url.clone(),
        id: seen.id.clone(),
        date: seen.published,
        known_as: None,
        fields: Vec::new(),
    }
}
