//! The issues of newsletters on the web: where they lie, their feeds, and what their pages show. Renders no issue.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use crate::config::{Config, Extent, FeedShape, Newsletter};
use crate::feed::{Entry, Feed, FeedFile, Offer, Topic, TopicKind, Words, below};
use crate::model::language::Language;
use crate::model::link;
use crate::model::text::Text;

/// An issue as its feed has it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its permanent id.
    pub id: String,
    /// Its number, from 1.
    pub number: u32,
    /// The page that shows it.
    pub url: Url,
    /// Its subject.
    pub subject: Text,
    /// The line that inboxes showed behind the subject; may be empty.
    pub summary: Text,
    /// Its HTML, as feed readers may show it.
    pub content: Text,
    /// The moment of its freeze.
    pub sent: Timestamp,
}

/// The page of one issue, which is the mail itself with a bar above it.
#[derive(Clone, Debug, Serialize)]
pub struct LetterPage<'l> {
    /// Its own address.
    pub url: &'l str,
    /// The issue's subject.
    pub title: &'l str,
    /// The newsletter's title.
    pub newsletter: &'l str,
    /// The address of the list of issues.
    pub index: &'l str,
    /// The edition's language.
    pub language: &'l Language,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// The issue before it.
    pub older: Option<&'l str>,
    /// The issue after it.
    pub newer: Option<&'l str>,
    /// The addresses of the feed of issues.
    pub formats: Vec<Offer<'l>>,
    /// The mail's HTML up to the end of its head.
    pub head: &'l str,
    /// From there up to the start of its body's content.
    pub opening: &'l str,
    /// The body's content.
    pub body: &'l str,
    /// What follows it.
    pub closing: &'l str,
}

/// The list of a newsletter's issues.
#[derive(Clone, Debug, Serialize)]
pub struct LetterList<'l> {
    /// Its own address.
    pub url: &'l str,
    /// The newsletter's title.
    pub title: &'l str,
    /// The same, for search engines.
    pub description: &'l str,
    /// The edition's language.
    pub language: &'l Language,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// The addresses of the feed of issues.
    pub formats: Vec<Offer<'l>>,
    /// Newest first.
    pub issues: Vec<ListedLetter<'l>>,
}

/// An issue in the list.
#[derive(Clone, Debug, Serialize)]
pub struct ListedLetter<'l> {
    /// Its subject.
    pub title: &'l str,
    /// Its page.
    pub url: &'l str,
    /// Its number.
    pub number: u32,
    /// What inboxes showed behind the subject; may be empty.
    pub summary: &'l str,
    /// The day it was sent, in the newsletter's zone: `2026-03-01`.
    pub date: String,
    /// The same as people write it.
    pub day: String,
}

/// The address of an issue's page, or of the list of issues.
pub fn letter_url(
    config: &Config,
    newsletter: &Newsletter,
    language: &Language,
    number: Option<u32>,
) -> Url {
    let folder = newsletter.archive_folder(language);
    let path = match number {
        Some(number) => format!("{folder}/{number}/"),
        None => format!("{folder}/"),
    };
    below(&config.site.url, &path).unwrap_or_else(|| config.site.url.clone())
}

/// The title of a newsletter in a language.
pub fn letter_title(newsletter: &Newsletter, language: &Language) -> String {
    let mut editions = newsletter.languages.iter();
    let edition = editions.find(|edition| edition.language == *language);
    let own = edition.and_then(|edition| edition.title.clone());
    own.unwrap_or_else(|| newsletter.title.clone())
}

/// The feed of a newsletter's issues in a language; `letters` are newest first.
pub fn letter_feed(
    config: &Config,
    newsletter: &Newsletter,
    language: &Language,
    letters: &[Letter],
) -> Feed {
    let site = &config.site;
    let path = format!("{}/feed", newsletter.archive_folder(language));
    let title = Text::one_line(&letter_title(newsletter, language));
    let shape = FeedShape {
        archive: false,
        ..config.output.shape.clone()
    };
    let entries = letters.iter().map(|letter| {
        let entry = entry_of(letter, language);
        Arc::new(match shape.content {
            Extent::Full => entry,
            Extent::Summary => entry.without_content(),
        })
    });
    let files = shape.formats.iter().filter_map(|format| {
        let names = &config.output.file_names;
        let (_, pattern) = names.iter().find(|(named, _)| named == format)?;
        FeedFile::of(&site.url, *format, pattern, &path)
    });
    Feed {
        description: title.clone(),
        home: letter_url(config, newsletter, language, None),
        language: language.clone(),
        topic: Topic {
            kind: TopicKind::Newsletter,
            name: title.clone(),
            edition: None,
        },
        image: site
            .image
            .as_ref()
            .and_then(|image| Some(link::strict(site.url.join(image).ok()?))),
        files: files.collect(),
        pages: Vec::new(),
        category_domain: format!("{}categories/", site.url),
        tag_domain: format!("{}tags/", site.url),
        site_updated: letters
            .first()
            .map_or(Timestamp::UNIX_EPOCH, |newest| newest.sent),
        podcast: site.podcast.clone(),
        hubs: config.output.hubs.clone(),
        entries: entries.collect(),
        shape: shape.clone(),
        title,
        path,
    }
}

/// Nothing of an issue changes once it is sent: readers are told of it once.
fn entry_of(letter: &Letter, language: &Language) -> Entry {
    Entry {
        id: letter.id.clone(),
        guid: None,
        url: letter.url.clone(),
        title: letter.subject.clone(),
        words: Words::given(&letter.summary, &letter.content),
        published: letter.sent,
        updated: letter.sent,
        language: language.clone(),
        authors: Vec::new(),
        categories: Vec::new(),
        tags: Vec::new(),
        image: None,
        audio: None,
        related: Vec::new(),
        translations: Vec::new(),
    }
}
