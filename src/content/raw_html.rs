//! Raw HTML before it is sanitised: frames and scripts become links, lazy pictures load, nesting is bounded.

use crate::content::markdown::escape;

/// Deeper elements are dropped, their text is kept: a tree's builder takes time with the square of its depth.
const DEPTH_MAX: usize = 100;
/// Elements without an end tag, and those that the next of their kind ends.
const SHALLOW: [&str; 24] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "rp", "rt", "source", "td", "th", "tr", "track", "wbr",
];
/// Where a picture's true address stands while it waits to be scrolled to.
const LAZY: [&str; 5] = [
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-url",
    "data-lazy",
];

/// A tag as it stands in the text.
struct Tag<'a> {
    name: String,
    is_end: bool,
    /// What stands between the name and `>`.
    inside: &'a str,
    start: usize,
    end: usize,
}

/// Rewrites what sanitising would lose or choke on. One pass, in time linear to the text.
pub(super) fn prepare(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let (mut at, mut depth, mut dropped) = (0, 0_usize, 0_usize);
    while let Some(tag) = next_tag(html, at) {
        out.push_str(&html[at..tag.start]);
        at = tag.end;
        match (tag.name.as_str(), tag.is_end) {
            ("iframe" | "script", false) => {
                let source = attribute(tag.inside, "src").or_else(|| lazy_source(tag.inside));
                if let Some(source) = source.filter(|source| !source.trim().is_empty()) {
                    let title = attribute(tag.inside, "title").filter(|title| !title.is_empty());
                    out.push_str(&link(&source, title.as_deref().unwrap_or(&source)));
                }
                at = end_of(html, at, &tag.name);
            }
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

fn link(target: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(target), escape(text))
}

/// A picture that loads at once.
fn awake(tag: &Tag, typed: &str) -> String {
    let is_placeholder = |source: &str| source.trim().is_empty() || source.starts_with("data:");
    let sleeps = attribute(tag.inside, "src").is_none_or(|source| is_placeholder(&source));
    let mut made = match lazy_source(tag.inside).filter(|_| sleeps) {
        // The first of two attributes counts.
        Some(source) => format!("<img src=\"{}\" {}>", escape(&source), tag.inside),
        None => typed.to_owned(),
    };
    if let (Some(set), None) = (
        attribute(tag.inside, "data-srcset"),
        attribute(tag.inside, "srcset"),
    ) {
        made = made.replacen("<img", &format!("<img srcset=\"{}\"", escape(&set)), 1);
    }
    made
}

fn lazy_source(inside: &str) -> Option<String> {
    LAZY.iter().find_map(|name| attribute(inside, name))
}

/// The end of the element `name`, whose text is no HTML; the whole rest where it never ends.
fn end_of(html: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        let start = at + found;
        let after = &html[start + 2..];
        let is_it = after
            .get(..name.len())
            .is_some_and(|own| own.eq_ignore_ascii_case(name));
        if is_it {
            return after
                .find('>')
                .map_or(html.len(), |end| start + 2 + end + 1);
        }
        at = start + 2;
    }
    html.len()
}

/// The next tag from `from` on; none behind one that never ends.
fn next_tag(html: &str, from: usize) -> Option<Tag<'_>> {
    let mut at = from;
    loop {
        let start = at + html[at..].find('<')?;
        if html[start..].starts_with("<!--") {
            at = start + html[start..].find("-->")? + 3;
            continue;
        }
        let after = &html[start + 1..];
        let is_end = after.starts_with('/');
        let named = after.trim_start_matches('/');
        if !named.starts_with(|first: char| first.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let length = named
            .find(|sign: char| sign.is_whitespace() || matches!(sign, '>' | '/'))
            .unwrap_or(named.len());
        let name_end = html.len() - named.len() + length;
        let end = name_end + tag_end(&html[name_end..])?;
        return Some(Tag {
            name: named[..length].to_ascii_lowercase(),
            is_end,
            inside: html[name_end..end - 1].trim_end_matches('/').trim(),
            start,
            end,
        });
    }
}

/// Where a tag ends: behind the first `>` outside quotes.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for (at, sign) in rest.char_indices() {
        match quote {
            Some(open) if sign == open => quote = None,
            // Only behind `=` does a quote open a value.
            None if matches!(sign, '"' | '\'') && before == '=' => quote = Some(sign),
            None if sign == '>' => return Some(at + 1),
            Some(_) | None => {}
        }
        if !sign.is_whitespace() {
            before = sign;
        }
    }
    None
}

/// The value of an attribute, entities undone.
fn attribute(inside: &str, name: &str) -> Option<String> {
    let mut rest = inside;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '/');
        let length = rest
            .find(|sign: char| sign.is_whitespace() || matches!(sign, '=' | '/'))
            .unwrap_or(rest.len());
        let own = &rest[..length];
        rest = rest[length..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after
                .chars()
                .next()
                .filter(|first| matches!(first, '"' | '\''));
            let (from, end) = match quote {
                Some(quote) => (1, after[1..].find(quote).map_or(after.len(), |end| end + 1)),
                None => (0, after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            value = &after[from..end];
            rest = after
                .get(end + usize::from(quote.is_some())..)
                .unwrap_or_default();
        } else if own.is_empty() {
            // A stray sign that is no name.
            rest = rest.char_indices().nth(1).map_or("", |(at, _)| &rest[at..]);
        }
        if own.eq_ignore_ascii_case(name) {
            return Some(
                value
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&amp;", "&"),
            );
        }
    }
    None
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
            ("<iframe>", ""),
            (
                "a < b <!-- <iframe src=x> --> c",
                "a < b <!-- <iframe src=x> --> c",
            ),
        ] {
            assert_eq!(prepare(html), made, "{html}");
        }
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
