//! The HTML of a mail as feed readers may show it: without the tables that lay it out, and sanitised.

use url::Url;

use crate::content::markdown::{Audience, Setting};
use crate::content::sanitise::sanitise;
use crate::content::tags::{Tag, end_of, next_tag};
use crate::model::post::{Links, Sizes};
use crate::model::text::Text;

/// What is inside these is not for readers.
const UNSEEN: [&str; 3] = ["head", "style", "script"];

/// Reduces the HTML of a mail to what a feed reader shows; addresses are absolute against `base`.
pub fn reduce_letter(html: &str, base: &Url) -> Text {
    let setting = Setting {
        base,
        footnotes: "letter",
        audience: Audience::Reader,
        sizes: &Sizes::new(),
        links: &Links::new(),
    };
    let clean = sanitise(&without_layout(html), setting);
    Text::clean_owned(without_empty_blocks(clean.trim()))
}

/// Takes away what is hidden and every table that only lays out; its cells become blocks.
fn without_layout(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut is_layout: Vec<bool> = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(html, at) {
        let text = &html[at..tag.start];
        out.push_str(text);
        at = tag.end;
        if !tag.is_end && is_hidden(&tag) {
            at = end_of_hidden(html, &tag);
            continue;
        }
        match tag.name.as_str() {
            "table" if tag.is_end => {
                if !is_layout.pop().unwrap_or(false) {
                    out.push_str("</table>");
                }
                continue;
            }
            "table" => is_layout.push(tag.inside.contains("presentation")),
            _ => {}
        }
        if !is_layout.last().copied().unwrap_or(false) {
            out.push_str(&html[tag.start..tag.end]);
            continue;
        }
        match tag.name.as_str() {
            "td" | "th" => out.push_str(if tag.is_end { "</div>" } else { "<div>" }),
            "table" | "tbody" | "tr" => {}
            _ => out.push_str(&html[tag.start..tag.end]),
        }
    }
    out + &html[at..]
}

fn is_hidden(tag: &Tag) -> bool {
    let style = tag.inside.replace(' ', "").to_ascii_lowercase();
    UNSEEN.contains(&tag.name.as_str()) || style.contains("display:none")
}

/// Where a hidden element ends; one that never does hides nothing behind its tag.
fn end_of_hidden(html: &str, hidden: &Tag) -> usize {
    if UNSEEN.contains(&hidden.name.as_str()) {
        return end_of(html, hidden.end, &hidden.name).unwrap_or(hidden.end);
    }
    let (mut at, mut depth) = (hidden.end, 1_usize);
    while let Some(tag) = next_tag(html, at) {
        at = tag.end;
        if tag.name == hidden.name {
            depth = if tag.is_end { depth - 1 } else { depth + 1 };
        }
        if depth == 0 {
            return at;
        }
    }
    hidden.end
}

/// Layouts leave blocks in blocks and empty ones; each pass is linear, and a mail nests little.
fn without_empty_blocks(html: &str) -> String {
    let lines = html.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut out = lines.collect::<Vec<_>>().join("\n");
    for _ in 0..8 {
        let length = out.len();
        out = out.replace("<div></div>", "").replace("<div>\n</div>", "");
        if out.len() == length {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reduced(html: &str) -> String {
        let base = Url::parse("https://a.example/").expect("a URL");
        reduce_letter(html, &base).into_string()
    }

    #[test]
    fn layout_goes_and_tables_of_posts_stay() {
        let html = "<html><head><title>T</title><style>x{}</style></head><body style=\"x\">\
            <div style=\"display: none\">pre<div>header</div></div>\
            <table role=\"presentation\"><tr><td><h2 style=\"a\"><a class=\"b\" href=\"/p\">P</a></h2>\
            <table><tr><td>1</td></tr></table></td></tr></table>\
            <!--[if mso]><v:roundrect>Y</v:roundrect><![endif]--><script>x</script></body></html>";
        assert_eq!(
            reduced(html),
            "<div><h2><a href=\"https://a.example/p\">P</a></h2><table><tbody><tr><td>1</td></tr></tbody></table></div>"
        );
    }

    #[test]
    fn what_never_ends_hides_nothing() {
        assert_eq!(reduced("<p style=\"display:none\">a</p>b"), "b");
        assert_eq!(reduced("<table role=presentation><td>a"), "<div>a</div>");
        assert!(reduced(&"<div style=display:none>".repeat(2000)).len() < 100_000);
    }
}
