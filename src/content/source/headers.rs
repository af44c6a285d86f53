//! Front matter without fences: Pelican's `Title: x` lines, and Nikola's `.. title: x` in a comment or bare.

use std::ops::Range;

/// Where such lines stand, and where the body starts; both a title and a date must be among them, for `Title: x`
/// alone may begin a text.
pub(super) fn find(text: &str) -> Option<(Range<usize>, usize)> {
    let first_end = text.find('\n').map_or(text.len(), |end| end + 1);
    let is_comment = text[..first_end].trim() == "<!--";
    let start = if is_comment { first_end } else { 0 };
    let first = text[start..].lines().next()?;
    if !is_comment && key_of(first).is_none() {
        return None;
    }
    let (mut at, mut has_title, mut has_date) = (start, false, false);
    let mut end = None;
    for line in text[start..].split_inclusive('\n') {
        let bare = line.trim();
        let closes = bare == "-->" || (!is_comment && bare.is_empty());
        if closes {
            end = Some((at, at + line.len()));
            break;
        }
        let key = key_of(line);
        let goes_on = line.starts_with([' ', '\t']) && at > start;
        if key.is_none() && !goes_on && !bare.is_empty() {
            return None;
        }
        has_title |= key.is_some_and(|key| key.eq_ignore_ascii_case("title"));
        has_date |= key.is_some_and(|key| key.eq_ignore_ascii_case("date"));
        at += line.len();
    }
    let (end, body) = match end {
        Some(found) => found,
        None if is_comment => return None,
        None => (text.len(), text.len()),
    };
    (has_title && has_date).then_some((start..end, body))
}

/// The key of a line `Key: value` or `.. key: value`.
fn key_of(line: &str) -> Option<&str> {
    let (key, value) = line.strip_prefix(".. ").unwrap_or(line).split_once(':')?;
    let is_word = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-');
    let fits = !key.is_empty() && key.len() < 30 && key.chars().all(is_word);
    (fits && (value.is_empty() || value.starts_with([' ', '\t', '\n']))).then_some(key)
}

/// The lines as YAML, each where it was: what stands behind the colon is text, and several authors are a list.
pub(super) fn to_yaml(lines: &str) -> String {
    let mut yaml = String::with_capacity(lines.len() + 64);
    let mut rest = lines.lines().peekable();
    while let Some(line) = rest.next() {
        let Some(key) = key_of(line) else {
            yaml.push('\n');
            continue;
        };
        let value = line.split_once(':').map_or("", |(_, value)| value.trim());
        let mut value = value.to_owned();
        let mut skipped = 0;
        while let Some(more) = rest.next_if(|line| line.starts_with([' ', '\t'])) {
            value = format!("{value} {}", more.trim());
            skipped += 1;
        }
        let key = key.to_ascii_lowercase();
        if value.is_empty() {
            yaml.push_str(&format!("{key}:"));
        } else if key == "authors" {
            let separator = if value.contains(';') { ';' } else { ',' };
            let names: Vec<String> = value
                .split(separator)
                .map(|name| quoted(name.trim()))
                .collect();
            yaml.push_str(&format!("{key}: [{}]", names.join(", ")));
        } else {
            yaml.push_str(&format!("{key}: {}", quoted(&value)));
        }
        yaml.push_str(&"\n".repeat(skipped + 1));
    }
    yaml
}

fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_need_a_title_and_a_date() {
        for (text, found) in [
            (
                "Title: A: b\nDate: 2017-01-01\n\nBody",
                Some(("Title: A: b\nDate: 2017-01-01\n", "Body")),
            ),
            (
                "<!--\n.. title: A\n.. date: 2017\n\n-->\nBody",
                Some((".. title: A\n.. date: 2017\n\n", "Body")),
            ),
            (
                ".. title: A\n.. date: 2017\n\nBody",
                Some((".. title: A\n.. date: 2017\n", "Body")),
            ),
            ("title: a\ndate: b", Some(("title: a\ndate: b", ""))),
            ("Title: A\n\nBody", None),
            ("Title: A\nDate: soon\nBody goes on", None),
            ("<!--\nNote\n-->\nBody", None),
            ("Body\n", None),
        ] {
            let found_here = find(text).map(|(range, body)| (&text[range], &text[body..]));
            assert_eq!(found_here, found, "{text}");
        }
    }

    #[test]
    fn values_are_text_on_their_own_lines() {
        assert_eq!(
            to_yaml("Title: It's: x\nSummary: a\n  b\nAuthors: A B, C\n.. link:\n"),
            "title: 'It''s: x'\nsummary: 'a b'\n\nauthors: ['A B', 'C']\nlink:\n"
        );
    }
}
