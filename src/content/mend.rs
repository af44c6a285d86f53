//! Mends what is mechanical in the text of a post, and nothing else: each change is a few characters at one place.

use std::collections::HashSet;
use std::ops::Range;

use crate::content::date;
use crate::content::dialects::NAMES;
use crate::content::lint::find_mojibake;
use crate::content::place::{SLUG_BYTES_MAX, own_slug};
use crate::content::prose::prose;
use crate::model::slug::Slug;
use crate::model::text::{is_legal, replacement};

/// Text that was broken twice is mended twice; each time halves what is broken, so that no text needs more.
const ROUNDS_MAX: usize = 32;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// The line of the file.
    pub line: u32,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

struct Edit {
    range: Range<usize>,
    after: String,
}

/// `text` with its mistakes mended, and what was changed; none where there is nothing to mend.
///
/// Mended are text that was read in a wrong encoding (outside of code), characters that no feed can hold, and in YAML
/// front matter dates that other programs misread and a `slug` that cannot be used.
pub fn mend(text: &str) -> (String, Vec<Change>) {
    let mut mended = text.to_owned();
    let mut changes = Vec::new();
    for _ in 0..ROUNDS_MAX {
        let edits = find_edits(&mended);
        if edits.is_empty() {
            break;
        }
        let mut walk = Walk::new(&mended);
        changes.extend(edits.iter().map(|edit| Change {
            line: walk.to(edit.range.start).line,
            before: mended[edit.range.clone()].to_owned(),
            after: edit.after.clone(),
        }));
        mended = apply(&mended, &edits);
    }
    (mended, changes)
}

/// The line and the backticks before each of several offsets in order, in one way through the text.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    ticks: usize,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            ticks: 0,
        }
    }

    /// Goes on to `offset`.
    fn to(&mut self, offset: usize) -> &Self {
        for byte in &self.text.as_bytes()[self.at..offset] {
            match byte {
                b'\n' => {
                    self.line = self.line.saturating_add(1);
                    self.ticks = 0;
                }
                b'`' => self.ticks += 1,
                _ => {}
            }
        }
        self.at = offset;
        self
    }
}

/// Edits in order, none touching another.
fn find_edits(text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = find_values(text);
    edits.extend(find_broken(text));
    edits.extend(find_illegal(text));
    edits.sort_by_key(|edit| edit.range.start);
    let mut end = 0;
    edits.retain(|edit| {
        let is_free = edit.range.start >= end;
        end = end.max(edit.range.end);
        is_free
    });
    edits
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut made = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        made.push_str(&text[at..edit.range.start]);
        made.push_str(&edit.after);
        at = edit.range.end;
    }
    made.push_str(&text[at..]);
    made
}

/// Text that was read in a wrong encoding; code is left alone, it may be meant.
fn find_broken(text: &str) -> Vec<Edit> {
    let found: Vec<(usize, &str, String)> = find_mojibake(text).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let lines: HashSet<u32> = prose(text, 1).map(|(_, number)| number).collect();
    let mut walk = Walk::new(text);
    let mended = found.into_iter().filter(|(offset, ..)| {
        let Walk { line, ticks, .. } = walk.to(*offset);
        ticks % 2 == 0 && lines.contains(line)
    });
    mended
        .map(|(offset, broken, repaired)| Edit {
            range: offset..offset + broken.len(),
            after: repaired,
        })
        .collect()
}

/// Characters that no feed can hold. What was lost in U+FFFD nobody can know, and a byte order mark may stay.
fn find_illegal(text: &str) -> Vec<Edit> {
    let signs = text.char_indices();
    let illegal = signs.filter(|(_, sign)| !is_legal(*sign) && *sign != '\u{FFFD}');
    illegal
        .map(|(at, sign)| Edit {
            range: at..at + sign.len_utf8(),
            after: replacement(sign).map(String::from).unwrap_or_default(),
        })
        .collect()
}

/// Dates and slugs in front matter, each on a line of its own.
fn find_values(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (offset, line) in front_lines(text) {
        let Some((key, typed)) = line.split_once(':') else {
            continue;
        };
        let start = offset + key.len() + 1;
        let Some(value) = scalar(typed) else {
            continue;
        };
        let raw = &typed[value.clone()];
        let after = if is_date(key) {
            date::iso(raw)
        } else if key.eq_ignore_ascii_case("slug") && own_slug(raw.trim()).is_err() {
            Some(plain_slug(raw))
        } else {
            None
        };
        edits.extend(after.map(|after| Edit {
            range: start + value.start..start + value.end,
            after,
        }));
    }
    edits
}

/// A slug that can be used in place of one that cannot.
fn plain_slug(raw: &str) -> String {
    let mut plain = Slug::romanised(raw).to_string();
    plain.truncate(SLUG_BYTES_MAX);
    if own_slug(&plain).is_err() {
        plain.push_str("-post");
    }
    plain
}

fn is_date(key: &str) -> bool {
    let dates = NAMES
        .iter()
        .filter(|(name, _)| matches!(*name, "date" | "updated"));
    dates.flat_map(|(_, keys)| *keys).any(|own| *own == key)
}

/// The lines of YAML front matter that begin with a key, with their offsets.
fn front_lines(text: &str) -> Vec<(usize, &str)> {
    let mut offset = text.len() - text.trim_start_matches('\u{FEFF}').len();
    let mut lines = text[offset..].split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else {
        return Vec::new();
    };
    offset += first.len();
    let mut found = Vec::new();
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return found;
        }
        if line.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
            found.push((offset, line.trim_end_matches(['\n', '\r'])));
        }
        offset += line.len();
    }
    // It is never closed: nobody knows what is front matter.
    Vec::new()
}

/// Where in `typed`, which stands behind a key and its colon, the value itself stands: without quotes and comment.
fn scalar(typed: &str) -> Option<Range<usize>> {
    let start = typed.len() - typed.trim_start().len();
    let rest = &typed[start..];
    let first = rest.chars().next()?;
    if start == 0 || "&*!|>[{%@`".contains(first) {
        return None;
    }
    if matches!(first, '"' | '\'') {
        let length = rest[1..].find(first)?;
        let behind = rest[length + 2..].trim();
        let is_alone = behind.is_empty() || behind.starts_with('#');
        let is_plain = !rest[1..=length].contains('\\');
        return (is_alone && is_plain).then_some(start + 1..start + 1 + length);
    }
    let end = rest.find(" #").unwrap_or(rest.len());
    let value = rest[..end].trim_end();
    (!value.is_empty()).then_some(start..start + value.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_is_mechanical_is_mended_and_all_else_stays() {
        let text = "---\r\ntitle: \"caf\u{C3}\u{A9}\"\r\ndate:  'January 5, 2024'  # day\r\nslug: a/../b\r\nother: January 5, 2024\r\n---\r\nA\u{B}b itâ€™s `Ã©`\r\n```\r\nÃ©\r\n```\r\n";
        let (mended, changes) = mend(text);
        assert_eq!(
            mended,
            "---\r\ntitle: \"café\"\r\ndate:  '2024-01-05'  # day\r\nslug: a-b\r\nother: January 5, 2024\r\n---\r\nA b it’s `Ã©`\r\n```\r\nÃ©\r\n```\r\n"
        );
        let lines: Vec<u32> = changes.iter().map(|change| change.line).collect();
        assert_eq!(lines, [2, 3, 4, 7, 7]);
        assert_eq!(mend(&mended), (mended.clone(), Vec::new()));
    }

    #[test]
    fn what_is_not_certain_stays() {
        for text in [
            "---\ndate: 01/02/2024\n---\nx\n",
            "---\ndate: [January 5, 2024]\n---\nx\n",
            "---\ndate: 2024-01-05 10:00:00 CST\n---\nx\n",
            "---\nslug: fine\ndate: 2024-01-05\n---\nx\n",
            "---\ndate: January 5, 2024\nnever closed\n",
            "date: January 5, 2024\n",
            "\u{FEFF}---\ntitle: \u{FFFD}\n---\n",
        ] {
            assert_eq!(mend(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn many_mistakes_on_a_line_and_many_lines_of_them_take_one_way_through_the_text() {
        for (part, count) in [("\u{1}a", 200_000), ("\u{1}\n", 200_000), ("Ã©``", 80_000)] {
            let (mended, changes) = mend(&part.repeat(count));
            assert_eq!(changes.len(), count);
            let lines = u32::try_from(mended.matches('\n').count()).unwrap_or(u32::MAX);
            assert_eq!(changes[count - 1].line, lines.max(1), "{part}");
        }
    }

    proptest! {
        #[test]
        fn mending_twice_changes_nothing_more(parts in proptest::collection::vec(proptest::sample::select(vec![
            "---\n", "date: ", "January 5, 2024", "2024/1/5", "\n", "slug: ", "a/b", "'", "\"", " # c", "Ã©", "Ã‚Â", "â€™", "`", "```\n", "\u{0}", "\u{85}", "é", "\r\n", "\u{FEFF}", "    ",
        ]), 0..30)) {
            let text = parts.concat();
            let (once, changes) = mend(&text);
            prop_assert_eq!(changes.is_empty(), once == text);
            let (twice, more) = mend(&once);
            prop_assert_eq!((twice, more), (once, Vec::new()));
        }
    }
}
