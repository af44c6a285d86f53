//! The order of publishing: every post has its number in it once and for all, and pages of archives are cut by it.

use std::cmp::Reverse;

use ring::digest;
use serde::{Deserialize, Serialize};

use crate::content::Library;
use crate::feed::archive::page_entries;
use crate::feed::ledger::Ledger;
use crate::feed::{Ids, Plan};
use crate::model::post::Post;

/// A number in the order of publishing, as `[nth, chain]` in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub(super) struct Rank {
    /// The number, from 0.
    pub nth: u32,
    /// A digest of all ids up to it: two branches may give one number to different posts, and what was published
    /// behind each tells which row it belongs to.
    pub chain: u32,
}

impl From<(u32, u32)> for Rank {
    fn from((nth, chain): (u32, u32)) -> Self {
        Self { nth, chain }
    }
}

impl From<Rank> for (u32, u32) {
    fn from(rank: Rank) -> Self {
        (rank.nth, rank.chain)
    }
}

impl Rank {
    /// The rank of the post `id` that is published next, the first one where `last` is none.
    pub(super) fn behind(last: Option<Self>, id: &str) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&last.map_or(0, |last| last.chain).to_be_bytes());
        context.update(id.as_bytes());
        let hash = context.finish();
        let chain = hash
            .as_ref()
            .iter()
            .take(4)
            .fold(0, |sum, byte| (sum << 8) | u32::from(*byte));
        let nth = last.map_or(0, |last| last.nth.saturating_add(1));
        Self { nth, chain }
    }

    /// Whether the post `id`, that has the rank `next`, was published behind the one of this rank.
    pub(super) fn leads_to(self, next: Self, id: &str) -> bool {
        Self::behind(Some(self), id).chain == next.chain
    }
}

impl Ledger {
    /// Gives the posts that have no number in the order of publishing theirs: behind all others, the oldest first. So a
    /// new post never comes between others, whatever its date. Of new posts of one date the first by name is the last
    /// to come.
    pub(super) fn give_ranks(&mut self, posts: &[(&Post, String)]) {
        let has_none = |(_, id): &&(&Post, String)| {
            let record = self.entries.get(id);
            record.is_some_and(|record| record.nth.is_none())
        };
        let mut new: Vec<&(&Post, String)> = posts.iter().filter(has_none).collect();
        new.sort_by_key(|(post, _)| (post.date, Reverse(&post.source)));
        let mut last = self.entries.values().filter_map(|record| record.nth).max();
        for (_, id) in new {
            let rank = Rank::behind(last, id);
            if let Some(record) = self.entries.get_mut(id) {
                record.nth = Some(rank);
                self.is_changed = true;
            }
            last = Some(rank);
        }
    }

    /// Closes the pages of archives that are full by now, and gives every plan those of its feed. What is closed stays
    /// so, whatever becomes of its posts: one that is deleted leaves a gap on its own page and moves no other.
    pub fn close_pages(&mut self, plans: &mut [Plan], library: &Library, ids: &Ids) {
        let rank = |post: &Post| self.entries.get(&ids.get(&post.source)?.id)?.nth;
        let ranks: Vec<Option<Rank>> = library.posts.iter().map(rank).collect();
        for plan in plans.iter_mut().filter(|plan| plan.has_archive()) {
            let mut oldest_first: Vec<Rank> =
                plan.posts.iter().filter_map(|at| ranks[*at]).collect();
            oldest_first.sort_unstable();
            // Old posts that a category gets later lie on old pages: where they are too many, these are cut again.
            let mut pages = self.pages.get(&plan.path).cloned().unwrap_or_default();
            let most = page_entries(&plan.shape);
            let known = pages.clone();
            if let Some(page) = find_overfull(&pages, &oldest_first, 2 * most) {
                pages.truncate(page);
            }
            loop {
                let first = pages.last().map_or(0, |first| first.nth);
                let begin = place(&oldest_first, first);
                // The entry that fills a page is also the first of the next.
                match oldest_first.get(begin + most - 1) {
                    Some(last) if last.nth > first => pages.push(*last),
                    _ => break,
                }
            }
            if pages != known {
                self.pages.insert(plan.path.clone(), pages.clone());
                self.is_changed = true;
            }
            plan.pages = pages.iter().map(|first| first.nth).collect();
        }
    }
}

/// How many come before a number.
fn place(oldest_first: &[Rank], number: u32) -> usize {
    oldest_first.partition_point(|own| own.nth < number)
}

/// The first page, counted from 0, that holds more than `most` entries though it is closed.
fn find_overfull(pages: &[Rank], oldest_first: &[Rank], most: usize) -> Option<usize> {
    let begins = pages.iter().map(|first| first.nth);
    let pages = std::iter::once(0).chain(begins.clone()).zip(begins);
    let held = |(first, next)| place(oldest_first, next).saturating_sub(place(oldest_first, first));
    pages.map(held).position(|held| held > most)
}
