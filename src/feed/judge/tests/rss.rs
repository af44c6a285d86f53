//! RSS, podcasts and Media RSS: one example for each rule.
// Long because: a table of examples.

use crate::feed::judge::tests::{Case, prove};

const SOUND: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:fh="http://purl.org/syndication/history/1.0">
<channel>
<title>The blog</title>
<link>https://a.example/</link>
<description>About it</description>
<atom:link rel="self" type="application/rss+xml" href="https://a.example/feed.xml"/>
<language>en</language>
<ttl>60</ttl>
<!--channel-->
<item>
<title>One</title>
<link>https://a.example/1</link>
<guid isPermaLink="false">tag:a.example,2024:1</guid>
<pubDate>Sat, 07 Sep 2002 00:00:01 GMT</pubDate>
<description>&lt;p&gt;Text&lt;/p&gt;</description>
<!--item-->
</item>
<!--end-->
</channel>
</rss>
"#;

pub(super) const CASES: &[Case] = &[
    (
        "namespace-unknown",
        "<channel>",
        "<channel xmlns:itunes=\"http://www.itunes.com/DTDs/Podcast-1.0.dtd\">",
        "<channel xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">",
    ),
    (
        "geo-value",
        "<channel>",
        "<channel xmlns:georss=\"http://www.georss.org/georss\"><georss:point>95,10</georss:point>",
        "<channel xmlns:georss=\"http://www.georss.org/georss\"><georss:point>45.5 -10</georss:point>",
    ),
    (
        "number-invalid",
        "<!--item-->",
        "<slash:hit_parade>1,a</slash:hit_parade>",
        "<slash:hit_parade>1, 2,3</slash:hit_parade>",
    ),
    (
        "media-value",
        "<!--item-->",
        "<media:credit role=\"Author\">A</media:credit>",
        "<media:credit role=\"author\">A</media:credit><media:rating scheme=\"urn:mpaa\">pg-13</media:rating>",
    ),
    ("xml-entity", "About it", "About&nbsp;it", "About&#160;it"),
    ("xml-entity", "About it", "A & B", "A &amp; B"),
    (
        "xml-attribute",
        "version=\"2.0\"",
        "version=\"2.0\" version=\"2.0\"",
        "version='2.0'",
    ),
    ("xml-character", "About it", "About \u{1}it", "About\tit"),
    (
        "xml-prefix",
        "<!--item-->",
        "<foo:bar/>",
        "<dc:creator>A</dc:creator>",
    ),
    ("xml-declaration-place", "<?xml", "\n<?xml", "<?xml"),
    (
        "xml-version",
        "<?xml version=\"1.0\"",
        "<?xml version=\"1.1\"",
        "<?xml version='1.0'",
    ),
    (
        "xml-doctype",
        "<rss ",
        "<!DOCTYPE rss [<!ENTITY a \"b\">]><rss ",
        "<!-- a --><rss ",
    ),
    (
        "xml-id",
        "<title>One</title>",
        "<title xml:id=\"a\">One</title><category xml:id=\"a\">b</category>",
        "<title xml:id=\"a\">One</title>",
    ),
    (
        "namespace-unknown",
        "<channel>",
        "<channel xmlns:x=\"https://x.example/\">",
        "<channel xmlns:x=\"http://purl.org/dc/terms/\">",
    ),
    (
        "namespace-misspelt",
        "search.yahoo.com/mrss/",
        "search.yahoo.com/mrss",
        "search.yahoo.com/mrss/",
    ),
    (
        "namespace-prefix",
        "<channel>",
        "<channel xmlns:itunes=\"http://x.example/\">",
        "<channel xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">",
    ),
    ("text-lost", "About it", "About \u{FFFD}it", "About ït"),
    (
        "element-unknown",
        "<!--item-->",
        "<titel>x</titel>",
        "<comments>https://a.example/1#c</comments>",
    ),
    (
        "element-unknown",
        "<!--item-->",
        "<dc:author>x</dc:author>",
        "<dc:creator>x</dc:creator>",
    ),
    (
        "element-duplicate",
        "<!--item-->",
        "<title>Two</title>",
        "<category>a</category><category>b</category>",
    ),
    (
        "element-empty",
        "<!--item-->",
        "<category/>",
        "<category>a</category>",
    ),
    (
        "attribute-missing",
        "version=\"2.0\" xmlns:atom",
        "xmlns:atom",
        "version=\"2.0\" xmlns:atom",
    ),
    (
        "attribute-empty",
        "<!--item-->",
        "<enclosure url=\"https://a.example/a.mp3\" length=\"\" type=\"audio/mpeg\"/>",
        "<enclosure url=\"https://a.example/a.mp3\" length=\"0\" type=\"audio/mpeg\"/>",
    ),
    (
        "attribute-unknown",
        "<!--item-->",
        "<category domian=\"x\">a</category>",
        "<category domain=\"x\">a</category>",
    ),
    (
        "text-unexpected",
        "<!--channel-->",
        "stray",
        "<generator>Hand</generator>",
    ),
    (
        "markup-unescaped",
        "About it",
        "About <b>it</b>",
        "About <![CDATA[1 < 2]]>",
    ),
    (
        "text-html",
        "<title>One",
        "<title>&lt;b>One&lt;/b>",
        "<title>1 &lt; 2",
    ),
    (
        "text-html",
        "<title>One",
        "<title>AT&amp;amp;T",
        "<title>AT&amp;T",
    ),
    (
        "text-html",
        "<title>One",
        "<title>&lt;b>",
        "<title>&#x3C;b>",
    ),
    (
        "html-malformed",
        "&lt;p&gt;Text",
        "&lt;div&gt;&lt;p&gt;Text",
        "&lt;p&gt;A&lt;p&gt;Text",
    ),
    (
        "html-element-dangerous",
        "<!--item-->",
        "<content:encoded><![CDATA[<script>x</script>]]></content:encoded>",
        "<content:encoded><![CDATA[<p>x</p>]]></content:encoded>",
    ),
    (
        "html-element-unknown",
        "&lt;p&gt;Text",
        "&lt;blink&gt;x&lt;/blink&gt;&lt;p&gt;Text",
        "&lt;em&gt;x&lt;/em&gt;&lt;p&gt;Text",
    ),
    (
        "html-attribute",
        "&lt;p&gt;Text",
        "&lt;p onclick=\"x\"&gt;Text",
        "&lt;p class=\"x\" data-y=\"z\"&gt;Text",
    ),
    (
        "html-style",
        "&lt;p&gt;Text",
        "&lt;p style=\"position: fixed\"&gt;Text",
        "&lt;p style=\"color: red\"&gt;Text",
    ),
    (
        "html-address-dangerous",
        "&lt;p&gt;Text",
        "&lt;p&gt;&lt;a href=\"javascript:x\"&gt;T&lt;/a&gt;",
        "&lt;p&gt;&lt;a href=\"https://a.example/\"&gt;T&lt;/a&gt;",
    ),
    (
        "html-address-relative",
        "&lt;p&gt;Text",
        "&lt;p&gt;&lt;img src=\"x.png\"&gt;",
        "&lt;p&gt;&lt;img src=\"https://a.example/x.png\"&gt;",
    ),
    (
        "url-invalid",
        "<link>https://a.example/1",
        "<link>/1",
        "<link>https://a.example/2",
    ),
    (
        "url-character",
        "<link>https://a.example/1",
        "<link>https://a.example/1 2",
        "<link>https://a.example/1%202",
    ),
    (
        "url-not-ascii",
        "<link>https://a.example/1",
        "<link>https://a.example/é",
        "<link>https://a.example/%C3%A9",
    ),
    (
        "url-scheme",
        "<link>https://a.example/1",
        "<link>postrider:1",
        "<link>gemini://a.example/1",
    ),
    (
        "date-rfc822",
        "Sat, 07 Sep 2002 00:00:01 GMT",
        "2002-09-07",
        "7 Sep 2002 00:00 +0200",
    ),
    (
        "date-rfc822-odd",
        "Sat, 07 Sep 2002 00:00:01 GMT",
        "Sat, 07 sep 2002 00:00:01 GMT",
        "Sat, 7 Sep 2002 00:00:01 EST",
    ),
    (
        "date-weekday",
        "Sat, 07 Sep 2002",
        "Sun, 07 Sep 2002",
        "Sun, 08 Sep 2002",
    ),
    (
        "date-implausible",
        "Sat, 07 Sep 2002",
        "Sat, 07 Sep 2030",
        "Sat, 01 Jun 2024",
    ),
    (
        "date-w3cdtf",
        "<!--channel-->",
        "<dc:date>yesterday</dc:date>",
        "<dc:date>2002-09-07</dc:date>",
    ),
    (
        "date-rfc3339",
        "<!--item-->",
        "<atom:updated>2002-09-07</atom:updated>",
        "<atom:updated>2002-09-07T00:00:00Z</atom:updated>",
    ),
    (
        "id-duplicate",
        "<!--end-->",
        "<item><title>2</title><guid isPermaLink=\"false\">tag:a.example,2024:1</guid></item>",
        "<item><title>2</title><guid isPermaLink=\"false\">tag:a.example,2024:2</guid></item>",
    ),
    (
        "category-duplicate",
        "<!--item-->",
        "<category>a</category><category>a</category>",
        "<category>a</category><category domain=\"b\">a</category>",
    ),
    (
        "language-invalid",
        "<language>en",
        "<language>english",
        "<language>fr-CH",
    ),
    (
        "mime-type",
        "<!--item-->",
        "<enclosure url=\"https://a.example/a.mp3\" length=\"1\" type=\"mp3\"/>",
        "<enclosure url=\"https://a.example/a.mp3\" length=\"1\" type=\"audio/mpeg\"/>",
    ),
    ("number-invalid", "<ttl>60", "<ttl>often", "<ttl>120"),
    (
        "number-invalid",
        "<!--item-->",
        "<enclosure url=\"https://a.example/a.mp3\" length=\"-1\" type=\"audio/mpeg\"/>",
        "<enclosure url=\"https://a.example/a.mp3\" length=\"1\" type=\"audio/mpeg\"/>",
    ),
    (
        "email-invalid",
        "<!--item-->",
        "<author>Ann</author>",
        "<author>ann@a.example (Ann)</author>",
    ),
    (
        "email-name",
        "<!--item-->",
        "<author>ann@a.example</author>",
        "<author>ann@a.example (Ann)</author>",
    ),
    (
        "self-missing",
        "rel=\"self\" type=\"application/rss+xml\"",
        "rel=\"hub\"",
        "rel=\"self\"",
    ),
    (
        "self-relative",
        "https://a.example/feed.xml",
        "/feed.xml",
        "http://a.example/feed.xml",
    ),
    (
        "self-type",
        "application/rss+xml",
        "text/html",
        "application/atom+xml",
    ),
    (
        "semantics-duplicate",
        "<!--item-->",
        "<dc:date>2002-09-07</dc:date>",
        "<dc:subject>x</dc:subject>",
    ),
    (
        "enclosure-duplicate",
        "<!--item-->",
        "<enclosure url=\"https://a.example/a.mp3\" length=\"1\" type=\"audio/mpeg\"/><enclosure url=\"https://a.example/b.mp3\" length=\"1\" type=\"audio/mpeg\"/>",
        "<enclosure url=\"https://a.example/a.mp3\" length=\"1\" type=\"audio/mpeg\"/>",
    ),
    (
        "enclosure-type",
        "<!--channel-->",
        "<atom:link rel=\"enclosure\" href=\"https://a.example/a.mp3\"/>",
        "<atom:link rel=\"enclosure\" type=\"audio/mpeg\" href=\"https://a.example/a.mp3\"/>",
    ),
    (
        "history-complete",
        "<!--channel-->",
        "<fh:complete/><atom:link rel=\"prev-archive\" href=\"https://a.example/1.xml\"/>",
        "<fh:complete/>",
    ),
    (
        "history-current",
        "<!--channel-->",
        "<fh:archive/>",
        "<fh:archive/><atom:link rel=\"current\" href=\"https://a.example/feed.xml\"/>",
    ),
    (
        "history-rel",
        "<!--item-->",
        "<atom:link rel=\"next\" href=\"https://a.example/2\"/>",
        "<atom:link rel=\"related\" href=\"https://a.example/2\"/>",
    ),
    (
        "history-past-end",
        "<!--channel-->",
        "<atom:link rel=\"first\" href=\"https://a.example/feed.xml\"/><atom:link rel=\"previous\" href=\"https://a.example/0.xml\"/>",
        "<atom:link rel=\"first\" href=\"https://a.example/feed.xml\"/><atom:link rel=\"next\" href=\"https://a.example/2.xml\"/>",
    ),
    (
        "rss-version",
        "version=\"2.0\"",
        "version=\"3.0\"",
        "version=\"2.0\"",
    ),
    (
        "rss-channel-incomplete",
        "<description>About it</description>",
        "",
        "<description/>",
    ),
    (
        "rss-order",
        "<!--end-->",
        "<generator>x</generator>",
        "<dc:creator>x</dc:creator>",
    ),
    (
        "rss-item-empty",
        "<!--end-->",
        "<item><guid isPermaLink=\"false\">tag:a.example,2024:2</guid></item>",
        "<item><guid isPermaLink=\"false\">tag:a.example,2024:2</guid><title>x</title></item>",
    ),
    (
        "rss-description-order",
        "<description>&lt;p&gt;Text&lt;/p&gt;</description>",
        "<content:encoded>x</content:encoded>",
        "<description>x</description><content:encoded>x</content:encoded>",
    ),
    (
        "guid-missing",
        "<guid isPermaLink=\"false\">tag:a.example,2024:1</guid>",
        "",
        "<guid>https://a.example/1</guid>",
    ),
    (
        "guid-permalink",
        "<guid isPermaLink=\"false\">",
        "<guid>",
        "<guid isPermaLink=\"false\">",
    ),
    (
        "guid-permalink-value",
        "isPermaLink=\"false\"",
        "isPermaLink=\"no\"",
        "isPermaLink=\"false\"",
    ),
    (
        "guid-short",
        "tag:a.example,2024:1",
        "42",
        "42-of-a.example",
    ),
    (
        "rss-image-incomplete",
        "<!--channel-->",
        "<image><url>https://a.example/l.png</url><title>The blog</title></image>",
        "<image><url>https://a.example/l.png</url><title>The blog</title><link>https://a.example/</link></image>",
    ),
    (
        "rss-image-title",
        "<!--channel-->",
        "<image><url>https://a.example/l.png</url><title>Other</title><link>https://a.example/</link></image>",
        "<image><url>https://a.example/l</url><title>The blog</title><link>https://a.example/</link></image>",
    ),
    (
        "rss-image-link",
        "<!--channel-->",
        "<image><url>https://a.example/l.png</url><title>The blog</title><link>https://b.example/</link></image>",
        "<image><url>https://a.example/l.jpg?x=1.webp</url><title>The blog</title><link>https://a.example/</link></image>",
    ),
    (
        "rss-image-size",
        "<!--channel-->",
        "<image><url>https://a.example/l.png</url><title>The blog</title><link>https://a.example/</link><width>512</width></image>",
        "<image><url>https://a.example/l.png</url><title>The blog</title><link>https://a.example/</link><width>144</width><height>400</height></image>",
    ),
    (
        "rss-image-format",
        "<!--channel-->",
        "<image><url>https://a.example/l.webp</url><title>The blog</title><link>https://a.example/</link></image>",
        "<image><url>https://a.example/l.gif</url><title>The blog</title><link>https://a.example/</link></image>",
    ),
    (
        "rss-text-input",
        "<!--channel-->",
        "<textInput><title>S</title><description>d</description><name>q</name><link>https://a.example/s</link></textInput>",
        "",
    ),
    (
        "rss-skip",
        "<!--channel-->",
        "<skipHours><hour>24</hour></skipHours>",
        "<skipHours><hour>0</hour><hour>23</hour></skipHours>",
    ),
    (
        "rss-skip",
        "<!--channel-->",
        "<skipDays><day>Sun</day></skipDays>",
        "<skipDays><day>Sunday</day></skipDays>",
    ),
    (
        "slash-date",
        "<!--item-->",
        "<slash:comments>3</slash:comments>",
        "<slash:section>x</slash:section>",
    ),
    (
        "wfw-name",
        "<!--item-->",
        "<wfw:commentRSS>https://a.example/c</wfw:commentRSS>",
        "<wfw:commentRss>https://a.example/c</wfw:commentRss>",
    ),
    (
        "sy-period",
        "<!--channel-->",
        "<sy:updatePeriod>often</sy:updatePeriod>",
        "<sy:updatePeriod>hourly</sy:updatePeriod>",
    ),
    (
        "media-value",
        "<!--item-->",
        "<media:content url=\"https://a.example/x.png\" medium=\"picture\"/>",
        "<media:content url=\"https://a.example/x.png\" medium=\"image\" fileSize=\"9\" type=\"image/png\" width=\"1\" height=\"1\"/>",
    ),
    (
        "media-value",
        "<!--item-->",
        "<media:thumbnail url=\"https://a.example/x.png\" time=\"noon\"/>",
        "<media:thumbnail url=\"https://a.example/x.png\" time=\"0:01:02.5\"/>",
    ),
    (
        "media-group",
        "<!--item-->",
        "<media:group/>",
        "<media:group><media:content url=\"https://a.example/x.png\"/></media:group>",
    ),
    (
        "media-adult",
        "<!--item-->",
        "<media:adult>true</media:adult>",
        "<media:rating>adult</media:rating>",
    ),
];

const PODCAST_SOUND: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel>
<title>The show</title>
<link>https://a.example/</link>
<description>About it</description>
<atom:link rel="self" type="application/rss+xml" href="https://a.example/feed.xml"/>
<language>en</language>
<itunes:category text="News"><itunes:category text="Tech News"/></itunes:category>
<itunes:explicit>false</itunes:explicit>
<itunes:image href="https://a.example/cover.png"/>
<itunes:owner><itunes:name>Ann</itunes:name><itunes:email>ann@a.example</itunes:email></itunes:owner>
<!--channel-->
<item>
<title>One</title>
<guid isPermaLink="false">tag:a.example,2024:1</guid>
<enclosure url="https://a.example/1.mp3?from=feed" length="1234" type="audio/mpeg"/>
<itunes:duration>1:02:03</itunes:duration>
<podcast:transcript url="https://a.example/1.vtt" type="text/vtt"/>
</item>
</channel>
</rss>
"#;

pub(super) const PODCAST: &[Case] = &[
    (
        "itunes-incomplete",
        "<itunes:explicit>false</itunes:explicit>",
        "",
        "<itunes:explicit>true</itunes:explicit>",
    ),
    (
        "itunes-owner",
        "<itunes:email>ann@a.example</itunes:email>",
        "",
        "<itunes:email>b@a.example</itunes:email>",
    ),
    (
        "itunes-category",
        "text=\"Tech News\"",
        "text=\"Gossip\"",
        "text=\"Politics\"",
    ),
    (
        "itunes-value",
        "<!--channel-->",
        "<itunes:type>weekly</itunes:type>",
        "<itunes:type>serial</itunes:type>",
    ),
    (
        "itunes-explicit",
        "<itunes:explicit>false",
        "<itunes:explicit>clean",
        "<itunes:explicit>true",
    ),
    ("itunes-duration", "1:02:03", "1:62:03", "3723"),
    ("itunes-format", "1.mp3", "1.wma", "1.m4a"),
    (
        "itunes-keywords",
        "<!--channel-->",
        "<itunes:keywords>one two</itunes:keywords>",
        "<itunes:keywords>one, two</itunes:keywords>",
    ),
    (
        "itunes-long",
        "<!--channel-->",
        "<itunes:subtitle>ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs ten signs </itunes:subtitle>",
        "<itunes:subtitle>short</itunes:subtitle>",
    ),
    (
        "podcast-value",
        "<!--channel-->",
        "<podcast:guid>mine</podcast:guid>",
        "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>",
    ),
    (
        "attribute-missing",
        "url=\"https://a.example/1.vtt\" ",
        "",
        "url=\"https://a.example/2.vtt\" ",
    ),
];

#[test]
fn each_rule_of_rss_has_its_example() {
    prove(SOUND, CASES);
}

#[test]
fn each_rule_of_podcasts_has_its_example() {
    prove(PODCAST_SOUND, PODCAST);
}
