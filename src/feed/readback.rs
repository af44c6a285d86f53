//! Reads a rendered feed back before it replaces the old one: well-formed, and every id in its place.

use anyhow::{Context as _, bail, ensure};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::config::Format;
use crate::feed::Feed;

/// Checks that `bytes` is well-formed and holds the feed's entries in order.
pub(super) fn verify(feed: &Feed, format: Format, bytes: &[u8]) -> anyhow::Result<()> {
    let text = std::str::from_utf8(bytes).context("the feed is not UTF-8")?;
    let ids = match format {
        Format::Rss => ids_of_xml(text, "item", "guid")?,
        Format::Atom => ids_of_xml(text, "entry", "id")?,
        Format::Json => {
            let value: serde_json::Value =
                serde_json::from_str(text).context("the feed is not JSON")?;
            let items = value["items"].as_array().context("the feed has no items")?;
            items
                .iter()
                .map(|item| item["id"].as_str().unwrap_or_default().to_owned())
                .collect()
        }
    };
    let wanted: Vec<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
    ensure!(
        ids == wanted,
        "the feed `{}` reads back with other entries than were written",
        feed.path
    );
    Ok(())
}

fn ids_of_xml(text: &str, entry: &str, id: &str) -> anyhow::Result<Vec<String>> {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<Vec<u8>> = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    let mut declarations = 0;
    loop {
        match reader
            .read_event()
            .context("the feed is not well-formed XML")?
        {
            Event::Start(start) => {
                for attribute in start.attributes() {
                    attribute.context("an attribute is not well-formed")?;
                }
                path.push(start.name().as_ref().to_vec());
                if path.last().is_some_and(|name| name == entry.as_bytes()) {
                    ids.push(String::new());
                }
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Text(part) if is_id(&path, entry, id) => {
                if let Some(last) = ids.last_mut() {
                    last.push_str(&part.decode()?);
                }
            }
            Event::GeneralRef(_) if is_id(&path, entry, id) => bail!("an id holds an entity"),
            Event::Decl(_) => declarations += 1,
            Event::Eof => break,
            _ => {}
        }
    }
    ensure!(path.is_empty(), "the feed is not closed");
    ensure!(
        declarations == 1 && text.starts_with("<?xml"),
        "the feed must start with one XML declaration"
    );
    Ok(ids)
}

fn is_id(path: &[Vec<u8>], entry: &str, id: &str) -> bool {
    matches!(path, [.., parent, own] if parent == entry.as_bytes() && own == id.as_bytes())
}
