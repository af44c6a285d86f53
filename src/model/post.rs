//! A post, fully parsed: what a Markdown file means.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use ring::digest;
use url::Url;

use crate::model::diagnostic::Place;
use crate::model::language::Language;
use crate::model::media::Audio;
use crate::model::name::{Name, same_name};
use crate::model::slug::Slug;
use crate::model::text::{Text, hex};

/// One Markdown file, fully parsed. It exists only when it is complete and publishable:
/// drafts, future posts and pages never become one.
#[derive(Clone, Debug)]
pub struct Post {
    /// Path of the file below the site's folder, with `/`, e.g. `content/posts/hello.md`.
    pub source: String,
    /// The `id` of the front matter, its own or its default-language file's.
    pub id: Option<Text>,
    /// The title on one line, as plain text.
    pub title: Text,
    /// The post's language.
    pub language: Language,
    /// The folders below `content.posts` without language, `_`-names and bundle, joined by `/`; may be empty.
    pub section: String,
    /// The file's name without date, language and ending, or the bundle's folder: translations share it.
    pub stem: String,
    /// The post's own part of its URL, not percent-encoded.
    pub slug: String,
    /// The post's absolute URL.
    pub url: Url,
    /// When it was published, as its author typed it.
    pub date: Timestamp,
    /// When its author says it was last changed.
    pub updated: Option<Timestamp>,
    /// Categories in the order typed, without repeats.
    pub categories: Vec<Term>,
    /// Tags in the order typed, without repeats.
    pub tags: Vec<Term>,
    /// Authors in the order typed; the site's author where the post names none and there is one.
    pub authors: Vec<Author>,
    /// The summary (`lead`, `description`, …) as typed: plain text or Markdown on one line.
    pub summary: Option<Text>,
    /// The picture of the post.
    pub image: Option<Image>,
    /// The sound of the post.
    pub audio: Option<Audio>,
    /// Related posts as the author named them.
    pub suggested: Vec<Suggestion>,
    /// Which feeds may take it (`feed: false` or a list of paths).
    pub feeds: Audience,
    /// Which newsletters may take it (`newsletter: false` or a list of names).
    pub newsletters: Audience,
    /// The Markdown.
    pub body: Body,
    /// Front matter that Postrider does not know, open to templates.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Post {
    /// Whether it is `other` in another language: the same stem or id in the same section.
    pub fn is_translation_of(&self, other: &Post) -> bool {
        self.language != other.language
            && self.section == other.section
            && (self.stem == other.stem || (self.id.is_some() && self.id == other.id))
    }
}

/// A post's Markdown: LF line ends, no character that XML forbids.
#[derive(Clone, Debug)]
pub struct Body {
    /// The Markdown after the front matter; other generators' shortcodes are settled in it.
    pub markdown: Arc<str>,
    /// The line of the file on which it starts.
    pub first_line: u32,
    /// A digest of the Markdown as typed, by which a moved post is recognised (hexadecimal).
    pub hash: String,
    /// How large its pictures are, where their files are here.
    pub sizes: Sizes,
    /// Where its links to other posts' files lead.
    pub links: Links,
}

/// Width and height in pixels of the pictures in a body, by their address as typed.
pub type Sizes = BTreeMap<String, (u32, u32)>;

/// The URLs of the posts that a body names by their files, by the address as typed.
pub type Links = BTreeMap<String, String>;

impl Body {
    /// A body that starts at line `first_line` of its file.
    pub fn of(markdown: &str, first_line: u32) -> Self {
        let digest = digest::digest(&digest::SHA256, markdown.as_bytes());
        Self {
            markdown: markdown.into(),
            first_line,
            hash: hex(&digest.as_ref()[..16]),
            sizes: Sizes::new(),
            links: Links::new(),
        }
    }
}

/// A category or tag of a post.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Term {
    /// The name or id: as a data file has it, else as it was typed first.
    pub id: Text,
    /// Its slug, by which it is selected and named in URLs; where a data file knows the id, the slug of the id.
    pub slug: Slug,
    /// Its name in the post's language, from the data files where there are any.
    pub label: Text,
}

impl Term {
    /// Whether a selection that names `name` means it.
    pub fn is_meant(&self, name: &Name) -> bool {
        name.means(&self.slug, &[&self.id, &self.label])
    }

    /// Whether it is `other`, perhaps in another language: more than a slug in common.
    pub fn is(&self, other: &Self) -> bool {
        self.slug == other.slug
            && (same_name(&self.id, &other.id) || same_name(&self.label, &other.label))
    }
}

/// Somebody who wrote a post.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Author {
    /// The id (`cfd`) as a data file has it, else as it was typed first, or the name where there is no id.
    pub id: Text,
    /// The full name.
    pub name: Text,
    /// The author's page, absolute.
    pub url: Option<String>,
    /// The author's e-mail address.
    pub email: Option<String>,
}

/// A post's picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Absolute URL.
    pub url: Url,
    /// Text that stands for the picture, where the post gives one.
    pub alt: Option<Text>,
    /// The caption as typed: Markdown on one line.
    pub caption: Option<Text>,
    /// What is known of the file under `content.assets`; `None` when remote or missing.
    pub local: Option<LocalImage>,
}

/// What the image's file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalImage {
    /// Length in bytes, never 0.
    pub bytes: u64,
    /// MIME type from the file's content.
    pub mime: String,
    /// Width in pixels, where the format tells.
    pub width: Option<u32>,
    /// Height in pixels, where the format tells.
    pub height: Option<u32>,
}

/// A related post, named by section (`type`) and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The section, where one is named.
    pub section: Option<String>,
    /// The id, title, slug or path of the post: free text.
    pub post: Text,
    /// Where it was typed; `None` when it comes from the default-language file.
    pub place: Option<Place>,
}

/// Which feeds or newsletters may take a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// All that select it.
    All,
    /// None.
    None,
    /// Only those named.
    Only(Vec<String>),
}

impl Audience {
    /// The names it lists; none where it is all or nobody.
    pub fn names(&self) -> &[String] {
        match self {
            Self::Only(names) => names,
            Self::All | Self::None => &[],
        }
    }

    /// Whether the feed or newsletter `name` may take the post.
    pub fn admits(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Only(names) => names.iter().any(|admitted| admitted == name),
        }
    }
}
