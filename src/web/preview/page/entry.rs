//! One entry of a feed as a reader opens it, with what its feed says beside its words.

use std::sync::Arc;

use minijinja::{Value, context};

use crate::content::escape;
use crate::feed::{Entry, Feed};
use crate::model::diagnostic::Diagnostic;
use crate::model::text::hex;
use crate::web::preview::asked::encode_path;
use crate::web::preview::frame;
use crate::web::preview::page::feed::entry_document;
use crate::web::preview::page::{View, mistakes};
use crate::web::preview::shell::ENTRY_STYLE;

/// Whether an entry is of the site now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It is.
    Now,
    /// Its file has errors or went: this is how it was last.
    Before,
}

/// The entry that was asked for, else the newest. One that is not there any more is shown as it was last.
pub fn find(view: &View, feed: &Feed) -> Option<(Arc<Entry>, Moment)> {
    let Some(id) = view.asked.get("entry") else {
        return Some((feed.entries.first()?.clone(), Moment::Now));
    };
    let find = |feed: &Feed| feed.entries.iter().find(|entry| entry.id == id).cloned();
    if let Some(entry) = find(feed) {
        return Some((entry, Moment::Now));
    }
    let before = view.state.good.as_ref()?.feed(&feed.path).and_then(find);
    let before = before.map(|entry| (entry, Moment::Before));
    before.or_else(|| Some((feed.entries.first()?.clone(), Moment::Now)))
}

/// What the page says of an entry.
pub fn value(view: &View, feed: &Feed, entry: &Entry, moment: Moment) -> Value {
    let html = entry_document(view, feed, entry);
    let good = view
        .state
        .good
        .as_ref()
        .filter(|_| moment == Moment::Before);
    let post = good.map_or(view.snapshot, |good| good).post(&entry.id);
    let file = post.map(|post| post.source.clone()).unwrap_or_default();
    let of_file = |found: &&Diagnostic| found.file == file;
    let found: Vec<Diagnostic> = view.state.found.iter().filter(of_file).cloned().collect();
    let frame = view.asked.at(
        &format!("/entry/{}", encode_path(&feed.path)),
        &[("entry", &entry.id), ("q", ""), ("from", ""), ("show", "")],
    );
    let categories: Vec<&str> = entry
        .categories
        .iter()
        .map(|term| term.label.as_str())
        .collect();
    let tags: Vec<&str> = entry.tags.iter().map(|term| term.label.as_str()).collect();
    let authors: Vec<&str> = entry
        .authors
        .iter()
        .map(|author| author.name.as_str())
        .collect();
    let translations = entry
        .translations
        .iter()
        .map(|(language, url)| format!("{language} {url}"));
    context! {
        title => entry.title.as_str(),
        id => entry.id.as_str(),
        guid => entry.guid.clone(),
        url => entry.url.as_str(),
        file,
        published => entry.published.to_string(),
        updated => entry.updated.to_string(),
        categories => categories.join(", "),
        tags => tags.join(", "),
        authors => authors.join(", "),
        audio => entry.audio.as_ref().map(|audio| audio.url.to_string()),
        translations => translations.collect::<Vec<String>>(),
        related => entry.related.iter().map(ToString::to_string).collect::<Vec<String>>(),
        is_before => moment == Moment::Before,
        version => version(&html),
        frame,
        groups => mistakes::groups(&found),
        count => found.len(),
    }
}

/// Tells a page whether what its frame shows has changed.
pub fn version(html: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, html.as_bytes());
    hex(&digest.as_ref()[..8])
}

/// The entry as a document: what its feed says, in the order in which readers show it.
pub fn document(view: &View, feed: &Feed, entry: &Entry) -> String {
    let authors: Vec<String> = entry
        .authors
        .iter()
        .map(|author| escape(&author.name))
        .collect();
    let about = [authors.join(", "), view.day(entry.published)];
    let about: Vec<&str> = about
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    let mut body = format!(
        "<article><header><p class=\"feed\" lang=\"{}\" dir=\"{}\">{}</p><h1><a href=\"{}\">{}</a></h1><p class=\"about\">{}</p></header>",
        escape(feed.language.as_str()),
        feed.language.direction(),
        escape(&feed.title),
        escape(entry.url.as_str()),
        escape(&entry.title),
        about.join(" · ")
    );
    match entry.content().as_str() {
        "" => body.push_str(&format!(
            "<p class=\"summary\">{}</p>",
            escape(entry.summary())
        )),
        content => body.push_str(content),
    }
    if let Some(audio) = &entry.audio {
        let url = escape(audio.url.as_str());
        body.push_str(&format!(
            "<p class=\"enclosure\">Enclosure: <a href=\"{url}\">{url}</a></p>"
        ));
    }
    body.push_str("</article>");
    frame::document(
        entry.language.as_str(),
        entry.language.direction(),
        &entry.title,
        ENTRY_STYLE,
        &body,
    )
}
