//! One feed: its entries as a reader lists them, one of them open, or its source in each format.

use minijinja::{Value, context};

use crate::feed::{Entry, Feed, FeedFile};
use crate::web::answer::{Answer, FRAME, INERT};
use crate::web::preview::asked::encode_path;
use crate::web::preview::frame::{self, Looks};
use crate::web::preview::highlight;
use crate::web::preview::page::looks::Switch;
use crate::web::preview::page::{View, entry};
use crate::web::preview::schemes::Scheme;

/// So many entries stand in one list.
const LISTED_MAX: usize = 100;
/// More of a source than this is behind a link.
const SOURCE_BYTES_MAX: usize = 1_000_000;

/// The page of a feed.
pub fn answer(view: &View, path: &str) -> Option<Answer> {
    let feed = view.snapshot.feed(path)?;
    let shown = entry::find(view, feed);
    let file = file_of(view, feed);
    let page = context! {
        title => feed.title.as_str(),
        description => feed.description.as_str(),
        path => feed.path.as_str(),
        language => feed.language.as_str(),
        direction => feed.language.direction(),
        q => view.asked.get("q").unwrap_or_default(),
        moment => view.asked.get("as").unwrap_or_default(),
        views => views(view, feed),
        scheme => SCHEME.value(view.asked),
        images => IMAGES.value(view.asked),
        list => list(view, feed, shown.as_ref().map(|(entry, _)| entry.id.as_str())),
        entry => shown.map(|(entry, moment)| entry::value(view, feed, &entry, moment)),
        source => file.map(|file| source_value(feed, file)),
    };
    Some(view.page("feed.html", &feed.title, &format!("feed {path}"), &page))
}

const SCHEME: Switch<'_> = Switch {
    label: "Screen",
    name: "scheme",
    options: &[("light", "Light", ""), ("dark", "Dark", "")],
    key: "d",
};
const IMAGES: Switch<'_> = Switch {
    label: "Pictures",
    name: "images",
    options: &[("on", "Pictures", ""), ("off", "No pictures", "")],
    key: "i",
};

/// The entry, or the feed's source in one of its formats.
fn views(view: &View, feed: &Feed) -> Value {
    let options: Vec<(String, &str, String)> =
        std::iter::once(("entry".to_owned(), "Read", "1".to_owned()))
            .chain(
                feed.files
                    .iter()
                    .zip(2..)
                    .map(|(file, key)| (file.name().to_lowercase(), file.name(), key.to_string())),
            )
            .collect();
    let options: Vec<(&str, &str, &str)> = options
        .iter()
        .map(|(value, label, key)| (&value[..], *label, &key[..]))
        .collect();
    let switch = Switch {
        label: "View",
        name: "show",
        options: &options,
        key: "r",
    };
    switch.value(view.asked)
}

fn file_of<'a>(view: &View, feed: &'a Feed) -> Option<&'a FeedFile> {
    let shown = view.asked.get("show")?;
    feed.files
        .iter()
        .find(|file| file.name().to_lowercase() == shown)
}

fn source_value(feed: &Feed, file: &FeedFile) -> Value {
    let (bytes, failure) = match feed.current(file) {
        Ok((_, bytes)) => (bytes, String::new()),
        Err(error) => (Vec::new(), format!("{error:#}")),
    };
    let text = String::from_utf8_lossy(&bytes);
    let end = text
        .char_indices()
        .nth(SOURCE_BYTES_MAX)
        .map_or(text.len(), |(at, _)| at);
    context! {
        name => file.name(),
        path => file.path.as_str(),
        mime => file.mime(),
        url => file.url.as_str(),
        bytes => bytes.len(),
        failure,
        is_cut => end < text.len(),
        href => format!("/source/{}", encode_path(&file.path)),
        html => highlight::mark(&text[..end]),
    }
}

/// The entries, or those whose title or summary holds what was searched for.
fn list(view: &View, feed: &Feed, open: Option<&str>) -> Value {
    let typed = view.asked.get("q").unwrap_or_default().to_lowercase();
    let is_wanted = |entry: &Entry| {
        typed.is_empty()
            || entry.title.to_lowercase().contains(&typed)
            || entry.summary().to_lowercase().contains(&typed)
    };
    let from: usize = view
        .asked
        .get("from")
        .and_then(|from| from.parse().ok())
        .unwrap_or(0);
    let wanted: Vec<&Entry> = feed
        .entries
        .iter()
        .map(AsRef::as_ref)
        .filter(|entry| is_wanted(entry))
        .collect();
    let shown = wanted.iter().enumerate().skip(from).take(LISTED_MAX);
    let rows = shown.map(|(at, entry)| {
        context! {
            title => entry.title.as_str(),
            summary => entry.summary().as_str(),
            language => entry.language.as_str(),
            direction => entry.language.direction(),
            date => view.day(entry.published),
            is_open => open == Some(entry.id.as_str()),
            is_archived => typed.is_empty() && at >= feed.shown(),
            href => view.asked.with(&[("entry", &entry.id), ("show", "")]),
        }
    });
    let next = from + LISTED_MAX;
    let newer = from.saturating_sub(LISTED_MAX);
    context! {
        rows => rows.collect::<Vec<Value>>(),
        count => wanted.len(),
        shown => feed.shown(),
        older => if next < wanted.len() { view.asked.with(&[("from", &next.to_string())]) } else { String::new() },
        newer => if from > 0 { view.asked.with(&[("from", if newer == 0 { String::new() } else { newer.to_string() }.as_str())]) } else { String::new() },
    }
}

/// An entry in its frame.
pub fn frame(view: &View, path: &str) -> Option<Answer> {
    let feed = view.snapshot.feed(path)?;
    let (entry, _) = entry::find(view, feed)?;
    let html = entry_document(view, feed, &entry);
    Some(Answer::new("text/html; charset=utf-8", FRAME, html))
}

/// The document of an entry's frame.
pub fn entry_document(view: &View, feed: &Feed, entry: &Entry) -> String {
    let document = entry::document(view, feed, entry);
    let looks = Looks::of(view.asked);
    let looks = Looks {
        scheme: if looks.scheme == Scheme::Dark {
            Scheme::Dark
        } else {
            Scheme::Light
        },
        ..looks
    };
    let prepared = frame::prepare(&document, looks, view.snapshot, &frame::Enclosed::new());
    prepared.unwrap_or_else(|error| format!("<!DOCTYPE html><p>{error}</p>"))
}

/// The bytes of a feed's file, as text: a browser would offer to save it.
pub fn source(view: &View, path: &str) -> Option<Answer> {
    let files = view
        .snapshot
        .feeds
        .iter()
        .flat_map(|feed| feed.files.iter().map(move |file| (feed, file)));
    let (feed, file) = files.into_iter().find(|(_, file)| file.path == path)?;
    let (_, bytes) = feed.current(file).ok()?;
    Some(Answer::new("text/plain; charset=utf-8", INERT, bytes))
}
