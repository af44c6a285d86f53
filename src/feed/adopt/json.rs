//! Old JSON Feeds, as loosely as real ones are written.

use std::fmt;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use url::Url;

use crate::feed::adopt::{ENTRIES_MAX, OldEntry, OldFeed, OldFormat, add_text, parse_moment};

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    version: Loose,
    #[serde(default)]
    home_page_url: Loose,
    #[serde(default)]
    next_url: Loose,
    items: Option<Items>,
}

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    id: Loose,
    #[serde(default)]
    url: Loose,
    #[serde(default)]
    external_url: Loose,
    #[serde(default)]
    title: Loose,
    #[serde(default)]
    date_published: Loose,
    #[serde(default)]
    date_modified: Loose,
}

pub(super) fn read(text: &str, from: Option<&Url>) -> anyhow::Result<OldFeed> {
    let document: Document = serde_json::from_str(text).context("it is no JSON Feed")?;
    let is_feed = document.version.0.contains("jsonfeed") || document.items.is_some();
    ensure!(is_feed, "it is JSON, but no JSON Feed");
    let home = resolve(&document.home_page_url.0, from);
    let base = home.as_ref().or(from);
    let items = document.items.unwrap_or_default().0;
    let entries = items.into_iter().map(|item| {
        let link = [&item.url.0, &item.external_url.0]
            .into_iter()
            .find(|url| !url.is_empty());
        let link = link.cloned().unwrap_or_default();
        let link = resolve(&link, base).map_or(link, Into::into);
        OldEntry {
            id: if item.id.0.is_empty() {
                link.clone()
            } else {
                item.id.0
            },
            link,
            title: item.title.0,
            published: parse_moment(&item.date_published.0),
            updated: parse_moment(&item.date_modified.0),
        }
    });
    Ok(OldFeed {
        format: OldFormat::Json,
        entries: entries.collect(),
        next: resolve(&document.next_url.0, from.or(home.as_ref())),
        home,
        notes: Vec::new(),
    })
}

fn resolve(url: &str, base: Option<&Url>) -> Option<Url> {
    match base {
        _ if url.is_empty() => None,
        Some(base) => base.join(url).ok(),
        None => Url::parse(url).ok(),
    }
}

/// Text, or what stands for it: real feeds have numbers for ids and null for titles.
#[derive(Default)]
struct Loose(String);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        let mut field = String::new();
        add_text(&mut field, text.trim());
        Ok(Loose(field))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose(number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Loose, A::Error> {
        while members.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Loose, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::default())
    }
}

/// The items, as many as are read.
#[derive(Default)]
struct Items(Vec<Item>);

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ItemsVisitor)
    }
}

struct ItemsVisitor;

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Items;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Items, A::Error> {
        let mut items = Vec::new();
        while items.len() < ENTRIES_MAX {
            match members.next_element()? {
                Some(item) => items.push(item),
                None => return Ok(Items(items)),
            }
        }
        while members.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Items(items))
    }
}
