//! The values a configuration holds, one type a section.

mod mail;

use std::path::PathBuf;

use jiff::tz::TimeZone;
use url::Url;

use crate::model::diagnostic::Place;
use crate::model::language::Language;
use crate::model::selection::{Named, Selection};

pub use mail::*;

/// Everything the editor configured, defaults filled in.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's folder (absolute): every relative path starts here.
    pub root: PathBuf,
    /// The configuration's name below the root, for diagnostics.
    pub file: String,
    /// The configuration as written, for quoting its lines.
    pub text: String,
    /// `site`
    pub site: Site,
    /// `content`
    pub content: Content,
    /// `output`
    pub output: Output,
    /// `feeds`; `None` = the default feeds, which depend on the content.
    pub feeds: Option<Vec<FeedRule>>,
    /// `store`, below the root.
    pub store: PathBuf,
    /// `subscribers`: a CSV file below the root.
    pub subscribers: Option<PathBuf>,
    /// `secret`; `None` = `POSTRIDER_SECRET` when set, else the file `postrider.secret` beside the store, made once.
    pub secret: Option<SecretKey>,
    /// `mail`
    pub mail: Mail,
    /// `newsletters` in the order written.
    pub newsletters: Vec<Newsletter>,
    /// `web.url`, https (or http on loopback), ending in `/`.
    pub web_url: Option<Url>,
}

/// `site`: who publishes.
#[derive(Clone, Debug)]
pub struct Site {
    /// Absolute, ending in `/`.
    pub url: Url,
    /// The site's title.
    pub title: String,
    /// One sentence; may be empty.
    pub description: String,
    /// The default language.
    pub language: Language,
    /// The languages that paths may name; empty where the site has only one.
    pub languages: Vec<Language>,
    /// For dates without a zone, and for schedules.
    pub time_zone: TimeZone,
    /// The author (id or name) of posts that name none.
    pub author: Option<String>,
    /// Path or URL of the site's picture as typed.
    pub image: Option<String>,
    /// What directories of podcasts ask for.
    pub podcast: Podcast,
}

/// `site.podcast`: said of feeds whose posts have sounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Podcast {
    /// Apple's category and what it is below that.
    pub category: Option<(String, Option<String>)>,
    /// Whom a directory writes to.
    pub email: Option<String>,
    /// Whether the words are not for everybody's ears.
    pub explicit: bool,
    /// The permanent `podcast:guid`, where the feed had one at another address.
    pub guid: Option<String>,
}

/// `content`: where the posts are and how they are read.
#[derive(Clone, Debug)]
pub struct Content {
    /// Folder of posts, relative to the root.
    pub posts: PathBuf,
    /// Glob patterns (gitignore syntax) of files that are not posts, relative to the root.
    pub ignore: Vec<String>,
    /// Folder of assets, relative to the root.
    pub assets: PathBuf,
    /// Authors' data: a YAML file or a folder of Markdown files, relative to the root.
    pub authors: Option<Named<PathBuf>>,
    /// Categories' data, likewise.
    pub categories: Option<Named<PathBuf>>,
    /// The pattern of URLs as typed; `None` = the default ones.
    pub permalink: Option<String>,
    /// The id ledger, relative to the root.
    pub ledger: PathBuf,
    /// What becomes of unexpanded shortcodes.
    pub shortcodes: Shortcodes,
    /// More front-matter names: (Postrider's name, the site's names).
    pub fields: Vec<(String, Vec<String>)>,
    /// What becomes of posts dated after now.
    pub future: Future,
}

/// What becomes of other generators' shortcodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcodes {
    /// Shown as typed.
    Text,
    /// Left out.
    Drop,
}

/// What becomes of posts dated after now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Future {
    /// They wait.
    Hide,
    /// They are published.
    Publish,
}

/// A feed format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// RSS 2.0
    Rss,
    /// Atom 1.0 (RFC 4287)
    Atom,
    /// JSON Feed 1.1
    Json,
}

/// How much of a post a feed or mail carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The whole post.
    Full,
    /// Its summary.
    Summary,
}

/// `output`: where and how feeds are written.
#[derive(Clone, Debug)]
pub struct Output {
    /// Folder, relative to the root.
    pub dir: PathBuf,
    /// File name patterns with `{path}`, one a format.
    pub file_names: Vec<(Format, String)>,
    /// File name pattern of the page beside each feed; `None` = neither pages nor what goes with them.
    pub page_name: Option<String>,
    /// What every feed has unless its rule says otherwise.
    pub shape: FeedShape,
    /// The compressed twins that stand beside each file, each once.
    pub compress: Vec<Encoding>,
    /// WebSub hubs: named in every feed, and told by `publish` what changed.
    pub hubs: Vec<Url>,
}

/// How a twin of a file is compressed (HTTP `Content-Encoding`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// `.gz`
    Gzip,
    /// `.br`
    Brotli,
}

/// The form of one feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedShape {
    /// The formats written, in this order.
    pub formats: Vec<Format>,
    /// Newest entries in a feed; `None` = all.
    pub limit: Option<usize>,
    /// Full or summary.
    pub content: Extent,
    /// Byte budget of one file: older entries fall to their summary, then to the archive.
    pub max_bytes: Option<u64>,
    /// Whether what is older than the newest stays to be read, in pages (RFC 5005).
    pub archive: bool,
}

/// One member of `feeds`.
#[derive(Clone, Debug)]
pub struct FeedRule {
    /// Path below `output.dir` without ending; may hold `{slug}` and `{lang}`.
    pub path: String,
    /// Title; may hold `{name}`, `{lang}`. `None` = the site's title (with the name in an `each`).
    pub title: Option<String>,
    /// What one feed is made for each of; empty = one feed.
    pub each: Vec<Each>,
    /// Which posts.
    pub select: Selection,
    /// The form.
    pub shape: FeedShape,
    /// Where its path was typed.
    pub place: Place,
}

/// What `each` counts over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Each {
    /// Categories.
    Category,
    /// Tags.
    Tag,
    /// Authors.
    Author,
    /// Languages.
    Language,
    /// Sections.
    Section,
}
