//! Where the front matter of a file starts and ends, in every form that generators write.

use std::ops::Range;

use crate::content::source::headers;
use crate::yaml::Syntax;

/// Keys that open a file of Hexo whose front matter has no opening line; other words may be a heading's.
const OPENING_KEYS: [&str; 9] = [
    "title",
    "date",
    "layout",
    "tags",
    "categories",
    "updated",
    "permalink",
    "author",
    "lang",
];

/// What front matter can lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    Nothing,
    /// JSON's braces, as between Hexo's `;;;`.
    Braces,
    /// YAML's quotes: lines of Pelican or Nikola.
    Quotes,
}

/// Front matter in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Front {
    /// How it is written.
    pub(super) syntax: Syntax,
    /// Its text.
    pub(super) range: Range<usize>,
    /// What it lacks to be that syntax.
    pub(super) lack: Lack,
    /// Where the body starts.
    pub(super) end: usize,
}

/// The front matter of a text; `Err` with the line that would close it when nothing does.
pub(super) fn find(text: &str) -> Result<Option<Front>, &'static str> {
    let first = text.split('\n').next().unwrap_or_default();
    let start = (first.len() + 1).min(text.len());
    let (syntax, marker) = match first.trim_end() {
        "---" | "---yaml" | "---yml" | "--- yaml" => (Syntax::Yaml, "---"),
        "---toml" | "--- toml" => (Syntax::Toml, "---"),
        "---json" | "--- json" => (Syntax::Json, "---"),
        "+++" => (Syntax::Toml, "+++"),
        ";;;" => (Syntax::Json, ";;;"),
        _ if opens_json(text) => return end_of_json(text).map(Some).ok_or("}"),
        _ => return Ok(find_unopened(text).or_else(|| find_headers(text))),
    };
    let (closing, end) = closing_line(text, start, |line| {
        line == marker || (syntax == Syntax::Yaml && line == "...")
    })
    .ok_or(marker)?;
    let is_braced = text[start..closing].trim_start().starts_with('{');
    Ok(Some(Front {
        syntax,
        range: start..closing,
        lack: if syntax == Syntax::Json && !is_braced {
            Lack::Braces
        } else {
            Lack::Nothing
        },
        end,
    }))
}

/// The start of the first line from `start` on that closes the front matter, and the start of the next.
fn closing_line(text: &str, start: usize, closes: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if closes(line.trim_end()) {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Whether the text starts with an object of JSON; `{%` and `{{` are templates' signs.
fn opens_json(text: &str) -> bool {
    let inside = text.strip_prefix('{').map(str::trim_start);
    inside.is_some_and(|inside| inside.starts_with('"'))
}

/// The object with which the text starts.
fn end_of_json(text: &str) -> Option<Front> {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
            let is_alone = text[at + 1..line_end].trim().is_empty();
            return Some(Front {
                syntax: Syntax::Json,
                range: 0..at + 1,
                lack: Lack::Nothing,
                end: if is_alone { line_end } else { at + 1 },
            });
        }
    }
    None
}

/// Front matter that only `---` ends, as Hexo allows. It must look like nothing else: a known key comes first
/// and no line before the end is empty, for `Title: x` over dashes may be a heading.
fn find_unopened(text: &str) -> Option<Front> {
    let (key, rest) = text.split_once(':')?;
    if !OPENING_KEYS.contains(&key) || !rest.starts_with([' ', '\n']) {
        return None;
    }
    let (closing, end) = closing_line(text, 0, |line| line == "---" || line.is_empty())?;
    text[closing..].starts_with("---").then_some(Front {
        syntax: Syntax::Yaml,
        range: 0..closing,
        lack: Lack::Nothing,
        end,
    })
}

/// Lines of Pelican or Nikola.
fn find_headers(text: &str) -> Option<Front> {
    let (range, end) = headers::find(text)?;
    Some(Front {
        syntax: Syntax::Yaml,
        range,
        lack: Lack::Quotes,
        end,
    })
}
