//! RSS 2.0 (<https://www.rssboard.org/rss-specification>) through the `rss` crate.

mod podcast;

use std::collections::BTreeMap;

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Image, Item};
use url::Url;

use crate::config::Format;
use crate::feed::atom::HISTORY_NAMESPACE;
use crate::feed::media::Enclosed;
use crate::feed::readback::{Seen, read_children, unescape};
use crate::feed::{Document, Entry, Feed, reads_as_html};
use crate::model::post::Term;

/// What people call the format.
pub(super) const NAME: &str = "RSS";
/// Its media type, without a charset.
pub(super) const MIME: &str = "application/rss+xml";

pub(super) fn render(document: &Document) -> anyhow::Result<Vec<u8>> {
    let feed = document.feed;
    let mark = document.history_mark();
    let mut extensions = ExtensionMap::default();
    if let Some(mark) = mark {
        extend(&mut extensions, "fh", mark, None, BTreeMap::new());
    }
    if document.is_podcast() {
        podcast::name(feed, &mut extensions);
    }
    let channel = Channel {
        title: title(&feed.title),
        link: feed.home.to_string(),
        description: title(&feed.description),
        language: Some(feed.language.to_string()),
        last_build_date: (!document.entries.is_empty())
            .then(|| date(document.updated()))
            .transpose()?,
        generator: Some("Postrider".into()),
        docs: Some("https://www.rssboard.org/rss-specification".into()),
        ttl: Some("60".into()),
        image: feed.image.as_ref().map(|url| Image {
            url: url.to_string(),
            title: title(&feed.title),
            link: feed.home.to_string(),
            ..Image::default()
        }),
        items: document
            .entries
            .iter()
            .map(|entry| item(feed, entry))
            .collect::<anyhow::Result<_>>()?,
        atom_ext: Some(AtomExtension {
            links: links_of(document),
        }),
        itunes_ext: document.is_podcast().then(|| podcast::channel(document)),
        extensions,
        namespaces: namespaces_of(document),
        ..Channel::default()
    };
    let mut bytes = Vec::new();
    channel
        .write_to(&mut bytes)
        .with_context(|| format!("writing {}", document.path))?;
    if let Some(mark) = document.mark() {
        bytes.extend_from_slice(format!("<!-- {mark} -->\n").as_bytes());
    }
    Ok(bytes)
}

/// The namespaces that the document uses.
fn namespaces_of(document: &Document) -> BTreeMap<String, String> {
    let any = |says: fn(&Entry) -> bool| document.entries.iter().any(|entry| says(entry));
    let has_media = |entry: &Entry| entry.image.is_some() || entry.audio.is_some();
    let mut entries = document.entries.iter();
    let has_creators = entries.any(|entry| dublin_core(document.feed, entry).is_some());
    let [itunes, podcast] = podcast::NAMESPACES;
    let is_podcast = document.is_podcast();
    let known = [
        (("atom", "http://www.w3.org/2005/Atom"), true),
        (
            ("content", "http://purl.org/rss/1.0/modules/content/"),
            any(|entry| !entry.content().is_empty()),
        ),
        (("dc", "http://purl.org/dc/elements/1.1/"), has_creators),
        (("fh", HISTORY_NAMESPACE), document.history_mark().is_some()),
        (itunes, is_podcast),
        (("media", "http://search.yahoo.com/mrss/"), any(has_media)),
        (podcast, is_podcast),
    ];
    let used = known.into_iter().filter(|(_, is_used)| *is_used);
    used.map(|((prefix, url), _)| (prefix.to_owned(), url.to_owned()))
        .collect()
}

/// `atom:link`s of the channel: itself, its hubs and its neighbours.
fn links_of(document: &Document) -> Vec<Link> {
    let link = |href: &Url, rel: &str, mime: Option<&str>| Link {
        href: href.to_string(),
        rel: rel.into(),
        mime_type: mime.map(str::to_owned),
        ..Link::default()
    };
    let mime = Some(MIME);
    let mut links = vec![link(&document.url, "self", mime)];
    links.extend(document.hubs().iter().map(|hub| link(hub, "hub", None)));
    let neighbours = document.neighbours().into_iter();
    links.extend(neighbours.map(|(rel, url)| link(url, rel, mime)));
    links
}

fn item(feed: &Feed, entry: &Entry) -> anyhow::Result<Item> {
    Ok(Item {
        title: Some(title(&entry.title)),
        link: Some(entry.url.to_string()),
        // Some readers take the last of two texts for the post's: the content, then, and not the summary.
        description: (!entry.summary().is_empty() || !entry.content().is_empty())
            .then(|| escape_text(entry.summary())),
        categories: categories(feed, entry),
        enclosure: entry.enclosed_in_rss().map(|file| Enclosure {
            url: file.url,
            length: file.bytes.unwrap_or_default().to_string(),
            mime_type: file.mime,
        }),
        guid: Some(Guid {
            value: entry.id_in(Format::Rss).to_owned(),
            permalink: entry.id_in(Format::Rss) == entry.url.as_str(),
        }),
        pub_date: Some(date(entry.published)?),
        content: (!entry.content().is_empty()).then(|| entry.content().to_string()),
        dublin_core_ext: dublin_core(feed, entry),
        itunes_ext: podcast::item(entry),
        extensions: extensions(entry),
        ..Item::default()
    })
}

/// Who wrote it (`author` would be an e-mail address), and its language where that is not the feed's.
fn dublin_core(feed: &Feed, entry: &Entry) -> Option<DublinCoreExtension> {
    let creators = entry.authors.iter();
    let creators: Vec<String> = creators.map(|author| author.name.to_string()).collect();
    let is_foreign = entry.language != feed.language;
    let languages: Vec<String> = is_foreign
        .then(|| entry.language.to_string())
        .into_iter()
        .collect();
    (!creators.is_empty() || is_foreign).then(|| DublinCoreExtension {
        creators,
        languages,
        ..DublinCoreExtension::default()
    })
}

fn categories(feed: &Feed, entry: &Entry) -> Vec<Category> {
    let domain = |term: &Term| {
        if entry.categories.contains(term) {
            feed.category_domain.clone()
        } else {
            feed.tag_domain.clone()
        }
    };
    let category = |term: &Term| Category {
        name: title(&term.label),
        domain: Some(domain(term)),
    };
    entry.terms().map(category).collect()
}

/// The items of an RSS document as a reader sees them.
pub(super) fn read(document: &str) -> anyhow::Result<Vec<Seen>> {
    let mut entries = Vec::new();
    for children in read_children(document, "item")? {
        let mut seen = Seen::default();
        for child in &children {
            let text = || child.text.clone();
            match child.name.as_str() {
                "guid" => seen.id = text(),
                "link" => seen.url = text(),
                "title" if reads_as_html(&child.text) => seen.title = unescape(&child.text)?,
                "title" => seen.title = text(),
                "description" => seen.summary = unescape(&child.text)?,
                "content:encoded" => seen.content = text(),
                "pubDate" => seen.published = Some(rfc2822::parse(&child.text)?.timestamp()),
                "enclosure" => seen.enclosed.push(Enclosed {
                    url: child.attribute("url").to_owned(),
                    mime: child.attribute("type").to_owned(),
                    bytes: child.attribute("length").parse().ok(),
                }),
                "atom:updated" => seen.updated = Some(child.text.parse()?),
                _ => {}
            }
        }
        seen.updated = seen.updated.or(seen.published);
        entries.push(seen);
    }
    Ok(entries)
}

fn extensions(entry: &Entry) -> ExtensionMap {
    let mut map = ExtensionMap::default();
    if entry.updated != entry.published {
        let updated = Some(entry.updated.to_string());
        extend(&mut map, "atom", "updated", updated, BTreeMap::new());
    }
    if let Some(audio) = &entry.audio {
        podcast::extend_item(audio, &mut map);
    }
    if let Some(image) = &entry.image {
        let mut attrs = BTreeMap::from([
            ("url".to_owned(), image.url.to_string()),
            ("medium".to_owned(), "image".to_owned()),
        ]);
        if let Some(local) = &image.local {
            attrs.insert("fileSize".into(), local.bytes.to_string());
            attrs.insert("type".into(), local.mime.clone());
            let sizes = [("width", local.width), ("height", local.height)];
            attrs.extend(
                sizes
                    .iter()
                    .filter_map(|(name, size)| Some(((*name).to_owned(), (*size)?.to_string()))),
            );
        }
        extend(&mut map, "media", "content", None, attrs);
    }
    map
}

/// Adds an element of another namespace.
fn extend(
    map: &mut ExtensionMap,
    prefix: &str,
    name: &str,
    value: Option<String>,
    attrs: BTreeMap<String, String>,
) {
    let extension = Extension {
        name: format!("{prefix}:{name}"),
        value,
        attrs,
        children: BTreeMap::new(),
    };
    let elements = map.entry(prefix.to_owned()).or_default();
    elements.entry(name.to_owned()).or_default().push(extension);
}

/// Text as an RSS element that readers may take for HTML: what reads as a tag or an entity is escaped once more.
fn title(text: &str) -> String {
    if reads_as_html(text) {
        escape_text(text)
    } else {
        text.to_owned()
    }
}

/// Plain text as HTML; quotes stay, they need no escape in text.
fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn date(moment: Timestamp) -> anyhow::Result<String> {
    rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&moment)
        .context("a date that RSS cannot write")
}
