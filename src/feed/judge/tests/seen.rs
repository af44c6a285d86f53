//! Feeds as the generators of others write them: no false errors, and the warnings that they deserve.
// Long because: whole feeds as they are seen in the wild.

use crate::feed::judge::tests::rules;

const JEKYLL: &str = r#"<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><generator uri="https://jekyllrb.com/" version="4.3.2">Jekyll</generator><link href="https://a.example/feed.xml" rel="self" type="application/atom+xml" /><link href="https://a.example/" rel="alternate" type="text/html" hreflang="en" /><updated>2024-05-01T10:00:00+00:00</updated><id>https://a.example/feed.xml</id><title type="html">The blog</title><subtitle>About it</subtitle><author><name>Ann</name></author><entry><title type="html">Welcome to &lt;em&gt;it&lt;/em&gt;</title><link href="https://a.example/2024/05/01/welcome.html" rel="alternate" type="text/html" title="Welcome" /><published>2024-05-01T00:00:00+00:00</published><updated>2024-05-01T00:00:00+00:00</updated><id>https://a.example/2024/05/01/welcome</id><content type="html" xml:base="https://a.example/2024/05/01/welcome.html"><![CDATA[<p>You’ll find this <a href="/about">here</a>.</p>

<div class="language-ruby highlighter-rouge"><div class="highlight"><pre class="highlight"><code><span class="k">def</span> x &amp;&amp; y</code></pre></div></div>]]></content><author><name>Ann</name></author><category term="jekyll" /><summary type="html"><![CDATA[You’ll find this here.]]></summary></entry></feed>"#;

const HUGO: &str = r#"<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>Posts on The blog</title>
    <link>https://a.example/posts/</link>
    <description>Recent content in Posts on The blog</description>
    <generator>Hugo -- gohugo.io</generator>
    <language>en-us</language>
    <lastBuildDate>Wed, 01 May 2024 10:00:00 +0000</lastBuildDate><atom:link href="https://a.example/posts/index.xml" rel="self" type="application/rss+xml" />
    <item>
      <title>AT&amp;T &amp; others</title>
      <link>https://a.example/posts/one/</link>
      <pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate>

      <guid>https://a.example/posts/one/</guid>
      <description>&lt;p&gt;It&amp;rsquo;s &lt;code&gt;1 &amp;lt; 2&lt;/code&gt;.&lt;/p&gt;
&lt;ul&gt;
&lt;li&gt;a&lt;/li&gt;
&lt;/ul&gt;</description>
    </item>
  </channel>
</rss>
"#;

const WORDPRESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	>

<channel>
	<title>The blog</title>
	<atom:link href="https://a.example/feed/" rel="self" type="application/rss+xml" />
	<link>https://a.example</link>
	<description>About it</description>
	<lastBuildDate>Wed, 01 May 2024 10:00:00 +0000</lastBuildDate>
	<language>en-US</language>
	<sy:updatePeriod>
	hourly	</sy:updatePeriod>
	<sy:updateFrequency>
	1	</sy:updateFrequency>
	<generator>https://wordpress.org/?v=6.5</generator>

<image>
	<url>https://a.example/wp-content/uploads/icon-32x32.png</url>
	<title>The blog</title>
	<link>https://a.example</link>
	<width>32</width>
	<height>32</height>
</image>
	<item>
		<title>It&#8217;s &#038; that</title>
		<link>https://a.example/2024/05/01/one/</link>
					<comments>https://a.example/2024/05/01/one/#respond</comments>

		<dc:creator><![CDATA[Ann]]></dc:creator>
		<pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate>
				<category><![CDATA[News]]></category>
		<guid isPermaLink="false">https://a.example/?p=1</guid>

					<description><![CDATA[Text &#8230; <a href="https://a.example/2024/05/01/one/">Continue</a>]]></description>
										<content:encoded><![CDATA[
<p class="wp-block-paragraph">Text</p>
<figure class="wp-block-image size-large"><img decoding="async" fetchpriority="high" width="1024" height="683" src="https://a.example/x.jpg" alt="" srcset="https://a.example/x.jpg 1024w, https://a.example/x-300.jpg 300w" sizes="(max-width: 1024px) 100vw, 1024px" /></figure>
]]></content:encoded>

					<wfw:commentRss>https://a.example/2024/05/01/one/feed/</wfw:commentRss>
			<slash:comments>0</slash:comments>
			</item>
	</channel>
</rss>
"#;

const GHOST: &str = r#"<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title><![CDATA[The blog]]></title><description><![CDATA[About it]]></description><link>https://a.example/</link><image><url>https://a.example/favicon.png</url><title>The blog</title><link>https://a.example/</link></image><generator>Ghost 5.82</generator><lastBuildDate>Wed, 01 May 2024 10:00:00 GMT</lastBuildDate><atom:link href="https://a.example/rss/" rel="self" type="application/rss+xml"/><ttl>60</ttl><item><title><![CDATA[One]]></title><description><![CDATA[Text]]></description><link>https://a.example/one/</link><guid isPermaLink="false">65f0c8d3a1b2c3000112c3d4</guid><category><![CDATA[News]]></category><dc:creator><![CDATA[Ann]]></dc:creator><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate><media:content url="https://a.example/content/images/x.jpg" medium="image"/><content:encoded><![CDATA[<img src="https://a.example/content/images/x.jpg" alt="One"><p>Text</p>]]></content:encoded></item></channel></rss>"#;

const SUBSTACK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0"><channel><title><![CDATA[The letter]]></title><description><![CDATA[About it]]></description><link>https://letter.example</link><image><url>https://letter.example/i.png</url><title>The letter</title><link>https://letter.example</link></image><generator>Substack</generator><lastBuildDate>Wed, 01 May 2024 10:00:00 GMT</lastBuildDate><atom:link href="https://letter.example/feed" rel="self" type="application/rss+xml"/><copyright><![CDATA[Ann]]></copyright><language><![CDATA[en]]></language><webMaster><![CDATA[letter@substack.example]]></webMaster><itunes:owner><itunes:email><![CDATA[letter@substack.example]]></itunes:email><itunes:name><![CDATA[Ann]]></itunes:name></itunes:owner><itunes:author><![CDATA[Ann]]></itunes:author><googleplay:owner><![CDATA[letter@substack.example]]></googleplay:owner><itunes:block><![CDATA[Yes]]></itunes:block><item><title><![CDATA[One]]></title><description><![CDATA[Text]]></description><link>https://letter.example/p/one</link><guid isPermaLink="false">https://letter.example/p/one</guid><dc:creator><![CDATA[Ann]]></dc:creator><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate><enclosure url="https://letter.example/image/fetch/x.jpeg" length="0" type="image/jpeg"/><content:encoded><![CDATA[<p>Text</p>]]></content:encoded></item></channel></rss>"#;

const YOUTUBE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id=UC1"/>
 <id>yt:channel:1</id>
 <yt:channelId>1</yt:channelId>
 <title>Films</title>
 <link rel="alternate" href="https://www.youtube.com/channel/UC1"/>
 <author>
  <name>Ann</name>
  <uri>https://www.youtube.com/channel/UC1</uri>
 </author>
 <updated>2024-05-01T10:00:00+00:00</updated>
 <entry>
  <id>yt:video:abc</id>
  <yt:videoId>abc</yt:videoId>
  <title>One</title>
  <link rel="alternate" href="https://www.youtube.com/watch?v=abc"/>
  <published>2024-05-01T10:00:00+00:00</published>
  <updated>2024-05-02T10:00:00+00:00</updated>
  <media:group>
   <media:title>One</media:title>
   <media:content url="https://www.youtube.com/v/abc?version=3" type="application/x-shockwave-flash" width="640" height="390"/>
   <media:thumbnail url="https://i1.ytimg.com/vi/abc/hqdefault.jpg" width="480" height="360"/>
   <media:description>Text</media:description>
   <media:community>
    <media:starRating count="1" average="5.00" min="1" max="5"/>
   </media:community>
  </media:group>
 </entry>
</feed>
"#;

const PODCAST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:psc="http://podlove.org/simple-chapters">
  <channel>
    <atom:link href="https://feeds.example/show" rel="self" type="application/rss+xml"/>
    <atom:link rel="hub" href="https://hub.example/"/>
    <title>The show</title>
    <description><![CDATA[About it]]></description>
    <link>https://show.example</link>
    <language>en</language>
    <copyright>© 2024 Ann</copyright>
    <podcast:locked>yes</podcast:locked>
    <podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
    <itunes:author>Ann</itunes:author>
    <itunes:type>episodic</itunes:type>
    <itunes:explicit>false</itunes:explicit>
    <itunes:image href="https://show.example/cover.jpg"/>
    <itunes:category text="Society &amp; Culture"><itunes:category text="Documentary"/></itunes:category>
    <itunes:owner><itunes:name>Ann</itunes:name><itunes:email>ann@show.example</itunes:email></itunes:owner>
    <item>
      <title>One</title>
      <itunes:title>One</itunes:title>
      <itunes:episode>1</itunes:episode>
      <itunes:season>1</itunes:season>
      <itunes:episodeType>full</itunes:episodeType>
      <description><![CDATA[<p>Text</p>]]></description>
      <guid isPermaLink="false">Show-1234</guid>
      <pubDate>Wed, 01 May 2024 03:00:00 -0400</pubDate>
      <enclosure url="https://media.example/1.mp3" length="23456789" type="audio/mpeg"/>
      <itunes:duration>1965</itunes:duration>
      <podcast:transcript url="https://show.example/1.srt" type="application/x-subrip" language="en" rel="captions"/>
      <podcast:chapters url="https://show.example/1.json" type="application/json+chapters"/>
      <podcast:person role="host" href="https://ann.example">Ann</podcast:person>
      <psc:chapters version="1.2"><psc:chapter start="0" title="Start"/></psc:chapters>
    </item>
  </channel>
</rss>
"#;

#[test]
fn what_sound_generators_write_has_no_findings() {
    for feed in [JEKYLL, HUGO, GHOST, PODCAST] {
        assert_eq!(rules(feed), [""; 0], "{feed}");
    }
}

#[test]
fn others_get_the_warnings_that_they_deserve() {
    assert_eq!(rules(WORDPRESS), ["html-attribute"], "fetchpriority");
    assert_eq!(rules(YOUTUBE), ["url-scheme", "url-scheme"], "yt:");
    let substack = [
        "itunes-incomplete",
        "itunes-incomplete",
        "itunes-incomplete",
        "email-name",
    ];
    assert_eq!(rules(SUBSTACK), substack);
}
