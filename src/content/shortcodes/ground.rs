//! Where Markdown is no prose: code, comments, addresses in angle brackets, HTML.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use crate::content::markdown::options;
use crate::content::shortcodes::Kind;
use crate::content::shortcodes::forms::Finder;

/// A stretch that is no prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Code by Markdown's rules or by HTML's, and comments.
    Code,
    /// `<https://x.example/>`.
    Autolink,
}

/// What a text is made of, once the pieces that take whole lines are gone from it.
pub(super) struct Ground {
    stretches: Vec<(Range<usize>, Stretch)>,
    html: Vec<Range<usize>>,
}

impl Ground {
    pub(super) fn of(text: &str) -> Self {
        let mut ground = Self {
            stretches: Vec::new(),
            html: Vec::new(),
        };
        let flat = flatten(text);
        let mut open: Option<usize> = None;
        for (event, range) in Parser::new_ext(&flat, options()).into_offset_iter() {
            match event {
                Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => {
                    ground.add(range, Stretch::Code);
                }
                Event::Start(Tag::Link {
                    link_type: LinkType::Autolink | LinkType::Email,
                    ..
                }) => ground.add(range, Stretch::Autolink),
                Event::Start(Tag::HtmlBlock) => ground.add_comments(&flat, range),
                Event::Html(html) | Event::InlineHtml(html) => {
                    if html.starts_with("<!--") {
                        ground.add_comments(&flat, range.clone());
                    }
                    ground.add_html_code(&html.to_ascii_lowercase(), range.clone(), &mut open);
                    ground.html.push(range);
                }
                _ => {}
            }
        }
        ground.stretches.sort_by_key(|(range, _)| range.start);
        let mut end = 0;
        ground.stretches.retain(|(range, _)| {
            let is_apart = range.end > end;
            end = end.max(range.end);
            is_apart
        });
        ground
    }

    fn add(&mut self, range: Range<usize>, stretch: Stretch) {
        self.stretches.push((range, stretch));
    }

    fn add_comments(&mut self, text: &str, range: Range<usize>) {
        let mut at = range.start;
        while let Some(start) = text[at..range.end].find("<!--") {
            let start = at + start;
            let end = text[start..range.end].find("-->");
            let end = end.map_or(range.end, |end| start + end + "-->".len());
            self.add(start..end, Stretch::Code);
            at = end;
        }
    }

    fn add_html_code(&mut self, html: &str, range: Range<usize>, open: &mut Option<usize>) {
        let opens = html.contains("<pre") || html.contains("<code");
        let closes = html.contains("</pre") || html.contains("</code");
        match *open {
            None if opens && closes => self.add(range, Stretch::Code),
            None if opens => *open = Some(range.start),
            Some(start) if closes => {
                self.add(start..range.end, Stretch::Code);
                *open = None;
            }
            _ => {}
        }
    }

    /// The stretch around a place.
    pub(super) fn at(&self, at: usize) -> Option<(Stretch, Range<usize>)> {
        let (range, stretch) = self.last_from(at)?;
        (at < range.end).then(|| (*stretch, range.clone()))
    }

    /// Whether a stretch begins before a place and ends behind it.
    pub(super) fn cuts(&self, end: usize) -> bool {
        let before = end.checked_sub(1).and_then(|last| self.last_from(last));
        before.is_some_and(|(range, _)| range.end > end)
    }

    /// Whether a place lies in HTML, where a backslash is only a sign.
    pub(super) fn is_html(&self, at: usize) -> bool {
        let next = self.html.partition_point(|range| range.start <= at);
        next.checked_sub(1)
            .is_some_and(|last| at < self.html[last].end)
    }

    fn last_from(&self, at: usize) -> Option<&(Range<usize>, Stretch)> {
        let next = self
            .stretches
            .partition_point(|(range, _)| range.start <= at);
        next.checked_sub(1)
            .and_then(|last| self.stretches.get(last))
    }
}

/// The text, as long as it was, without the tags and lines of programs that would make blocks of what stands around them.
fn flatten(text: &str) -> String {
    let mut flat = text.as_bytes().to_vec();
    let mut finder = Finder::new(text);
    let mut line_start = true;
    let mut at = 0;
    while at < flat.len() {
        let sign = text.as_bytes()[at];
        let is_near = matches!(sign, b'<' | b':' | b'i' | b'e');
        let found = is_near.then(|| finder.find(at, line_start)).flatten();
        line_start = sign == b'\n' || (line_start && matches!(sign, b' ' | b'\t' | b'>'));
        at += 1;
        match found {
            Some(piece) if matches!(piece.kind, Kind::Component { .. } | Kind::Literal) => {
                flat[piece.range.start] = b'x';
            }
            Some(piece) => {
                at = piece.range.end;
                let lines = flat[piece.range].iter_mut();
                lines
                    .filter(|sign| **sign != b'\n')
                    .for_each(|sign| *sign = b' ');
            }
            None => {}
        }
    }
    String::from_utf8(flat).unwrap_or_else(|_| text.to_owned())
}
