//! The footnotes of one post: numbered by first mention, gathered at its end, with ids that no other entry has.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag, TagEnd};
use url::Url;

use crate::content::markdown::escape;

/// Footnotes as they are met.
pub(super) struct Footnotes<'a> {
    base: &'a Url,
    prefix: &'a str,
    numbers: HashMap<String, usize>,
    /// The label of each mentioned note, and how often it is mentioned.
    mentioned: Vec<(String, usize)>,
    notes: HashMap<String, Vec<Event<'static>>>,
    /// The notes that are being read, the innermost last.
    open: Vec<String>,
}

impl<'a> Footnotes<'a> {
    pub(super) fn new(base: &'a Url, prefix: &'a str) -> Self {
        Self {
            base,
            prefix,
            numbers: HashMap::new(),
            mentioned: Vec::new(),
            notes: HashMap::new(),
            open: Vec::new(),
        }
    }

    /// The mention of a note.
    pub(super) fn mention(&mut self, label: &str) -> String {
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(label.to_owned()).or_insert(next);
        if number == next {
            self.mentioned.push((label.to_owned(), 0));
        }
        self.mentioned[number - 1].1 += 1;
        let id = self.mention_id(number, self.mentioned[number - 1].1);
        let target = self.url(&format!("{}-{number}", self.prefix));
        format!(
            "<sup id=\"{}\"><a href=\"{target}\">{number}</a></sup>",
            escape(&id)
        )
    }

    /// Puts an event into the text, or into the note that is being read.
    pub(super) fn place<'e>(&mut self, event: Event<'e>, text: &mut Vec<Event<'e>>) {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => self.open.push(label.into_string()),
            Event::End(TagEnd::FootnoteDefinition) => {
                self.open.pop();
            }
            event => match self.open.last() {
                Some(label) => {
                    let note = self.notes.entry(label.clone()).or_default();
                    note.push(event.into_static());
                }
                None => text.push(event),
            },
        }
    }

    /// Writes the notes that are mentioned below the text, each with ways back.
    pub(super) fn finish(&mut self, text: &mut Vec<Event>) {
        let mentioned = std::mem::take(&mut self.mentioned);
        if mentioned.is_empty() {
            return;
        }
        text.push(Event::Html("<hr>\n<ol>\n".into()));
        for (number, (label, mentions)) in (1..).zip(mentioned) {
            let id = escape(&format!("{}-{number}", self.prefix));
            text.push(Event::Html(format!("<li id=\"{id}\">\n").into()));
            let mut note = self.notes.remove(&label).unwrap_or_default();
            let ways_back: String = (1..=mentions)
                .map(|mention| {
                    let target = self.url(&self.mention_id(number, mention));
                    format!(" <a href=\"{target}\">↩</a>")
                })
                .collect();
            let ends_in_paragraph = matches!(note.last(), Some(Event::End(TagEnd::Paragraph)));
            let at = note.len() - usize::from(ends_in_paragraph);
            note.insert(at, Event::InlineHtml(ways_back.into()));
            text.extend(note);
            text.push(Event::Html("</li>\n".into()));
        }
        text.push(Event::Html("</ol>\n".into()));
    }

    fn mention_id(&self, number: usize, mention: usize) -> String {
        match mention {
            1 => format!("{}-{number}-ref", self.prefix),
            _ => format!("{}-{number}-ref{mention}", self.prefix),
        }
    }

    fn url(&self, id: &str) -> String {
        let mut target = self.base.clone();
        target.set_fragment(Some(id));
        escape(target.as_str())
    }
}
