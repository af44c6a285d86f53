//! Raw HTML in a post's Markdown, told to the writer of plain text as if it had been Markdown.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::content::address::Home;
use crate::content::markdown::escape;
use crate::content::plain::writer::{Cell, Writer};
use crate::content::raw_html::{COPY_OF_FORMULA, is_pixel, prepare};
use crate::content::tags::{self, attribute, decode, next_tag};
use crate::model::post::Sizes;

/// Elements whose words nobody is to read.
const UNSEEN: [&str; 8] = [
    "script", "style", "title", "svg", "math", "template", "select", "rp",
];
/// Elements that are read as a whole, with what stands between their tags.
const WHOLE: [&str; 9] = [
    "iframe", "script", "style", "video", "audio", "object", "textarea", "title", "svg",
];
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hgroup",
    "html",
    "legend",
    "main",
    "nav",
    "p",
    "section",
    "summary",
    "tbody",
    "tfoot",
    "thead",
    "picture",
    "search",
];

/// Where reading raw HTML stands between two pieces of it.
#[derive(Default)]
pub(super) struct RawHtml {
    /// The element that is being read as a whole, and its text so far.
    held: Option<(String, String)>,
    /// The lines of a block of HTML.
    block: Option<String>,
    /// The element whose words are passed over, and how often it is open.
    unseen: Option<(String, usize)>,
    /// The code of a `pre` that is open.
    code: Option<String>,
    /// What follows is the copy of a formula that stands in the text as well.
    is_copy: bool,
}

impl RawHtml {
    /// Whether the event was HTML, or stands in HTML that is read later.
    pub(super) fn holds(&mut self, event: &Event, writer: &mut Writer, home: Home) -> bool {
        match event {
            Event::Start(Tag::HtmlBlock) => self.block = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                let html = self.block.take().unwrap_or_default();
                self.read(&html, writer, home);
            }
            Event::Html(html) | Event::InlineHtml(html) => self.add(html, writer, home),
            Event::Text(text) | Event::Code(text) if self.held.is_some() => {
                if let Some((_, held)) = &mut self.held {
                    held.push_str(&escape(text));
                }
            }
            Event::End(TagEnd::Paragraph) if self.code.is_some() && self.held.is_none() => {
                if let Some(code) = &mut self.code {
                    code.push_str("\n\n");
                }
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell,
            ) => {
                self.finish(writer, home);
                return false;
            }
            Event::Text(text) | Event::Code(text) if self.code.is_some() => {
                if let Some(code) = &mut self.code {
                    code.push_str(text);
                }
            }
            _ => return self.unseen.is_some() || self.held.is_some(),
        }
        true
    }

    /// Reads what is held of an element that never ended.
    pub(super) fn finish(&mut self, writer: &mut Writer, home: Home) {
        if let Some((_, html)) = self.held.take() {
            self.read(&html, writer, home);
        }
        self.unseen = None;
        if self.code.is_some() {
            self.end_code(writer);
        }
    }

    fn end_code(&mut self, writer: &mut Writer) {
        let code = self.code.take().unwrap_or_default();
        writer.code(code.trim_start_matches('\n'));
    }

    fn add(&mut self, html: &str, writer: &mut Writer, home: Home) {
        if let Some(block) = &mut self.block {
            block.push_str(html);
            return;
        }
        let tag = next_tag(html, 0);
        let is_copy = std::mem::replace(&mut self.is_copy, html.contains(COPY_OF_FORMULA));
        let is_whole = |name: &str| WHOLE.contains(&name) || (name == "math" && !is_copy);
        if let Some((name, held)) = &mut self.held {
            held.push_str(html);
            if tag.is_some_and(|tag| tag.is_end && tag.name == *name) {
                self.finish(writer, home);
            }
            return;
        }
        match tag {
            Some(tag) if !tag.is_end && is_whole(&tag.name) => {
                self.held = Some((tag.name.clone(), html.to_owned()));
            }
            _ => self.read(html, writer, home),
        }
    }

    fn read(&mut self, html: &str, writer: &mut Writer, home: Home) {
        let html = prepare(html, &Sizes::new());
        let mut at = 0;
        while let Some(tag) = next_tag(&html, at) {
            self.words(&html[at..tag.start], writer);
            at = tag.end;
            self.tag(&tag, writer, home);
        }
        self.words(&html[at..], writer);
    }

    fn words(&mut self, html: &str, writer: &mut Writer) {
        if self.unseen.is_some() || html.is_empty() {
            return;
        }
        let text = decode(html);
        match &mut self.code {
            Some(code) => code.push_str(&text),
            None => writer.text(&text),
        }
    }

    fn tag(&mut self, tag: &tags::Tag, writer: &mut Writer, home: Home) {
        let name = tag.name.as_str();
        if let Some((unseen, depth)) = &mut self.unseen {
            if unseen == name {
                *depth = if tag.is_end { *depth - 1 } else { *depth + 1 };
            }
            if *depth == 0 {
                self.unseen = None;
            }
            return;
        }
        if UNSEEN.contains(&name) {
            self.unseen = (!tag.is_end).then(|| (name.to_owned(), 1));
            return;
        }
        match (name, tag.is_end) {
            ("pre", false) => {
                writer.block();
                self.code = Some(String::new());
            }
            ("pre", true) => self.end_code(writer),
            ("br", _) => match &mut self.code {
                Some(code) => code.push('\n'),
                None => writer.break_line(),
            },
            ("a", false) => {
                let target = attribute(tag.inside, "href");
                writer.start_link(target.and_then(|target| home.absolute(&target)));
            }
            ("a", true) => writer.end_link(),
            ("img", _) if !is_pixel(tag.inside) => {
                let source = attribute(tag.inside, "src");
                let url = source.and_then(|source| home.absolute_image(&source));
                writer.picture(&attribute(tag.inside, "alt").unwrap_or_default(), url);
            }
            ("sup", false) if writer.ends_in_word() => writer.text("^"),
            ("del" | "s" | "strike", _) => writer.text("~~"),
            _ => structure(tag, writer),
        }
    }
}

/// Blocks, lists, quotes and tables.
fn structure(tag: &tags::Tag, writer: &mut Writer) {
    let number = |name: &str| attribute(tag.inside, name)?.trim().parse::<u64>().ok();
    match (tag.name.as_str(), tag.is_end) {
        (name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6"), false) => {
            let level = name[1..].parse().unwrap_or(2);
            writer.start_heading(level);
        }
        ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", true) => writer.end_heading(),
        ("hr", _) => writer.rule(),
        ("blockquote", false) => writer.start_quote(),
        ("blockquote", true) => writer.end_quote(),
        ("ul", false) => writer.start_list(None),
        ("ol", false) => writer.start_list(Some(number("start").unwrap_or(1))),
        ("ul" | "ol", true) => writer.end_list(),
        ("li", false) => {
            writer.end_open_item();
            writer.start_item(number("value"));
        }
        ("li", true) => writer.end_item(),
        ("table", false) => writer.start_table(&[]),
        ("table", true) => writer.end_table(),
        ("tr", false) => writer.start_row(),
        ("td", false) => writer.start_cell(Cell::Body),
        ("th", false) => writer.start_cell(Cell::Head),
        ("td" | "th", true) => writer.end_cell(),
        ("p", _) => writer.end_paragraph(),
        (name, _) if BLOCKS.contains(&name) => writer.block(),
        _ => {}
    }
}
