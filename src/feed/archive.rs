//! The pages of a feed's archive (RFC 5005, section 4): which entry stands on which page. Does not render them.

use crate::config::FeedShape;
use crate::feed::{Document, Feed, FeedFile, Part, Plan};

/// Entries on a page of the archive: as many as the feed shows, within these.
const PAGE_ENTRIES: std::ops::RangeInclusive<usize> = 20..=500;
/// Pages that stay although their posts are gone, and those of the next years.
const PAGES_SPARE: usize = 20;

impl Feed {
    /// The pages of the archive behind `current`, the oldest first; none where everything is in it.
    ///
    /// Pages are filled in the order of publishing, and the ledger keeps what is on those that are full. The entry that
    /// fills a page is also the first of the next, so that a page gets its last entry and its `next-archive` at once and
    /// is closed for good: publishing a post changes only documents that hold it, also where its date lies between those
    /// of others.
    pub fn archive(&self, file: &FeedFile, current: &Document) -> Vec<Document<'_>> {
        if !matches!(current.part, Part::Current { .. }) {
            return Vec::new();
        }
        let pages = self.page_count();
        let page = |(number, held): (usize, &Vec<usize>)| {
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
                entries: held.iter().map(|at| self.entries[*at].clone()).collect(),
            }
        };
        (1..).zip(&self.pages).map(page).collect()
    }

    /// How many pages the archive has.
    pub(super) fn page_count(&self) -> usize {
        self.pages.len().max(1)
    }

    /// The newest page with an entry that a document does not show which shows `shown` of them.
    pub(super) fn newest_page_behind(&self, shown: usize) -> usize {
        let has_hidden = |held: &Vec<usize>| held.last().is_some_and(|at| *at >= shown);
        self.pages
            .iter()
            .rposition(has_hidden)
            .map_or(1, |page| page + 1)
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
