//! Reads a rendered feed back before it replaces the old one: well-formed, and each entry says what was meant.

use anyhow::{Context as _, ensure};
use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::config::Format;
use crate::feed::media::Enclosed;
use crate::feed::{Document, Entry, atom, json, rss};

/// An entry as a reader sees it: text without the format's escapes; empty where the feed says nothing.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) content: String,
    pub(super) published: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    pub(super) enclosed: Vec<Enclosed>,
}

/// Checks that `bytes` is well-formed and shows a reader the feed's entries, in order.
pub(super) fn verify(document: &Document, bytes: &[u8]) -> anyhow::Result<()> {
    let text = std::str::from_utf8(bytes).context("the feed is not UTF-8")?;
    if document.format != Format::Json {
        ensure!(
            text.starts_with("<?xml") && text.matches("<?xml").count() == 1,
            "it must start with one XML declaration"
        );
    }
    let seen = read(document.format, text)?;
    ensure!(
        seen.len() == document.entries.len(),
        "it reads back with {} entries instead of {}",
        seen.len(),
        document.entries.len()
    );
    for (seen, entry) in seen.iter().zip(&document.entries) {
        compare(seen, entry, document.format)
            .with_context(|| format!("the entry `{}` reads back differently", entry.id))?;
    }
    Ok(())
}

/// The entries of a feed as a reader sees them.
pub(super) fn read(format: Format, text: &str) -> anyhow::Result<Vec<Seen>> {
    match format {
        Format::Rss => rss::read(text),
        Format::Atom => atom::read(text),
        Format::Json => json::read(text),
    }
}

fn compare(seen: &Seen, entry: &Entry, format: Format) -> anyhow::Result<()> {
    let pairs = [
        ("id", &seen.id, entry.id_in(format)),
        ("URL", &seen.url, entry.url.as_str()),
        ("title", &seen.title, entry.title.as_str()),
        ("summary", &seen.summary, entry.summary().as_str()),
    ];
    for (what, seen, meant) in pairs {
        ensure!(seen == meant, "its {what} is `{seen}` instead of `{meant}`");
    }
    let is_light = seen.content.is_empty() || seen.content == json::stand_in(entry);
    let content_is_meant =
        seen.content == entry.content().as_str() || (entry.content().is_empty() && is_light);
    ensure!(content_is_meant, "its content differs");
    let enclosed = match format {
        Format::Rss => entry.enclosed_in_rss().into_iter().collect(),
        Format::Atom | Format::Json => entry.enclosed(),
    };
    ensure!(seen.enclosed == enclosed, "its enclosures differ");
    // RSS tells whole seconds.
    let is_near = |seen: Option<Timestamp>, meant: Timestamp| {
        seen.is_some_and(|seen| (seen.as_millisecond() - meant.as_millisecond()).abs() < 1000)
    };
    ensure!(
        is_near(seen.published, entry.published) && is_near(seen.updated, entry.updated),
        "its dates differ"
    );
    Ok(())
}

/// An XML element that holds text.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) text: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value)
    }
}

/// The children of each element called `parent`, in order; an error where `text` is not well-formed XML 1.0.
pub(super) fn read_children(text: &str, parent: &str) -> anyhow::Result<Vec<Vec<Element>>> {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut found: Vec<Vec<Element>> = Vec::new();
    let mut inside: Option<usize> = None;
    loop {
        let event = reader.read_event().context("it is not well-formed XML")?;
        let is_child = inside.is_some_and(|depth| path.len() == depth + 1);
        match event {
            Event::Start(start) => {
                let element = read_start(&start)?;
                path.push(element.name.clone());
                if inside.is_none() && element.name == parent {
                    inside = Some(path.len());
                    found.push(Vec::new());
                } else if inside.is_some_and(|depth| path.len() == depth + 1) {
                    found.last_mut().context("no parent")?.push(element);
                }
            }
            Event::Empty(start) if inside == Some(path.len()) => {
                let element = read_start(&start)?;
                found.last_mut().context("no parent")?.push(element);
            }
            Event::End(_) => {
                inside = inside.filter(|depth| path.len() != *depth);
                path.pop();
            }
            Event::Text(part) if is_child => add(&mut found, &part.decode()?),
            Event::CData(part) if is_child => add(&mut found, &part.decode()?),
            Event::GeneralRef(reference) if is_child => {
                if let Some(character) = reference.resolve_char_ref()? {
                    add(&mut found, character.encode_utf8(&mut [0; 4]));
                } else {
                    let name = reference.decode()?;
                    let known = resolve_predefined_entity(&name)
                        .with_context(|| format!("it uses the undeclared entity &{name};"))?;
                    add(&mut found, known);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    ensure!(path.is_empty(), "its root element is not closed");
    Ok(found)
}

fn read_start(start: &BytesStart) -> anyhow::Result<Element> {
    let mut element = Element {
        name: String::from_utf8_lossy(start.name().as_ref()).into_owned(),
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.context("an attribute is not well-formed")?;
        let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        let value = quick_xml::escape::unescape(std::str::from_utf8(&attribute.value)?)?;
        element.attributes.push((name, value.into_owned()));
    }
    Ok(element)
}

fn add(found: &mut [Vec<Element>], text: &str) {
    if let Some(element) = found.last_mut().and_then(|children| children.last_mut()) {
        element.text.push_str(text);
    }
}

/// HTML that stands for plain text, as the plain text.
pub(super) fn unescape(html: &str) -> anyhow::Result<String> {
    Ok(quick_xml::escape::unescape(html)?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_come_with_their_text_and_attributes() {
        let xml = "<?xml version=\"1.0\"?><a><item><t>1 &lt; 2 &#38; <![CDATA[<b>]]></t><l href=\"x&amp;y\"/><g><t>no</t></g></item></a>";
        let found = read_children(xml, "item").expect("well-formed");
        let names: Vec<&str> = found[0].iter().map(|child| child.name.as_str()).collect();
        assert_eq!(names, ["t", "l", "g"]);
        assert_eq!(found[0][0].text, "1 < 2 & <b>");
        assert_eq!(found[0][1].attribute("href"), "x&y");
        assert_eq!(found[0][2].text, "");
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for xml in [
            "<?xml version=\"1.0\"?><a><item></a>",
            "<?xml version=\"1.0\"?><a>",
            "<?xml version=\"1.0\"?><a><item><t>&nbsp;</t></item></a>",
        ] {
            assert!(read_children(xml, "item").is_err(), "{xml}");
        }
    }
}
