//! The pages of a feed's archive (RFC 5005, section 4): which entry stands on which page. Does not render them.

use std::sync::Arc;

use crate::config::FeedShape;
use crate::feed::{Document, Entry, Feed, FeedFile, Part, Plan};

/// Entries on a page of the archive: as many as the feed shows, within these.
const PAGE_ENTRIES: std::ops::RangeInclusive<usize> = 20..=500;
/// Pages that stay although their posts are gone, and those of the next years.
const PAGES_SPARE: usize = 20;

impl Feed {
    /// The pages of the archive behind `current`, the oldest first; none where everything is in it.
    ///
    /// Pages are filled in the order of publishing, which the ledger keeps. The entry that fills a page is also the first
    /// of the next, so that a page gets its last entry and its `next-archive` at once and is closed for good: publishing
    /// a post changes only documents that hold it, also where its date lies between those of others.
    pub fn archive(&self, file: &FeedFile, current: &Document) -> Vec<Document<'_>> {
        if !matches!(current.part, Part::Current { .. }) {
            return Vec::new();
        }
        let mut in_order: Vec<usize> = (0..self.entries.len()).collect();
        in_order.sort_by_key(|at| self.entries[*at].nth);
        let place = |number: u32| in_order.partition_point(|at| self.entries[*at].nth < number);
        let pages = self.page_count();
        let page = |number: usize| {
            let first = |page: usize| self.pages.get(page.checked_sub(2)?).copied();
            let begin = first(number).map_or(0, place);
            let end =
                first(number + 1).map_or(in_order.len(), |last| place(last.saturating_add(1)));
            let mut held = in_order[begin..end.max(begin)].to_vec();
            held.sort_unstable();
            let entries: Vec<Arc<Entry>> =
                held.iter().map(|at| self.entries[*at].clone()).collect();
            let (path, url) = file.page(number);
            Document {
                feed: self,
                format: file.format,
                path,
                url,
                subscription: file.url.clone(),
                part: Part::Archive {
                    older: (number > 1).then(|| file.page(number - 1).1),
                    newer: (number < pages).then(|| file.page(number + 1).1),
                },
                entries,
            }
        };
        (1..=pages).map(page).collect()
    }

    /// How many pages the archive has.
    pub(super) fn page_count(&self) -> usize {
        self.pages.len() + 1
    }

    /// The newest page with the entry of a number.
    pub(super) fn page_of(&self, nth: u32) -> usize {
        self.pages.partition_point(|first| *first <= nth) + 1
    }
}

impl Plan {
    /// Whether some of its entries may stand only in its archive.
    pub(super) fn has_archive(&self) -> bool {
        let limit = self.shape.limit.unwrap_or(usize::MAX);
        self.shape.archive && (self.posts.len() > limit || self.shape.max_bytes.is_some())
    }

    /// The paths that the pages of its archive take, in every format.
    pub(super) fn archive_paths(&self) -> Vec<String> {
        if !self.has_archive() {
            return Vec::new();
        }
        let pages = 1..=self.posts.len() / (page_entries(&self.shape) - 1) + 1 + PAGES_SPARE;
        let path = |page| self.files.iter().map(move |file| file.archive_file(page));
        pages.flat_map(path).collect()
    }
}

/// How many entries fill a page.
pub(super) fn page_entries(shape: &FeedShape) -> usize {
    let limit = shape.limit.unwrap_or(100);
    limit.clamp(*PAGE_ENTRIES.start(), *PAGE_ENTRIES.end())
}
