//! Markdown to HTML that is safe in feed readers and mail, with absolute URLs.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use ring::digest;
use url::Url;

use crate::config::Shortcodes;
use crate::content::sanitise::sanitise;
use crate::content::shortcodes::drop_shortcodes;
use crate::model::text::{Text, hex};

const SCHEMES: [&str; 12] = [
    "http", "https", "mailto", "tel", "sms", "ftp", "xmpp", "irc", "ircs", "matrix", "gemini",
    "news",
];

/// Quotes and lists in one another beyond this are written flat.
const DEPTH_MAX: usize = 50;

pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Renders a whole body: every link absolute against `base`, dangerous ones gone, raw HTML sanitised,
/// footnotes unique by `footnote_prefix`.
pub fn render_html(
    markdown: &str,
    base: &Url,
    footnote_prefix: &str,
    shortcodes: Shortcodes,
) -> Text {
    let markdown = match shortcodes {
        Shortcodes::Text => Cow::Borrowed(markdown),
        Shortcodes::Drop => Cow::Owned(drop_shortcodes(markdown)),
    };
    let mut cleaner = Cleaner {
        base,
        footnote_prefix,
        footnotes: HashMap::new(),
        referred: HashSet::new(),
        raw: false,
        dropped_links: 0,
        depth: 0,
        image: None,
    };
    let events: Vec<Event> = Parser::new_ext(&markdown, options())
        .filter_map(|event| cleaner.clean(event))
        .collect();
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    if cleaner.raw {
        html = sanitise(&html, base);
    }
    Text::clean_owned(html)
}

/// What stands before the numbers of an entry's footnotes: unlike any other entry's, and the same after every edit.
pub fn footnote_prefix(id: &str) -> String {
    let digest = digest::digest(&digest::SHA256, id.as_bytes());
    format!("fn-{}", hex(&digest.as_ref()[..4]))
}

/// Renders one line of Markdown (captions) without a paragraph around it.
pub fn render_inline(markdown: &str, base: &Url) -> Text {
    let html = render_html(markdown, base, "caption", Shortcodes::Text);
    let trimmed = html.trim();
    let inner = trimmed
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
        .filter(|inner| !inner.contains("<p>"));
    Text::clean(inner.unwrap_or(trimmed))
}

struct Cleaner<'a> {
    base: &'a Url,
    footnote_prefix: &'a str,
    footnotes: HashMap<String, usize>,
    referred: HashSet<usize>,
    raw: bool,
    dropped_links: usize,
    /// Quotes, lists and items around the event.
    depth: usize,
    /// The picture whose alternative text is being read; pictures in pictures are text.
    image: Option<Picture>,
}

#[derive(Default)]
struct Picture {
    /// `None` where the address cannot be one of a picture.
    url: Option<String>,
    title: String,
    alt: String,
    inner: usize,
}

impl Picture {
    fn html(&self) -> String {
        let Some(url) = &self.url else {
            return escape(&self.alt);
        };
        let title = match self.title.as_str() {
            "" => String::new(),
            title => format!(" title=\"{}\"", escape(title)),
        };
        let (url, alt) = (escape(url), escape(&self.alt));
        format!("<img src=\"{url}\" alt=\"{alt}\"{title}>")
    }
}

impl<'a> Cleaner<'_> {
    fn clean(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        if self.image.is_some() {
            return self.read_alt(&event);
        }
        if self.is_too_deep(&event) {
            return None;
        }
        Some(match event {
            Event::Html(ref html) | Event::InlineHtml(ref html) if is_comment(html) => return None,
            Event::Html(_) | Event::InlineHtml(_) => {
                self.raw = true;
                event
            }
            Event::Start(Tag::Link {
                link_type: LinkType::Email,
                ..
            }) => event,
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let url = absolute(&dest_url, self.base);
                self.dropped_links += usize::from(url.is_none());
                Event::Start(Tag::Link {
                    link_type,
                    dest_url: url?.into(),
                    title,
                    id,
                })
            }
            Event::End(TagEnd::Link) if self.dropped_links > 0 => {
                self.dropped_links -= 1;
                return None;
            }
            Event::Start(Tag::Image {
                dest_url, title, ..
            }) => {
                self.image = Some(Picture {
                    url: absolute_image(&dest_url, self.base),
                    title: title.into_string(),
                    ..Picture::default()
                });
                return None;
            }
            // Attributes in braces are the author's page's, and could be `onclick`.
            Event::Start(Tag::Heading { level, id, .. }) => Event::Start(Tag::Heading {
                level,
                id,
                classes: Vec::new(),
                attrs: Vec::new(),
            }),
            Event::Start(Tag::CodeBlock(_)) => {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented))
            }
            Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "☐ " }.into()),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let number = self.footnote_number(&label);
                let id = format!("{}-{number}", self.footnote_prefix);
                Event::Html(format!("<div id=\"{}\"><sup>{number}</sup> ", escape(&id)).into())
            }
            Event::End(TagEnd::FootnoteDefinition) => Event::Html(CowStr::Borrowed("</div>\n")),
            other => other,
        })
    }

    /// Collects the text of a picture; the picture itself comes back at its end.
    fn read_alt(&mut self, event: &Event<'a>) -> Option<Event<'a>> {
        let picture = self.image.as_mut()?;
        match event {
            Event::Text(text) | Event::Code(text) => picture.alt.push_str(text),
            Event::SoftBreak | Event::HardBreak => picture.alt.push(' '),
            Event::Start(Tag::Image { .. }) => picture.inner += 1,
            Event::End(TagEnd::Image) if picture.inner > 0 => picture.inner -= 1,
            Event::End(TagEnd::Image) => {
                let html = self.image.take()?.html();
                return Some(Event::InlineHtml(html.into()));
            }
            _ => {}
        }
        None
    }

    /// Whether the event opens or closes a container deeper than readers can show.
    fn is_too_deep(&mut self, event: &Event<'a>) -> bool {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item) => {
                self.depth += 1;
                self.depth > DEPTH_MAX
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) => {
                self.depth -= 1;
                self.depth >= DEPTH_MAX
            }
            _ => false,
        }
    }

    fn footnote_number(&mut self, label: &str) -> usize {
        let next = self.footnotes.len() + 1;
        *self.footnotes.entry(label.to_owned()).or_insert(next)
    }

    fn footnote_reference(&mut self, label: &str) -> Event<'a> {
        let number = self.footnote_number(label);
        self.referred.insert(number);
        let mut target = self.base.clone();
        target.set_fragment(Some(&format!("{}-{number}", self.footnote_prefix)));
        Event::InlineHtml(
            format!(
                "<sup><a href=\"{}\">{number}</a></sup>",
                escape(target.as_str())
            )
            .into(),
        )
    }
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.ends_with("-->") && html.matches("<!--").count() == 1
}

/// The target against `base`; `None` when its scheme could run code or read files.
pub(super) fn absolute(target: &str, base: &Url) -> Option<String> {
    let url = base.join(target.trim()).ok()?;
    SCHEMES.contains(&url.scheme()).then(|| url.into())
}

pub(super) fn absolute_image(target: &str, base: &Url) -> Option<String> {
    let url = base.join(target.trim()).ok()?;
    let inline = ["image/png", "image/jpeg", "image/gif", "image/webp"]
        .iter()
        .any(|mime| url.path().starts_with(mime));
    (matches!(url.scheme(), "http" | "https") || (url.scheme() == "data" && inline))
        .then(|| url.into())
}

/// Text as it must stand in HTML and in attribute values.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
