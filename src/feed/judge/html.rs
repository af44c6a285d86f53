//! HTML inside a feed: what is not well-formed, what no reader shows, what is a danger, what leads nowhere.

mod lists;
mod nesting;
mod scan;
mod style;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::feed::judge::court::{Court, shown};
use crate::feed::judge::passage::Passage;
use crate::feed::judge::uri::scheme_of;
use scan::{Piece, Tag};

pub(super) use scan::has_markup;

/// Whether addresses in the HTML may be relative to something that the feed names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// `xml:base` names it.
    Named,
    /// Nothing does.
    Unknown,
}

/// Judges HTML as it stands in `passage`.
pub(super) fn judge(passage: &Passage, base: Base, court: &mut Court) {
    let mut reader = Reading {
        passage,
        base,
        court,
        open: Vec::new(),
        counts: HashMap::new(),
    };
    for piece in scan::pieces(passage.as_str()) {
        match piece {
            Piece::Start(tag) => reader.start(&tag),
            Piece::End(name, at) => reader.end(&name, at),
            Piece::Odd(at, message) => reader.say("html-malformed", at, message),
        }
    }
    reader.finish();
}

struct Reading<'a> {
    passage: &'a Passage,
    base: Base,
    court: &'a mut Court,
    open: Vec<(String, usize)>,
    counts: HashMap<String, usize>,
}

impl Reading<'_> {
    fn say(&mut self, rule: &'static str, at: usize, message: impl Into<String>) {
        let offset = self.passage.source_of(at).unwrap_or(0);
        self.court.find(rule, offset, message);
    }

    fn start(&mut self, tag: &Tag) {
        let offset = self.passage.source_of(tag.at).unwrap_or(0);
        judge_element(&tag.name, offset, self.court);
        let mut seen = HashSet::new();
        for attribute in &tag.attributes {
            let at = self.passage.source_of(attribute.at).unwrap_or(offset);
            if !seen.insert(attribute.name.as_str()) {
                let message = format!("the attribute `{}` is given twice", shown(&attribute.name));
                self.court.find("html-malformed", at, message);
            }
            if let Some(fault) = attribute.fault {
                self.court.find("html-malformed", at, fault);
            }
            if lists::SAFE.contains(tag.name.as_str()) {
                let (name, value) = (&attribute.name, &attribute.value);
                judge_attribute(&tag.name, name, value, at, self.base, self.court);
            }
        }
        while let Some((top, _)) = self.open.last()
            && lists::is_closed_by(top, &tag.name)
        {
            self.pop();
        }
        if let Some(fault) = nesting::find_fault(&self.open, &self.counts, &tag.name) {
            self.say("html-malformed", tag.at, fault);
        }
        if !lists::VOID.contains(tag.name.as_str()) && !scan::is_foreign(&tag.name) {
            if tag.closes_itself {
                let message = format!(
                    "`<{}/>` opens an element in HTML, and nothing closes it",
                    shown(&tag.name)
                );
                self.say("html-malformed", tag.at, message);
                return;
            }
            self.open.push((tag.name.clone(), tag.at));
            *self.counts.entry(tag.name.clone()).or_insert(0) += 1;
        }
    }

    fn pop(&mut self) -> Option<(String, usize)> {
        let (name, at) = self.open.pop()?;
        if let Some(count) = self.counts.get_mut(&name) {
            *count = count.saturating_sub(1);
        }
        Some((name, at))
    }

    fn end(&mut self, name: &str, at: usize) {
        let is_open = self.counts.get(name).is_some_and(|count| *count > 0);
        if !is_open {
            if !scan::is_foreign(name) {
                self.say(
                    "html-malformed",
                    at,
                    format!("`</{}>` closes nothing", shown(name)),
                );
            }
            return;
        }
        while let Some((top, opened)) = self.pop() {
            if top == name {
                return;
            }
            self.unclosed(&top, opened);
        }
    }

    fn unclosed(&mut self, name: &str, at: usize) {
        if !lists::OPTIONAL_END.contains(name) {
            self.say(
                "html-malformed",
                at,
                format!("`<{}>` is not closed where it should be", shown(name)),
            );
        }
    }

    fn finish(&mut self) {
        while let Some((name, at)) = self.pop() {
            self.unclosed(&name, at);
        }
    }
}

/// Judges one element by its name in small letters.
pub(super) fn judge_element(name: &str, offset: usize, court: &mut Court) {
    if lists::DANGEROUS.contains(name) {
        let message = format!("readers remove `<{name}>`, or refuse the feed for it");
        court.find("html-element-dangerous", offset, message);
    } else if !lists::SAFE.contains(name) {
        let message = format!(
            "readers do not show `<{}>`: it is no element of the HTML of feeds",
            shown(name)
        );
        court.find("html-element-unknown", offset, message);
    }
}

/// Judges one attribute of an element.
pub(super) fn judge_attribute(
    element: &str,
    name: &str,
    value: &str,
    offset: usize,
    base: Base,
    court: &mut Court,
) {
    if name == "style" {
        for odd in style::find_odd(value) {
            let message = format!(
                "readers remove the style `{}`, or refuse the feed for it",
                shown(&odd)
            );
            court.find("html-style", offset, message);
        }
    } else if !lists::ATTRIBUTES.contains(name) && !name.starts_with("data-") {
        let message = format!("readers remove the attribute `{}`", shown(name));
        court.find("html-attribute", offset, message);
    }
    for address in addresses(element, name, value) {
        judge_address(address, offset, base, court);
    }
}

/// The addresses in an attribute.
fn addresses<'a>(element: &str, name: &str, value: &'a str) -> Vec<&'a str> {
    match name {
        "srcset" => {
            let candidates = value.split(", ").filter(|part| !part.trim().is_empty());
            candidates
                .filter_map(|part| part.split_whitespace().next())
                .collect()
        }
        "href" | "src" | "poster" | "cite" | "action" | "longdesc" => vec![value.trim()],
        "data" if element == "object" => vec![value.trim()],
        _ => Vec::new(),
    }
}

fn judge_address(address: &str, offset: usize, base: Base, court: &mut Court) {
    let plain: String = address
        .chars()
        .filter(|sign| !sign.is_control() && !sign.is_whitespace())
        .collect();
    match scheme_of(&plain).map(str::to_ascii_lowercase).as_deref() {
        Some("javascript" | "vbscript") => {
            let message = format!("`{}` is a program, not an address", shown(address));
            court.find("html-address-dangerous", offset, message);
        }
        None if base == Base::Unknown => {
            let message = match address {
                "" => "an empty address leads to whatever page the reader shows".to_owned(),
                _ => format!(
                    "`{}` is relative, and a reader does not know to what",
                    shown(address)
                ),
            };
            court.find("html-address-relative", offset, message);
        }
        _ => {}
    }
}
