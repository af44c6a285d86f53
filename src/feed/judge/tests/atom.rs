//! Atom, JSON Feed and OPML: one example for each rule.
// Long because: a table of examples.

use crate::feed::judge::tests::{Case, prove};

const SOUND: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>https://a.example/feed.xml</id>
<title>The blog</title>
<updated>2024-01-02T00:00:00Z</updated>
<author><name>Ann</name></author>
<link href="https://a.example/"/>
<link rel="self" type="application/atom+xml" href="https://a.example/feed.xml"/>
<!--feed-->
<entry>
<id>tag:a.example,2024:1</id>
<title>One</title>
<updated>2024-01-02T00:00:00Z</updated>
<link href="https://a.example/1"/>
<content type="html">&lt;p&gt;Text&lt;/p&gt;</content>
<!--entry-->
</entry>
<!--end-->
</feed>
"#;

const TWO: &str = "<entry><id>tag:a.example,2024:2</id><title>Two</title><updated>2024-01-01T00:00:00Z</updated><link href=\"https://a.example/2\"/><summary>x</summary></entry>";

pub(super) const CASES: &[Case] = &[
    (
        "html-element-dangerous",
        "<content type=\"html\">&lt;p&gt;Text&lt;/p&gt;",
        "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><svg xmlns=\"http://www.w3.org/2000/svg\"><script>x</script></svg></div>",
        "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg></div>",
    ),
    (
        "atom-source",
        "<!--entry-->",
        "<source><title>x</title><id>tag:b.example,2024:1</id></source>",
        "<source><title>x</title><id>tag:b.example,2024:1</id><updated>2024-01-01T00:00:00Z</updated></source>",
    ),
    (
        "attribute-missing",
        "<!--entry-->",
        "<in-reply-to xmlns=\"http://purl.org/syndication/thread/1.0\" href=\"https://b.example/\"/>",
        "<in-reply-to xmlns=\"http://purl.org/syndication/thread/1.0\" ref=\"tag:b.example,2024:1\"/>",
    ),
    (
        "atom-incomplete",
        "<updated>2024-01-02T00:00:00Z</updated>\n<link href=\"https://a.example/1\"/>",
        "<link href=\"https://a.example/1\"/>",
        "<updated>2024-01-02T00:00:00.5+01:00</updated>\n<link href=\"https://a.example/1\"/>",
    ),
    (
        "atom-author",
        "<author><name>Ann</name></author>",
        "",
        "<author><name>Ann</name><uri>/ann</uri><email>ann@a.example</email></author>",
    ),
    (
        "atom-person",
        "<name>Ann</name>",
        "<email>ann@a.example</email>",
        "<name>Ann &amp; Bob</name>",
    ),
    (
        "text-email",
        "<name>Ann",
        "<name>Ann &lt;ann@a.example&gt;",
        "<name>Ann",
    ),
    ("atom-order", "<!--end-->", "<rights>x</rights>", ""),
    (
        "atom-entry-duplicate",
        "<!--end-->",
        "<entry><id>tag:a.example,2024:1</id><title>Two</title><updated>2024-01-01T00:00:00Z</updated><link href=\"https://a.example/2\"/><summary>x</summary></entry>",
        TWO,
    ),
    (
        "updated-duplicate",
        "<!--end-->",
        "<entry><id>tag:a.example,2024:2</id><title>Two</title><updated>2024-01-02T00:00:00Z</updated><link href=\"https://a.example/2\"/><summary>x</summary></entry>",
        TWO,
    ),
    (
        "atom-link-href",
        "<!--entry-->",
        "<link rel=\"related\"/>",
        "<link rel=\"related\" href=\"/2\"/>",
    ),
    (
        "atom-link-duplicate",
        "<!--entry-->",
        "<link href=\"https://a.example/fr/1\"/>",
        "<link href=\"https://a.example/fr/1\" hreflang=\"fr\"/>",
    ),
    (
        "atom-link-rel",
        "<!--entry-->",
        "<link rel=\"friend\" href=\"https://a.example/2\"/>",
        "<link rel=\"https://a.example/friend\" href=\"https://a.example/2\"/>",
    ),
    (
        "atom-link-text",
        "<link href=\"https://a.example/1\"/>",
        "<link href=\"https://a.example/1\">x</link>",
        "<link href=\"https://a.example/1\"></link>",
    ),
    (
        "atom-content-missing",
        "<link href=\"https://a.example/1\"/>\n<content type=\"html\">&lt;p&gt;Text&lt;/p&gt;</content>",
        "<summary>x</summary>",
        "<summary>x</summary><link href=\"https://a.example/1\"/>",
    ),
    (
        "atom-text-missing",
        "<content type=\"html\">&lt;p&gt;Text&lt;/p&gt;</content>",
        "",
        "<summary>x</summary>",
    ),
    (
        "atom-content-type",
        "<content type=\"html\">&lt;p&gt;Text&lt;/p&gt;</content>",
        "<content src=\"https://a.example/1.mp3\"/><summary>x</summary>",
        "<content type=\"audio/mpeg\" src=\"https://a.example/1.mp3\"/><summary>x</summary>",
    ),
    (
        "atom-text-type",
        "<title>One",
        "<title type=\"text/html\">One",
        "<title type=\"html\">One",
    ),
    (
        "atom-text-html",
        "<title>One",
        "<title>&lt;b>One&lt;/b>",
        "<title type=\"html\">&lt;b>One&lt;/b>",
    ),
    (
        "atom-text-html",
        "<title>One",
        "<title>A &amp;amp; B",
        "<title>A &amp; B",
    ),
    (
        "atom-xhtml-div",
        "<content type=\"html\">&lt;p&gt;Text&lt;/p&gt;",
        "<content type=\"xhtml\"><p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>",
        "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</p></div>",
    ),
    (
        "html-element-dangerous",
        "<content type=\"html\">&lt;p&gt;Text&lt;/p&gt;",
        "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</p><script>x</script></div>",
        "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><ul><li>x</li></ul></div>",
    ),
    (
        "atom-html-fragment",
        "<content type=\"html\">",
        "<content type=\"text/html\">",
        "<content type=\"html\">",
    ),
    (
        "atom-base64",
        "<content type=\"html\">&lt;p&gt;Text&lt;/p&gt;</content>",
        "<summary>x</summary><content type=\"image/png\">*</content>",
        "<summary>x</summary><content type=\"image/png\">iVBO\nRw==</content>",
    ),
    (
        "whitespace-unexpected",
        "<id>tag:a.example,2024:1</id>",
        "<id> tag:a.example,2024:1 </id>",
        "<id>tag:a.example,2024:1</id>",
    ),
    (
        "id-not-canonical",
        "<id>tag:a.example,2024:1</id>",
        "<id>HTTP://A.example</id>",
        "<id>http://a.example/</id>",
    ),
    (
        "urn-invalid",
        "<id>tag:a.example,2024:1</id>",
        "<id>urn:uuid:1</id>",
        "<id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id>",
    ),
    (
        "tag-invalid",
        "<id>tag:a.example,2024:1</id>",
        "<id>tag:a.example:1</id>",
        "<id>tag:a.example,2024-01-02:1</id>",
    ),
    (
        "markup-unescaped",
        "<title>One",
        "<title><b>One</b>",
        "<title>1 &lt; 2",
    ),
    (
        "element-unknown",
        "<!--entry-->",
        "<pubDate>x</pubDate>",
        "<published>2024-01-01T00:00:00Z</published>",
    ),
    (
        "date-rfc3339",
        "<!--entry-->",
        "<published>2024-01-01</published>",
        "<published>2024-01-01T00:00:00+02:00</published>",
    ),
    (
        "self-missing",
        "<link rel=\"self\" type=\"application/atom+xml\"",
        "<link rel=\"via\"",
        "<link rel=\"self\"",
    ),
];

const JSON_SOUND: &str = r#"{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "The blog",
  "home_page_url": "https://a.example/",
  "feed_url": "https://a.example/feed.json",
  "authors": [{ "name": "Ann" }],
  "_own": { "anything": 1 },
  "items": [
    { "id": "1", "url": "https://a.example/1", "content_html": "<p>Text</p>", "date_published": "2024-01-02T00:00:00Z", "tags": ["a", "b"] }
  ]
}
"#;

pub(super) const JSON: &[Case] = &[
    ("json-malformed", "\"b\"]", "\"b\",]", "\"c\"]"),
    (
        "json-key-duplicate",
        "\"title\": \"The blog\"",
        "\"title\": \"A\", \"title\": \"B\"",
        "\"title\": \"B\"",
    ),
    (
        "json-key-unknown",
        "\"title\"",
        "\"subtitle\": \"x\", \"title\"",
        "\"_subtitle\": \"x\", \"title\"",
    ),
    (
        "json-key-missing",
        "\"title\": \"The blog\",",
        "",
        "\"title\": \"\",",
    ),
    ("json-type", "\"id\": \"1\"", "\"id\": 1", "\"id\": \"2\""),
    (
        "json-type",
        "\"items\": [",
        "\"icon\": null, \"items\": [",
        "\"icon\": \"https://a.example/i.png\", \"items\": [",
    ),
    ("json-version", "version/1.1", "version/2", "version/1"),
    (
        "json-content",
        "\"content_html\": \"<p>Text</p>\"",
        "\"summary\": \"x\"",
        "\"content_text\": \"x\"",
    ),
    (
        "json-author",
        "\"authors\": [{ \"name\": \"Ann\" }]",
        "\"author\": { \"name\": \"Ann\" }",
        "\"authors\": [{ \"url\": \"https://a.example/ann\" }]",
    ),
    (
        "url-invalid",
        "\"https://a.example/1\"",
        "\"/1\"",
        "\"https://a.example/2\"",
    ),
    (
        "date-rfc3339",
        "2024-01-02T00:00:00Z",
        "2024-01-02",
        "2024-01-02T00:00:00-05:00",
    ),
    (
        "category-duplicate",
        "[\"a\", \"b\"]",
        "[\"a\", \"a\"]",
        "[\"a\"]",
    ),
    (
        "html-address-relative",
        "<p>Text</p>",
        "<p><a href='/x'>T</a></p>",
        "<p><a href='https://a.example/x'>T</a></p>",
    ),
    (
        "self-missing",
        "\"feed_url\": \"https://a.example/feed.json\",",
        "",
        "\"feed_url\": \"https://a.example/f.json\",",
    ),
    (
        "history-past-end",
        "\"items\": [",
        "\"next_url\": \"https://a.example/feed.json\", \"items\": [",
        "\"next_url\": \"https://a.example/feed-2.json\", \"items\": [",
    ),
    (
        "feed-unrecognised",
        "{\n  \"version\"",
        "[{\n  \"version\"",
        "{\n\n  \"version\"",
    ),
];

const OPML_SOUND: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
<head><title>Feeds</title><!--head--></head>
<body>
<outline text="All"><outline text="The blog" title="The blog" type="rss" xmlUrl="https://a.example/feed.xml" htmlUrl="https://a.example/"/></outline>
<!--body-->
</body>
</opml>
"#;

pub(super) const OPML: &[Case] = &[
    (
        "opml-version",
        "version=\"2.0\"",
        "version=\"3.0\"",
        "version=\"1.1\"",
    ),
    (
        "opml-incomplete",
        "<head><title>Feeds</title><!--head--></head>",
        "",
        "<head/>",
    ),
    (
        "opml-text",
        "<outline text=\"All\">",
        "<outline>",
        "<outline text=\"\">",
    ),
    (
        "opml-feed",
        "title=\"The blog\" type",
        "type",
        "title=\"\" type",
    ),
    (
        "opml-link",
        "<!--body-->",
        "<outline text=\"x\" type=\"link\"/>",
        "<outline text=\"x\" type=\"link\" url=\"https://a.example/\"/>",
    ),
    ("opml-type", "type=\"rss\" ", "", "type=\"RSS\" "),
    (
        "opml-feed-version",
        "type=\"rss\"",
        "type=\"rss\" version=\"2.0\"",
        "type=\"rss\" version=\"RSS2\"",
    ),
    (
        "opml-flag",
        "<!--body-->",
        "<outline text=\"x\" isComment=\"no\"/>",
        "<outline text=\"x\" isComment=\"true\"/>",
    ),
    (
        "opml-expansion",
        "<!--head-->",
        "<expansionState>a</expansionState>",
        "<expansionState>1, 2</expansionState>",
    ),
    (
        "date-rfc822",
        "<!--head-->",
        "<dateCreated>2024</dateCreated>",
        "<dateCreated>Mon, 01 Jan 2024 00:00:00 GMT</dateCreated>",
    ),
];

#[test]
fn each_rule_of_atom_has_its_example() {
    prove(SOUND, CASES);
}

#[test]
fn each_rule_of_json_feed_has_its_example() {
    let (last, others) = JSON.split_last().expect("cases");
    prove(JSON_SOUND, others);
    // A list is closed by no brace: the whole feed goes into one.
    let listed = format!("[{JSON_SOUND}]");
    assert_eq!(crate::feed::judge::tests::rules(&listed), [last.0]);
}

#[test]
fn each_rule_of_opml_has_its_example() {
    prove(OPML_SOUND, OPML);
}
