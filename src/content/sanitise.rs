//! Raw HTML of a post, with only what a reader may show and absolute URLs.

use std::borrow::Cow;

use crate::content::address::{absolute, absolute_image, absolute_srcset};
use crate::content::markdown::{Audience, Setting, escape};
use crate::content::raw_html::{is_pixel, prepare};
use crate::content::tags::{attribute, next_tag};

/// Elements that the sanitiser would keep and the W3C's validator of feeds does not know or finds dangerous.
const UNKNOWN: [&str; 4] = ["bdo", "rtc", "map", "area"];

/// Elements inside of which HTML is parsed by other rules than around them.
const MOVING: [&str; 18] = [
    "table", "td", "th", "caption", "button", "object", "applet", "marquee", "template", "select",
    "form", "legend", "fieldset", "dialog", "summary", "li", "dd", "dt",
];
/// So often what was sanitised is parsed again, until it stays as it is.
const PASSES_MAX: usize = 4;

/// Keeps what a reader may show of raw HTML, with absolute URLs.
pub(super) fn sanitise(html: &str, setting: Setting) -> String {
    let links = setting.links.clone();
    let (base, footnotes) = (setting.base.clone(), format!("{}-", setting.footnotes));
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(["source", "picture"])
        .rm_tags(UNKNOWN)
        .add_clean_content_tags(["svg", "math", "title"])
        .add_tag_attributes("source", ["srcset", "type", "media", "sizes"])
        .add_tag_attributes("img", ["srcset", "sizes"])
        .add_tag_attributes("ol", ["reversed", "type"])
        .add_tag_attributes("li", ["value"])
        .add_tag_attributes("details", ["open"])
        .add_tag_attributes("time", ["datetime"])
        .add_generic_attributes(["id", "dir"])
        // Only pictures: the filter below looks at every address.
        .add_url_schemes(["data"])
        .link_rel(None)
        .url_relative(ammonia::UrlRelative::PassThrough)
        .attribute_filter(move |element, attribute, value| match attribute {
            "width" | "height" if element == "img" => pixels(value).map(Cow::Borrowed),
            "srcset" => Some(absolute_srcset(value, &base))
                .filter(|set| !set.is_empty())
                .map(Cow::Owned),
            "src" => absolute_image(value, &base).map(Cow::Owned),
            "href" if links.contains_key(value.trim()) => {
                links.get(value.trim()).map(|url| Cow::Owned(url.clone()))
            }
            "href" | "cite" => absolute(value, &base).map(Cow::Owned),
            // Only our own: two entries on one page must not share an id.
            "id" => value.starts_with(&footnotes).then_some(value.into()),
            _ => Some(value.into()),
        });
    let seen = match setting.audience {
        Audience::Reader => Cow::Borrowed(html),
        Audience::Inbox => Cow::Owned(without_pixels(html)),
    };
    let prepared = prepare(&seen, setting.sizes);
    let mut clean = builder.clean(&prepared).to_string();
    if moves_elements(&prepared) {
        for _ in 1..PASSES_MAX {
            let again = builder.clean(&clean).to_string();
            let is_stable = again == clean;
            clean = again;
            if is_stable {
                break;
            }
        }
        clean = without_links_in_links(&clean);
    }
    with_sources(&clean)
}

/// Clean HTML in which a picture without an address is its words, and one with several has the first for old readers.
fn with_sources(clean: &str) -> String {
    let mut out = String::with_capacity(clean.len());
    let mut at = 0;
    while let Some(tag) = next_tag(clean, at) {
        out.push_str(&clean[at..tag.start]);
        at = tag.end;
        let typed = &clean[tag.start..tag.end];
        if tag.name != "img" || attribute(tag.inside, "src").is_some() {
            out.push_str(typed);
            continue;
        }
        let set = attribute(tag.inside, "srcset");
        let first = set.as_deref().and_then(|set| set.split_whitespace().next());
        if let Some(first) = first {
            let source = escape(first.trim_end_matches(','));
            out.push_str(&format!("<img src=\"{source}\" {}>", tag.inside));
        } else {
            let alt = typed
                .split_once(" alt=\"")
                .and_then(|(_, rest)| rest.split_once('"'));
            out.push_str(alt.map_or("", |(alt, _)| alt));
        }
    }
    out + &clean[at..]
}

/// HTML without the pictures that are there to count readers; their styles, which say so, go later.
fn without_pixels(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    while let Some(tag) = next_tag(html, at) {
        let is_seen = tag.name != "img" || !is_pixel(tag.inside);
        out.push_str(&html[at..if is_seen { tag.end } else { tag.start }]);
        at = tag.end;
    }
    out + &html[at..]
}

/// Clean HTML whose links hold no links: a parser lets the cell of a table in a link have its own.
fn without_links_in_links(clean: &str) -> String {
    let mut out = String::with_capacity(clean.len());
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(tag) = next_tag(clean, at) {
        let is_link = tag.name == "a";
        if is_link && !tag.is_end {
            depth += 1;
        }
        let is_inner = is_link && depth > 1;
        let end = if is_inner { tag.start } else { tag.end };
        out.push_str(&clean[at..end]);
        at = tag.end;
        if is_link && tag.is_end {
            depth = depth.saturating_sub(1);
        }
    }
    out + &clean[at..]
}

/// A size as HTML has it: a number, and nothing behind it.
fn pixels(size: &str) -> Option<&str> {
    let number = size.trim().trim_end_matches("px").trim_end();
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !number.is_empty()).then_some(number)
}

/// Whether a parser may build of `html` what it would not build of its own output: links in links, blocks in
/// paragraphs. It takes crossed elements out of tables, and what is dropped here ends nothing any more.
fn moves_elements(html: &str) -> bool {
    html.match_indices('<').any(|(at, _)| {
        let name = html[at + 1..].bytes().take_while(u8::is_ascii_alphabetic);
        let name: Vec<u8> = name.take(9).map(|byte| byte.to_ascii_lowercase()).collect();
        MOVING.iter().any(|moving| name == moving.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::model::post::{Links, Sizes};

    fn sanitised(html: &str) -> String {
        let base = Url::parse("https://a.example/en/p/").expect("valid");
        let setting = Setting {
            base: &base,
            footnotes: "fn1",
            sizes: &Sizes::new(),
            links: &Links::new(),
            audience: Audience::Reader,
        };
        sanitise(html, setting)
    }

    #[test]
    fn what_was_sanitised_reads_as_it_was_meant() {
        for html in [
            "<a href=x><table><a href=y>b",
            "<p><button><p>x</p></button></p>",
            "<a href=x><object><a href=y>b</a></object></a>",
            "<a href=x><table><td><a href=y>b</a> c</table></a><a href=z>d</a>",
        ] {
            let once = sanitised(html);
            assert_eq!(sanitised(&once), once, "{html}");
            let inner = once
                .split("<a ")
                .skip(1)
                .filter(|link| !link.contains("</a>"));
            assert_eq!(inner.count(), 0, "{once}");
        }
    }

    #[test]
    fn every_address_is_absolute() {
        for (html, made) in [
            (
                "<img srcset=\"a.png 1x,b.png 2x\">",
                "<img src=\"https://a.example/en/p/a.png\" srcset=\"https://a.example/en/p/a.png 1x, https://a.example/en/p/b.png 2x\">",
            ),
            (
                "<picture><source srcset=\"/p.webp 100w\" type=image/webp><img src=p.png></picture>",
                "<picture><source srcset=\"https://a.example/p.webp 100w\" type=\"image/webp\"><img src=\"https://a.example/en/p/p.png\"></picture>",
            ),
            (
                "<img src=a height=128px width=\"50%\"><img src=b width='64'>",
                "<img src=\"https://a.example/en/p/a\" height=\"128\"><img src=\"https://a.example/en/p/b\" width=\"64\">",
            ),
            (
                "<q cite=\"../x\">y</q>",
                "<q cite=\"https://a.example/en/x\">y</q>",
            ),
            (
                "<a href=\" https://x.example/a b\">y</a>",
                "<a href=\"https://x.example/a%20b\">y</a>",
            ),
            (
                "<a href=\"#part\">y</a><a href='?a=1'>z</a>",
                "<a href=\"https://a.example/en/p/#part\">y</a><a href=\"https://a.example/en/p/?a=1\">z</a>",
            ),
            ("<a href=\"javascript:x\">y</a>", "<a>y</a>"),
            ("<a href=\"data:text/html,x\">y</a>", "<a>y</a>"),
            (
                "<img src=\"data:image/png;base64,AA==\" alt=dot>",
                "<img src=\"data:image/png;base64,AA==\" alt=\"dot\">",
            ),
            (
                "<img src=\"data:image/svg+xml,x\" alt='a < b'> <img src=\"data:text/html,x\">.",
                "a &lt; b .",
            ),
            (
                "<video poster=\"p.png\" src=f.mp4 onplay=x></video>",
                "<a href=\"https://a.example/en/p/f.mp4\"><img src=\"https://a.example/en/p/p.png\" alt=\"f.mp4\"></a>",
            ),
            (
                "<object data=\"../a.pdf\" title=\"A paper\"></object>",
                "<a href=\"https://a.example/en/a.pdf\">A paper</a>",
            ),
        ] {
            assert_eq!(sanitised(html), made, "{html}");
        }
    }

    #[test]
    fn only_what_readers_and_validators_accept_is_kept() {
        for (html, made) in [
            (
                "<svg><title>T</title><text>t</text><animate href=#x /></svg> x",
                "t x",
            ),
            (
                "<math><annotation-xml encoding=text/html><style><img src=x onerror=y></style></annotation-xml></math>x",
                "x",
            ),
            (
                "<p style=\"color:red\" class=c id=i onclick=x data-x=1>x</p>",
                "<p>x</p>",
            ),
            (
                "<li id=\"fn1-2\">x</li><li id=\"fn:2\">y</li>",
                "<li id=\"fn1-2\">x</li><li>y</li>",
            ),
            (
                "<details open><summary>S</summary>x</details>",
                "<details open=\"\"><summary>S</summary>x</details>",
            ),
            (
                "<table><tr><td align=right colspan=2 bgcolor=red>x</td></tr></table>",
                "<table><tbody><tr><td align=\"right\" colspan=\"2\">x</td></tr></tbody></table>",
            ),
            (
                "<form action=x><button onclick=y>Go</button><input value=z></form>",
                "Go",
            ),
            (
                "<style>@import url(x)</style><link rel=stylesheet href=x><base href=//evil>x",
                "x",
            ),
            ("<h2><form><h1>x</h1></form></h2>", "<h2></h2><h1>x</h1>"),
            (
                "<p><bdo dir=rtl>x</bdo><marquee>y</marquee></p>",
                "<p>xy</p>",
            ),
        ] {
            assert_eq!(sanitised(html), made, "{html}");
        }
    }
}
