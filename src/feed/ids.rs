//! What the ledger gives the posts of one run.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

/// What the ledger gives one post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minted {
    /// The permanent id.
    pub id: String,
    /// What RSS and JSON Feed have in its place, where `adopt` found that their readers know another.
    pub guid: Option<String>,
    /// Unlike any other entry's.
    pub updated: Timestamp,
    /// Its number in the order of publishing.
    pub nth: u32,
}

/// The ids of a run's posts, by their source.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    pub(super) posts: HashMap<String, Minted>,
    pub(super) ever: HashSet<String>,
}

impl Ids {
    /// What the ledger gave the post at `source`.
    pub fn get(&self, source: &str) -> Option<&Minted> {
        self.posts.get(source)
    }

    /// Whether the ledger ever gave this id to a post.
    pub fn knows(&self, id: &str) -> bool {
        self.ever.contains(id)
    }
}
