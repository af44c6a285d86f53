//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>) through serde.

use anyhow::Context as _;
use serde_json::{Map, Value, json};
use url::Url;

use crate::config::Format;
use crate::content::escape;
use crate::feed::compose::person_page;
use crate::feed::media::Enclosed;
use crate::feed::readback::Seen;
use crate::feed::{Document, Entry, Feed};

/// What people call the format.
pub(super) const NAME: &str = "JSON Feed";
/// Its media type, without a charset.
pub(super) const MIME: &str = "application/feed+json";

pub(super) fn render(document: &Document) -> anyhow::Result<Vec<u8>> {
    let feed = document.feed;
    let mut made = Map::new();
    let mut set = |key: &str, value: Value| made.insert(key.to_owned(), value);
    set("version", "https://jsonfeed.org/version/1.1".into());
    set("title", feed.title.as_str().into());
    set("home_page_url", feed.home.as_str().into());
    set("feed_url", document.url.as_str().into());
    if let Some(url) = document.older() {
        set("next_url", url.as_str().into());
    }
    set("description", feed.description.as_str().into());
    if let Some(image) = &feed.image {
        set("icon", image.as_str().into());
    }
    set(
        "authors",
        json!([{ "name": feed.title.as_str(), "url": feed.home.as_str() }]),
    );
    set("language", feed.language.as_str().into());
    if !document.hubs().is_empty() {
        let hub = |hub: &Url| json!({ "type": "WebSub", "url": hub.as_str() });
        set("hubs", document.hubs().iter().map(hub).collect());
    }
    set(
        "items",
        document
            .entries
            .iter()
            .map(|entry| item(feed, entry))
            .collect(),
    );
    if let Some(mark) = document.mark() {
        set("_postrider", json!({ "mark": mark }));
    }
    let mut bytes = serde_json::to_vec_pretty(&made)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn item(feed: &Feed, entry: &Entry) -> Value {
    let mut made = Map::new();
    let mut set = |key: &str, value: Value| made.insert(key.to_owned(), value);
    set("id", entry.id_in(Format::Json).into());
    set("url", entry.url.as_str().into());
    set("title", entry.title.as_str().into());
    if !entry.summary().is_empty() {
        set("summary", entry.summary().as_str().into());
    }
    let content = if entry.content().is_empty() {
        stand_in(entry)
    } else {
        entry.content().to_string()
    };
    set("content_html", content.into());
    set("date_published", entry.published.to_string().into());
    set("date_modified", entry.updated.to_string().into());
    set("language", entry.language.as_str().into());
    if !entry.authors.is_empty() {
        let authors = entry.authors.iter().map(|author| {
            match person_page(&feed.home, author.url.as_deref()) {
                Some(url) => json!({ "name": author.name.as_str(), "url": url }),
                None => json!({ "name": author.name.as_str() }),
            }
        });
        set("authors", authors.collect());
    }
    let tags: Vec<Value> = entry
        .terms()
        .map(|term| Value::from(term.label.as_str()))
        .collect();
    if !tags.is_empty() {
        set("tags", tags.into());
    }
    if let Some(image) = &entry.image {
        set("image", image.url.as_str().into());
    }
    let attachments: Vec<Value> = entry
        .enclosed()
        .iter()
        .map(|file| attachment(entry, file))
        .collect();
    if !attachments.is_empty() {
        set("attachments", attachments.into());
    }
    Value::Object(made)
}

fn attachment(entry: &Entry, file: &Enclosed) -> Value {
    let mut made = json!({ "url": file.url, "mime_type": file.mime });
    if let Some(bytes) = file.bytes {
        made["size_in_bytes"] = bytes.into();
    }
    let audio = entry.audio.as_ref();
    if let Some(audio) = audio.filter(|audio| audio.url.as_str() == file.url) {
        if let Some(seconds) = audio.seconds {
            made["duration_in_seconds"] = seconds.into();
        }
        if let Some(title) = &audio.title {
            made["title"] = title.as_str().into();
        }
    }
    made
}

/// What stands for the content of an entry that has none: an item must have one.
pub(super) fn stand_in(entry: &Entry) -> String {
    let text = if entry.summary().is_empty() {
        entry.title.as_str()
    } else {
        entry.summary().as_str()
    };
    format!("<p>{}</p>", escape(text))
}

fn enclosed(attachments: &Value) -> Vec<Enclosed> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let read = |file: &Value| Enclosed {
        url: text(&file["url"]),
        mime: text(&file["mime_type"]),
        bytes: file["size_in_bytes"].as_u64(),
    };
    attachments
        .as_array()
        .into_iter()
        .flatten()
        .map(read)
        .collect()
}

/// The items of a JSON Feed as a reader sees them.
pub(super) fn read(document: &str) -> anyhow::Result<Vec<Seen>> {
    let feed: Value = serde_json::from_str(document).context("it is not JSON")?;
    let items = feed["items"].as_array().context("it has no items")?;
    let read = |item: &Value| {
        let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
        Ok(Seen {
            id: text("id"),
            url: text("url"),
            title: text("title"),
            summary: text("summary"),
            content: text("content_html"),
            published: Some(text("date_published").parse()?),
            updated: Some(text("date_modified").parse()?),
            enclosed: enclosed(&item["attachments"]),
        })
    };
    items.iter().map(read).collect()
}
