//! What an adoption did, for people and programs.

use jiff::Timestamp;
use serde::Serialize;

use crate::feed::adopt::{How, OldEntry};

/// What became of every entry and post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Posts that have their old id now, by date.
    pub adopted: Vec<Adopted>,
    /// Posts that had it already.
    pub known: Vec<Known>,
    /// Entries that are no post, or that may be several.
    pub unmatched: Vec<Unmatched>,
    /// Posts that keep the id they have, and why.
    pub refused: Vec<Refused>,
    /// Posts that several old feeds call by different ids.
    pub conflicts: Vec<Conflict>,
    /// The files of posts that no entry is.
    pub uncovered: Vec<String>,
}

/// A post with its old id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adopted {
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// Its date.
    pub date: Timestamp,
    /// By what it was recognised.
    pub how: How,
    /// Its id from now on.
    pub id: String,
    /// Its id in RSS and JSON Feed, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guid: Option<String>,
    /// When it was last changed, from now on.
    pub updated: Timestamp,
    /// The id that it had in the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// A post that had its old id already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// Its date.
    pub date: Timestamp,
    /// By what it was recognised.
    pub how: How,
    /// Its id.
    pub id: String,
}

/// An entry whose post was not found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// The feed it stands in, by its place on the command line, from 0.
    pub feed: usize,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its link.
    pub url: String,
    /// Its date.
    pub date: Option<Timestamp>,
    /// Why it cannot be told which post it is; empty where it is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
}

impl Unmatched {
    pub(super) fn of(feed: usize, entry: &OldEntry, why: String) -> Self {
        Self {
            feed,
            id: entry.id.clone(),
            title: entry.title.clone(),
            url: entry.link.clone(),
            date: entry.date(),
            why,
        }
    }
}

/// A post whose old id was not taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// Its date.
    pub date: Timestamp,
    /// The id of the old feed.
    pub id: String,
    /// Why not.
    pub why: String,
    /// Whether `--force` would take it over.
    pub is_forcible: bool,
}

/// An id that gave way to the one of another old feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The post's file.
    pub file: String,
    /// The id that was taken.
    pub kept: String,
    /// The feed whose id was not, by its place on the command line, from 0.
    pub feed: usize,
    /// The id that was not.
    pub left: String,
}
