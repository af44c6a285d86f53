//! The text part of a mail as `format=flowed` (RFC 3676): wrapped at 72 columns, so that programs can wrap it anew.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::model::columns::{COLUMNS, FIXED, QUOTE, columns};
use crate::template::UNSUBSCRIBE_URL;

/// What stands between a mail and its sender's signature: kept with its space (RFC 3676, 4.3).
const SIGNATURE: &str = "-- ";

/// Wraps a text in which each paragraph is one line.
///
/// Paragraphs and quotes flow: a line that ends in a space goes on in the next one. What hangs below a mark or is
/// indented is broken for good, as flowed text knows no indentation. Lines marked as fixed, words and addresses are never broken;
/// lines that would be read as something else are stuffed with a space. Empty lines follow no other.
pub fn flowed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut is_apart = true;
    for line in text.lines() {
        // Templates leave many empty lines where one is meant.
        let is_empty = line.trim_end().is_empty();
        if is_empty && std::mem::replace(&mut is_apart, true) {
            continue;
        }
        is_apart = is_empty;
        if line == SIGNATURE {
            out.push_str(SIGNATURE);
            out.push('\n');
            continue;
        }
        let line = line.trim_end();
        match line.strip_prefix(FIXED) {
            Some(fixed) => {
                let (depth, rest) = unquote(fixed);
                let content = rest.replace(QUOTE, "> ");
                write_line(&mut out, depth, content.trim_end(), Line::Fixed);
            }
            None => wrap(&mut out, line),
        }
    }
    out
}

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// It ends a paragraph.
    Whole,
    /// The next line belongs to it.
    Flowing,
    /// Its columns count: all lines like it are stuffed, so that they stay below one another where nobody takes that away.
    Fixed,
}

fn wrap(out: &mut String, line: &str) {
    let (depth, rest) = unquote(line);
    let lead = Lead::of(rest);
    let before = if depth > 0 { depth + 1 } else { 1 };
    let room = COLUMNS - before.min(COLUMNS / 2);
    let hangs = !lead.first.is_empty();
    let mut current = lead.first.clone();
    let mut width = columns(&current);
    let mut is_filled = false;
    for piece in pieces(lead.words) {
        let space = usize::from(piece.is_spaced && is_filled);
        // A line of two dashes would be the mark of a signature.
        if is_filled && width + space + piece.width > room && current != "--" {
            let kind = match (hangs, piece.is_spaced) {
                (true, _) => Line::Fixed,
                (false, true) => Line::Flowing,
                (false, false) => Line::Whole,
            };
            write_line(out, depth, &current, kind);
            current.clone_from(&lead.next);
            width = columns(&current);
        } else if space > 0 {
            current.push(' ');
            width += 1;
        }
        current.push_str(piece.text);
        width += piece.width;
        is_filled = true;
    }
    let kind = if hangs { Line::Fixed } else { Line::Whole };
    write_line(out, depth, current.trim_end(), kind);
}

/// How many quotes a line begins with, and what is quoted.
fn unquote(line: &str) -> (usize, &str) {
    let rest = line.trim_start_matches(QUOTE);
    ((line.len() - rest.len()) / QUOTE.len_utf8(), rest)
}

fn write_line(out: &mut String, depth: usize, content: &str, kind: Line) {
    out.extend(std::iter::repeat_n('>', depth));
    // Unstuffed, they would be quotes, or the start of a mail in a file of many (4.4).
    let is_odd =
        content.starts_with([' ', '>']) || content == "From" || content.starts_with("From ");
    if !content.is_empty() && (depth > 0 || is_odd || kind == Line::Fixed) {
        out.push(' ');
    }
    out.push_str(content);
    if kind == Line::Flowing {
        out.push(' ');
    }
    out.push('\n');
}

/// What stands before the words of a line and of those that it is broken into.
struct Lead<'a> {
    first: String,
    next: String,
    words: &'a str,
}

impl<'a> Lead<'a> {
    /// Indentation, quotes inside of it, and the marks of lists and notes.
    fn of(line: &'a str) -> Self {
        let mut lead = Self {
            first: String::new(),
            next: String::new(),
            words: line,
        };
        while lead.next.len() < COLUMNS / 2 {
            if let Some(rest) = lead.words.strip_prefix(' ') {
                lead.first.push(' ');
                lead.next.push(' ');
                lead.words = rest;
            } else if let Some(rest) = lead.words.strip_prefix(QUOTE) {
                lead.first.push_str("> ");
                lead.next.push_str("> ");
                lead.words = rest;
            } else if let Some(length) = mark_of(lead.words) {
                let (mark, rest) = lead.words.split_at(length);
                lead.first.push_str(mark);
                lead.next.push_str(&" ".repeat(columns(mark)));
                lead.words = rest;
            } else {
                break;
            }
        }
        lead
    }
}

/// The length of a mark at the start of a line, its space included: `- `, `• `, `12. `, `[3] `, `☑ `.
fn mark_of(line: &str) -> Option<usize> {
    let (mark, _) = line.split_once(' ')?;
    let is_short = |inner: &str, most: usize| {
        !inner.is_empty()
            && inner.len() <= most
            && inner.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_number =
        |inner: &str| is_short(inner, 9) && inner.bytes().all(|byte| byte.is_ascii_digit());
    let inner = mark
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_mark = matches!(mark, "-" | "*" | "•" | "☐" | "☑")
        || mark.strip_suffix(['.', ')']).is_some_and(is_number)
        || inner.is_some_and(|inner| is_short(inner, 3));
    is_mark.then_some(mark.len() + 1)
}

/// What must stay on one line.
struct Piece<'a> {
    text: &'a str,
    /// Whether a space stands before it, rather than nothing.
    is_spaced: bool,
    width: usize,
}

/// Words, and where wide signs (Chinese, Japanese) stand in one, its parts.
fn pieces(words: &str) -> impl Iterator<Item = Piece<'_>> {
    let words = words.split([' ', '\t']).filter(|word| !word.is_empty());
    words.flat_map(|word| {
        let parts = if is_breakable(word) {
            parts(word)
        } else {
            vec![word]
        };
        parts.into_iter().enumerate().map(|(at, text)| Piece {
            text,
            is_spaced: at == 0,
            // The reader's own address is longer than what keeps its place.
            width: if text.contains(UNSUBSCRIBE_URL) {
                COLUMNS
            } else {
                columns(text)
            },
        })
    })
}

fn is_breakable(word: &str) -> bool {
    !word.is_ascii() && !word.contains("://") && word.chars().any(is_ideographic)
}

/// Signs that are written without spaces between them.
fn is_ideographic(sign: char) -> bool {
    matches!(sign, '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (end, opportunity) in linebreaks(word) {
        let near = word[..end].chars().next_back();
        let next = word[end..].chars().next();
        let is_wide = near.into_iter().chain(next).any(is_ideographic);
        if end == word.len() || (opportunity == BreakOpportunity::Allowed && is_wide) {
            parts.push(&word[start..end]);
            start = end;
        }
    }
    parts
}

#[cfg(test)]
mod tests;
