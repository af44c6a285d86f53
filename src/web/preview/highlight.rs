//! Colours for the source of a feed: XML and JSON as HTML with marks. Judges nothing; any text comes through whole.

use crate::content::escape;

/// More than this stays plain: a browser would toil over the marks.
const BYTES_MAX: usize = 400_000;

/// The source as HTML for a `<pre>`.
pub fn mark(source: &str) -> String {
    if source.len() > BYTES_MAX {
        return escape(source);
    }
    if source.trim_start().starts_with('<') {
        mark_xml(source)
    } else {
        mark_json(source)
    }
}

fn put(out: &mut String, class: &str, text: &str) {
    out.push_str(&format!("<span class=\"{class}\">{}</span>", escape(text)));
}

fn mark_xml(source: &str) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        out.push_str(&escape(&rest[..at]));
        rest = &rest[at..];
        let (class, end) = if rest.starts_with("<!--") {
            ("hl-c", "-->")
        } else if rest.starts_with("<![CDATA[") {
            ("hl-s", "]]>")
        } else {
            ("", ">")
        };
        let length = rest.find(end).map_or(rest.len(), |at| at + end.len());
        let (tag, after) = rest.split_at(length);
        if class.is_empty() {
            mark_tag(&mut out, tag);
        } else {
            put(&mut out, class, tag);
        }
        rest = after;
    }
    out.push_str(&escape(rest));
    out
}

/// A tag: its name, then names and values of attributes.
fn mark_tag(out: &mut String, tag: &str) {
    let end = tag
        .find(|sign: char| sign.is_whitespace())
        .unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(end);
    put(out, "hl-t", name);
    while let Some(at) = rest.find(['"', '\'']) {
        put(out, "hl-a", &rest[..at]);
        let quote = &rest[at..=at];
        let length = rest[at + 1..]
            .find(quote)
            .map_or(rest.len() - at, |length| length + 2);
        put(out, "hl-s", &rest[at..at + length]);
        rest = &rest[at + length..];
    }
    if !rest.is_empty() {
        put(out, "hl-t", rest);
    }
}

fn mark_json(source: &str) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let mut rest = source;
    while let Some(at) = rest.find('"') {
        out.push_str(&escape(&rest[..at]));
        rest = &rest[at..];
        let length = string_length(rest);
        let (text, after) = rest.split_at(length);
        let is_key = after.trim_start().starts_with(':');
        put(&mut out, if is_key { "hl-a" } else { "hl-s" }, text);
        rest = after;
    }
    out.push_str(&escape(rest));
    out
}

/// The bytes of the string that `text` begins with, quotes included.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            text.push_str(&rest[..at]);
            rest = &rest[at + rest[at..].find('>').expect("an end") + 1..];
        }
        text.push_str(rest);
        text
    }

    #[test]
    fn names_and_values_have_their_marks() {
        assert_eq!(
            mark("<a b=\"c\"/>"),
            "<span class=\"hl-t\">&lt;a</span><span class=\"hl-a\"> b=</span><span class=\"hl-s\">&quot;c&quot;</span><span class=\"hl-t\">/&gt;</span>"
        );
        assert!(mark("{\"a\\\"\": \"b\"}").starts_with(
            "{<span class=\"hl-a\">&quot;a\\&quot;&quot;</span>: <span class=\"hl-s\">"
        ));
    }

    proptest! {
        #[test]
        fn any_text_comes_through_whole(source in "[<>!\\-\\[\\]a-b \"'=\\\\{}:é&]{0,60}") {
            prop_assert_eq!(words(&mark(&source)), escape(&source));
            prop_assert_eq!(words(&mark(&format!("<{source}"))), escape(&format!("<{source}")));
        }
    }
}
