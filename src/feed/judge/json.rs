//! JSON Feed 1 and 1.1 (<https://www.jsonfeed.org/version/1.1/>).

mod bench;
mod shape;
mod tree;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde::de::IgnoredAny;
use url::Url;

use crate::feed::judge::court::{Court, shown};
use crate::feed::judge::uri;
use bench::Bench;
use tree::{Node, Value};

const VERSIONS: [&str; 2] = [
    "https://jsonfeed.org/version/1",
    "https://jsonfeed.org/version/1.1",
];

/// Judges the JSON in `text`.
pub(super) fn judge(text: &str, now: Option<Timestamp>, urls: &[Url], court: &mut Court) {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let offset = offset_of(text, error.line(), error.column());
        return court.find(
            "json-malformed",
            offset,
            format!("this is no JSON: {error}"),
        );
    }
    let Some(root) = tree::read(text) else {
        return court.find("json-malformed", 0, "this is no JSON");
    };
    let mut bench = Bench { court, now };
    bench.twins(&root);
    if !matches!(root.value, Value::Map(_)) {
        let message = "a JSON Feed is an object";
        return bench.court.find("feed-unrecognised", root.offset, message);
    }
    let version = root.get("version").and_then(Node::text);
    match version {
        Some(known) if VERSIONS.contains(&known) => {}
        Some(other) => {
            let at = root.get("version").map_or(0, |node| node.offset);
            bench.court.find(
                "json-version",
                at,
                format!("`{}` is no version of JSON Feed", shown(other)),
            );
        }
        None => bench.court.find(
            "json-version",
            root.offset,
            "`version` is missing: it says that this is a JSON Feed",
        ),
    }
    bench.object(&root, shape::FEED, "the feed");
    bench.feed(&root, version == Some(VERSIONS[1]), urls);
}

/// The byte at a line and column of `serde_json`, which counts bytes.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    before + column.saturating_sub(1)
}

impl Bench<'_> {
    fn feed(&mut self, root: &Node, is_new: bool, urls: &[Url]) {
        self.people(root, is_new);
        for hub in list(root, "hubs") {
            self.object(hub, shape::HUB, "a hub");
        }
        let own = root.get("feed_url");
        match (own, urls.last()) {
            (None, _) => {
                let message = "`feed_url` is missing: a copy of the feed cannot be followed back";
                self.court.find("self-missing", root.offset, message);
            }
            (Some(own), Some(url))
                if own
                    .text()
                    .is_some_and(|text| !urls.iter().any(|url| uri::is_same(text, url))) =>
            {
                let message = format!(
                    "the feed says that it is at `{}`, and it came from `{}`",
                    shown(own.text().unwrap_or_default()),
                    shown(url.as_str())
                );
                self.court.find("self-mismatch", own.offset, message);
            }
            _ => {}
        }
        if let (Some(next), Some(own)) = (root.get("next_url"), own)
            && next.text() == own.text()
        {
            let message = "`next_url` leads back to this document: readers go round in a circle";
            self.court.find("history-past-end", next.offset, message);
        }
        let items = list(root, "items");
        if items.is_empty() && root.get("items").is_some() {
            self.court
                .find("feed-empty", root.offset, "this feed has no items");
        }
        let mut ids = HashMap::new();
        for item in items {
            if !matches!(item.value, Value::Map(_)) {
                let message = format!("an item is an object, not {}", item.kind());
                self.court.find("json-type", item.offset, message);
                continue;
            }
            let id = item.get("id").and_then(Node::text).unwrap_or_default();
            self.court.enter(item.offset, id);
            self.object(item, shape::ITEM, "an item");
            self.item(item, is_new);
            let Some(id) = item.get("id") else {
                continue;
            };
            if let Some(text) = id.text()
                && ids.insert(text, id.offset).is_some()
            {
                let message = format!(
                    "`{}` is the id of another item, too: readers show one of them",
                    shown(text)
                );
                self.court.find("id-duplicate", id.offset, message);
            }
            if id.text().is_some_and(|text| text.trim().is_empty()) {
                self.court.find(
                    "json-key-missing",
                    id.offset,
                    "the `id` of an item is empty",
                );
            }
        }
    }

    fn item(&mut self, item: &Node, is_new: bool) {
        self.people(item, is_new);
        if item.get("content_html").is_none() && item.get("content_text").is_none() {
            let message = "an item has `content_html` or `content_text`, and this has neither";
            self.court.find("json-content", item.offset, message);
        }
        for attachment in list(item, "attachments") {
            self.object(attachment, shape::ATTACHMENT, "an attachment");
        }
        let mut seen = HashSet::new();
        for tag in list(item, "tags") {
            match tag.text() {
                None => {
                    let message = format!("a tag is a text, not {}", tag.kind());
                    self.court.find("json-type", tag.offset, message);
                }
                Some(text) if !seen.insert(text) => {
                    let message = format!("the tag `{}` is given twice", shown(text));
                    self.court.find("category-duplicate", tag.offset, message);
                }
                Some(_) => {}
            }
        }
    }

    fn people(&mut self, node: &Node, is_new: bool) {
        let authors = list(node, "authors").iter();
        for author in authors.chain(node.get("author")) {
            self.object(author, shape::AUTHOR, "an author");
            let says = ["name", "url", "avatar"]
                .iter()
                .any(|key| author.get(key).is_some());
            if !says && matches!(author.value, Value::Map(_)) {
                let message = "an author has a name, an address or a picture, and this has none";
                self.court.find("json-author", author.offset, message);
            }
        }
        if is_new
            && let Some(old) = node.get("author")
            && node.get("authors").is_none()
        {
            let message = "version 1.1 has a list, `authors`, instead of `author`";
            self.court.find("json-author", old.offset, message);
        }
    }
}

fn list<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    match node.get(key).map(|inner| &inner.value) {
        Some(Value::List(nodes)) => nodes,
        _ => &[],
    }
}
