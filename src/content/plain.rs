//! A body as the text part of a mail: made of the Markdown, one line for a paragraph, wrapped by nobody yet.

mod html;
mod table;
mod writer;

use std::collections::HashMap;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};
use url::Url;

use crate::content::address::Home;
use crate::content::markdown::options;
use crate::content::plain::html::RawHtml;
use crate::content::plain::writer::{Cell, Writer};
use crate::model::post::Body;
use crate::model::text::Text;

/// A body as plain text, with one line for each paragraph: `mail::flowed` wraps it where it stands in the whole mail.
///
/// Lists, quotes, code and tables look as people write them in mails; pictures are their alternative text; links
/// are numbered, with their addresses below the text; footnotes stand there too, with letters. Lines that must stay
/// as they are and quotes begin with the marks of [`crate::model::columns`].
pub fn render_plain(body: &Body, base: &Url) -> String {
    let mut reader = Reader::new(Home {
        base,
        links: &body.links,
    });
    for event in Parser::new_ext(&body.markdown, options()) {
        reader.place(event);
    }
    Text::clean(&reader.finish()).into_string()
}

/// A picture whose words are being read.
#[derive(Default)]
struct Picture {
    url: Option<String>,
    alt: String,
    /// Pictures that are open in it.
    inner: usize,
}

/// Takes the events of the Markdown and tells the writer.
struct Reader<'a> {
    home: Home<'a>,
    writer: Writer,
    raw: RawHtml,
    picture: Option<Picture>,
    code: Option<String>,
    /// The notes that are being read, the innermost last.
    open_notes: Vec<String>,
    notes: HashMap<String, Vec<Event<'a>>>,
    mentioned: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(home: Home<'a>) -> Self {
        Self {
            home,
            writer: Writer::default(),
            raw: RawHtml::default(),
            picture: None,
            code: None,
            open_notes: Vec::new(),
            notes: HashMap::new(),
            mentioned: Vec::new(),
        }
    }

    /// Reads an event of the text now, one of a footnote later.
    fn place(&mut self, event: Event<'a>) {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => self.open_notes.push(label.to_string()),
            Event::End(TagEnd::FootnoteDefinition) => {
                self.open_notes.pop();
            }
            event => match self.open_notes.last() {
                Some(label) => self.notes.entry(label.clone()).or_default().push(event),
                None => self.read(event),
            },
        }
    }

    fn finish(mut self) -> String {
        self.raw.finish(&mut self.writer, self.home);
        self.writer.end_all();
        let mut next = 0;
        while let Some(label) = self.mentioned.get(next).cloned() {
            self.writer.start_note(&letters(next), next == 0);
            for event in self.notes.remove(&label).unwrap_or_default() {
                self.read(event);
            }
            self.raw.finish(&mut self.writer, self.home);
            self.writer.end_all();
            next += 1;
        }
        self.writer.finish()
    }

    fn read(&mut self, event: Event<'a>) {
        if self.raw.holds(&event, &mut self.writer, self.home) || self.reads_picture(&event) {
            return;
        }
        match event {
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.writer.text(&text),
            },
            Event::Code(text) => self.writer.text(&text),
            Event::SoftBreak => self.writer.text(" "),
            Event::HardBreak => self.writer.break_line(),
            Event::Rule => self.writer.rule(),
            Event::TaskListMarker(done) => self.writer.text(if done { "☑ " } else { "☐ " }),
            Event::FootnoteReference(label) => self.mention(&label),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn mention(&mut self, label: &str) {
        let known = self.mentioned.iter().position(|known| known == label);
        let at = known.unwrap_or_else(|| {
            self.mentioned.push(label.to_owned());
            self.mentioned.len() - 1
        });
        self.writer.text(&format!(" [{}]", letters(at)));
    }

    /// Collects the words that stand for a picture.
    fn reads_picture(&mut self, event: &Event) -> bool {
        match (event, &mut self.picture) {
            (Event::Start(Tag::Image { dest_url, .. }), None) => {
                self.picture = Some(Picture {
                    url: self.home.absolute_image(dest_url),
                    ..Picture::default()
                });
            }
            (Event::Start(Tag::Image { .. }), Some(picture)) => picture.inner += 1,
            (Event::End(TagEnd::Image), Some(picture)) if picture.inner > 0 => picture.inner -= 1,
            (Event::End(TagEnd::Image), Some(_)) => {
                let picture = self.picture.take().unwrap_or_default();
                self.writer.picture(&picture.alt, picture.url);
            }
            (Event::Text(text) | Event::Code(text), Some(picture)) => picture.alt.push_str(text),
            (Event::SoftBreak | Event::HardBreak, Some(picture)) => picture.alt.push(' '),
            (_, open) => return open.is_some(),
        }
        true
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Paragraph => self.writer.block(),
            Tag::Heading { level, .. } => self.writer.start_heading(level as usize),
            Tag::BlockQuote(_) => self.writer.start_quote(),
            Tag::List(first) => self.writer.start_list(first),
            Tag::Item => self.writer.start_item(None),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.code = Some(String::new());
            }
            Tag::Table(alignments) => self.writer.start_table(&alignments),
            Tag::TableHead | Tag::TableRow => self.writer.start_row(),
            Tag::TableCell => self.writer.start_cell(Cell::Body),
            Tag::Strikethrough => self.writer.text("~~"),
            Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                ..
            } => self.writer.start_link(Some(format!("mailto:{dest_url}"))),
            Tag::Link { dest_url, .. } => {
                self.writer.start_link(self.home.absolute(&dest_url));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.writer.end_paragraph(),
            TagEnd::Heading(_) => self.writer.end_heading(),
            TagEnd::BlockQuote(_) => self.writer.end_quote(),
            TagEnd::List(_) => self.writer.end_list(),
            TagEnd::Item => self.writer.end_item(),
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.writer.code(&code);
            }
            TagEnd::Table => self.writer.end_table(),
            TagEnd::TableCell => self.writer.end_cell(),
            TagEnd::TableHead => self.writer.end_head(),
            TagEnd::Strikethrough => self.writer.text("~~"),
            TagEnd::Link => self.writer.end_link(),
            _ => {}
        }
    }
}

/// `a`, `b`, … `z`, `aa`: numbers are the links'.
fn letters(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
        match (number / 26).checked_sub(1) {
            Some(rest) => number = rest,
            None => return letters.iter().rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests;
