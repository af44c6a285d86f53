//! The pages of a feed's archive (RFC 5005, section 4): which entry stands on which page. Does not render them.

use crate::config::FeedShape;
use crate::feed::{Document, Feed, FeedFile, Part, Plan};

/// Entries on a page of the archive: as many as the feed shows, within these.
const PAGE_ENTRIES: std::ops::RangeInclusive<usize> = 20..=500;

impl Feed {
    /// The pages of the archive behind `current`, the oldest first; none where everything is in it.
    ///
    /// Pages are filled from the oldest entry on. The entry that fills a page is also the first of the next, so that
    /// a page gets its last entry and its `next-archive` at once and is closed for good: publishing a post changes
    /// only documents that hold it.
    pub fn archive(&self, file: &FeedFile, current: &Document) -> Vec<Document<'_>> {
        if !matches!(current.part, Part::Current { .. }) {
            return Vec::new();
        }
        let total = self.entries.len();
        let pages = page_count(&self.shape, self.entries.len());
        let page = |number: usize| {
            let from = (number - 1) * (page_entries(&self.shape) - 1);
            let oldest_first = from..(from + page_entries(&self.shape)).min(total);
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
                entries: self.entries[total - oldest_first.end..total - oldest_first.start]
                    .to_vec(),
            }
        };
        (1..=pages).map(page).collect()
    }
}

impl Plan {
    /// The paths that the pages of its archive take, in every format.
    pub(super) fn archive_paths(&self) -> Vec<String> {
        let is_cut = self
            .shape
            .limit
            .is_some_and(|limit| self.posts.len() > limit);
        if !self.shape.archive || !(is_cut || self.shape.max_bytes.is_some()) {
            return Vec::new();
        }
        let pages = 1..=page_count(&self.shape, self.posts.len());
        let path = |page| self.files.iter().map(move |file| file.archive_file(page));
        pages.flat_map(path).collect()
    }
}

/// How many pages the archive of `entries` entries has.
pub(super) fn page_count(shape: &FeedShape, entries: usize) -> usize {
    page_of(shape, entries.saturating_sub(1))
}

/// The newest page with the entry that comes at `place` from the oldest.
pub(super) fn page_of(shape: &FeedShape, place: usize) -> usize {
    place / (page_entries(shape) - 1) + 1
}

fn page_entries(shape: &FeedShape) -> usize {
    let limit = shape.limit.unwrap_or(100);
    limit.clamp(*PAGE_ENTRIES.start(), *PAGE_ENTRIES.end())
}
