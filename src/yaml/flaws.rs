//! Mistakes that a YAML text's lines tell: tabs in the indentation and keys given twice.

use std::collections::HashMap;
use std::ops::Range;

use crate::yaml::Mistake;
use crate::yaml::outline::place_of;

/// The first sign of a repeated key becomes this one, which no key has.
pub(super) const OTHER_KEY: &str = "\u{2400}";

/// A mistake of a line, and the bytes that are in the way.
pub(super) struct Flaw {
    pub(super) mistake: Mistake,
    pub(super) bytes: Range<usize>,
    /// What stands there while the rest is read.
    pub(super) instead: &'static str,
}

/// Where a line of the text begins.
fn offset_of(text: &str, line: &str) -> usize {
    line.as_ptr() as usize - text.as_ptr() as usize
}

/// Tabs before a key or an item.
pub(super) fn find_tabs(text: &str, first_line: u32) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut block_scalar_indent: Option<usize> = None;
    for (index, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if block_scalar_indent.is_some_and(|parent| indent > parent || line.trim().is_empty()) {
            continue;
        }
        block_scalar_indent = opens_block_scalar(line).then_some(indent);
        let blank = line.len() - line.trim_start().len();
        let holds_structure =
            line.trim_start().starts_with("- ") || find_key(line.trim_start()).is_some();
        let tabs = line[..blank]
            .match_indices('\t')
            .filter(|_| holds_structure);
        for (column, _) in tabs {
            let at = offset_of(text, line) + column;
            let mistake = Mistake {
                rule: "tab-indentation",
                place: place_of(index + 1, column, first_line),
                message: "a tab stands in the indentation; YAML allows only spaces there".into(),
                help: "replace the tab by two spaces".into(),
            };
            flaws.push(Flaw {
                mistake,
                bytes: at..at + 1,
                instead: " ",
            });
        }
    }
    flaws
}

fn opens_block_scalar(line: &str) -> bool {
    let line = line.trim_end();
    line.rsplit([' ', ':']).next().is_some_and(|last| {
        last.starts_with(['|', '>'])
            && last[1..]
                .chars()
                .all(|character| character == '-' || character == '+' || character.is_ascii_digit())
    })
}

/// The plain or quoted key with which a line starts.
fn find_key(line: &str) -> Option<&str> {
    if let Some(quote) = line
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))
    {
        let end = line[1..].find(quote)? + 1;
        return line[end + 1..]
            .trim_start()
            .starts_with(':')
            .then(|| &line[1..end]);
    }
    let at = line
        .find(": ")
        .or_else(|| line.strip_suffix(':').map(str::len))?;
    let key = &line[..at];
    (!key.is_empty() && !key.starts_with(['#', '[', '{', '&', '*', '!', '|', '>', '%', '@']))
        .then_some(key.trim_end())
}

/// Keys given twice in the outermost mapping, by their lines: the parser tells neither line.
pub(super) fn find_repeated_keys(text: &str, first_line: u32) -> Vec<Flaw> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let mut flaws = Vec::new();
    let mut quote: Option<char> = None;
    for (index, line) in text.lines().enumerate() {
        let place = place_of(index + 1, 0, first_line);
        if let Some(open) = quote {
            quote = if line.trim_end().ends_with(open) {
                None
            } else {
                quote
            };
            continue;
        }
        let Some(key) = find_key(line).filter(|_| !line.starts_with([' ', '\t', '-'])) else {
            continue;
        };
        let value = line.split_once(':').map_or("", |(_, value)| value.trim());
        quote = value
            .chars()
            .next()
            .filter(|first| matches!(first, '"' | '\''))
            .filter(|first| value.len() == 1 || !value[1..].contains(*first));
        if let Some(first) = seen.insert(key, place.line) {
            let mistake = Mistake {
                rule: "duplicate-key",
                place,
                message: format!(
                    "`{key}` is given twice: here and on line {first}; which of the two counts is a matter of luck"
                ),
                help: format!("remove one of lines {first} and {}", place.line),
            };
            let at = offset_of(text, key);
            let length = key.chars().next().map_or(0, char::len_utf8);
            flaws.push(Flaw {
                mistake,
                bytes: at..at + length,
                instead: OTHER_KEY,
            });
        }
    }
    flaws
}
