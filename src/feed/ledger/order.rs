//! The order of publishing: every post has its number in it once and for all, and pages of archives are cut by it.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::content::Library;
use crate::feed::archive::page_entries;
use crate::feed::ledger::Ledger;
use crate::feed::{Ids, Plan};
use crate::model::post::Post;

impl Ledger {
    /// The number of each post in the order of publishing: that which the ledger knows, and behind it the new ones, the
    /// oldest first. So a new post never comes between others, whatever its date. Of new posts of one date the first
    /// by name is the last to come.
    pub(super) fn numbers(&self, posts: &[&Post], known: &[Option<String>]) -> Vec<u32> {
        let next = self.entries.values().filter_map(|record| record.nth).max();
        let mut next = next.map_or(0, |last| last.saturating_add(1));
        let known = |at: usize| self.entries.get(known[at].as_ref()?)?.nth;
        let mut new: Vec<usize> = (0..posts.len()).filter(|at| known(*at).is_none()).collect();
        new.sort_by_key(|at| (posts[*at].date, Reverse(&posts[*at].source)));
        let mut numbers: Vec<u32> = (0..posts.len())
            .map(|at| known(at).unwrap_or_default())
            .collect();
        for at in new {
            numbers[at] = next;
            next = next.saturating_add(1);
        }
        numbers
    }

    /// Closes the pages of archives that are full by now, and gives every plan those of its feed. What is closed stays
    /// so, whatever becomes of its posts: one that is deleted leaves a gap on its own page and moves no other.
    pub fn close_pages(&mut self, plans: &mut [Plan], library: &Library, ids: &Ids) {
        let numbers: HashMap<&str, u32> = library
            .posts
            .iter()
            .filter_map(|post| Some((post.source.as_str(), ids.get(&post.source)?.nth)))
            .collect();
        for plan in plans.iter_mut().filter(|plan| plan.has_archive()) {
            let number = |at: &usize| numbers.get(library.posts[*at].source.as_str()).copied();
            let mut oldest_first: Vec<u32> = plan.posts.iter().filter_map(number).collect();
            oldest_first.sort_unstable();
            // Old posts that a category gets later lie on old pages: where they are too many, these are cut again.
            let mut pages = self.pages.get(&plan.path).cloned().unwrap_or_default();
            let most = page_entries(&plan.shape);
            let known = pages.clone();
            if let Some(page) = find_overfull(&pages, &oldest_first, 2 * most) {
                pages.truncate(page);
            }
            loop {
                let first = pages.last().copied().unwrap_or_default();
                let begin = oldest_first.partition_point(|number| *number < first);
                // The entry that fills a page is also the first of the next.
                let Some(last) = oldest_first
                    .get(begin + most - 1)
                    .filter(|last| **last > first)
                else {
                    break;
                };
                pages.push(*last);
            }
            if pages != known {
                self.pages.insert(plan.path.clone(), pages.clone());
                self.is_changed = true;
            }
            plan.pages = pages;
        }
    }
}

/// The first page, counted from 0, that holds more than `most` entries though it is closed.
fn find_overfull(pages: &[u32], oldest_first: &[u32], most: usize) -> Option<usize> {
    let begins = std::iter::once(0).chain(pages.iter().copied());
    begins.zip(pages).position(|(first, next)| {
        let place = |number: u32| oldest_first.partition_point(|own| *own < number);
        place(*next) - place(first).min(place(*next)) > most
    })
}
