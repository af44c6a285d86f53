//! What lies under a feed and around it: bytes, encodings, places, servers, and whatever anybody may send.

use proptest::prelude::*;

use super::*;
use crate::model::diagnostic::Place;

/// Rules with an example here or beside their code.
pub(super) const PROVEN: &[&str] = &[
    "feed-unrecognised",
    "feed-empty",
    "content-type",
    "encoding-invalid",
    "encoding-unknown",
    "encoding-uncommon",
    "encoding-mismatch",
    "xml-malformed",
    "xml-nesting",
    "self-mismatch",
    "rss-channel",
    "atom-version",
    "namespace-atom-prefix",
    "atom-xhtml-escaped",
];

const SMALL: &str = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>T</title><link>https://a.example/</link><description>D</description><atom:link rel='self' href='https://a.example/f'/><item><title>1</title><guid>https://a.example/1</guid></item></channel></rss>";

fn served(bytes: &[u8], url: &str, content_type: &str) -> Vec<&'static str> {
    let url = Url::parse(url).expect("a URL");
    let submission = Submission {
        name: url.as_str(),
        bytes,
        urls: std::slice::from_ref(&url),
        content_type: Some(content_type),
        now: None,
        named_max: None,
    };
    judge_submission(&submission)
        .iter()
        .map(|found| found.rule)
        .collect()
}

#[test]
fn what_is_no_feed_is_named_as_such() {
    for (text, rule) in [
        ("", "feed-unrecognised"),
        ("hello", "feed-unrecognised"),
        ("<!doctype html><title>x</title>", "feed-unrecognised"),
        ("<html/>", "feed-unrecognised"),
        (
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "feed-unrecognised",
        ),
        ("<feed/>", "feed-unrecognised"),
        ("<rss version='2.0'/>", "rss-channel"),
        (
            "<feed xmlns='http://purl.org/atom/ns#' version='0.3'/>",
            "atom-version",
        ),
        ("<rss version='2.0'>", "xml-malformed"),
        ("<rss></b></rss>", "xml-malformed"),
        ("<rss/><rss/>", "xml-malformed"),
        ("<a", "xml-malformed"),
        ("<a/>b", "xml-malformed"),
    ] {
        assert_eq!(rules(text).first(), Some(&rule), "{text}");
    }
    assert_eq!(rules(SMALL), [""; 0]);
    let empty = SMALL.replace(
        "<item><title>1</title><guid>https://a.example/1</guid></item>",
        "",
    );
    assert_eq!(rules(&empty), ["feed-empty"]);
    assert_eq!(rules(&"<a>".repeat(100_000)), ["xml-nesting"]);
}

#[test]
fn escaped_markup_in_xhtml_is_named() {
    let entry = "<entry xmlns='http://www.w3.org/2005/Atom'><id>tag:a.example,2024:1</id><title>T</title><updated>2024-01-02T00:00:00Z</updated><author><name>A</name></author><content type='xhtml'>&lt;p>x&lt;/p></content></entry>";
    assert_eq!(rules(entry), ["atom-xhtml-div", "atom-xhtml-escaped"]);
}

#[test]
fn atom_with_a_prefix_is_named() {
    let feed = "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:id>tag:a.example,2024:1</a:id><a:title>T</a:title><a:updated>2024-01-02T00:00:00Z</a:updated><a:author><a:name>A</a:name></a:author><a:link rel='self' href='https://a.example/f'/></a:feed>";
    assert_eq!(rules(feed), ["feed-empty", "namespace-atom-prefix"]);
}

#[test]
fn a_server_is_judged_with_its_feed() {
    let at = "https://a.example/f";
    assert_eq!(
        served(SMALL.as_bytes(), at, "application/rss+xml; charset=utf-8"),
        [""; 0]
    );
    assert_eq!(
        served(SMALL.as_bytes(), "https://a.example/f#x", "text/xml"),
        [""; 0]
    );
    assert_eq!(served(SMALL.as_bytes(), at, "text/html"), ["content-type"]);
    assert_eq!(served(SMALL.as_bytes(), at, ""), ["content-type"]);
    assert_eq!(
        served(SMALL.as_bytes(), "https://b.example/f", "text/xml"),
        ["self-mismatch"]
    );
    let declared = format!("<?xml version='1.0' encoding='utf-8'?>{SMALL}");
    assert_eq!(
        served(declared.as_bytes(), at, "text/xml; charset=iso-8859-1"),
        ["encoding-mismatch"]
    );
    let broken = SMALL
        .replace("<title>T", "<title>T\u{FFFD}")
        .replace('\u{FFFD}', "?");
    let mut bytes = broken.into_bytes();
    let at_question = bytes.iter().position(|byte| *byte == b'?').expect("one");
    bytes[at_question] = 0xE9;
    assert_eq!(
        served(&bytes, at, "application/rss+xml"),
        ["encoding-invalid", "text-lost"]
    );
}

#[test]
fn findings_stand_at_line_and_column() {
    let text = SMALL.replace("<channel>", "<channel>\n  ").replace(
        "<item>",
        "<item>\n<description>é &lt;p onclick=x>y</description>",
    );
    let found = judge("feed.xml", text.as_bytes());
    let found: Vec<_> = found
        .iter()
        .map(|own| (own.rule, own.line, own.column))
        .collect();
    assert_eq!(found, [("html-attribute", 3, 22)]);
    assert_eq!(Place::START.line, 1);
}

#[test]
fn of_many_alike_some_are_named_and_the_others_counted() {
    let items = "<item><title>x</title></item>".repeat(30);
    let text = SMALL.replace("</channel>", &format!("{items}</channel>"));
    let found = judge("feed.xml", text.as_bytes());
    assert_eq!(found.len(), 10);
    assert!(
        found[9].message.ends_with("(and 20 more like it)"),
        "{}",
        found[9].message
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        judge("x", &bytes);
    }

    #[test]
    fn nothing_that_looks_like_a_feed_makes_it_panic(parts in proptest::collection::vec(proptest::sample::select(vec![
        "<", ">", "/", "</", "/>", "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>", "<content type='xhtml'>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "-->", "<?xml version='1.0'?>", "&", "&lt;", "&#", "&#x1F600;",
        ";", "=", "'", "\"", " ", "\n", "é", "😀", "\u{0}", "\u{FFFD}", "xmlns:a='b'", "a:b", "{", "}", "[", "]", ":", ",", "\"id\"", "\\", "\\u", "1", "null",
        "<description>&lt;p style='a:b' href=x", "srcset='a, b'", "<pubDate>Sat, 07 Sep 2002 00:00:01 GMT</pubDate>", "%", "<!DOCTYPE", "<opml>", "T", "Z", "-", "+",
    ]), 0..60)) {
        judge("x", parts.concat().as_bytes());
    }

    #[test]
    fn no_value_makes_it_panic(value in "\\PC{0,40}") {
        let plain = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let rss = SMALL.replace("https://a.example/1", &plain).replace("<title>1", &format!("<pubDate>{plain}</pubDate><author>{plain}</author><enclosure url=\"{plain}\" length=\"{plain}\" type=\"{plain}\"/><description>{plain}</description><title>1"));
        judge("x", rss.as_bytes());
        let json = serde_json::json!({"version": value, "feed_url": value, "language": value, "items": [{"id": value, "url": value, "date_published": value, "content_html": value}]});
        judge("x", json.to_string().as_bytes());
    }
}
