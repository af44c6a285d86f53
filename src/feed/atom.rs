//! Atom 1.0 (RFC 4287) through the `atom_syndication` crate.

use anyhow::Context as _;
use atom_syndication::{
    Category, Content, Entry as AtomEntry, Feed as AtomFeed, FixedDateTime, Generator, Link,
    Person, Text as AtomText, TextType,
};
use chrono::DateTime;
use jiff::Timestamp;

use crate::content::escape;
use crate::feed::compose::person_page;
use crate::feed::readback::{Seen, read_children, unescape};
use crate::feed::{Entry, Feed, FeedFile, reads_as_html};

pub(super) fn render(feed: &Feed, file: &FeedFile) -> anyhow::Result<Vec<u8>> {
    let link = |href: String, rel: &str, mime: Option<&str>| Link {
        href,
        rel: rel.into(),
        mime_type: mime.map(str::to_owned),
        ..Link::default()
    };
    let made = AtomFeed {
        title: text(&feed.title),
        id: file.url.to_string(),
        updated: date(feed.updated())?,
        authors: vec![Person {
            name: feed.title.to_string(),
            uri: Some(feed.home.to_string()),
            ..Person::default()
        }],
        generator: Some(Generator {
            value: "Postrider".into(),
            ..Generator::default()
        }),
        links: vec![
            link(feed.home.to_string(), "alternate", Some("text/html")),
            link(file.url.to_string(), "self", Some("application/atom+xml")),
        ],
        logo: feed.image.as_ref().map(ToString::to_string),
        subtitle: Some(text(&feed.description)),
        entries: feed
            .entries
            .iter()
            .map(|entry| entry_of(feed, entry))
            .collect::<anyhow::Result<_>>()?,
        lang: Some(feed.language.to_string()),
        ..AtomFeed::default()
    };
    let mut bytes = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_vec();
    let config = atom_syndication::WriteConfig {
        write_document_declaration: false,
        indent_size: None,
    };
    made.write_with_config(&mut bytes, config)
        .with_context(|| format!("writing {}", file.path))?;
    Ok(bytes)
}

fn entry_of(feed: &Feed, entry: &Entry) -> anyhow::Result<AtomEntry> {
    let mut links = vec![Link {
        href: entry.url.to_string(),
        rel: "alternate".into(),
        mime_type: Some("text/html".into()),
        hreflang: Some(entry.language.to_string()),
        ..Link::default()
    }];
    if let Some((image, local)) = entry
        .image
        .as_ref()
        .and_then(|image| Some((image, image.local.as_ref()?)))
    {
        links.push(Link {
            href: image.url.to_string(),
            rel: "enclosure".into(),
            mime_type: Some(local.mime.clone()),
            length: Some(local.bytes.to_string()),
            ..Link::default()
        });
    }
    links.extend(entry.related.iter().map(|url| Link {
        href: url.to_string(),
        rel: "related".into(),
        ..Link::default()
    }));
    let lang = Some(entry.language.to_string());
    Ok(AtomEntry {
        title: AtomText {
            lang: lang.clone(),
            ..text(&entry.title)
        },
        id: entry.id.clone(),
        updated: date(entry.updated)?,
        published: Some(date(entry.published)?),
        authors: entry
            .authors
            .iter()
            .map(|author| Person {
                name: author.name.to_string(),
                email: author.email.clone().filter(|email| email.contains('@')),
                uri: person_page(&feed.home, author.url.as_deref()),
                ..Person::default()
            })
            .collect(),
        categories: entry
            .terms()
            .map(|term| Category {
                term: term.slug.to_string(),
                scheme: None,
                label: Some(term.label.to_string()),
            })
            .collect(),
        links,
        summary: (!entry.summary.is_empty()).then(|| AtomText {
            lang: lang.clone(),
            ..text(&entry.summary)
        }),
        content: (!entry.content.is_empty()).then(|| Content {
            value: Some(entry.content.to_string()),
            content_type: Some("html".into()),
            lang,
            ..Content::default()
        }),
        ..AtomEntry::default()
    })
}

/// The entries of an Atom document as a reader sees them.
pub(super) fn read(document: &str) -> anyhow::Result<Vec<Seen>> {
    let mut entries = Vec::new();
    for children in read_children(document, "entry")? {
        let mut seen = Seen::default();
        for child in &children {
            let plain = || match child.attribute("type") {
                "html" => unescape(&child.text),
                _ => Ok(child.text.clone()),
            };
            match child.name.as_str() {
                "id" => seen.id.clone_from(&child.text),
                "title" => seen.title = plain()?,
                "summary" => seen.summary = plain()?,
                "content" => seen.content.clone_from(&child.text),
                "published" => seen.published = Some(child.text.parse()?),
                "updated" => seen.updated = Some(child.text.parse()?),
                "link" if child.attribute("rel") == "alternate" => {
                    child.attribute("href").clone_into(&mut seen.url);
                }
                _ => {}
            }
        }
        entries.push(seen);
    }
    Ok(entries)
}

/// Plain text; what reads as a tag or an entity is given as escaped HTML, so that no reader swallows it.
fn text(plain: &str) -> AtomText {
    if reads_as_html(plain) {
        AtomText {
            value: escape(plain),
            r#type: TextType::Html,
            ..AtomText::default()
        }
    } else {
        AtomText {
            value: plain.to_owned(),
            ..AtomText::default()
        }
    }
}

fn date(moment: Timestamp) -> anyhow::Result<FixedDateTime> {
    DateTime::parse_from_rfc3339(&moment.to_string())
        .map_err(|error| anyhow::anyhow!("a date that Atom cannot write: {error}"))
}
