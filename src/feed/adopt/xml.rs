//! Old RSS, RDF and Atom, as loosely as real feeds are written. No entity is expanded, and nothing is fetched.

use std::collections::HashMap;

use anyhow::bail;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use url::Url;

use crate::feed::adopt::vocabulary::{Field, Space, field_of, format_of, space_of};
use crate::feed::adopt::{ENTRIES_MAX, OldEntry, OldFeed, OldFormat, add_text, parse_moment};

/// More prefixes than any feed declares.
const PREFIXES_MAX: usize = 100;

pub(super) fn read(text: &str, from: Option<&Url>) -> anyhow::Result<OldFeed> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    let mut walk = Walk::at(from);
    while walk.entries.len() < ENTRIES_MAX {
        match reader.read_event() {
            Ok(Event::Start(start)) => walk.start(&start)?,
            Ok(Event::End(_)) => walk.end(),
            Ok(Event::Text(part)) => walk.add(&part.decode().unwrap_or_default()),
            Ok(Event::CData(part)) => walk.add(&part.decode().unwrap_or_default()),
            Ok(Event::GeneralRef(reference)) => walk.add(&resolve(&reference)),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(0);
                let before = text.as_bytes().iter().take(at);
                let line = before.filter(|byte| **byte == b'\n').count() + 1;
                if walk.entries.is_empty() {
                    bail!("its XML is broken at line {line}: {error}");
                }
                walk.notes.push(format!(
                    "its XML is broken at line {line} ({error}): only what stands before was read"
                ));
                break;
            }
        }
    }
    walk.finish()
}

/// A reference as the character it stands for; one that only HTML knows stays as it is.
fn resolve(reference: &BytesRef) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name = reference.decode().unwrap_or_default();
    match resolve_predefined_entity(&name) {
        Some(known) => known.to_owned(),
        None => format!("&{name};"),
    }
}

/// What has been said, the first word on each matter; later ones repeat it or speak of something else.
#[derive(Default)]
struct Said(HashMap<Field, String>);

impl Said {
    fn set(&mut self, field: Field, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.0.entry(field).or_insert_with(|| text.to_owned());
        }
    }

    fn first_of(&self, fields: &[Field]) -> &str {
        let mut found = fields.iter().filter_map(|field| self.0.get(field));
        found.next().map_or("", String::as_str)
    }
}

/// Where the reader is in the document, and what it has seen.
struct Walk<'a> {
    from: Option<&'a Url>,
    format: Option<OldFormat>,
    /// What prefixes stand for; the first meaning of each holds.
    prefixes: HashMap<String, Space>,
    depth: usize,
    /// The depth of the entry that is being read.
    entry: Option<usize>,
    /// What is being read, and its depth.
    field: Option<(Field, usize)>,
    text: String,
    of_entry: Said,
    of_feed: Said,
    base: Option<Url>,
    entry_base: Option<Url>,
    entries: Vec<OldEntry>,
    notes: Vec<String>,
}

impl<'a> Walk<'a> {
    fn at(from: Option<&'a Url>) -> Self {
        Self {
            from,
            format: None,
            prefixes: HashMap::new(),
            depth: 0,
            entry: None,
            field: None,
            text: String::new(),
            of_entry: Said::default(),
            of_feed: Said::default(),
            base: None,
            entry_base: None,
            entries: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn start(&mut self, start: &BytesStart) -> anyhow::Result<()> {
        self.depth += 1;
        let is_near = self
            .entry
            .map_or(self.depth <= 3, |at| self.depth == at + 1);
        if self.field.is_some() || !is_near {
            return Ok(());
        }
        let attributes = self.attributes(start);
        let find = |name: &str| attributes.iter().find(|(own, _)| own == name);
        let base = find("xml:base").map(|(_, base)| base.as_str());
        let name = String::from_utf8_lossy(start.name().as_ref()).to_ascii_lowercase();
        let (prefix, local) = name.rsplit_once(':').unwrap_or(("", &name));
        if self.depth == 1 {
            self.format = Some(format_of(local)?);
            self.base = join(self.from, base);
            return Ok(());
        }
        let space = self.prefixes.get(prefix).copied();
        let space = space.unwrap_or_else(|| space_of(prefix, ""));
        if self.entry.is_none() && matches!(local, "item" | "entry") && space.is_feed() {
            self.entry = Some(self.depth);
            self.of_entry = Said::default();
            self.entry_base = join(self.base.as_ref(), base);
            if let Some((_, about)) = find("rdf:about") {
                self.of_entry.set(Field::About, about);
            }
            return Ok(());
        }
        let value = |name: &str| find(name).map(|(_, value)| value.as_str());
        let Some(field) = field_of(space, local, &value) else {
            return Ok(());
        };
        if let Some(href) = value("href") {
            let base = join(self.entry_base.as_ref().or(self.base.as_ref()), base);
            let url = resolved(href, base.as_ref().or(self.from));
            self.said().set(field, &url);
        } else {
            self.field = Some((field, self.depth));
            self.text.clear();
        }
        Ok(())
    }

    fn end(&mut self) {
        if let Some((field, depth)) = self.field
            && depth >= self.depth
        {
            self.field = None;
            let text = std::mem::take(&mut self.text);
            self.said().set(field, &text);
        }
        if self.entry.is_some_and(|depth| depth >= self.depth) {
            self.entry = None;
            self.close_entry();
        }
        // Ends too many do not end the feed.
        let least = usize::from(self.format.is_some());
        self.depth = self.depth.saturating_sub(1).max(least);
    }

    fn add(&mut self, text: &str) {
        if self.field.is_some() {
            add_text(&mut self.text, text);
        }
    }

    fn said(&mut self) -> &mut Said {
        if self.entry.is_some() {
            &mut self.of_entry
        } else {
            &mut self.of_feed
        }
    }

    fn close_entry(&mut self) {
        let said = &self.of_entry;
        let link = said.first_of(&[Field::TrueLink, Field::Page, Field::Link]);
        let base = self.entry_base.as_ref().or(self.base.as_ref());
        let link = resolved(link, base.or(self.home().as_ref()).or(self.from));
        let id = said.first_of(&[Field::Id, Field::Guid, Field::About]);
        let published = said.first_of(&[Field::Published, Field::FirstDate]);
        self.entries.push(OldEntry {
            id: if id.is_empty() {
                link.clone()
            } else {
                id.to_owned()
            },
            link,
            title: said.first_of(&[Field::Title]).to_owned(),
            published: parse_moment(published),
            updated: parse_moment(said.first_of(&[Field::Updated, Field::Modified])),
        });
        self.entry_base = None;
    }

    fn home(&self) -> Option<Url> {
        let home = self.of_feed.first_of(&[Field::Page, Field::Link]);
        Url::parse(home).ok()
    }

    /// Name and value of each attribute; notes what prefixes they declare.
    fn attributes(&mut self, start: &BytesStart) -> Vec<(String, String)> {
        let mut attributes = Vec::new();
        for attribute in start.html_attributes().with_checks(false).flatten() {
            let name = String::from_utf8_lossy(attribute.key.as_ref()).to_ascii_lowercase();
            let value = String::from_utf8_lossy(&attribute.value);
            if let Some(prefix) = name.strip_prefix("xmlns:") {
                if self.prefixes.len() < PREFIXES_MAX {
                    let space = space_of(prefix, &value);
                    self.prefixes.entry(prefix.to_owned()).or_insert(space);
                }
            } else if matches!(
                name.as_str(),
                "href" | "rel" | "type" | "xml:base" | "rdf:about"
            ) {
                let value = unescape(&value).map_or_else(|_| value.to_string(), Into::into);
                let mut kept = String::new();
                add_text(&mut kept, &value);
                attributes.push((name, kept));
            }
        }
        attributes
    }

    fn finish(self) -> anyhow::Result<OldFeed> {
        let Some(format) = self.format else {
            bail!("it is no feed: no XML element was found");
        };
        let home = self.home();
        let next = self.of_feed.first_of(&[Field::Archive, Field::Next]);
        Ok(OldFeed {
            format,
            home,
            next: Url::parse(next).ok(),
            entries: self.entries,
            notes: self.notes,
        })
    }
}

fn join(base: Option<&Url>, more: Option<&str>) -> Option<Url> {
    match (base, more) {
        (Some(base), Some(more)) => base.join(more.trim()).ok(),
        (None, Some(more)) => Url::parse(more.trim()).ok(),
        (base, None) => base.cloned(),
    }
}

/// A link in full where that can be told, as it stands elsewhere.
fn resolved(link: &str, base: Option<&Url>) -> String {
    let link = link.trim();
    let url = base
        .filter(|_| !link.is_empty())
        .and_then(|base| base.join(link).ok());
    url.map_or_else(|| link.to_owned(), Into::into)
}
