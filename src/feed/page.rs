//! What the page beside a feed shows to people; the words and the HTML are the template's.

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::config::{Config, Format};
use crate::feed::{Beside, Entry, Feed, FeedFile};
use crate::model::language::Language;

/// A page shows no more posts than this.
const POSTS_MAX: usize = 20;

/// The page beside a feed.
#[derive(Clone, Debug, Serialize)]
pub struct Page<'f> {
    /// Its own address.
    pub url: String,
    /// The address of the directory of all feeds.
    pub directory: String,
    /// The feed's title.
    pub title: &'f str,
    /// What the feed says of itself; never empty.
    pub description: &'f str,
    /// The feed's language.
    pub language: &'f Language,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// The addresses of the feed: RSS and Atom first, JSON last.
    pub formats: Vec<Offer<'f>>,
    /// The newest posts, newest first.
    pub posts: Vec<PagePost<'f>>,
}

/// One address of a feed.
#[derive(Clone, Debug, Serialize)]
pub struct Offer<'f> {
    /// What people call the format.
    pub name: &'static str,
    /// `rss`, `atom` or `json`.
    pub format: &'static str,
    /// Its media type.
    pub mime: &'static str,
    /// Its address.
    pub url: &'f str,
}

/// A post on a page.
#[derive(Clone, Debug, Serialize)]
pub struct PagePost<'f> {
    /// Its title, plain; may be empty.
    pub title: &'f str,
    /// Its address.
    pub url: &'f str,
    /// Its summary, plain; may be empty.
    pub summary: &'f str,
    /// The day it was published, in the site's time zone: `2026-03-01`.
    pub date: String,
    /// The same day as people write it in the page's language.
    pub day: String,
    /// Names of its authors.
    pub authors: Vec<&'f str>,
    /// Names of its categories and tags.
    pub categories: Vec<&'f str>,
    /// Its own language.
    pub language: &'f Language,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
}

impl<'f> Page<'f> {
    /// The page at `path` beside `feed`; `write_day` says a day (`2026-03-01`) in the page's language.
    pub fn of(
        config: &Config,
        beside: &Beside,
        path: &str,
        feed: &'f Feed,
        write_day: impl Fn(&str) -> String,
    ) -> Self {
        let zone = &config.site.time_zone;
        let newest = feed.entries.iter().take(feed.shown().min(POSTS_MAX));
        Self {
            url: beside.url(path).into(),
            directory: beside.url(Beside::DIRECTORY).into(),
            title: &feed.title,
            description: &feed.description,
            language: &feed.language,
            direction: feed.language.direction(),
            formats: Offer::all(feed),
            posts: newest
                .map(|entry| PagePost::of(entry, zone, &write_day))
                .collect(),
        }
    }
}

impl<'f> Offer<'f> {
    /// The addresses of a feed, in the order in which people should try them: half of all readers do not know JSON Feed.
    pub fn all(feed: &'f Feed) -> Vec<Self> {
        let mut files: Vec<&FeedFile> = feed.files.iter().collect();
        files.sort_by_key(|file| file.format);
        let offer = |file: &'f FeedFile| Self {
            name: file.name(),
            format: match file.format {
                Format::Rss => "rss",
                Format::Atom => "atom",
                Format::Json => "json",
            },
            mime: file.mime(),
            url: file.url.as_str(),
        };
        files.into_iter().map(offer).collect()
    }
}

impl<'f> PagePost<'f> {
    fn of(entry: &'f Entry, zone: &TimeZone, write_day: impl Fn(&str) -> String) -> Self {
        let date = zone.to_datetime(entry.published).date().to_string();
        Self {
            title: &entry.title,
            url: entry.url.as_str(),
            summary: entry.summary(),
            day: write_day(&date),
            date,
            authors: entry
                .authors
                .iter()
                .map(|author| author.name.as_str())
                .collect(),
            categories: entry.terms().map(|term| term.label.as_str()).collect(),
            language: &entry.language,
            direction: entry.language.direction(),
        }
    }
}
