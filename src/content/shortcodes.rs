//! Other generators' code in Markdown, which nobody expands here: found, and shown as text or left out as a whole.
//!
//! Blocks of code (`highlight`, `codeblock`), comments and `raw` are understood; they are not what this is about.

mod blocks;
mod components;
mod forms;
mod ground;
mod writing;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::config::Shortcodes;

use blocks::Understood;
use ground::{Ground, Stretch};
use writing::write;

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
    /// The same behind a backslash, which is part of the piece.
    Escaped,
    /// An address in angle brackets that only another generator can complete.
    Address,
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
            Self::Hidden | Self::Written(_) | Self::More | Self::Literal | Self::Escaped
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
    let ground = Ground::of(text);
    let mut plain = understood.plain.iter().peekable();
    let mut finder = forms::Finder::new(text);
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut at, mut line_start) = (0, true);
    while at < text.len() {
        let step = match ground.at(at) {
            Some((Stretch::Autolink, range)) => Step::Address(range),
            Some((Stretch::Code, range)) => Step::Over(range.end),
            None => step_in_prose(text, at, line_start, &ground, &mut finder),
        };
        let end = match step {
            Step::Over(end) => end,
            Step::Address(range) => {
                let is_open = |at: usize| finder.find(at, false).is_some();
                if range
                    .clone()
                    .filter(|at| text.as_bytes()[*at] == b'{')
                    .any(is_open)
                {
                    pieces.push(Piece {
                        range: range.clone(),
                        kind: Kind::Address,
                    });
                }
                range.end
            }
            Step::Piece(piece) => {
                while plain.next_if(|range| range.end <= at).is_some() {}
                let is_plain = plain.peek().is_some_and(|range| range.start <= at);
                let end = piece.range.end;
                let kind = match piece.kind {
                    Kind::Escaped => Kind::Escaped,
                    _ if is_plain => Kind::Literal,
                    kind => kind,
                };
                let range = piece.range;
                pieces.push(Piece { range, kind });
                end
            }
            Step::Sign => {
                let sign = text.as_bytes()[at];
                line_start = sign == b'\n' || (line_start && matches!(sign, b' ' | b'\t' | b'>'));
                at = text.ceil_char_boundary(at + 1);
                continue;
            }
        };
        line_start = text[..end].ends_with('\n');
        at = end;
    }
    pieces
}

/// How the search goes on.
enum Step {
    /// Over what holds no piece.
    Over(usize),
    /// Over an address in angle brackets.
    Address(Range<usize>),
    /// Over a piece.
    Piece(Piece),
    /// Over one sign.
    Sign,
}

fn step_in_prose(
    text: &str,
    at: usize,
    line_start: bool,
    ground: &Ground,
    finder: &mut forms::Finder,
) -> Step {
    let rest = &text[at..];
    let escaped = rest.strip_prefix('\\').filter(|_| !ground.is_html(at));
    let Some(escaped) = escaped else {
        let piece = finder.find(at, line_start);
        // What stands in code stays code: it binds closer than any piece.
        let piece = piece.filter(|piece| !ground.cuts(piece.range.end));
        return piece.map_or(Step::Sign, Step::Piece);
    };
    if escaped.starts_with("{{<")
        && let Some(piece) = finder.find(at + 1, false)
        && !ground.cuts(piece.range.end)
    {
        return Step::Piece(Piece {
            range: at..piece.range.end,
            kind: Kind::Escaped,
        });
    }
    match escaped.bytes().next() {
        // One backslash is for all braces that open here.
        Some(b'{') => {
            let braces = escaped.bytes().take_while(|sign| *sign == b'{').count();
            Step::Over(at + 1 + braces)
        }
        Some(sign) if sign.is_ascii_punctuation() => Step::Over(at + 2),
        _ => Step::Sign,
    }
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

#[cfg(test)]
mod tests;
