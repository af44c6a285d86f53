//! Raw HTML as a summary sees it: its paragraphs, what else stands in it, and where the summary ends.

use crate::content::raw_html::words_of;
use crate::content::tags::{decode, end_of, next_tag};

/// Elements whose words are no part of the text.
const UNSEEN: [&str; 15] = [
    "audio", "button", "iframe", "nav", "noscript", "object", "pre", "script", "select", "style",
    "template", "textarea", "title", "video", "xmp",
];
/// Elements within a line.
const INLINE: [&str; 31] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "mark", "q", "rp", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u",
];
/// Elements whose words are no paragraph.
const ASIDE: [&str; 17] = [
    "caption",
    "dt",
    "figcaption",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "label",
    "legend",
    "li",
    "summary",
    "td",
    "th",
];

/// A part of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Words that are a paragraph.
    Paragraph(String),
    /// Words of a heading, list, table or caption.
    Aside(String),
    /// A comment.
    Comment(String),
}

/// The parts of a block of HTML, in order.
pub(super) fn parts_of(html: &str) -> Vec<Part> {
    let mut reader = Reader::default();
    let mut at = 0;
    let mut endless: Vec<String> = Vec::new();
    while let Some(tag) = next_tag(html, at) {
        reader.text(&html[at..tag.start]);
        at = tag.end;
        let name = tag.name.as_str();
        let is_drawn = matches!(name, "svg" | "math");
        if (is_drawn || UNSEEN.contains(&name)) && !tag.is_end && !endless.contains(&tag.name) {
            match end_of(html, at, name) {
                Some(end) if is_drawn => {
                    let close = html[..end].rfind("</").unwrap_or(end);
                    reader.text(&words_of(&tag, &html[at..close.max(at)]));
                    at = end;
                }
                Some(end) => at = end,
                None => endless.push(tag.name),
            }
        } else if name == "br" || name == "wbr" {
            reader.words.push(' ');
        } else if !INLINE.contains(&name) {
            reader.end_block();
            reader.is_aside = !tag.is_end && ASIDE.contains(&name);
        }
    }
    reader.text(&html[at..]);
    reader.end_block();
    reader.parts
}

#[derive(Default)]
struct Reader {
    parts: Vec<Part>,
    words: String,
    is_aside: bool,
}

impl Reader {
    fn text(&mut self, html: &str) {
        let mut rest = html;
        while let Some((before, after)) = rest.split_once("<!--") {
            self.words.push_str(&decode(before));
            let (comment, after) = after.split_once("-->").unwrap_or((after, ""));
            self.end_block();
            self.parts.push(Part::Comment(format!("<!--{comment}-->")));
            rest = after;
        }
        self.words.push_str(&decode(rest));
    }

    fn end_block(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.trim().is_empty() {
            return;
        }
        self.parts.push(if self.is_aside {
            Part::Aside(words)
        } else {
            Part::Paragraph(words)
        });
    }
}
