//! Markdown to HTML that is safe in feed readers and mail, with absolute URLs.

mod anchors;
mod footnotes;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use ring::digest;
use url::Url;

use crate::content::address::{absolute, absolute_image};
use crate::content::sanitise::sanitise;
use crate::model::post::{Body, Links, Sizes};
use crate::model::text::{Text, hex};

pub(super) use anchors::ANCHOR_SIGNS;

use anchors::drop_anchors;
use footnotes::Footnotes;

/// Quotes and lists in one another beyond this are written flat.
const DEPTH_MAX: usize = 50;
/// Alignment as the renderer writes it, and as readers keep it.
const ALIGNMENTS: [(&str, &str); 3] = [
    (" style=\"text-align: left\"", " align=\"left\""),
    (" style=\"text-align: center\"", " align=\"center\""),
    (" style=\"text-align: right\"", " align=\"right\""),
];

pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Where the HTML of a post will stand, and what is known of its pictures.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    /// The post's URL.
    pub(super) base: &'a Url,
    /// What the ids of its footnotes begin with; no other id is kept.
    pub(super) footnotes: &'a str,
    /// The sizes of its pictures.
    pub(super) sizes: &'a Sizes,
    /// Where its links to other posts' files lead.
    pub(super) links: &'a Links,
    /// Who reads it.
    pub(super) audience: Audience,
}

/// Where HTML is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// In a reader of feeds.
    Reader,
    /// In a mail, which must not tell who opened it.
    Inbox,
}

/// Renders a whole body: every link absolute against `base`, dangerous ones gone, raw HTML sanitised, pictures with
/// their sizes, footnotes at the end and unique by `footnote_prefix`.
pub fn render_html(body: &Body, base: &Url, footnote_prefix: &str) -> Text {
    let setting = Setting {
        base,
        footnotes: footnote_prefix,
        sizes: &body.sizes,
        links: &body.links,
        audience: Audience::Reader,
    };
    render(&body.markdown, setting)
}

pub(super) fn render(markdown: &str, setting: Setting) -> Text {
    let mut cleaner = Cleaner {
        setting,
        footnotes: Footnotes::new(setting.base, setting.footnotes),
        raw: false,
        dropped_links: 0,
        depth: 0,
        image: None,
    };
    let mut events: Vec<Event> = Vec::new();
    for event in Parser::new_ext(markdown, options()) {
        if let Some(event) = cleaner.clean(event) {
            cleaner.footnotes.place(event, &mut events);
        }
    }
    cleaner.footnotes.finish(&mut events);
    drop_anchors(&mut events);
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    if html.contains(" style=\"text-align") {
        for (style, align) in ALIGNMENTS {
            for cell in ["<td", "<th"] {
                html = html.replace(&format!("{cell}{style}"), &format!("{cell}{align}"));
            }
        }
    }
    if cleaner.raw {
        html = sanitise(&html, setting);
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
    let setting = Setting {
        base,
        footnotes: "caption",
        sizes: &Sizes::default(),
        links: &Links::default(),
        audience: Audience::Reader,
    };
    let html = render(markdown, setting);
    let trimmed = html.trim();
    let inner = trimmed
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
        .filter(|inner| !inner.contains("<p>"));
    Text::clean(inner.unwrap_or(trimmed))
}

struct Cleaner<'a> {
    setting: Setting<'a>,
    footnotes: Footnotes<'a>,
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
    size: Option<(u32, u32)>,
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
        let size = self.size.map_or_else(String::new, |(width, height)| {
            format!(" width=\"{width}\" height=\"{height}\"")
        });
        let (url, alt) = (escape(url), escape(&self.alt));
        format!("<img src=\"{url}\" alt=\"{alt}\"{title}{size}>")
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
            Event::Start(Tag::Link { .. }) => return self.link(event),
            Event::End(TagEnd::Link) if self.dropped_links > 0 => {
                self.dropped_links -= 1;
                return None;
            }
            Event::Start(Tag::Image {
                dest_url, title, ..
            }) => {
                self.image = Some(Picture {
                    url: absolute_image(&dest_url, self.setting.base),
                    size: self.setting.sizes.get(&*dest_url).copied(),
                    title: title.into_string(),
                    ..Picture::default()
                });
                return None;
            }
            // Attributes in braces are the author's page's: its ids would meet those of other entries, and one could be `onclick`.
            Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
                level,
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            }),
            Event::Start(Tag::CodeBlock(_)) => {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented))
            }
            Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "☐ " }.into()),
            Event::FootnoteReference(label) => {
                let reference = self.footnotes.mention(&label);
                Event::InlineHtml(reference.into())
            }
            other => other,
        })
    }

    fn link(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        let Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) = event
        else {
            return Some(event);
        };
        let dest_url = if link_type == LinkType::Email {
            dest_url
        } else {
            let known = self.setting.links.get(dest_url.trim()).cloned();
            let url = known.or_else(|| absolute(&dest_url, self.setting.base));
            self.dropped_links += usize::from(url.is_none());
            url?.into()
        };
        Some(Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }))
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
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.ends_with("-->") && html.matches("<!--").count() == 1
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
