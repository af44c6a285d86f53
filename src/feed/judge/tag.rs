//! A start tag taken apart: its name and its attributes with their offsets (XML 1.0, 3.1).

use std::collections::HashSet;

use crate::feed::judge::court::{Court, shown};

/// An attribute as it stands in the file.
#[derive(Debug)]
pub(super) struct RawAttribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) offset: usize,
    pub(super) value_offset: usize,
}

impl RawAttribute<'_> {
    /// Whether it declares a namespace.
    pub(super) fn is_declaration(&self) -> bool {
        self.name == "xmlns" || self.name.starts_with("xmlns:")
    }
}

/// Name and attributes of `raw`, a start tag with its brackets that begins at `offset`.
pub(super) fn read<'a>(
    raw: &'a str,
    offset: usize,
    court: &mut Court,
) -> (&'a str, Vec<RawAttribute<'a>>) {
    let inner = raw.strip_prefix('<').unwrap_or(raw);
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(name_end);
    let attributes = read_attributes(rest, offset + 1 + name_end, court);
    let mut seen = HashSet::new();
    for attribute in &attributes {
        if !seen.insert(attribute.name) {
            let message = format!("the attribute `{}` is given twice", shown(attribute.name));
            court.find("xml-attribute", attribute.offset, message);
        }
    }
    (name, attributes)
}

fn read_attributes<'a>(
    mut rest: &'a str,
    offset: usize,
    court: &mut Court,
) -> Vec<RawAttribute<'a>> {
    let end = offset + rest.len();
    let mut attributes = Vec::new();
    loop {
        let trimmed = rest.trim_start();
        let at = end - trimmed.len();
        if trimmed.is_empty() {
            return attributes;
        }
        if trimmed.len() == rest.len() && !attributes.is_empty() {
            court.find(
                "xml-attribute",
                at,
                "a space is missing in front of this attribute",
            );
        }
        let Some((name, value, behind)) = split(trimmed) else {
            let message = format!(
                "`{}` is no attribute: name=\"value\" is one",
                shown(trimmed)
            );
            court.find("xml-attribute", at, message);
            return attributes;
        };
        if !is_name(name) {
            let message = format!("`{}` is no name of an attribute", shown(name));
            court.find("xml-attribute", at, message);
        }
        let value_offset = end - behind.len() - 1 - value.len();
        if let Some(sign) = value.find('<') {
            let message = "`<` in the value of an attribute must be written as `&lt;`";
            court.find("xml-attribute", value_offset + sign, message);
        }
        attributes.push(RawAttribute {
            name,
            value,
            offset: at,
            value_offset,
        });
        rest = behind;
    }
}

/// `name="value"rest` in its three parts.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let (name, after) = text.split_once('=')?;
    let after = after.trim_start();
    let quote = after
        .chars()
        .next()
        .filter(|sign| matches!(sign, '"' | '\''))?;
    let (value, behind) = after.get(1..)?.split_once(quote)?;
    Some((name.trim_end(), value, behind))
}

/// Whether `name` is a name in XML with at most one colon (XML 1.0, 2.3; the characters by their Unicode classes).
pub(super) fn is_name(name: &str) -> bool {
    let is_start = |sign: char| sign.is_alphabetic() || sign == '_';
    let is_part = |sign: char| {
        is_start(sign) || sign.is_numeric() || matches!(sign, '-' | '.' | '\u{B7}') || is_mark(sign)
    };
    let is_plain = |part: &str| {
        let mut signs = part.chars();
        signs.next().is_some_and(is_start) && signs.all(is_part)
    };
    match name.split_once(':') {
        Some((prefix, local)) => is_plain(prefix) && is_plain(local),
        None => is_plain(name),
    }
}

fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_know_their_places() {
        let mut court = Court::new(None);
        let (name, found) = read("<a b='1' c:d = \"2 > 1\"/>", 10, &mut court);
        assert_eq!(name, "a");
        let told: Vec<_> = found
            .iter()
            .map(|own| (own.name, own.value, own.offset, own.value_offset))
            .collect();
        assert_eq!(told, [("b", "1", 13, 16), ("c:d", "2 > 1", 19, 26)]);
        assert!(!court.has("xml-attribute"));
        for bad in [
            "<a b>",
            "<a b=1>",
            "<a b='1' b='2'>",
            "<a b='<'>",
            "<a 1='x'>",
            "<a b='1'c='2'>",
        ] {
            let mut court = Court::new(None);
            read(bad, 0, &mut court);
            assert!(court.has("xml-attribute"), "{bad}");
        }
    }
}
