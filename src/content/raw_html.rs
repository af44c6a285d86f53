//! Raw HTML before it is sanitised: frames and scripts become links, lazy pictures load, nesting is bounded.

use crate::content::markdown::escape;
use crate::content::tags::{Tag, attribute, end_of, next_tag};

/// Deeper elements are dropped, their text is kept: a tree's builder takes time with the square of its depth.
const DEPTH_MAX: usize = 100;
/// Elements without an end tag, and those that the next of their kind ends.
const SHALLOW: [&str; 24] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "rp", "rt", "source", "td", "th", "tr", "track", "wbr",
];
/// Elements whose text is no HTML up to their end tag.
const SWALLOWING: [&str; 9] = [
    "iframe",
    "script",
    "style",
    "title",
    "textarea",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
];
/// Where a picture's true address stands while it waits to be scrolled to.
const LAZY: [&str; 5] = [
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-url",
    "data-lazy",
];

/// Rewrites what sanitising would lose or choke on. One pass, in time linear to the text.
pub(super) fn prepare(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let (mut at, mut depth, mut dropped) = (0, 0_usize, 0_usize);
    let mut endless: Vec<&str> = Vec::new();
    while let Some(tag) = next_tag(html, at) {
        out.push_str(&html[at..tag.start]);
        at = tag.end;
        if !tag.is_end
            && let Some(name) = SWALLOWING.iter().find(|name| tag.name == **name)
        {
            // HTML gives `plaintext` no end at all.
            let may_end = **name != *"plaintext" && !endless.contains(name);
            let end = Some(name).filter(|_| may_end);
            let end = end.and_then(|name| end_of(html, at, name));
            let Some(end) = end else {
                // A tag in prose that would swallow all that follows.
                out.push_str(&escape(&html[tag.start..tag.end]));
                if !endless.contains(name) {
                    endless.push(name);
                }
                continue;
            };
            at = end;
            match *name {
                "iframe" | "script" => out.push_str(&framed(&tag)),
                _ => out.push_str(&html[tag.start..end]),
            }
            continue;
        }
        match (tag.name.as_str(), tag.is_end) {
            ("iframe" | "script" | "noscript", _) => {}
            ("img", false) => out.push_str(&awake(&tag, &html[tag.start..tag.end])),
            (name, _) if SHALLOW.contains(&name) => out.push_str(&html[tag.start..tag.end]),
            (_, false) if depth >= DEPTH_MAX => dropped += 1,
            (_, true) if dropped > 0 => dropped -= 1,
            (_, is_end) => {
                depth = if is_end {
                    depth.saturating_sub(1)
                } else {
                    depth + 1
                };
                out.push_str(&html[tag.start..tag.end]);
            }
        }
    }
    out.push_str(&html[at..]);
    out
}

/// What a frame or script shows, as a link; nothing where it shows nothing of another site.
fn framed(tag: &Tag) -> String {
    let source = attribute(tag.inside, "src").or_else(|| lazy_source(tag.inside));
    let source = source.filter(|source| !source.trim().is_empty());
    source.map_or_else(String::new, |source| {
        let title = attribute(tag.inside, "title").filter(|title| !title.is_empty());
        link(&source, title.as_deref().unwrap_or(&source))
    })
}

fn link(target: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(target), escape(text))
}

/// A picture that loads at once.
fn awake(tag: &Tag, typed: &str) -> String {
    let is_placeholder = |source: &str| source.trim().is_empty() || source.starts_with("data:");
    let sleeps = attribute(tag.inside, "src").is_none_or(|source| is_placeholder(&source));
    let source = lazy_source(tag.inside).filter(|_| sleeps);
    let is_set = attribute(tag.inside, "srcset").is_some();
    let set = attribute(tag.inside, "data-srcset").filter(|_| !is_set);
    if source.is_none() && set.is_none() {
        return typed.to_owned();
    }
    let named = |name: &str, value: Option<String>| {
        value.map_or_else(String::new, |value| {
            format!(" {name}=\"{}\"", escape(&value))
        })
    };
    // The first of two attributes counts.
    format!(
        "<img{}{} {}>",
        named("src", source),
        named("srcset", set),
        tag.inside
    )
}

fn lazy_source(inside: &str) -> Option<String> {
    LAZY.iter().find_map(|name| attribute(inside, name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn frames_and_scripts_become_links() {
        for (html, made) in [
            (
                "a <iframe width=1 src=\"https://x.example/e?a=1&amp;b\" title='A film'>no</iframe> b",
                "a <a href=\"https://x.example/e?a=1&amp;b\">A film</a> b",
            ),
            (
                "<script src=https://gist.example/1.js></script>b",
                "<a href=\"https://gist.example/1.js\">https://gist.example/1.js</a>b",
            ),
            ("<script>if (a < b) { x('</p>') }</script>b", "b"),
            ("<noscript><img src=n.png></noscript>", "<img src=n.png>"),
            ("Use the <script> tag.", "Use the &lt;script&gt; tag."),
            ("a <title> b", "a &lt;title&gt; b"),
            (
                "a < b <!-- <iframe src=x> --> c",
                "a < b <!-- <iframe src=x> --> c",
            ),
        ] {
            assert_eq!(prepare(html), made, "{html}");
        }
    }

    #[test]
    fn many_tags_without_an_end_take_little_time() {
        let made = prepare(&format!(
            "{}{}",
            "<script>x".repeat(50_000),
            "<style>".repeat(50_000)
        ));
        assert!(made.starts_with("&lt;script&gt;x&lt;script"));
        let closed = format!("{}</style>", "<style>".repeat(50_000));
        assert_eq!(prepare(&closed), closed);
    }

    #[test]
    fn lazy_pictures_wake_up() {
        assert!(
            prepare("<img data-src=\"/real.png\" src=\"data:image/gif;base64,x\">")
                .starts_with("<img src=\"/real.png\"")
        );
        assert_eq!(
            prepare("<img src='a.png' data-src=b>"),
            "<img src='a.png' data-src=b>"
        );
    }

    #[test]
    fn deep_nesting_is_flattened() {
        let deep = format!("{}x{}", "<div>".repeat(500), "</div>".repeat(500));
        let made = prepare(&deep);
        assert_eq!(
            (
                made.matches("<div>").count(),
                made.matches("</div>").count()
            ),
            (DEPTH_MAX, DEPTH_MAX)
        );
        let list = "<p>one".repeat(500);
        assert_eq!(prepare(&list), list);
    }

    proptest! {
        #[test]
        fn no_html_makes_it_panic(html in "[a-c<>/='\" !é-]{0,60}", any in any::<String>()) {
            let _ = (prepare(&html), prepare(&any), attribute(&html, "a"));
        }
    }
}
