//! RSS 2.0 and its elders (<https://www.rssboard.org/rss-specification>, and the RSS profile of the same board).

mod item;
mod parts;

use crate::feed::judge::children::{self, Known, often, once};
use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::{Bench, Form};
use crate::feed::judge::history;
use crate::feed::judge::links;
use crate::feed::judge::media;
use crate::feed::judge::places;
use crate::feed::judge::podcast;
use crate::feed::judge::semantics;

const VERSIONS: [&str; 9] = [
    "2.0", "2.0.1", "2", "0.90", "0.91", "0.92", "0.93", "0.94", "2.00",
];

static CHANNEL: [Known; 20] = [
    once("title", Form::Plain),
    once("link", Form::Url),
    once("description", Form::Plain),
    once("language", Form::Language),
    once("copyright", Form::Plain),
    once("managingEditor", Form::Contact),
    once("webMaster", Form::Contact),
    once("pubDate", Form::Rfc822),
    once("lastBuildDate", Form::Rfc822),
    often("category", Form::Plain).with(&["domain"]),
    once("generator", Form::Words),
    once("docs", Form::Url),
    once("cloud", Form::Children).with(&[
        "domain",
        "port",
        "path",
        "registerProcedure",
        "protocol",
    ]),
    once("ttl", Form::Positive),
    once("image", Form::Children),
    once("rating", Form::Words),
    once("textInput", Form::Children),
    once("skipHours", Form::Children),
    once("skipDays", Form::Children),
    often("item", Form::Children),
];

/// The RDF feeds, RSS 0.90 and 1.0: what stands in their channel.
static CHANNEL_RDF: [Known; 6] = [
    once("rss1:title", Form::Plain),
    once("rss1:link", Form::Url),
    once("rss1:description", Form::Plain),
    once("rss1:image", Form::Any),
    once("rss1:items", Form::Any),
    once("rss1:textinput", Form::Any),
];

static ITEM_RDF: [Known; 3] = [
    once("rss1:title", Form::Plain),
    once("rss1:link", Form::Url),
    once("rss1:description", Form::Html),
];

/// Judges `<rss>`.
pub(super) fn judge(bench: &mut Bench, root: &Element) {
    let version = root.attribute("version");
    match version {
        None => {
            bench.required(root, "version");
        }
        Some(own) if !VERSIONS.contains(&own.value.trim()) => {
            let message = format!("`{}` is no version of RSS: 2.0 is", shown(&own.value));
            bench.court.find("rss-version", own.value_offset, message);
        }
        Some(_) => {}
    }
    let is_two = version.is_none_or(|own| own.value.trim().starts_with('2'));
    bench.text(root, Form::Children);
    children::judge(bench, root, &[once("channel", Form::Children)]);
    match bench.document.first(root, "channel") {
        Some(channel) => judge_channel(bench, channel, is_two),
        None => bench
            .court
            .find("rss-channel", root.offset, "`<rss>` holds no `<channel>`"),
    }
}

fn judge_channel(bench: &mut Bench, channel: &Element, is_two: bool) {
    children::judge(bench, channel, &CHANNEL);
    let needed = [
        ("title", "rss-channel-incomplete"),
        ("link", "rss-channel-incomplete"),
        ("description", "rss-channel-incomplete"),
    ];
    children::require(bench, channel, &needed);
    children::not_blank(bench, channel, &["title", "link", "category"]);
    semantics::judge_channel(bench, channel);
    let document = bench.document;
    for part in document.children(channel) {
        match part.name.as_str() {
            "image" => parts::judge_image(bench, channel, part),
            "cloud" => parts::judge_cloud(bench, part),
            "textInput" => parts::judge_text_input(bench, part),
            "skipHours" => parts::judge_hours(bench, part),
            "skipDays" => parts::judge_days(bench, part),
            _ => {}
        }
    }
    if is_two {
        judge_order(bench, channel);
        links::judge_self(bench, channel);
    }
    links::judge_all(bench, channel);
    history::judge(bench, channel);
    podcast::judge_channel(bench, channel);
    media::judge(bench, channel);
    places::judge(bench, channel);
    item::judge_all(bench, channel, is_two);
}

/// The elements of the channel come before its items: readers that stop at the first item miss the others.
fn judge_order(bench: &mut Bench, channel: &Element) {
    let document = bench.document;
    let mut has_items = false;
    for child in document.children(channel) {
        let is_core = !child.name.contains(':');
        if child.name == "item" {
            has_items = true;
        } else if has_items && is_core {
            let message = format!("`<{}>` stands behind items", child.typed);
            bench.court.find("rss-order", child.offset, message);
        }
    }
    if !has_items {
        bench
            .court
            .find("feed-empty", channel.offset, "this feed has no items");
    }
}

/// Judges `<rdf:RDF>`: only what these old feeds share with RSS 2.0.
pub(super) fn judge_rdf(bench: &mut Bench, root: &Element) {
    let document = bench.document;
    let Some(channel) = document.first(root, "rss1:channel") else {
        bench.court.find(
            "rss-channel",
            root.offset,
            "`<rdf:RDF>` holds no `<channel>`",
        );
        return;
    };
    let needed = |name: &'static str| (name, "rss-channel-incomplete");
    children::judge(bench, channel, &CHANNEL_RDF);
    children::require(
        bench,
        channel,
        &["rss1:title", "rss1:link", "rss1:description"].map(needed),
    );
    for item in document.named(root, "rss1:item") {
        children::judge(bench, item, &ITEM_RDF);
        children::require(
            bench,
            item,
            &["rss1:title", "rss1:link"].map(|name| (name, "rss-item-empty")),
        );
        if item.attribute("rdf:about").is_none() {
            let message = "`<item>` lacks the attribute `rdf:about`";
            bench.court.find("attribute-missing", item.offset, message);
        }
    }
}
