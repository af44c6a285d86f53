//! References to characters and entities: what they stand for, and which are no references at all.

use std::collections::HashSet;

use crate::feed::judge::court::{Court, shown};
use crate::model::text::is_legal;

/// No name of an entity is longer.
const NAME_BYTES_MAX: usize = 64;

/// The entities that a document type declares, without what they stand for. The one of RSS 0.91 brings those of HTML.
pub(super) fn declared(doctype: &str) -> HashSet<String> {
    let declarations = doctype.split("<!ENTITY").skip(1);
    let mut names: HashSet<String> = declarations
        .filter_map(|rest| rest.split_whitespace().next())
        .map(str::to_owned)
        .collect();
    if doctype.contains("rss-0.91.dtd") {
        names.insert("*".to_owned());
    }
    names
}

/// `raw`, which begins at `offset`, with its references expanded; those that XML does not know are named.
pub(super) fn expand(
    raw: &str,
    offset: usize,
    declared: &HashSet<String>,
    court: &mut Court,
) -> String {
    let mut made = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        made.push_str(&rest[..at]);
        let here = offset + (raw.len() - rest.len()) + at;
        let behind = &rest[at + 1..];
        let near = behind.floor_char_boundary(NAME_BYTES_MAX.min(behind.len()));
        let Some(end) = behind[..near].find(';') else {
            court.find("xml-entity", here, "`&` must be written as `&amp;`");
            made.push('&');
            rest = behind;
            continue;
        };
        let name = &behind[..end];
        match value_of(name) {
            Some(sign) => made.push(sign),
            None if declared.contains(name) || declared.contains("*") => made.push(' '),
            None => {
                let message = match name.strip_prefix('#') {
                    Some(_) => format!("`&{};` stands for no character that XML has", shown(name)),
                    None => format!("XML does not know `&{};`, only HTML may", shown(name)),
                };
                court.find("xml-entity", here, message);
                made.push(' ');
            }
        }
        rest = &behind[end + 1..];
    }
    made.push_str(rest);
    made
}

/// What a reference stands for by XML itself.
fn value_of(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        let sign = char::from_u32(code.ok()?)?;
        return Some(sign)
            .filter(|sign| is_legal(*sign) || matches!(sign, '\u{7F}'..='\u{9F}' | '\u{FFFD}'));
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_five_and_numbers_are_known() {
        let mut court = Court::new(None);
        assert_eq!(
            expand("a &amp;&#65;&#x42; b", 0, &HashSet::new(), &mut court),
            "a &AB b"
        );
        assert!(!court.has("xml-entity"));
        for bad in ["&nbsp;", "a & b", "&#0;", "&#xFFFE;", "&#x110000;", "&;"] {
            let mut court = Court::new(None);
            expand(bad, 0, &HashSet::new(), &mut court);
            assert!(court.has("xml-entity"), "{bad}");
        }
        let own = declared("<!DOCTYPE rss [<!ENTITY nbsp \"&#160;\">]>");
        let mut court = Court::new(None);
        expand("&nbsp;", 0, &own, &mut court);
        assert!(!court.has("xml-entity"));
    }
}
