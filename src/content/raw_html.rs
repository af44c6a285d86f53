//! Raw HTML before it is sanitised: frames, scripts and films become links, lazy pictures load, code is plain,
//! nesting is bounded.

mod drawings;
mod embeds;
mod pictures;
mod tables;

use crate::content::markdown::{ANCHOR_SIGNS, escape};
use crate::content::tags::{Tag, attribute, end_of, next_tag};
use crate::model::post::Sizes;

pub(super) use drawings::{COPY_OF_FORMULA, words_of};
pub(super) use pictures::{is_pixel, lazy_source};

use tables::Tables;

/// Deeper elements are dropped, their text is kept: a tree's builder takes time with the square of its depth.
const DEPTH_MAX: usize = 100;
/// Elements without an end tag, and those that the next of their kind ends.
const SHALLOW: [&str; 24] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "rp", "rt", "source", "td", "th", "tr", "track", "wbr",
];
/// Elements whose text is no HTML up to their end tag.
const SWALLOWING: [&str; 9] = [
    "iframe",
    "script",
    "style",
    "title",
    "textarea",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
];
/// Elements that become a link as a whole.
const EMBEDDING: [&str; 5] = ["iframe", "script", "video", "audio", "object"];
/// Tags that go while what stands in them stays: to the tree's builder they would open a world of their own.
const BARE: [&str; 8] = [
    "iframe", "script", "video", "audio", "object", "noscript", "marquee", "button",
];
/// Classes of the columns of line numbers that highlighters write beside code.
const NUMBERS: [&str; 8] = [
    "gutter",
    "rouge-gutter",
    "lineno",
    "linenos",
    "lineNumbers",
    "lnt",
    "ln",
    "line-numbers-rows",
];

/// Elements that become their words.
const DRAWN: [&str; 2] = ["svg", "math"];

/// Rewrites what sanitising would lose or choke on. One pass, in time linear to the text.
pub(super) fn prepare(html: &str, sizes: &Sizes) -> String {
    let mut rewriter = Rewriter {
        html,
        sizes,
        out: String::with_capacity(html.len()),
        at: 0,
        depth: 0,
        dropped: 0,
        spans: Vec::new(),
        tables: Tables::default(),
        awakened: None,
        endless: Vec::new(),
    };
    while let Some(tag) = next_tag(html, rewriter.at) {
        rewriter.write_text(tag.start);
        rewriter.at = tag.end;
        rewriter.rewrite(&tag);
    }
    rewriter.write_text(html.len());
    rewriter.out
}

struct Rewriter<'a> {
    html: &'a str,
    sizes: &'a Sizes,
    out: String,
    /// Where reading goes on.
    at: usize,
    depth: usize,
    dropped: usize,
    /// Which of the open `span`s are kept.
    spans: Vec<bool>,
    tables: Tables,
    /// The picture that was lazy: its copy for readers without scripts is not needed.
    awakened: Option<String>,
    /// Names that have no end tag from here on.
    endless: Vec<String>,
}

impl Rewriter<'_> {
    fn write_text(&mut self, end: usize) {
        let text = &self.html[self.at..end];
        if self.tables.end_before_text(text) {
            self.end_table();
        }
        self.out.push_str(text);
    }

    fn end_table(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.out.push_str("</table>");
    }

    fn rewrite(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        let typed = &self.html[tag.start..tag.end];
        if self.dropped == 0 && self.depth < DEPTH_MAX && self.tables.end_before(tag) {
            self.end_table();
        }
        if !tag.is_end && self.take_whole(tag) {
            return;
        }
        match (name, tag.is_end) {
            ("noscript", false) => self.skip_copy(tag),
            (name, _) if BARE.contains(&name) => {}
            ("embed", false) => self.out.push_str(&embeds::plugged(tag, "")),
            ("img" | "source", false) => {
                let (made, awakened) = pictures::awake(tag, typed, self.sizes);
                self.out.push_str(&made);
                self.awakened = awakened.or(self.awakened.take());
            }
            ("a", false) if self.is_anchor(tag) => {}
            ("span", false) => {
                let says = ["dir", "lang", "title"];
                let kept = says
                    .iter()
                    .any(|name| attribute(tag.inside, name).is_some());
                self.spans.push(kept);
                if kept {
                    self.nest(tag);
                }
            }
            ("span", true) => {
                if self.spans.pop() == Some(true) {
                    self.nest(tag);
                }
            }
            (name, _) if SHALLOW.contains(&name) => self.out.push_str(typed),
            _ => self.nest(tag),
        }
    }

    /// Elements that are read to their end at once; whether this was one.
    fn take_whole(&mut self, tag: &Tag) -> bool {
        let name = tag.name.as_str();
        let swallows = SWALLOWING.contains(&name);
        let embeds = EMBEDDING.contains(&name);
        let is_drawn = DRAWN.contains(&name);
        if !swallows && !embeds && !is_drawn && !is_line_numbers(tag) {
            return false;
        }
        if is_drawn && self.html[..tag.end].ends_with("/>") {
            self.out.push_str(&words_of(tag, ""));
            return true;
        }
        let Some(end) = self.end(tag) else {
            if swallows {
                // A tag in prose that would swallow all that follows.
                self.out.push_str(&escape(&self.html[tag.start..tag.end]));
            } else if embeds {
                self.out.push_str(&embeds::link_of(tag, ""));
            }
            return swallows || embeds;
        };
        let inner = &self.html[tag.end..end];
        if embeds {
            self.out.push_str(&embeds::link_of(tag, inner));
        } else if is_drawn && !self.is_copy(tag) {
            let close = inner.rfind("</").unwrap_or(inner.len());
            self.out.push_str(&words_of(tag, &inner[..close]));
        } else if swallows {
            self.out.push_str(&self.html[tag.start..end]);
        }
        self.at = end;
        true
    }

    /// Whether a formula's text follows a second time, for eyes.
    fn is_copy(&self, tag: &Tag) -> bool {
        let before = self.html[..tag.start].trim_end().rsplit('<').next();
        before.is_some_and(|before| before.contains(COPY_OF_FORMULA))
    }

    fn end(&mut self, tag: &Tag) -> Option<usize> {
        // HTML gives `plaintext` no end at all.
        if tag.name == "plaintext" || self.endless.contains(&tag.name) {
            return None;
        }
        let end = end_of(self.html, tag.end, &tag.name);
        if end.is_none() {
            self.endless.push(tag.name.clone());
        }
        end
    }

    /// Passes over the copy of a lazy picture.
    fn skip_copy(&mut self, tag: &Tag) {
        let Some(awakened) = self.awakened.take() else {
            return;
        };
        let copy = next_tag(self.html, tag.end).filter(|copy| copy.name == "img");
        let source = copy.and_then(|copy| attribute(copy.inside, "src"));
        if source.is_some_and(|source| source.trim() == awakened)
            && let Some(end) = self.end(tag)
        {
            self.at = end;
        }
    }

    /// Whether a link shows only the sign by which a heading links to itself; its end is passed over as well.
    fn is_anchor(&mut self, tag: &Tag) -> bool {
        let target = attribute(tag.inside, "href");
        if target.is_some_and(|target| !target.trim().starts_with('#')) {
            return false;
        }
        let Some(end) = next_tag(self.html, tag.end).filter(|end| end.is_end && end.name == "a")
        else {
            return false;
        };
        let shown = self.html[tag.end..end.start].trim();
        let is_sign = ANCHOR_SIGNS.contains(&shown) || ["&para;", "&sect;"].contains(&shown);
        if is_sign {
            self.at = end.end;
        }
        is_sign
    }

    /// Writes a tag that opens or closes a level, unless it lies too deep.
    fn nest(&mut self, tag: &Tag) {
        if !tag.is_end && self.depth >= DEPTH_MAX {
            self.dropped += 1;
            return;
        }
        if tag.is_end && self.dropped > 0 {
            self.dropped -= 1;
            return;
        }
        self.depth = if tag.is_end {
            self.depth.saturating_sub(1)
        } else {
            self.depth + 1
        };
        self.out.push_str(&self.html[tag.start..tag.end]);
    }
}

fn is_line_numbers(tag: &Tag) -> bool {
    if !["td", "span", "pre"].contains(&tag.name.as_str()) || tag.inside.is_empty() {
        return false;
    }
    let classes = attribute(tag.inside, "class").unwrap_or_default();
    classes
        .split_whitespace()
        .any(|class| NUMBERS.contains(&class))
}

#[cfg(test)]
mod tests;
