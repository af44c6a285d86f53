//! Posts to feeds: which posts, their permanent ids, and the three formats. Does no I/O and never reads the clock.

mod adopt;
mod archive;
mod atom;
mod beside;
mod compose;
mod diff;
mod document;
mod directory;
mod discovery;
mod explain;
mod ids;
mod json;
pub mod judge;
mod ledger;
mod letters;
mod media;
mod opml;
mod page;
mod plan;
mod readback;
mod rss;
mod server;
mod topic;
mod words;

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::config::{FeedShape, Format, Podcast};
use crate::model::language::Language;
use crate::model::link;
use crate::model::media::Audio;
use crate::model::post::{Author, Image, Term};
use crate::model::text::Text;

pub use adopt::{
    Adopted, Conflict, Force, How, Known, OldEntry, OldFeed, OldFormat, Refused, Report, Takeover,
    Unmatched, adopt, read_old,
};
pub use beside::Beside;
pub use compose::{NEVER, compose};
pub use diff::{Changes, Mention};
pub use directory::{Directory, Group, Member};
pub use discovery::autodiscovery;
pub use document::{Document, Part};
pub use explain::{Answer, explain};
pub use ids::{Ids, Minted};
pub use ledger::{Ledger, Unreadable};
pub use letters::{
    Letter, LetterList, LetterPage, ListedLetter, letter_feed, letter_title, letter_url,
};
pub use opml::opml;
pub use page::{Offer, Page, PagePost};
pub use plan::{Plan, plan};
pub use server::{caddy, nginx, static_host};
pub use topic::{Topic, TopicKind};
pub use words::Words;

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
    /// What it gathers.
    pub topic: Topic,
    /// Atom `logo`, RSS `image`, JSON `icon`.
    pub image: Option<Url>,
    /// Its form.
    pub shape: FeedShape,
    /// Each format's own URL (`rel=self`) and path below `output.dir`.
    pub files: Vec<FeedFile>,
    /// The entries on each page of its archive, the oldest page first and each newest first; indices into `entries`.
    pub pages: Vec<Vec<usize>>,
    /// RSS `category domain` of categories.
    pub category_domain: String,
    /// RSS `category domain` of tags.
    pub tag_domain: String,
    /// The moment that an empty feed was last changed: the newest change on the site.
    pub site_updated: Timestamp,
    /// What directories of podcasts ask for.
    pub podcast: Podcast,
    /// WebSub hubs: `rel=hub`, JSON `hubs`.
    pub hubs: Vec<Url>,
    /// Every entry of the feed, newest first. What is older than the newest `shape.limit` is in its archive;
    /// without one it is not here.
    pub entries: Vec<Arc<Entry>>,
}

/// One format of a feed: the file that readers subscribe to.
#[derive(Clone, Debug)]
pub struct FeedFile {
    /// The format.
    pub format: Format,
    /// Path below `output.dir`.
    pub path: String,
    /// Where readers fetch it.
    pub url: Url,
    /// The file of a page of its archive, with `{page}` for its number.
    archive: String,
    site: Url,
}

impl FeedFile {
    /// The file of the feed at `feed` (a path without ending) by the `pattern` of its format; `None` where the
    /// site's URL can hold no path.
    fn of(site: &Url, format: Format, pattern: &str, feed: &str) -> Option<Self> {
        let path = pattern.replace("{path}", feed);
        Some(Self {
            format,
            url: below(site, &path)?,
            path,
            archive: pattern.replace("{path}", &format!("{feed}-archive-{{page}}")),
            site: site.clone(),
        })
    }

    /// Path of a page of the archive below `output.dir`; pages count from 1, the oldest.
    pub fn archive_file(&self, page: usize) -> String {
        self.page(page).0
    }

    /// Path and URL of a page of the archive; pages count from 1, the oldest.
    fn page(&self, page: usize) -> (String, Url) {
        let path = self.archive.replace("{page}", &page.to_string());
        let url = below(&self.site, &path).unwrap_or_else(|| self.url.clone());
        (path, url)
    }

    /// The URL path of the pages of its archive, before and behind their number.
    fn archive_path(&self) -> Option<(String, String)> {
        let before = self.archive.split("{page}").next()?;
        let before = below(&self.site, before)?.path().to_owned();
        let (_, first) = self.page(1);
        let behind = first.path().strip_prefix(&before)?.strip_prefix('1')?;
        Some((before, behind.to_owned()))
    }
}

/// The URL of a path below `output.dir`.
fn below(site: &Url, path: &str) -> Option<Url> {
    let mut url = site.clone();
    let mut segments = url.path_segments_mut().ok()?;
    segments.pop_if_empty().extend(path.split('/'));
    drop(segments);
    Some(link::strict(url))
}

impl FeedFile {
    /// What people call the format.
    pub fn name(&self) -> &'static str {
        match self.format {
            Format::Rss => rss::NAME,
            Format::Atom => atom::NAME,
            Format::Json => json::NAME,
        }
    }

    /// Its media type, without a charset.
    pub fn mime(&self) -> &'static str {
        match self.format {
            Format::Rss => rss::MIME,
            Format::Atom => atom::MIME,
            Format::Json => json::MIME,
        }
    }
}

/// A post in a feed: RSS `item`, Atom `entry`, JSON `item`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Atom `id`, and RSS `guid` and JSON `id` where they have no other: permanent.
    pub id: String,
    /// RSS `guid` and JSON `id` where the readers of an old feed know it by another name.
    pub guid: Option<String>,
    /// The post's URL.
    pub url: Url,
    /// Plain text.
    pub title: Text,
    /// Its summary and content.
    pub words: Words,
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
    /// The sound: an enclosure in each format.
    pub audio: Option<Audio>,
    /// Atom `link rel=related`.
    pub related: Vec<Url>,
    /// The post in other languages: Atom `link rel=related` with `hreflang`.
    pub translations: Vec<(Language, Url)>,
}

impl Entry {
    /// What readers of `format` know it by.
    pub(crate) fn id_in(&self, format: Format) -> &str {
        match (format, &self.guid) {
            (Format::Rss | Format::Json, Some(guid)) => guid,
            _ => &self.id,
        }
    }

    /// Categories, then the tags that say something else.
    fn terms(&self) -> impl Iterator<Item = &Term> {
        let is_new = |tag: &&Term| !self.categories.iter().any(|term| term.is(tag));
        self.categories
            .iter()
            .chain(self.tags.iter().filter(is_new))
    }
}

/// Whether plain text would be taken for HTML: it holds what reads as a tag or an entity.
fn reads_as_html(text: &str) -> bool {
    let tag = text.match_indices('<').any(|(at, _)| {
        text[at + 1..]
            .starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
    });
    let entity = text
        .match_indices('&')
        .any(|(at, _)| reads_as_entity(&text.as_bytes()[at + 1..]));
    tag || entity
}

/// Whether what follows a `&` is the rest of an entity: a number, a name with its `;`, or one of the old names, which
/// HTML reads without one, and in front of other letters too (HTML, 13.2.5.73).
fn reads_as_entity(rest: &[u8]) -> bool {
    const OLD: &str = "AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT \
        Iacute Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave \
        Uuml Yacute aacute acirc acute aelig agrave amp aring atilde auml brvbar ccedil cedil cent copy curren deg \
        divide eacute ecirc egrave eth euml frac12 frac14 frac34 gt iacute icirc iexcl igrave iquest iuml laquo lt \
        macr micro middot nbsp not ntilde oacute ocirc ograve ordf ordm oslash otilde ouml para plusmn pound quot \
        raquo reg sect shy sup1 sup2 sup3 szlig thorn times uacute ucirc ugrave uml uuml yacute yen yuml";
    if rest.first() == Some(&b'#') {
        return rest
            .get(1)
            .is_some_and(|sign| sign.is_ascii_digit() || matches!(sign, b'x' | b'X'));
    }
    // No name of an entity is longer.
    let mut near = rest.iter().take(33);
    let length = near.position(|byte| !byte.is_ascii_alphanumeric());
    length.is_some_and(|length| length > 0 && rest[length] == b';')
        || OLD.split(' ').any(|name| rest.starts_with(name.as_bytes()))
}
