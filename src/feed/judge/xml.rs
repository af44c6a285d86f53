//! Reads XML. Names what is not well-formed (XML 1.0, Namespaces 1.0), and reads on where it can.

use std::collections::HashSet;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::Event;

use crate::feed::judge::court::{Court, shown};
use crate::feed::judge::document::{Attribute, Document, Element};
use crate::feed::judge::entities;
use crate::feed::judge::names::{Bindings, canonical};
use crate::feed::judge::tag::{self, RawAttribute};

const DEPTH_MAX: usize = 256;
const ELEMENTS_MAX: usize = 1_000_000;

/// Reads `text`; `None` where nothing of it can be judged.
pub(super) fn read(text: &str, court: &mut Court) -> Option<Document> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().check_comments = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut builder = Builder::new(text, court);
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(start);
                builder.court.find("xml-malformed", at, reason(&error));
                return None;
            }
        };
        let span = start..usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Eof => break,
            event => builder.take(&event, span)?,
        }
    }
    builder.finish()
}

fn reason(error: &Error) -> String {
    format!("this is not well-formed XML, and most readers stop here: {error}")
}

struct Builder<'a, 'c> {
    text: &'a str,
    court: &'c mut Court,
    made: Document,
    open: Vec<usize>,
    bindings: Bindings,
    declared: HashSet<String>,
    is_fatal: bool,
}

impl<'a, 'c> Builder<'a, 'c> {
    fn new(text: &'a str, court: &'c mut Court) -> Self {
        Self {
            text,
            court,
            made: Document::default(),
            open: Vec::new(),
            bindings: Bindings::default(),
            declared: HashSet::new(),
            is_fatal: false,
        }
    }

    /// Takes one event; `None` ends the reading.
    fn take(&mut self, event: &Event, span: Range<usize>) -> Option<()> {
        let raw = self.text.get(span.clone())?;
        match event {
            Event::Start(_) => self.start(raw, span.start)?,
            Event::Empty(_) => {
                self.start(raw, span.start)?;
                self.close();
            }
            Event::End(_) => self.end(raw, span.start),
            Event::Text(_) => self.add(raw, span.start, false),
            Event::CData(_) => {
                let inner = raw.strip_prefix("<![CDATA[")?.strip_suffix("]]>")?;
                self.add(inner, span.start + "<![CDATA[".len(), true);
            }
            Event::GeneralRef(_) => self.reference(raw, span.start),
            Event::Decl(_) if span.start > 0 => {
                let message = "the XML declaration stands behind the start of the file, and many readers stop there";
                self.court
                    .find("xml-declaration-place", span.start, message);
            }
            Event::DocType(_) => {
                self.made.doctype = Some(span.start);
                self.declared.extend(entities::declared(raw));
            }
            _ => {}
        }
        Some(())
    }

    fn malformed(&mut self, offset: usize, message: impl Into<String>) {
        self.is_fatal = true;
        self.court.find("xml-malformed", offset, message);
    }

    fn start(&mut self, raw: &str, offset: usize) -> Option<()> {
        if self.open.len() >= DEPTH_MAX || self.made.elements.len() >= ELEMENTS_MAX {
            let message = format!(
                "elements are nested deeper than {DEPTH_MAX}, or there are more than {ELEMENTS_MAX}: no reader follows"
            );
            self.court.find("xml-nesting", offset, message);
            return None;
        }
        if self.open.is_empty() && !self.made.elements.is_empty() {
            self.malformed(offset, "a second root element: XML has one");
            return None;
        }
        let (typed, found) = tag::read(raw, offset, self.court);
        if !tag::is_name(typed) {
            let message = format!("`{}` is no name of an element", shown(typed));
            self.malformed(offset, message);
        }
        self.bindings.enter(&found, self.court);
        let attributes = self.attributes(&found);
        let name = match self.bindings.resolve_element(typed) {
            Some(uri) => canonical(uri, typed),
            None => self.undeclared(typed, offset),
        };
        let at = self.made.elements.len();
        let parent = self.open.last().copied().unwrap_or(0);
        if at > 0
            && let Some(parent) = self.made.elements.get_mut(parent)
        {
            parent.children.push(at);
        }
        self.made.elements.push(Element {
            name,
            typed: typed.to_owned(),
            offset,
            attributes,
            parent,
            ..Element::default()
        });
        self.open.push(at);
        Some(())
    }

    fn attributes(&mut self, found: &[RawAttribute]) -> Vec<Attribute> {
        let mut attributes: Vec<Attribute> = Vec::new();
        for raw in found.iter().filter(|raw| !raw.is_declaration()) {
            let name = match self.bindings.resolve_attribute(raw.name) {
                Some(uri) => canonical(uri, raw.name),
                None => self.undeclared(raw.name, raw.offset),
            };
            let value = entities::expand(raw.value, raw.value_offset, &self.declared, self.court);
            attributes.push(Attribute {
                name,
                value,
                offset: raw.offset,
                value_offset: raw.value_offset,
            });
        }
        attributes
    }

    fn undeclared(&mut self, typed: &str, offset: usize) -> String {
        let prefix = typed.split(':').next().unwrap_or_default();
        let message = format!(
            "`{}` uses the prefix `{prefix}`, which no xmlns declares",
            shown(typed)
        );
        self.court.find("xml-prefix", offset, message);
        format!("?:{typed}")
    }

    fn end(&mut self, raw: &str, offset: usize) {
        let typed = raw
            .trim_start_matches("</")
            .trim_end_matches('>')
            .trim_end();
        let Some(open) = self.open.last().and_then(|at| self.made.elements.get(*at)) else {
            let message = format!("`</{}>` closes nothing", shown(typed));
            return self.malformed(offset, message);
        };
        if open.typed != typed {
            let message = format!(
                "`</{}>` stands where `</{}>` must: elements close in the order in which they were opened",
                shown(typed),
                shown(&open.typed)
            );
            self.malformed(offset, message);
        }
        self.close();
    }

    fn close(&mut self) {
        self.open.pop();
        self.bindings.leave();
    }

    fn add(&mut self, part: &str, offset: usize, is_cdata: bool) {
        if !is_cdata && let Some(at) = part.find("]]>") {
            self.malformed(offset + at, "`]]>` in text must be written as `]]&gt;`");
        }
        for (at, _) in part.match_indices('&').filter(|_| !is_cdata) {
            let message = "`&` must be written as `&amp;`";
            self.court.find("xml-entity", offset + at, message);
        }
        match self
            .open
            .last()
            .and_then(|at| self.made.elements.get_mut(*at))
        {
            Some(element) => element.text.push(part, offset),
            None if part
                .trim_matches(|sign: char| sign.is_whitespace() || sign == '\u{FEFF}')
                .is_empty() => {}
            None => {
                let before = part.len() - part.trim_start().len();
                self.malformed(offset + before, "text outside the root element");
            }
        }
    }

    fn reference(&mut self, raw: &str, offset: usize) {
        let value = entities::expand(raw, offset, &self.declared, self.court);
        let is_number = raw.starts_with("&#");
        if let Some(element) = self
            .open
            .last()
            .and_then(|at| self.made.elements.get_mut(*at))
        {
            element.text.push(&value, offset);
            element.has_references |= is_number;
        }
    }

    fn finish(mut self) -> Option<Document> {
        if let Some(open) = self.open.last().and_then(|at| self.made.elements.get(*at)) {
            let (typed, offset) = (shown(&open.typed), open.offset);
            self.malformed(offset, format!("`<{typed}>` is never closed"));
        }
        (!self.is_fatal && !self.made.elements.is_empty()).then_some(self.made)
    }
}
