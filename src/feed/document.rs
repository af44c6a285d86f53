//! The files that a feed is made of: the one that readers subscribe to, and the pages of its archive (RFC 5005).

use std::sync::Arc;

use jiff::Timestamp;
use ring::digest;
use url::Url;

use crate::config::Format;
use crate::feed::compose::NEVER;
use crate::feed::{Entry, Feed, FeedFile, atom, json, readback, rss};
use crate::model::text::hex;

/// The code that renders feeds (build.rs).
const RENDERING: &str = env!("POSTRIDER_RENDERING");

/// One file of a feed.
#[derive(Clone, Debug)]
pub struct Document<'f> {
    /// The feed.
    pub feed: &'f Feed,
    /// Its format.
    pub format: Format,
    /// Path below `output.dir`.
    pub path: String,
    /// Where readers fetch it: `rel=self`.
    pub url: Url,
    /// Where readers of the feed subscribe; Atom's `id` is made of it.
    pub subscription: Url,
    /// What part of the feed it is.
    pub part: Part,
    /// The entries it holds, newest first. Those without content are light: only their summary fits the budget.
    pub entries: Vec<Arc<Entry>>,
}

/// What part of its feed a document is, with the neighbours that it links to (RFC 5005).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it: `fh:complete` (section 2).
    Whole,
    /// The newest; what is older is nowhere.
    Newest,
    /// The newest; older entries stand in the archive (section 4).
    Current {
        /// The newest page of the archive: `prev-archive`.
        newest: Url,
        /// The newest page that holds an entry which is not shown: JSON Feed's `next_url`.
        older: Url,
    },
    /// A page of the archive.
    Archive {
        /// `prev-archive`: the page with older entries.
        older: Option<Url>,
        /// `next-archive`: the page with newer ones. A page that has one is closed and stays as it is.
        newer: Option<Url>,
    },
}

impl Feed {
    /// The document of `file` that readers subscribe to, and its bytes. Over `max_bytes` the oldest entries fall to
    /// their summary, and then to the archive.
    ///
    /// # Errors
    /// When a crate could not say it.
    pub fn current(&self, file: &FeedFile) -> anyhow::Result<(Document<'_>, Vec<u8>)> {
        let mut shown = self.shown();
        let newest = |shown: usize| Document {
            feed: self,
            format: file.format,
            path: file.path.clone(),
            url: file.url.clone(),
            subscription: file.url.clone(),
            part: self.part(file, shown),
            entries: self.entries[..shown].to_vec(),
        };
        // What older summaries need must not cost the newest posts their content.
        let kept = if self.shape.archive {
            self.budget() / 2
        } else {
            0
        };
        let (mut document, mut bytes) = newest(shown).within_budget(kept)?;
        while self.shape.archive && document.exceeds(&bytes) && shown > 1 {
            let excess = bytes.len() - self.budget();
            let older = (shown * excess).div_ceil(bytes.len());
            shown -= older.clamp(1, shown - 1);
            (document, bytes) = newest(shown).within_budget(kept)?;
        }
        if document.exceeds(&bytes) {
            (document, bytes) = document.within_budget(0)?;
        }
        Ok((document, bytes))
    }

    /// How many of the entries the subscription document shows when its size does not matter.
    pub fn shown(&self) -> usize {
        let limit = self.shape.limit.unwrap_or(usize::MAX);
        limit.min(self.entries.len())
    }

    /// Whether it may have pages of an archive, however many entries there are today.
    pub(super) fn may_have_archive(&self) -> bool {
        let is_bounded = self.shape.limit.is_some() || self.shape.max_bytes.is_some();
        self.shape.archive && is_bounded
    }

    /// The moment of the newest change in what it shows.
    pub fn updated(&self) -> Timestamp {
        let shown = &self.entries[..self.shown()];
        let newest = shown.iter().map(|entry| entry.updated).max();
        newest.unwrap_or(self.site_updated)
    }

    fn part(&self, file: &FeedFile, shown: usize) -> Part {
        if !self.shape.archive {
            Part::Newest
        } else if shown == self.entries.len() {
            Part::Whole
        } else {
            Part::Current {
                newest: file.page(self.page_count()).1,
                older: file.page(self.newest_page_behind(shown)).1,
            }
        }
    }

    fn budget(&self) -> usize {
        let budget = self.shape.max_bytes.map(usize::try_from);
        budget.and_then(Result::ok).unwrap_or(usize::MAX)
    }
}

impl Document<'_> {
    /// Renders it; over the budget the oldest entries fall to their summary, until no more than `kept` bytes of content
    /// are left.
    fn within_budget(mut self, kept: usize) -> anyhow::Result<(Self, Vec<u8>)> {
        let mut bytes = self.render()?;
        let mut heavy = self.entries.len();
        let mut content: usize = self.entries.iter().map(|entry| entry.content().len()).sum();
        while self.exceeds(&bytes) && heavy > 0 && content > kept {
            let mut over = bytes.len() - self.feed.budget();
            while over > 0 && heavy > 0 && content > kept {
                heavy -= 1;
                let less = self.entries[heavy].content().len();
                over = over.saturating_sub(less);
                content -= less;
                self.entries[heavy] = Arc::new(self.entries[heavy].without_content());
            }
            bytes = self.render()?;
        }
        Ok((self, bytes))
    }

    /// By how many bytes it is larger than `max_bytes` allows, in spite of everything.
    pub fn excess(&self, bytes: &[u8]) -> Option<usize> {
        bytes
            .len()
            .checked_sub(self.feed.budget())
            .filter(|over| *over > 0)
    }

    fn exceeds(&self, bytes: &[u8]) -> bool {
        self.excess(bytes).is_some()
    }

    /// Renders it as it is.
    ///
    /// # Errors
    /// When a crate could not say it.
    pub fn render(&self) -> anyhow::Result<Vec<u8>> {
        match self.format {
            Format::Rss => rss::render(self),
            Format::Atom => atom::render(self),
            Format::Json => json::render(self),
        }
    }

    /// What the mark of an archive page begins with.
    pub const MARK: &'static str = "archive page ";

    /// What an archive page says in its last line of all that decides over its bytes, found without rendering it: a page
    /// that stands on disk with this mark need not be made again.
    pub fn mark(&self) -> Option<String> {
        if !matches!(self.part, Part::Archive { .. }) {
            return None;
        }
        // A new field must find its place: here, or among those that are no part of a page.
        let Feed {
            path: _,
            topic: _,
            title,
            description,
            home,
            language,
            image,
            shape: _,
            files: _,
            pages: _,
            category_domain,
            tag_domain,
            site_updated: _,
            podcast,
            hubs: _,
            entries: _,
        } = self.feed;
        let feed = (title, description, home, language, image, podcast);
        let links = (&self.url, &self.subscription, &self.part, self.format);
        let said = format!("{RENDERING}{feed:?}{category_domain}{tag_domain}{links:?}");
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(said.as_bytes());
        for entry in &self.entries {
            context.update(entry.digest().as_bytes());
        }
        let digest = hex(&context.finish().as_ref()[..16]);
        Some(format!("{}{digest}", Self::MARK))
    }

    /// Reads `bytes` back: what a reader sees is what was meant.
    ///
    /// # Errors
    /// What is not well-formed, or the first difference.
    pub fn verify(&self, bytes: &[u8]) -> anyhow::Result<()> {
        readback::verify(self, bytes)
    }

    /// The moment of the newest change: Atom `updated`, RSS `lastBuildDate`.
    pub fn updated(&self) -> Timestamp {
        let newest = self.entries.iter().map(|entry| entry.updated).max();
        let empty = match self.part {
            // A page whose posts are all gone is closed like others.
            Part::Archive { .. } => NEVER,
            _ => self.feed.site_updated,
        };
        newest.unwrap_or(empty)
    }

    /// The links to other documents of the feed, by their relation (RFC 5005, section 4).
    pub(super) fn neighbours(&self) -> Vec<(&'static str, &Url)> {
        let mut links = Vec::new();
        match &self.part {
            Part::Whole | Part::Newest => {}
            Part::Current { newest, .. } => links.push(("prev-archive", newest)),
            Part::Archive { older, newer } => {
                links.push(("current", &self.subscription));
                links.extend(older.iter().map(|url| ("prev-archive", url)));
                links.extend(newer.iter().map(|url| ("next-archive", url)));
            }
        }
        links
    }

    /// Where a reader goes on with older entries: JSON Feed `next_url`.
    pub(super) fn older(&self) -> Option<&Url> {
        match &self.part {
            Part::Whole | Part::Newest => None,
            Part::Current { older, .. } => Some(older),
            Part::Archive { older, .. } => older.as_ref(),
        }
    }

    /// The hubs of a document that can be subscribed to.
    pub(super) fn hubs(&self) -> &[Url] {
        match self.part {
            Part::Archive { .. } => &[],
            _ => &self.feed.hubs,
        }
    }

    /// The element of RFC 5005 that marks it: `complete` or `archive`.
    pub(super) fn history_mark(&self) -> Option<&'static str> {
        match self.part {
            Part::Whole => Some("complete"),
            Part::Archive { .. } => Some("archive"),
            Part::Newest | Part::Current { .. } => None,
        }
    }
}
