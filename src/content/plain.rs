//! A body as plain text, for mail.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use url::Url;

use crate::content::address::absolute;
use crate::content::markdown::options;
use crate::model::text::Text;

const COLUMNS: usize = 72;

/// A body as plain text wrapped at 72 columns; links become numbered notes below it.
pub fn render_plain(markdown: &str, base: &Url) -> String {
    let mut writer = PlainWriter {
        base,
        out: String::new(),
        line: String::new(),
        lists: Vec::new(),
        quotes: 0,
        code: false,
        notes: Vec::new(),
        open_links: Vec::new(),
    };
    for event in Parser::new_ext(markdown, options()) {
        writer.write(event);
    }
    writer.flush("");
    let mut text = writer.out.trim_end().to_owned();
    if !writer.notes.is_empty() {
        text.push_str("\n\n");
        for (index, url) in writer.notes.iter().enumerate() {
            text.push_str(&format!("[{}] {url}\n", index + 1));
        }
    }
    Text::clean(text.trim_end()).into_string()
}

struct PlainWriter<'a> {
    base: &'a Url,
    out: String,
    line: String,
    lists: Vec<Option<u64>>,
    quotes: usize,
    code: bool,
    notes: Vec<String>,
    open_links: Vec<Option<String>>,
}

impl PlainWriter<'_> {
    fn write(&mut self, event: Event) {
        match event {
            Event::Text(text) if self.code => self.write_code(&text),
            Event::Text(text) | Event::Code(text) => self.line.push_str(&text),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.flush(""),
            Event::Rule => {
                self.line.push_str("* * *");
                self.block();
            }
            Event::TaskListMarker(done) => self.line.push_str(if done { "[x] " } else { "[ ] " }),
            Event::FootnoteReference(label) => self.line.push_str(&format!("[^{label}]")),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::BlockQuote(_) => {
                self.flush("");
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.flush("");
                self.lists.push(first);
            }
            Tag::Item => self.flush(""),
            Tag::CodeBlock(_) => {
                self.flush("");
                self.code = true;
            }
            Tag::FootnoteDefinition(label) => self.line.push_str(&format!("[^{label}]: ")),
            Tag::Link { dest_url, .. } => self.open_links.push(absolute(&dest_url, self.base)),
            Tag::Image { dest_url, .. } => {
                self.open_links.push(absolute(&dest_url, self.base));
                self.line.push_str("[picture: ");
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let text = self.line.trim().to_owned();
                self.flush("");
                let mark = if level <= pulldown_cmark::HeadingLevel::H2 {
                    "="
                } else {
                    "-"
                };
                self.out
                    .push_str(&mark.repeat(text.chars().count().clamp(1, COLUMNS)));
                self.out.push_str("\n\n");
            }
            TagEnd::Paragraph if !self.lists.is_empty() => self.item(),
            TagEnd::Paragraph | TagEnd::FootnoteDefinition | TagEnd::Table => self.block(),
            TagEnd::Item => self.item(),
            TagEnd::List(_) => {
                self.lists.pop();
                self.out.push('\n');
            }
            TagEnd::BlockQuote(_) => {
                self.block();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                self.code = false;
                self.out.push('\n');
            }
            TagEnd::TableCell => self.line.push_str("  "),
            TagEnd::TableRow | TagEnd::TableHead => self.flush(""),
            TagEnd::Link | TagEnd::Image => {
                if tag == TagEnd::Image {
                    self.line.push(']');
                }
                if let Some(url) = self
                    .open_links
                    .pop()
                    .flatten()
                    .filter(|url| !self.line.ends_with(url.as_str()))
                {
                    let at = self
                        .notes
                        .iter()
                        .position(|note| *note == url)
                        .unwrap_or_else(|| {
                            self.notes.push(url);
                            self.notes.len() - 1
                        });
                    self.line.push_str(&format!(" [{}]", at + 1));
                }
            }
            _ => {}
        }
    }

    fn item(&mut self) {
        if self.line.trim().is_empty() {
            return;
        }
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.flush(&mark);
    }

    fn block(&mut self) {
        self.flush("");
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn write_code(&mut self, code: &str) {
        for line in code.lines() {
            self.out
                .push_str(&format!("{}    {line}\n", "> ".repeat(self.quotes)));
        }
    }

    /// Wraps what stands in the line under its mark and indentation.
    fn flush(&mut self, mark: &str) {
        let text = std::mem::take(&mut self.line);
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let first = format!("{}{indent}{mark}", "> ".repeat(self.quotes));
        let next = format!(
            "{}{indent}{}",
            "> ".repeat(self.quotes),
            " ".repeat(mark.chars().count())
        );
        let mut line = first.clone();
        let mut filled = false;
        for word in text.split_whitespace() {
            if filled && line.chars().count() + 1 + word.chars().count() > COLUMNS {
                self.out.push_str(line.trim_end());
                self.out.push('\n');
                line.clone_from(&next);
                filled = false;
            }
            if filled {
                line.push(' ');
            }
            line.push_str(word);
            filled = true;
        }
        if filled {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_reads_well_by_itself() {
        let base = Url::parse("https://a.example/p/").expect("valid");
        let text = render_plain(
            "# Title\n\nSome *words* with [a link](/x) that go on and on until the line is much too long to stand.\n\n- one\n- two\n\n> quote\n\n```\ncode\n```\n",
            &base,
        );
        assert_eq!(
            text,
            "Title\n=====\n\nSome words with a link [1] that go on and on until the line is much too\nlong to stand.\n\n- one\n- two\n\n> quote\n\n    code\n\n[1] https://a.example/x"
        );
    }
}
