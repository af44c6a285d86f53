//! Feeds of the same two posts, in the form in which each generator writes them.

/// jekyll-feed 0.17.
pub const JEKYLL: &str = r#"<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><generator uri="https://jekyllrb.com/" version="4.3.1">Jekyll</generator><link href="https://old.example/feed.xml" rel="self" type="application/atom+xml" /><link href="https://old.example/" rel="alternate" type="text/html" hreflang="en" /><updated>2024-06-01T10:00:00+02:00</updated><id>https://old.example/feed.xml</id><title type="html">Old</title><entry><title type="html">Ebb &amp;amp; “flow”</title><link href="https://old.example/2024/05/02/ebb-and-flow/" rel="alternate" type="text/html" title="Ebb &amp;amp; “flow”" /><published>2024-05-02T00:00:00+02:00</published><updated>2024-05-20T12:00:00+02:00</updated><id>https://old.example/2024/05/02/ebb-and-flow</id><content type="html" xml:base="https://old.example/2024/05/02/ebb-and-flow/"><![CDATA[<p>Water.</p>]]></content><author><name>cfd</name></author><category term="tides" /><summary type="html"><![CDATA[Water.]]></summary></entry><entry><title type="html">High water</title><link href="https://old.example/2024/05/01/high-water/" rel="alternate" type="text/html" title="High water" /><published>2024-05-01T00:00:00+02:00</published><updated>2024-05-01T00:00:00+02:00</updated><id>https://old.example/2024/05/01/high-water</id><content type="html" xml:base="https://old.example/2024/05/01/high-water/"><![CDATA[<p>More.</p>]]></content><author><name>cfd</name></author><summary type="html"><![CDATA[More.]]></summary></entry></feed>"#;

/// Hugo's embedded RSS template.
pub const HUGO: &str = r#"<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>Old</title>
    <link>https://old.example/</link>
    <description>Recent content on Old</description>
    <generator>Hugo</generator>
    <language>en</language>
    <lastBuildDate>Thu, 02 May 2024 00:00:00 +0000</lastBuildDate>
    <atom:link href="https://old.example/index.xml" rel="self" type="application/rss+xml" />
    <item>
      <title>Ebb &amp; &#34;flow&#34;</title>
      <link>https://old.example/posts/ebb-and-flow/</link>
      <pubDate>Thu, 02 May 2024 00:00:00 +0000</pubDate>
      <guid>https://old.example/posts/ebb-and-flow/</guid>
      <description>&lt;p&gt;Water.&lt;/p&gt;</description>
    </item>
    <item>
      <title>High water</title>
      <link>https://old.example/posts/high-water/</link>
      <pubDate>Wed, 01 May 2024 00:00:00 +0000</pubDate>
      <guid>https://old.example/posts/high-water/</guid>
      <description>&lt;p&gt;More.&lt;/p&gt;</description>
    </item>
  </channel>
</rss>"#;

/// `WordPress`, with its plain guids.
pub const WORDPRESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	>

<channel>
	<title>Old</title>
	<atom:link href="https://old.example/feed/" rel="self" type="application/rss+xml" />
	<link>https://old.example</link>
	<lastBuildDate>Thu, 02 May 2024 09:00:00 +0000</lastBuildDate>
	<item>
		<title>Ebb &#038; &#8220;flow&#8221;</title>
		<link>https://old.example/2024/05/ebb-and-flow/</link>
					<comments>https://old.example/2024/05/ebb-and-flow/#respond</comments>
		<dc:creator><![CDATA[cfd]]></dc:creator>
		<pubDate>Thu, 02 May 2024 09:00:00 +0000</pubDate>
				<category><![CDATA[tides]]></category>
		<guid isPermaLink="false">https://old.example/?p=123</guid>
					<description><![CDATA[Water.]]></description>
	</item>
		<item>
		<title>High water</title>
		<link>https://old.example/2024/05/high-water/</link>
		<dc:creator><![CDATA[cfd]]></dc:creator>
		<pubDate>Wed, 01 May 2024 09:00:00 +0000</pubDate>
		<guid isPermaLink="false">https://old.example/?p=120</guid>
					<description><![CDATA[More.]]></description>
	</item>
	</channel>
</rss>"#;

/// Pelican's Atom, whose ids are tags.
pub const PELICAN: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><link href="https://old.example/" rel="alternate"></link><link href="https://old.example/feeds/all.atom.xml" rel="self"></link><id>https://old.example/</id><updated>2024-05-02T00:00:00+02:00</updated><entry><title>Ebb &amp;amp; "flow"</title><link href="https://old.example/ebb-and-flow.html" rel="alternate"></link><published>2024-05-02T00:00:00+02:00</published><updated>2024-05-02T00:00:00+02:00</updated><author><name>cfd</name></author><id>tag:old.example,2024-05-02:/ebb-and-flow.html</id><summary type="html">&lt;p&gt;Water.&lt;/p&gt;</summary></entry><entry><title>High water</title><link href="https://old.example/high-water.html" rel="alternate"></link><published>2024-05-01T00:00:00+02:00</published><updated>2024-05-01T00:00:00+02:00</updated><author><name>cfd</name></author><id>tag:old.example,2024-05-01:/high-water.html</id><summary type="html">&lt;p&gt;More.&lt;/p&gt;</summary></entry></feed>"#;

/// The Atom template of Eleventy's RSS plugin.
pub const ELEVENTY: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <title>Old</title>
  <link href="https://old.example/feed/feed.xml" rel="self" />
  <link href="https://old.example/" />
  <updated>2024-05-02T00:00:00Z</updated>
  <id>https://old.example/</id>
  <entry>
    <title>Ebb &amp; &quot;flow&quot;</title>
    <link href="https://old.example/blog/ebb-and-flow/" />
    <updated>2024-05-02T00:00:00Z</updated>
    <id>https://old.example/blog/ebb-and-flow/</id>
    <content type="html">&lt;p&gt;Water.&lt;/p&gt;</content>
  </entry>
  <entry>
    <title>High water</title>
    <link href="https://old.example/blog/high-water/" />
    <updated>2024-05-01T00:00:00Z</updated>
    <id>https://old.example/blog/high-water/</id>
    <content type="html">&lt;p&gt;More.&lt;/p&gt;</content>
  </entry>
</feed>"#;

/// A JSON Feed whose ids are numbers.
pub const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Old","home_page_url":"https://old.example/","feed_url":"https://old.example/feed.json",
"items":[{"id":"https://old.example/ebb-and-flow","url":"https://old.example/ebb-and-flow","title":"Ebb & \"flow\"","content_html":"<p>Water.</p>","date_published":"2024-05-02T00:00:00Z"},
{"id":"https://old.example/high-water","url":"https://old.example/high-water","title":"High water","content_html":"<p>More.</p>","date_published":"2024-05-01T00:00:00Z"}]}"#;

/// Ghost, whose guids are no URIs.
pub const GHOST: &str = r#"<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title><![CDATA[Old]]></title><description><![CDATA[Thoughts]]></description><link>https://old.example/</link><generator>Ghost 5.82</generator><lastBuildDate>Thu, 02 May 2024 10:00:00 GMT</lastBuildDate><atom:link href="https://old.example/rss/" rel="self" type="application/rss+xml"/><ttl>60</ttl><item><title><![CDATA[Ebb & "flow"]]></title><description><![CDATA[Water.]]></description><link>https://old.example/ebb-and-flow/</link><guid isPermaLink="false">6632d7c1a9d3b20001f3e0aa</guid><category><![CDATA[tides]]></category><dc:creator><![CDATA[cfd]]></dc:creator><pubDate>Thu, 02 May 2024 00:00:00 GMT</pubDate><content:encoded><![CDATA[<p>Water.</p>]]></content:encoded></item><item><title><![CDATA[High water]]></title><description><![CDATA[More.]]></description><link>https://old.example/high-water/</link><guid isPermaLink="false">6632d7c1a9d3b20001f3e0ab</guid><pubDate>Wed, 01 May 2024 00:00:00 GMT</pubDate></item></channel></rss>"#;
