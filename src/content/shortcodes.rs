//! Other generators' code in Markdown, which nobody expands here: found, and shown as text or left out as a whole.
//!
//! Blocks of code (`highlight`, `codeblock`), comments and `raw` are understood; they are not what this is about.

mod blocks;
mod components;
mod forms;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use crate::config::Shortcodes;
use crate::content::markdown::options;

use blocks::Understood;

/// Markdown in which nothing is left to expand.
#[derive(Debug)]
pub(super) struct Settled<'a> {
    pub(super) markdown: Cow<'a, str>,
    /// What nobody expands, in the order of the text as typed.
    pub(super) found: Vec<Found>,
}

/// Code of another generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it begins in the text as typed.
    pub(super) at: usize,
    /// How it begins.
    pub(super) shown: String,
}

/// A piece of Markdown that is not to be read as Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    range: Range<usize>,
    kind: Kind,
}

/// What is to become of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Nobody expands it: shown whole or left out whole.
    Unexpanded,
    /// A line that does so to what stands below it; its title stays.
    Container(Option<String>),
    /// Lines of a program.
    Program,
    /// The opening or closing tag of a component, which may also be a word in angle brackets.
    Component {
        name: String,
        form: components::Form,
    },
    /// A comment, or attributes for the author's own pages: never shown.
    Hidden,
    /// What has a meaning in Markdown: that instead.
    Written(String),
    /// The mark where a summary ends.
    More,
    /// Text that only looks like code of a generator.
    Literal,
}

/// Settles what other generators would have expanded in `markdown`.
pub(super) fn settle(markdown: &str, mode: Shortcodes) -> Settled<'_> {
    let unchanged = Settled {
        markdown: Cow::Borrowed(markdown),
        found: Vec::new(),
    };
    if !is_suspect(markdown) {
        return unchanged;
    }
    let understood = blocks::understand(markdown);
    let mut pieces = find_pieces(&understood);
    if pieces.is_empty() && understood.text == markdown {
        return unchanged;
    }
    mark_literals(&mut pieces);
    let found = pieces
        .iter()
        .filter(|piece| piece.kind.is_reported())
        .map(|piece| Found {
            at: understood.typed_at(piece.range.start),
            shown: shown(&understood.text[piece.range.clone()]),
        });
    Settled {
        found: found.collect(),
        markdown: Cow::Owned(write(&understood.text, &pieces, mode)),
    }
}

impl Kind {
    fn is_reported(&self) -> bool {
        !matches!(
            self,
            Self::Hidden | Self::Written(_) | Self::More | Self::Literal
        )
    }
}

fn shown(code: &str) -> String {
    let line = code.lines().next().unwrap_or_default().trim();
    let mut shown: String = line.chars().take(40).collect();
    if shown.len() < code.trim().len() {
        shown.push('…');
    }
    shown
}

fn is_suspect(markdown: &str) -> bool {
    let marks = [
        "[[",
        "[!",
        "{{",
        "{%",
        "{:",
        "{/*",
        "{# ",
        ":::",
        "\nimport ",
        "\nexport ",
    ];
    marks.iter().any(|mark| markdown.contains(mark))
        || ["import ", "export "]
            .iter()
            .any(|word| markdown.starts_with(word))
        || components::may_hold_one(markdown)
}

/// Every piece outside code, in order and apart from each other.
fn find_pieces(understood: &Understood) -> Vec<Piece> {
    let text = understood.text.as_str();
    let code = code_ranges(text);
    let mut code = code.iter().peekable();
    let mut plain = understood.plain.iter().peekable();
    let mut finder = forms::Finder::new(text);
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut at, mut line_start) = (0, true);
    while at < text.len() {
        while code.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = code.peek().filter(|range| range.start <= at) {
            line_start = text[..range.end].ends_with('\n');
            at = range.end;
            continue;
        }
        if let Some(piece) = finder.find(at, line_start) {
            while plain.next_if(|range| range.end <= at).is_some() {}
            let is_plain = plain.peek().is_some_and(|range| range.start <= at);
            let end = piece.range.end;
            pieces.push(Piece {
                kind: if is_plain { Kind::Literal } else { piece.kind },
                range: piece.range,
            });
            line_start = text[..end].ends_with('\n');
            at = end;
            continue;
        }
        let sign = text.as_bytes()[at];
        line_start = sign == b'\n' || (line_start && matches!(sign, b' ' | b'\t' | b'>'));
        at += 1;
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    pieces
}

/// Where the Markdown holds code, by Markdown's rules or by HTML's.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => ranges.push(range),
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = html.to_ascii_lowercase();
                let opens = html.contains("<pre") || html.contains("<code");
                let closes = html.contains("</pre") || html.contains("</code");
                match open {
                    None if opens && closes => ranges.push(range),
                    None if opens => open = Some(range.start),
                    Some(start) if closes => {
                        ranges.push(start..range.end);
                        open = None;
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges
}

/// `Vec<T>` in prose is no component, and neither is a word in brackets that nothing closes.
fn mark_literals(pieces: &mut [Piece]) {
    let closed: HashSet<String> = pieces
        .iter()
        .filter_map(|piece| match &piece.kind {
            Kind::Component { name, form } if *form == components::Form::Closing => {
                Some(name.clone())
            }
            _ => None,
        })
        .collect();
    for piece in pieces {
        if let Kind::Component { name, form } = &piece.kind
            && *form == components::Form::Word
            && !closed.contains(name)
        {
            piece.kind = Kind::Literal;
        }
    }
}

/// The text with each piece as `mode` wants it.
fn write(text: &str, pieces: &[Piece], mode: Shortcodes) -> String {
    let mut out = String::with_capacity(text.len() + 16 * pieces.len());
    let mut at = 0;
    for piece in pieces {
        out.push_str(&text[at..piece.range.start]);
        at = piece.range.end;
        let typed = &text[piece.range.clone()];
        match (&piece.kind, mode) {
            (Kind::Hidden, _) => hide(typed, &mut out),
            (Kind::Written(markdown), _) => out.push_str(markdown),
            (Kind::More, _) => out.push_str("<!-- more -->"),
            (Kind::Container(_) | Kind::Program, Shortcodes::Text) => {
                out.push_str(&format!("\n{}\n", literal(typed.trim_end())));
            }
            // Without its address a link would lead to the post itself: what is no address leaves the link out.
            (Kind::Unexpanded, _) if is_address(&out) => {
                out.push_str(&literal(typed).replace(' ', "&#32;"));
            }
            (Kind::Literal, _) | (_, Shortcodes::Text) => out.push_str(&literal(typed)),
            (Kind::Container(Some(title)), Shortcodes::Drop) => {
                out.push_str(&format!("**{title}**\n"));
            }
            (_, Shortcodes::Drop) => {}
        }
    }
    out.push_str(&text[at..]);
    out
}

/// Whether what follows `before` is part of the address of a link or picture.
fn is_address(before: &str) -> bool {
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(300))..];
    let is_open = |start: &str, ends: &[char]| {
        near.rfind(start)
            .is_some_and(|at| !near[at + start.len()..].contains(ends))
    };
    let of_element = ["href", "src", "srcset", "poster", "data", "cite"]
        .iter()
        .any(|name| {
            is_open(&format!("{name}=\""), &['"', '<', '>'])
                || is_open(&format!("{name}='"), &['\'', '<', '>'])
        });
    // A link, or the definition of one by name.
    is_open("](", &[')', ' ', '\n']) || is_open("]: ", &[' ', '\n']) || of_element
}

/// Leaves out what is hidden; kramdown's `{:toc}` takes the list item before it along.
fn hide(typed: &str, out: &mut String) {
    if !typed.starts_with("{:") || !typed.contains("toc") {
        return;
    }
    let head = out.trim_end_matches('\n');
    let start = head.rfind('\n').map_or(0, |at| at + 1);
    let line = head[start..].trim();
    if line.starts_with(['*', '-', '+']) || line.starts_with("1.") {
        out.truncate(start);
    }
}

/// Text that Markdown and HTML take for text, wherever it stands.
fn literal(typed: &str) -> String {
    let mut literal = String::with_capacity(typed.len() * 2);
    for sign in typed.chars() {
        if sign.is_ascii_punctuation() || sign == '\n' {
            literal.push_str(&format!("&#{};", u32::from(sign)));
        } else {
            literal.push(sign);
        }
    }
    literal
}

#[cfg(test)]
mod tests;
