//! Atom 1.0 (RFC 4287) through the `atom_syndication` crate.

use std::collections::HashSet;

use anyhow::Context as _;
use atom_syndication::{
    Category, Content, Entry as AtomEntry, Feed as AtomFeed, FixedDateTime, Generator, Link,
    Person, Text as AtomText, TextType,
};
use chrono::DateTime;
use jiff::Timestamp;
use url::Url;

use crate::content::escape;
use crate::feed::compose::person_page;
use crate::feed::media::Enclosed;
use crate::feed::readback::{Seen, read_children, unescape};
use crate::feed::{Document, Entry, Feed, reads_as_html};
use crate::model::post::Term;
use crate::model::slug::Slug;

/// The namespace of RFC 5005.
pub(super) const HISTORY_NAMESPACE: &str = "http://purl.org/syndication/history/1.0";

/// What people call the format.
pub(super) const NAME: &str = "Atom";
/// Its media type, without a charset.
pub(super) const MIME: &str = "application/atom+xml";

pub(super) fn render(document: &Document) -> anyhow::Result<Vec<u8>> {
    let feed = document.feed;
    let mark = document.history_mark();
    let made = AtomFeed {
        title: text(&feed.title),
        id: document.subscription.to_string(),
        updated: date(document.updated())?,
        authors: vec![Person {
            name: feed.title.to_string(),
            uri: Some(feed.home.to_string()),
            ..Person::default()
        }],
        generator: Some(Generator {
            value: "Postrider".into(),
            ..Generator::default()
        }),
        links: links_of(document),
        logo: feed.image.as_ref().map(ToString::to_string),
        subtitle: Some(text(&feed.description)),
        entries: document
            .entries
            .iter()
            .map(|entry| entry_of(feed, entry))
            .collect::<anyhow::Result<_>>()?,
        namespaces: mark.map(|_| history_namespace()).into_iter().collect(),
        lang: Some(feed.language.to_string()),
        ..AtomFeed::default()
    };
    let mut bytes = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_vec();
    let config = atom_syndication::WriteConfig {
        write_document_declaration: false,
        indent_size: None,
    };
    made.write_with_config(&mut bytes, config)
        .with_context(|| format!("writing {}", document.path))?;
    if let Some(mark) = mark {
        put_before_entries(&format!("<fh:{mark}/>"), &mut bytes);
    }
    if let Some(mark) = document.mark() {
        bytes.extend_from_slice(format!("<!-- {mark} -->\n").as_bytes());
    }
    Ok(bytes)
}

/// Says something of the whole feed. The crate would put it behind the entries, where the grammar of RFC 4287
/// (appendix B) has no place for it.
fn put_before_entries(element: &str, bytes: &mut Vec<u8>) {
    let find = |tag: &[u8]| bytes.windows(tag.len()).position(|part| part == tag);
    if let Some(at) = find(b"<entry>").or_else(|| find(b"</feed>")) {
        bytes.splice(at..at, element.bytes());
    }
}

/// The feed's links: the site first (one reader takes the first for it), then itself and its neighbours.
fn links_of(document: &Document) -> Vec<Link> {
    let link = |href: &Url, rel: &str, mime: Option<&str>| Link {
        href: href.to_string(),
        rel: rel.into(),
        mime_type: mime.map(str::to_owned),
        ..Link::default()
    };
    let mime = Some(MIME);
    let mut links = vec![
        link(&document.feed.home, "alternate", Some("text/html")),
        link(&document.url, "self", mime),
    ];
    links.extend(document.hubs().iter().map(|hub| link(hub, "hub", None)));
    let neighbours = document.neighbours().into_iter();
    links.extend(neighbours.map(|(rel, url)| link(url, rel, mime)));
    links
}

/// The entry's page first, then its picture, the posts that belong to it, and it in other languages.
fn entry_links(entry: &Entry) -> Vec<Link> {
    let mut links = vec![Link {
        href: entry.url.to_string(),
        rel: "alternate".into(),
        mime_type: Some("text/html".into()),
        hreflang: Some(entry.language.to_string()),
        ..Link::default()
    }];
    links.extend(entry.enclosed().into_iter().map(|file| Link {
        href: file.url,
        rel: "enclosure".into(),
        mime_type: Some(file.mime),
        length: file.bytes.map(|bytes| bytes.to_string()),
        ..Link::default()
    }));
    links.extend(entry.related.iter().map(|url| Link {
        href: url.to_string(),
        rel: "related".into(),
        ..Link::default()
    }));
    // Not `alternate`: some readers take the first of those for the entry's address, and others the last.
    links.extend(entry.translations.iter().map(|(language, url)| Link {
        href: url.to_string(),
        rel: "related".into(),
        hreflang: Some(language.to_string()),
        mime_type: Some("text/html".into()),
        title: language.autonym().map(str::to_owned),
        ..Link::default()
    }));
    links
}

fn entry_of(feed: &Feed, entry: &Entry) -> anyhow::Result<AtomEntry> {
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
        categories: categories(entry),
        links: entry_links(entry),
        summary: (!entry.summary().is_empty()).then(|| AtomText {
            lang: lang.clone(),
            ..text(entry.summary())
        }),
        content: (!entry.content().is_empty()).then(|| Content {
            value: Some(entry.content().to_string()),
            content_type: Some("html".into()),
            lang,
            ..Content::default()
        }),
        ..AtomEntry::default()
    })
}

fn history_namespace() -> (String, String) {
    ("fh".to_owned(), HISTORY_NAMESPACE.to_owned())
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
                "link" if child.attribute("rel") == "enclosure" => seen.enclosed.push(Enclosed {
                    url: child.attribute("href").to_owned(),
                    mime: child.attribute("type").to_owned(),
                    bytes: child.attribute("length").parse().ok(),
                }),
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

/// What an entry is about: by its slug, or by its name where something else of this entry has the slug already.
fn categories<'a>(entry: &'a Entry) -> Vec<Category> {
    let mut taken: HashSet<&Slug> = HashSet::new();
    let category = |term: &'a Term| {
        let Term { slug, label, .. } = term;
        let is_free = taken.insert(slug);
        Category {
            term: if is_free {
                slug.to_string()
            } else {
                label.to_string()
            },
            scheme: None,
            label: Some(label.to_string()),
        }
    };
    entry.terms().map(category).collect()
}
