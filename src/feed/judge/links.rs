//! Atom's `link`, in Atom and inside of RSS (RFC 4287, 4.2.7; the register of link relations; WebSub).

use std::collections::HashSet;

use url::Url;

use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::Bench;
use crate::feed::judge::uri::{self, Want};

const RELATIONS: [&str; 34] = [
    "alternate",
    "archives",
    "author",
    "bookmark",
    "canonical",
    "collection",
    "current",
    "describedby",
    "edit",
    "edit-media",
    "enclosure",
    "first",
    "help",
    "hub",
    "icon",
    "last",
    "latest-version",
    "license",
    "next",
    "next-archive",
    "payment",
    "prev",
    "prev-archive",
    "preview",
    "previous",
    "related",
    "replies",
    "search",
    "self",
    "service",
    "shortlink",
    "tag",
    "up",
    "via",
];
/// RFC 5005: these belong to a feed, never to an entry.
const OF_FEEDS: [&str; 7] = [
    "current",
    "first",
    "last",
    "next",
    "next-archive",
    "prev-archive",
    "previous",
];
const FEED_TYPES: [&str; 4] = [
    "application/atom+xml",
    "application/rss+xml",
    "application/rdf+xml",
    "application/xml",
];

/// The relation of a link, without the register's address in front.
pub(super) fn relation(link: &Element) -> &str {
    let rel = link
        .attribute("rel")
        .map_or("alternate", |own| own.value.trim());
    rel.strip_prefix("http://www.iana.org/assignments/relation/")
        .unwrap_or(rel)
}

/// Judges the links of a feed or an entry.
pub(super) fn judge_all(bench: &mut Bench, element: &Element) {
    let document = bench.document;
    let is_entry = matches!(element.name.as_str(), "atom:entry" | "item");
    let mut alternates = HashSet::new();
    for link in document.named(element, "atom:link") {
        judge(bench, link, is_entry);
        let key = (
            link.value("type").to_owned(),
            link.value("hreflang").to_lowercase(),
        );
        let is_twin = relation(link) == "alternate" && !alternates.insert(key);
        if is_twin && element.name.starts_with("atom:") {
            let message = "two alternate links with one type and one language: readers open the one or the other";
            bench
                .court
                .find("atom-link-duplicate", link.offset, message);
        }
    }
}

fn judge(bench: &mut Bench, link: &Element, is_entry: bool) {
    let rel = relation(link);
    match link.attribute("rel") {
        Some(own) if rel.is_empty() => {
            bench
                .court
                .find("attribute-empty", own.offset, "`rel` is empty");
        }
        Some(own) if !RELATIONS.contains(&rel) && uri::scheme_of(rel).is_none() => {
            let message = format!("`{}` is no relation that is registered", shown(rel));
            bench.court.find("atom-link-rel", own.value_offset, message);
        }
        _ => {}
    }
    if is_entry && OF_FEEDS.contains(&rel) {
        let message = format!("`rel=\"{rel}\"` belongs to the feed, not to an entry");
        bench.court.find("history-rel", link.offset, message);
    }
    match link.attribute("href") {
        None => bench.court.find(
            "atom-link-href",
            link.offset,
            "this link leads nowhere: it lacks `href`",
        ),
        Some(_) => bench.address(link, "href", Want::ReferenceIri),
    }
    bench.mime(link, "type");
    bench.language(link, "hreflang");
    bench.number(link, "length", 0);
    if let Some(title) = link.attribute("title")
        && title.value.trim().is_empty()
    {
        bench
            .court
            .find("attribute-empty", title.offset, "`title` is empty");
    }
    if !link.text.is_blank() {
        bench.court.find(
            "atom-link-text",
            link.text_offset(),
            "a link holds nothing; what it says stands in its attributes",
        );
    }
    if rel == "enclosure" && link.attribute("type").is_none() {
        let message = "an enclosure without `type`: players cannot tell what it is";
        bench.court.find("enclosure-type", link.offset, message);
    }
}

/// Judges the link of a feed to itself.
pub(super) fn judge_self(bench: &mut Bench, feed: &Element) {
    let document = bench.document;
    let mut all = document
        .named(feed, "atom:link")
        .filter(|link| relation(link) == "self");
    let Some(link) = all.next() else {
        let message =
            "this feed does not say where it is to be found: a copy of it cannot be followed back";
        bench.court.find("self-missing", feed.offset, message);
        return;
    };
    let kind = link
        .value("type")
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if !kind.is_empty() && !FEED_TYPES.contains(&kind.as_str()) {
        let message = format!(
            "the feed's link to itself says `{}`, which is the type of no feed",
            shown(&kind)
        );
        bench.court.find("self-type", link.offset, message);
    }
    let Some(href) = link.attribute("href") else {
        return;
    };
    let is_based = !document.inherited(link, "xml:base").is_empty();
    if uri::scheme_of(href.value.trim()).is_none() && !is_based {
        let message = format!(
            "the feed's link to itself, `{}`, is relative",
            shown(&href.value)
        );
        bench
            .court
            .find("self-relative", href.value_offset, message);
        return;
    }
    let is_own = |url: &Url| uri::is_same(&href.value, url);
    if let Some(url) = bench.urls.last()
        && !is_based
        && !bench.urls.iter().any(is_own)
    {
        let message = format!(
            "the feed says that it is at `{}`, and it came from `{}`",
            shown(&href.value),
            shown(Url::as_str(url))
        );
        bench
            .court
            .find("self-mismatch", href.value_offset, message);
    }
}
