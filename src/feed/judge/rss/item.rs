//! The items of an RSS channel.

use std::collections::HashMap;

use crate::feed::judge::children::{self, Known, often, once};
use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::{Bench, Form};
use crate::feed::judge::links;
use crate::feed::judge::media;
use crate::feed::judge::places;
use crate::feed::judge::podcast;
use crate::feed::judge::semantics;
use crate::feed::judge::uri::{self, Want};
use crate::feed::judge::values::judge_number;

static ITEM: [Known; 10] = [
    once("title", Form::Plain),
    once("link", Form::Url),
    once("description", Form::Html),
    once("author", Form::Contact),
    often("category", Form::Plain).with(&["domain"]),
    once("comments", Form::Url),
    often("enclosure", Form::Children).with(&["url", "length", "type"]),
    once("guid", Form::Words).with(&["isPermaLink"]),
    once("pubDate", Form::Rfc822),
    once("source", Form::Plain).with(&["url"]),
];

/// A number as short as this comes back in another feed.
const UNIQUE_DIGITS_MIN: usize = 9;

pub(super) fn judge_all(bench: &mut Bench, channel: &Element, is_two: bool) {
    let document = bench.document;
    let mut guids: HashMap<&str, usize> = HashMap::new();
    for item in document.named(channel, "item") {
        let guid = document.first(item, "guid");
        let id = guid.map_or("", |guid| guid.text.trimmed());
        bench.court.enter(item.offset, id);
        judge(bench, channel, item);
        match guid {
            Some(guid) => {
                let first = guids.entry(guid.text.trimmed()).or_insert(guid.offset);
                if *first != guid.offset && !guid.text.is_blank() {
                    let message = format!(
                        "`{}` is the guid of another item, too: readers show one of them",
                        shown(guid.text.trimmed())
                    );
                    bench
                        .court
                        .find("id-duplicate", guid.text_offset(), message);
                }
            }
            None if is_two => {
                let message = "this item has no guid: readers guess whether they know it";
                bench.court.find("guid-missing", item.offset, message);
            }
            None => {}
        }
    }
}

fn judge(bench: &mut Bench, channel: &Element, item: &Element) {
    let document = bench.document;
    children::judge(bench, item, &ITEM);
    children::not_blank(bench, item, &["title", "category", "guid"]);
    let has = |name: &str| document.first(item, name).is_some();
    if !has("title") && !has("description") {
        let message = "this item has neither a title nor a description";
        bench.court.find("rss-item-empty", item.offset, message);
    }
    if let Some(content) = document.first(item, "content:encoded") {
        let description = document.first(item, "description");
        if description.is_none_or(|description| description.offset > content.offset) {
            let message = "`<description>` must stand before `<content:encoded>`: readers take the last of them for the text";
            bench
                .court
                .find("rss-description-order", content.offset, message);
        }
    }
    if has("slash:comments") && document.first(channel, "lastBuildDate").is_none() {
        let message =
            "the number of comments changes, and the channel has no `<lastBuildDate>` to tell when";
        bench.court.find("slash-date", item.offset, message);
    }
    if let Some(old) = document.first(item, "wfw:commentRSS") {
        bench.court.find(
            "wfw-name",
            old.offset,
            "`wfw:commentRSS` is written `wfw:commentRss`",
        );
    }
    if let Some(parade) = document.first(item, "slash:hit_parade") {
        let value = parade.text.trimmed();
        let is_list = value
            .split(',')
            .all(|part| judge_number(part.trim(), "", 0).is_none());
        if !is_list {
            let message = format!("`{}` is no list of whole numbers", shown(value));
            bench
                .court
                .find("number-invalid", parade.text_offset(), message);
        }
    }
    if let Some(guid) = document.first(item, "guid") {
        judge_guid(bench, guid);
    }
    judge_enclosures(bench, item);
    for source in document.named(item, "source") {
        if bench.required(source, "url").is_some() {
            bench.address(source, "url", Want::Full);
        }
    }
    repeated_categories(bench, item);
    semantics::judge_item(bench, item);
    links::judge_all(bench, item);
    podcast::judge_item(bench, item);
    media::judge(bench, item);
    places::judge(bench, item);
}

fn judge_guid(bench: &mut Bench, guid: &Element) {
    let value = guid.text.trimmed();
    let offset = guid.text_offset();
    let permanent = guid.attribute("isPermaLink");
    if let Some(own) = permanent
        && !matches!(own.value.as_str(), "true" | "false")
    {
        let message = format!(
            "isPermaLink is `true` or `false`, not `{}`",
            shown(&own.value)
        );
        bench
            .court
            .find("guid-permalink-value", own.value_offset, message);
    }
    if value.is_empty() {
        return;
    }
    if permanent.is_none_or(|own| own.value == "true") {
        let is_web = matches!(uri::scheme_of(value), Some(scheme) if !matches!(scheme.to_ascii_lowercase().as_str(), "tag" | "urn"));
        if !is_web || uri::judge(value, Want::Full).is_some() {
            let message = format!(
                "`{}` is no address, and the guid says that it is one",
                shown(value)
            );
            bench.court.find("guid-permalink", offset, message);
        }
    } else if value.len() < UNIQUE_DIGITS_MIN && value.bytes().all(|byte| byte.is_ascii_digit()) {
        let message = format!("the guid `{value}` is so short that another feed has it, too");
        bench.court.find("guid-short", offset, message);
    }
}

fn judge_enclosures(bench: &mut Bench, item: &Element) {
    let document = bench.document;
    for (number, enclosure) in document.named(item, "enclosure").enumerate() {
        if number == 1 {
            let message = "a second enclosure: most readers see only one";
            bench
                .court
                .find("enclosure-duplicate", enclosure.offset, message);
        }
        for name in ["url", "length", "type"] {
            bench.required(enclosure, name);
        }
        if enclosure
            .attribute("length")
            .is_some_and(|own| !own.value.trim().is_empty())
        {
            bench.number(enclosure, "length", 0);
        }
        if !enclosure.value("type").is_empty() {
            bench.mime(enclosure, "type");
        }
        if !enclosure.value("url").is_empty() {
            bench.address(enclosure, "url", Want::Web);
        }
    }
}

fn repeated_categories(bench: &mut Bench, item: &Element) {
    let document = bench.document;
    let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
    for category in document.named(item, "category") {
        let key = (category.value("domain"), category.text.trimmed());
        if !category.text.is_blank() && seen.insert(key, category.offset).is_some() {
            let message = format!("the category `{}` is given twice", shown(key.1));
            bench
                .court
                .find("category-duplicate", category.offset, message);
        }
    }
}
