//! Atom 1.0 (RFC 4287): feeds, and entries that stand alone.

mod content;
mod text;

use std::collections::HashMap;

use crate::feed::judge::children::{self, Known, often, once};
use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::{Bench, Form};
use crate::feed::judge::history;
use crate::feed::judge::links;
use crate::feed::judge::media;
use crate::feed::judge::places;
use crate::feed::judge::podcast;
use crate::feed::judge::uri::{self, Want};
use crate::feed::judge::values::judge_email;

const TEXT: &[&str] = &["type"];

static FEED: [Known; 13] = [
    once("atom:id", Form::Words),
    once("atom:title", Form::Any).with(TEXT),
    once("atom:updated", Form::Words),
    often("atom:author", Form::Children),
    often("atom:link", Form::Any).with(&["href", "rel", "type", "hreflang", "title", "length"]),
    often("atom:category", Form::Children).with(&["term", "scheme", "label"]),
    often("atom:contributor", Form::Children),
    once("atom:generator", Form::Words).with(&["uri", "version"]),
    once("atom:icon", Form::Words),
    once("atom:logo", Form::Words),
    once("atom:rights", Form::Any).with(TEXT),
    once("atom:subtitle", Form::Any).with(TEXT),
    often("atom:entry", Form::Children),
];

static ENTRY: [Known; 12] = [
    once("atom:id", Form::Words),
    once("atom:title", Form::Any).with(TEXT),
    once("atom:updated", Form::Words),
    often("atom:author", Form::Children),
    once("atom:content", Form::Any).with(&["type", "src"]),
    often("atom:link", Form::Any).with(&["href", "rel", "type", "hreflang", "title", "length"]),
    once("atom:summary", Form::Any).with(TEXT),
    often("atom:category", Form::Children).with(&["term", "scheme", "label"]),
    often("atom:contributor", Form::Children),
    once("atom:published", Form::Words),
    once("atom:rights", Form::Any).with(TEXT),
    once("atom:source", Form::Children),
];

static PERSON: [Known; 3] = [
    once("atom:name", Form::Words),
    once("atom:uri", Form::Words),
    once("atom:email", Form::Words),
];

/// Judges `<feed>`.
pub(super) fn judge(bench: &mut Bench, feed: &Element) {
    if feed.typed.contains(':') {
        let message = format!(
            "`<{}>`: some readers know Atom only without a prefix",
            feed.typed
        );
        bench
            .court
            .find("namespace-atom-prefix", feed.offset, message);
    }
    children::judge_attributes(bench, feed, &[]);
    bench.text(feed, Form::Children);
    children::judge(bench, feed, &FEED);
    require(bench, feed);
    judge_common(bench, feed);
    links::judge_self(bench, feed);
    history::judge(bench, feed);
    podcast::judge_channel(bench, feed);
    judge_order(bench, feed);
    judge_entries(bench, feed);
}

/// Judges an entry that is a document of its own.
pub(super) fn judge_entry_document(bench: &mut Bench, entry: &Element) {
    judge_entry(bench, entry, false);
}

fn require(bench: &mut Bench, element: &Element) {
    let needed = ["atom:id", "atom:title", "atom:updated"].map(|name| (name, "atom-incomplete"));
    children::require(bench, element, &needed);
}

/// What feeds, entries and sources share.
fn judge_common(bench: &mut Bench, element: &Element) {
    let document = bench.document;
    for child in document.children(element) {
        match child.name.as_str() {
            "atom:id" => judge_id(bench, child),
            "atom:icon" | "atom:logo" => judge_address(bench, child),
            "atom:updated" | "atom:published" => {
                spaces(bench, child);
                bench.text(child, Form::Rfc3339);
            }
            "atom:author" | "atom:contributor" => judge_person(bench, child),
            "atom:category" => judge_category(bench, child),
            "atom:title" | "atom:subtitle" | "atom:summary" | "atom:rights" => {
                text::judge(bench, child);
            }
            "atom:generator" => {
                bench.address(child, "uri", Want::ReferenceIri);
                children::not_blank(bench, element, &["atom:generator"]);
            }
            _ => {}
        }
    }
    links::judge_all(bench, element);
    media::judge(bench, element);
    places::judge(bench, element);
}

/// White space around what is no prose is part of it for some readers.
fn spaces(bench: &mut Bench, element: &Element) {
    if element.text.as_str() != element.text.trimmed() && !element.text.is_blank() {
        let message = format!("white space around the text of `<{}>`", element.typed);
        bench
            .court
            .find("whitespace-unexpected", element.offset, message);
    }
}

fn judge_id(bench: &mut Bench, id: &Element) {
    spaces(bench, id);
    let value = id.text.trimmed();
    let fault = uri::judge(value, Want::FullIri);
    if fault.is_none()
        && let Some(canonical) = uri::canonical(value)
    {
        let message = format!(
            "`{}` and `{}` are one address and two ids",
            shown(value),
            shown(&canonical)
        );
        bench
            .court
            .find("id-not-canonical", id.text_offset(), message);
    }
    bench.fault(fault, id.text_offset());
}

fn judge_address(bench: &mut Bench, element: &Element) {
    spaces(bench, element);
    match element.text.trimmed() {
        "" => bench.court.find(
            "element-empty",
            element.offset,
            format!("`<{}>` is empty", element.typed),
        ),
        value => bench.fault(uri::judge(value, Want::ReferenceIri), element.text_offset()),
    }
}

pub(super) fn judge_person(bench: &mut Bench, person: &Element) {
    let document = bench.document;
    children::judge(bench, person, &PERSON);
    children::require(bench, person, &[("atom:name", "atom-person")]);
    children::not_blank(bench, person, &["atom:name"]);
    for child in document.children(person) {
        match child.name.as_str() {
            "atom:uri" if child.text.is_blank() => {
                bench
                    .court
                    .find("element-empty", child.offset, "`<uri>` is empty");
            }
            "atom:uri" => bench.fault(
                uri::judge(child.text.trimmed(), Want::ReferenceIri),
                child.text_offset(),
            ),
            "atom:email" => bench.fault(judge_email(child.text.trimmed()), child.text_offset()),
            "atom:name"
                if child.text.as_str().contains('<') && child.text.as_str().contains('@') =>
            {
                let message =
                    "an address of mail in a name is read by everybody who gathers addresses";
                bench.court.find("text-email", child.text_offset(), message);
            }
            _ => {}
        }
    }
}

fn judge_category(bench: &mut Bench, category: &Element) {
    bench.required(category, "term");
    bench.address(category, "scheme", Want::FullIri);
    if let Some(label) = category.attribute("label")
        && label.value.trim().is_empty()
    {
        bench
            .court
            .find("attribute-empty", label.offset, "`label` is empty");
    }
}

fn judge_order(bench: &mut Bench, feed: &Element) {
    let document = bench.document;
    let mut has_entries = false;
    for child in document.children(feed) {
        if child.name == "atom:entry" {
            has_entries = true;
        } else if has_entries && child.name.starts_with("atom:") {
            let message = format!(
                "`<{}>` stands behind entries: readers that stop at the first one miss it",
                child.typed
            );
            bench.court.find("atom-order", child.offset, message);
        }
    }
    if !has_entries {
        bench
            .court
            .find("feed-empty", feed.offset, "this feed has no entries");
    }
}

fn judge_entries(bench: &mut Bench, feed: &Element) {
    let document = bench.document;
    let has_author = document.first(feed, "atom:author").is_some();
    let mut ids: HashMap<&str, usize> = HashMap::new();
    let mut moments: HashMap<&str, usize> = HashMap::new();
    for entry in document.named(feed, "atom:entry") {
        let id = document.first(entry, "atom:id");
        let id = id.map_or("", |id| id.text.trimmed());
        bench.court.enter(entry.offset, id);
        judge_entry(bench, entry, has_author);
        if let Some(id) = document
            .first(entry, "atom:id")
            .filter(|id| !id.text.is_blank())
            && ids.insert(id.text.trimmed(), id.offset).is_some()
        {
            let message = format!(
                "`{}` is the id of another entry, too: readers show one of them",
                shown(id.text.trimmed())
            );
            bench
                .court
                .find("atom-entry-duplicate", id.text_offset(), message);
        }
        if let Some(updated) = document
            .first(entry, "atom:updated")
            .filter(|own| !own.text.is_blank())
            && moments
                .insert(updated.text.trimmed(), updated.offset)
                .is_some()
        {
            let message = format!(
                "another entry was updated at `{}`, too: programs that sort by it drop one",
                shown(updated.text.trimmed())
            );
            bench
                .court
                .find("updated-duplicate", updated.text_offset(), message);
        }
    }
    if document.named(feed, "atom:entry").next().is_none() && !has_author {
        bench.court.find(
            "atom-author",
            feed.offset,
            "neither the feed nor an entry names an author",
        );
    }
}

fn judge_entry(bench: &mut Bench, entry: &Element, feed_has_author: bool) {
    let document = bench.document;
    children::judge_attributes(bench, entry, &[]);
    children::judge(bench, entry, &ENTRY);
    require(bench, entry);
    judge_common(bench, entry);
    let source = document.first(entry, "atom:source");
    if let Some(source) = source {
        children::judge(bench, source, &FEED);
        judge_common(bench, source);
        let needed = ["atom:id", "atom:title", "atom:updated"].map(|name| (name, "atom-source"));
        children::require(bench, source, &needed);
    }
    for reply in document.named(entry, "thr:in-reply-to") {
        bench.required(reply, "ref");
    }
    let names_author = |element: &Element| document.first(element, "atom:author").is_some();
    if !feed_has_author && !names_author(entry) && !source.is_some_and(names_author) {
        let message = "this entry has no author, and the feed names none";
        bench.court.find("atom-author", entry.offset, message);
    }
    content::judge(bench, entry);
    podcast::judge_item(bench, entry);
}
