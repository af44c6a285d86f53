//! A message read back: its bytes, its headers as they stand there, its two bodies decoded.

use anyhow::Context as _;
use mail_parser::MessageParser;
use scraper::{ElementRef, Html};

/// A message as a mail program sees it.
pub(super) struct Letter<'a> {
    /// The whole message.
    pub(super) bytes: &'a [u8],
    /// Its headers, unfolded and not decoded.
    pub(super) headers: Vec<(String, String)>,
    /// The subject, decoded.
    pub(super) subject: String,
    /// The HTML part, decoded; empty where there is none.
    pub(super) html: String,
    /// The text part, decoded; empty where there is none.
    pub(super) text: String,
    /// The HTML part as a tree.
    pub(super) document: Html,
}

impl<'a> Letter<'a> {
    /// Reads a message.
    pub(super) fn read(bytes: &'a [u8]) -> anyhow::Result<Self> {
        let parsed = MessageParser::default().parse(bytes);
        let parsed = parsed.context("this is no message")?;
        let body = |id: Option<&u32>| {
            let part = id.and_then(|id| parsed.part(*id));
            part.and_then(|part| part.text_contents())
                .unwrap_or_default()
                .to_owned()
        };
        let is = |id: &&u32, html: bool| {
            let part = parsed.part(**id);
            part.is_some_and(|part| part.is_text_html() == html)
        };
        let html = body(parsed.html_body.iter().find(|id| is(id, true)));
        let text = body(parsed.text_body.iter().find(|id| is(id, false)));
        let headers = parsed
            .headers_raw()
            .map(|(name, value)| (name.to_owned(), unfold(value)));
        Ok(Self {
            bytes,
            headers: headers.collect(),
            subject: parsed.subject().unwrap_or_default().to_owned(),
            document: Html::parse_document(&html),
            html,
            text,
        })
    }

    /// The values of a header.
    pub(super) fn values(&self, name: &str) -> Vec<&str> {
        let same = |header: &&(String, String)| header.0.eq_ignore_ascii_case(name);
        let found = self.headers.iter().filter(same);
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// Every element, in order.
    pub(super) fn elements(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.document.root_element().descendent_elements()
    }

    /// Every element of a kind, in order.
    pub(super) fn all(&self, name: &'static str) -> impl Iterator<Item = ElementRef<'_>> {
        self.elements()
            .filter(move |element| element.value().name() == name)
    }
}

/// A header's value on one line (RFC 5322, 2.2.3).
fn unfold(value: &str) -> String {
    value.replace(['\r', '\n'], "").trim().to_owned()
}

/// The text of an element with its white space as single spaces.
pub(super) fn words_of(element: ElementRef) -> String {
    let text: String = element.text().collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// Text short enough for a message to a person.
pub(super) fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    let text = text.escape_debug().to_string();
    if text.chars().count() <= MOST {
        return text;
    }
    let start: String = text.chars().take(MOST).collect();
    format!("{start}…")
}
