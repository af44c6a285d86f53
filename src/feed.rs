//! Posts to feeds: which posts, their permanent ids, and the three formats. Does no I/O and never reads the clock.

mod atom;
mod compose;
mod diff;
mod explain;
mod ids;
mod json;
mod ledger;
mod plan;
mod readback;
mod rss;

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::config::{FeedShape, Format};
use crate::model::language::Language;
use crate::model::post::{Author, Image, Term};
use crate::model::text::Text;

pub use compose::compose;
pub use diff::{Changes, Mention};
pub use explain::{Answer, explain};
pub use ids::{Ids, Minted};
pub use ledger::Ledger;
pub use plan::{Plan, plan};

/// A feed, neutral of its format (Atom's words).
#[derive(Clone, Debug)]
pub struct Feed {
    /// Path below `output.dir` without ending; Atom's `id` is made of it.
    pub path: String,
    /// Atom `title`, RSS `title`, JSON `title`.
    pub title: Text,
    /// Atom `subtitle`, RSS and JSON `description`; never empty.
    pub description: Text,
    /// The site: Atom `link rel=alternate`, RSS `link`, JSON `home_page_url`.
    pub home: Url,
    /// Atom `xml:lang`, RSS and JSON `language`.
    pub language: Language,
    /// Atom `logo`, RSS `image`, JSON `icon`.
    pub image: Option<Url>,
    /// Its form.
    pub shape: FeedShape,
    /// Each format's own URL (`rel=self`) and path below `output.dir`.
    pub files: Vec<FeedFile>,
    /// RSS `category domain` of categories.
    pub category_domain: String,
    /// RSS `category domain` of tags.
    pub tag_domain: String,
    /// The moment that an empty feed was last changed: the newest change on the site.
    pub site_updated: Timestamp,
    /// Newest first.
    pub entries: Vec<Arc<Entry>>,
}

/// One format of a feed.
#[derive(Clone, Debug)]
pub struct FeedFile {
    /// The format.
    pub format: Format,
    /// Path below `output.dir`.
    pub path: String,
    /// Where readers fetch it.
    pub url: Url,
}

/// A post in a feed: RSS `item`, Atom `entry`, JSON `item`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Atom `id`, RSS `guid`, JSON `id`: permanent.
    pub id: String,
    /// The post's URL.
    pub url: Url,
    /// Plain text.
    pub title: Text,
    /// Plain text; may be empty.
    pub summary: Text,
    /// HTML with absolute URLs; empty where the post has no body.
    pub content: Text,
    /// Atom `published`, RSS `pubDate`, JSON `date_published`.
    pub published: Timestamp,
    /// Atom `updated`, JSON `date_modified`; unlike any other entry's.
    pub updated: Timestamp,
    /// The entry's own language.
    pub language: Language,
    /// Atom `author`, RSS `dc:creator`, JSON `authors`.
    pub authors: Vec<Author>,
    /// RSS and Atom `category`, JSON `tags`.
    pub categories: Vec<Term>,
    /// RSS and Atom `category`, JSON `tags`, after the categories.
    pub tags: Vec<Term>,
    /// The picture.
    pub image: Option<Image>,
    /// Atom `link rel=related`.
    pub related: Vec<Url>,
}

impl Entry {
    /// Categories, then the tags that say something else.
    fn terms(&self) -> impl Iterator<Item = &Term> {
        let is_new = |tag: &&Term| self.categories.iter().all(|term| term.slug != tag.slug);
        self.categories
            .iter()
            .chain(self.tags.iter().filter(is_new))
    }
}

impl Feed {
    /// The moment of the newest change: Atom `updated`, RSS `lastBuildDate`.
    pub fn updated(&self) -> Timestamp {
        let newest = self.entries.iter().map(|entry| entry.updated).max();
        newest.unwrap_or(self.site_updated)
    }

    /// Reads `bytes` back: what a reader sees is what was meant.
    ///
    /// # Errors
    /// What is not well-formed, or the first difference.
    pub fn verify(&self, file: &FeedFile, bytes: &[u8]) -> anyhow::Result<()> {
        readback::verify(self, file, bytes)
    }

    /// Renders one format. Under `max_bytes` older entries fall to their summary, the oldest first.
    ///
    /// # Errors
    /// When a crate could not say it.
    pub fn render(&self, file: &FeedFile) -> anyhow::Result<Vec<u8>> {
        let mut bytes = self.render_once(file)?;
        let budget = self.shape.max_bytes.map(usize::try_from);
        let Some(Ok(budget)) = budget else {
            return Ok(bytes);
        };
        let mut lighter = self.clone();
        let mut heavy = lighter.entries.len();
        while bytes.len() > budget && heavy > 0 {
            let mut over = bytes.len() - budget;
            while over > 0 && heavy > 0 {
                heavy -= 1;
                let entry = lighter.entries[heavy].as_ref().clone();
                over = over.saturating_sub(entry.content.len());
                lighter.entries[heavy] = Arc::new(Entry {
                    content: Text::default(),
                    ..entry
                });
            }
            bytes = lighter.render_once(file)?;
        }
        Ok(bytes)
    }

    fn render_once(&self, file: &FeedFile) -> anyhow::Result<Vec<u8>> {
        match file.format {
            Format::Rss => rss::render(self, file),
            Format::Atom => atom::render(self, file),
            Format::Json => json::render(self, file),
        }
    }
}

/// Whether plain text would be taken for HTML: it holds what reads as a tag or an entity.
fn reads_as_html(text: &str) -> bool {
    let tag = text.match_indices('<').any(|(at, _)| {
        text[at + 1..]
            .starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!'))
    });
    let entity = text.match_indices('&').any(|(at, _)| {
        // No name of an entity is longer.
        let mut near = text.as_bytes()[at + 1..].iter().take(33);
        let length = near.position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'#'));
        length.is_some_and(|length| length > 0 && text.as_bytes()[at + 1 + length] == b';')
    });
    tag || entity
}
