//! The order of posts of one date: as they came, so that a new one takes no place between older ones.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::feed::ledger::Ledger;
use crate::model::post::Post;

impl Ledger {
    /// The place of each post among those of its date: that which the ledger knows, and behind it the new ones, the
    /// first by name the last to come. So a new post never takes a place between older ones.
    pub(super) fn ties(&self, posts: &[&Post], known: &[Option<String>]) -> Vec<u32> {
        let mut next: HashMap<Timestamp, u32> = HashMap::new();
        for record in self.entries.values() {
            let next = next.entry(record.date).or_default();
            *next = (*next).max(record.tie.saturating_add(1));
        }
        let mut ties: Vec<u32> = Vec::with_capacity(posts.len());
        for (post, known) in posts.iter().zip(known).rev() {
            let known = known.as_ref().and_then(|id| self.entries.get(id));
            ties.push(known.map_or_else(
                || {
                    let next = next.entry(post.date).or_default();
                    let tie = *next;
                    *next = tie.saturating_add(1);
                    tie
                },
                |record| record.tie,
            ));
        }
        ties.reverse();
        ties
    }
}

/// Whether it goes without saying in the ledger.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
pub(super) fn is_first(tie: &u32) -> bool {
    *tie == 0
}
