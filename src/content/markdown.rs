//! Markdown to HTML that is safe in feed readers and mail, with absolute URLs.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use url::Url;

use crate::config::Shortcodes;
use crate::content::lint::drop_shortcodes;
use crate::content::sanitise::sanitise;
use crate::model::text::Text;

const SCHEMES: [&str; 12] = [
    "http", "https", "mailto", "tel", "sms", "ftp", "xmpp", "irc", "ircs", "matrix", "gemini",
    "news",
];

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
}

impl<'a> Cleaner<'_> {
    fn clean(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        Some(match event {
            Event::Html(html) | Event::InlineHtml(html) if is_comment(&html) => return None,
            Event::Html(html) => {
                self.raw = true;
                Event::Html(html)
            }
            Event::InlineHtml(html) => {
                self.raw = true;
                Event::InlineHtml(html)
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
                if let Some(url) = absolute(&dest_url, self.base) {
                    Event::Start(Tag::Link {
                        link_type,
                        dest_url: url.into(),
                        title,
                        id,
                    })
                } else {
                    self.dropped_links += 1;
                    return None;
                }
            }
            Event::End(TagEnd::Link) if self.dropped_links > 0 => {
                self.dropped_links -= 1;
                return None;
            }
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let url = absolute_image(&dest_url, self.base).unwrap_or_default();
                Event::Start(Tag::Image {
                    link_type,
                    dest_url: url.into(),
                    title,
                    id,
                })
            }
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
mod tests {
    use super::*;
    use crate::model::text::is_legal;
    use proptest::prelude::*;

    fn html(markdown: &str) -> String {
        let base = Url::parse("https://a.example/en/post/").expect("valid");
        render_html(markdown, &base, "fn1", Shortcodes::Text).into_string()
    }

    #[test]
    fn links_are_absolute_and_dangerous_ones_gone() {
        assert!(
            html("[x](/en/) [y](../z) [w](#a) ![i](//h.example/i.png)")
                .contains("href=\"https://a.example/en/\"")
        );
        assert!(html("[y](../z)").contains("https://a.example/en/z"));
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "JaVaScript:x",
            "java&#10;script:x",
        ] {
            let made = html(&format!("[x]({bad}) <a href=\"{bad}\">y</a>"));
            assert!(
                !made.to_lowercase().contains("script:") && !made.contains("data:"),
                "{made}"
            );
        }
    }

    #[test]
    fn raw_html_is_sanitised_and_kept() {
        let made = html(
            "<script>x</script><form><b onclick=x>bold</b></form><img srcset=\"a.png 1x, b.png 2x\" src=a.png><style>@import x</style>",
        );
        assert!(
            made.contains("<b>bold</b>") && made.contains("https://a.example/en/post/b.png 2x"),
            "{made}"
        );
        assert!(!made.contains("script") && !made.contains("onclick") && !made.contains("import"));
    }

    #[test]
    fn markdown_extensions_work() {
        let made = html(
            "| a |\n|---|\n| b |\n\n~~gone~~ x[^n]\n\n- [x] done\n\n# H {#id}\n\n[^n]: note\n\n<!-- more -->\n",
        );
        for part in [
            "<table>",
            "<del>gone</del>",
            "https://a.example/en/post/#fn1-1",
            "id=\"fn1-1\"",
            "☑ done",
            "<h1 id=\"id\">H</h1>",
        ] {
            assert!(made.contains(part), "{part}: {made}");
        }
        assert!(!made.contains("more") && !made.contains("<input"));
    }

    #[test]
    fn shortcodes_can_be_dropped() {
        let base = Url::parse("https://a.example/").expect("valid");
        let made = render_html(
            "a {% x %}b {{< y >}}c\n\n```\n{% raw %}\n```\n",
            &base,
            "f",
            Shortcodes::Drop,
        );
        assert!(
            made.contains("a b c") && made.contains("{% raw %}"),
            "{made}"
        );
    }

    proptest! {
        #[test]
        fn any_markdown_gives_legal_text(markdown in any::<String>(), near in "[a-z<>\\[\\]()!#*`&;:/\"= \n{%}^|-]{0,80}") {
            prop_assert!(html(&markdown).chars().all(is_legal));
            prop_assert!(!html(&near).contains("<script"));
        }
    }
}
