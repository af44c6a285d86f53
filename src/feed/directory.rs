//! The directory of all feeds, grouped; the words and the HTML are the template's.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::Config;
use crate::feed::{Beside, Feed, Offer, TopicKind};
use crate::model::language::Language;

/// All feeds of a site.
#[derive(Clone, Debug, Serialize)]
pub struct Directory<'f> {
    /// Its own address.
    pub url: String,
    /// The address of the same as OPML.
    pub opml: String,
    /// The site's title.
    pub title: &'f str,
    /// The site's sentence; may be empty.
    pub description: &'f str,
    /// The site's language.
    pub language: &'f Language,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// Groups that have feeds, in the order of [`TopicKind`].
    pub groups: Vec<Group<'f>>,
}

/// Feeds of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Group<'f> {
    /// What they have in common, in the site's language.
    pub heading: String,
    /// The feeds in the order of the configuration.
    pub feeds: Vec<Member<'f>>,
    /// The kind.
    #[serde(skip)]
    pub kind: TopicKind,
}

/// One feed of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Member<'f> {
    /// What tells it apart in its group: a category's name, a language's own name, else the feed's title.
    pub name: String,
    /// The feed's whole title.
    pub title: &'f str,
    /// What the feed says of itself.
    pub description: &'f str,
    /// The feed's language.
    pub language: &'f Language,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// The address of the page beside it.
    pub page: String,
    /// The site, as every feed names it.
    pub home: &'f str,
    /// Its addresses: RSS and Atom first, JSON last.
    pub formats: Vec<Offer<'f>>,
}

impl<'f> Directory<'f> {
    /// The directory of `feeds`; `heading` says a kind in the site's language.
    pub fn of(
        config: &'f Config,
        beside: &Beside,
        feeds: &'f [Feed],
        heading: impl Fn(TopicKind) -> String,
    ) -> Self {
        let mut groups: BTreeMap<(TopicKind, Option<&Language>), Vec<Member>> = BTreeMap::new();
        for feed in feeds {
            let topic = &feed.topic;
            let edition = topic.edition.as_ref();
            let edition = edition.filter(|_| topic.kind != TopicKind::Language);
            let members = groups.entry((topic.kind, edition)).or_default();
            members.push(Member::of(beside, feed));
        }
        let groups = groups.into_iter().map(|((kind, edition), feeds)| {
            let heading = heading(kind);
            Group {
                heading: match edition {
                    Some(language) => format!("{heading} · {}", name_of(language)),
                    None => heading,
                },
                feeds,
                kind,
            }
        });
        Self {
            url: beside.url(Beside::DIRECTORY).into(),
            opml: beside.url(Beside::OPML).into(),
            title: &config.site.title,
            description: &config.site.description,
            language: &config.site.language,
            direction: config.site.language.direction(),
            groups: groups.collect(),
        }
    }
}

impl<'f> Member<'f> {
    fn of(beside: &Beside, feed: &'f Feed) -> Self {
        let topic = &feed.topic;
        let name = match (&topic.edition, topic.kind) {
            (Some(language), TopicKind::Language) => name_of(language),
            _ if topic.name.is_empty() => feed.title.to_string(),
            _ => topic.name.to_string(),
        };
        let page = beside.page_path(&feed.path);
        Self {
            name,
            title: &feed.title,
            description: &feed.description,
            language: &feed.language,
            direction: feed.language.direction(),
            page: page
                .map_or_else(|| feed.home.clone(), |path| beside.url(&path))
                .into(),
            home: feed.home.as_str(),
            formats: Offer::all(feed),
        }
    }
}

/// A language in its own words, as a title; its tag behind where the tag says more than the language.
fn name_of(language: &Language) -> String {
    let Some(name) = language.autonym() else {
        return language.to_string();
    };
    let mut signs = name.chars();
    let first = signs.next().into_iter().flat_map(char::to_uppercase);
    let name: String = first.chain(signs).collect();
    if language.as_str() == language.primary() {
        name
    } else {
        format!("{name} ({language})")
    }
}
