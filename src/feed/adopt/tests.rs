//! What real generators and hostile writers put into feeds, read.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> OldFeed {
    let from = Url::parse("https://old.example/feed.xml").expect("a URL");
    read_old(text.as_bytes(), Some(&from), "").unwrap_or_else(|error| panic!("{error:#}: {text}"))
}

/// Id, link, title and dates of each entry.
fn told(feed: &OldFeed) -> Vec<String> {
    let date = |date: Option<Timestamp>| date.map_or("-".to_owned(), |date| date.to_string());
    let line = |entry: &OldEntry| {
        format!(
            "{} | {} | {} | {} | {}",
            entry.id,
            entry.link,
            entry.title,
            date(entry.published),
            date(entry.updated)
        )
    };
    feed.entries.iter().map(line).collect()
}

#[test]
fn rss_of_every_version_is_read() {
    let two = "<rss version='2.0' xmlns:a10='http://www.w3.org/2005/Atom' xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0'><channel><title>T</title><link>https://old.example/b/</link><image><link>x</link></image>
        <a10:link rel='prev-archive' href='?page=2'/>
        <item><title>A &amp;amp; B</title><link>https://proxy.example/1</link><fb:origLink>https://old.example/a</fb:origLink><guid isPermaLink='false'> 1 </guid><pubDate>Mon, 02 Jan 2024 03:04:05 EST</pubDate><a10:updated>2024-01-03T00:00:00Z</a10:updated><description><![CDATA[<guid>no</guid>]]></description></item>
        <item><title>No guid</title><link>/c</link><dc:date>2024-01-05</dc:date></item><item><title>Nothing</title></item></channel></rss>";
    let feed = read(two);
    assert_eq!(
        told(&feed),
        [
            "1 | https://old.example/a | A &amp; B | 2024-01-02T08:04:05Z | 2024-01-03T00:00:00Z",
            "https://old.example/c | https://old.example/c | No guid | 2024-01-05T00:00:00Z | -",
        ]
    );
    assert_eq!(feed.format, OldFormat::Rss);
    assert_eq!(feed.notes, ["entries without an id and a link: 1"]);
    let next = feed.next.map(String::from);
    assert_eq!(next.as_deref(), Some("https://old.example/feed.xml?page=2"));
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel rdf:about='c'><link>https://old.example/</link></channel><item rdf:about='https://old.example/?1'><title>R</title><link>https://old.example/r</link><dc:date>2004-05-06T07:08+02:00</dc:date></item></rdf:RDF>";
    assert_eq!(
        told(&read(rdf)),
        ["https://old.example/?1 | https://old.example/r | R | 2004-05-06T05:08:00Z | -"]
    );
}

#[test]
fn atom_of_both_versions_is_read() {
    let one = "\u{FEFF}<?xml version='1.0'?>\n<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://base.example/x/'><link rel='self' href='s'/><link href='https://old.example/'/><link rel='next' href='2'/>
        <entry xml:base='y/'><id>tag:old.example,2024:1</id><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>An <b>old</b> one&nbsp;</div></title><link rel='enclosure' href='e'/><link rel='alternate' type='application/json' href='j'/><link href='a'/><published>2024-01-02T03:04:05.678+01:00</published><updated>0001-01-01T00:00:00Z</updated><content type='xhtml'><div><title>no</title></div></content><source><id>no</id></source></entry></feed>";
    let feed = read(one);
    assert_eq!(
        told(&feed),
        [
            "tag:old.example,2024:1 | https://base.example/x/y/a | An old one&nbsp; | 2024-01-02T02:04:05.678Z | -"
        ]
    );
    let next = feed.next.map(String::from);
    assert_eq!(next.as_deref(), Some("https://base.example/x/2"));
    let old = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><id>1</id><issued>2004-01-02T03:04:05Z</issued><modified>2004-02-03T00:00:00Z</modified></entry></feed>";
    assert_eq!(
        told(&read(old)),
        ["1 |  |  | 2004-01-02T03:04:05Z | 2004-02-03T00:00:00Z"]
    );
}

#[test]
fn json_is_read_with_numbers_and_nulls() {
    let feed = read(
        r#" {"version":"https://jsonfeed.org/version/1","home_page_url":"https://old.example/","next_url":"/2.json","extra":[{}],
        "items":[{"id":12,"url":"a","title":null,"date_published":"2024-01-02T03:04:05Z"},{"url":"https://old.example/b","title":["x"],"authors":{}}]}"#,
    );
    assert_eq!(
        told(&feed),
        [
            "12 | https://old.example/a |  | 2024-01-02T03:04:05Z | -",
            "https://old.example/b | https://old.example/b |  | - | -",
        ]
    );
    assert_eq!(
        feed.next.map(String::from).as_deref(),
        Some("https://old.example/2.json")
    );
}

#[test]
fn what_is_no_feed_is_told_in_words() {
    for (text, words) in [
        ("", "it is empty"),
        ("hello", "neither XML nor JSON"),
        ("<!doctype html><html><head></head></html>", "a web page"),
        ("<urlset/>", "a sitemap"),
        ("<opml/>", "a list of feeds"),
        ("<a/>", "<a>"),
        ("<!-- -->", "no XML element"),
        ("{}", "no JSON Feed"),
        ("{", "no JSON Feed"),
        ("<rss><channel><![CDATA[", "broken at line 1"),
    ] {
        let error = read_old(text.as_bytes(), None, "").expect_err(text);
        assert!(error.to_string().contains(words), "{text}: {error}");
    }
}

#[test]
fn a_broken_end_costs_only_what_follows() {
    let feed = read("<rss><channel><item><guid>1</guid></item>\n<item><guid>2</guid><![CDATA[");
    assert_eq!(feed.entries.len(), 1);
    assert!(
        feed.notes[0].contains("broken at line 2"),
        "{:?}",
        feed.notes
    );
    let crossed =
        read("<rss><channel><item><guid>1</wrong></item></b></b><item><guid>2&3</guid></item>");
    assert_eq!(crossed.entries.len(), 2);
    assert_eq!(crossed.entries[1].id, "2&3");
}

#[test]
fn a_bomb_stays_what_it_is() {
    let doubled = (0..40).map(|n| format!("<!ENTITY a{} '&a{n};&a{n};'>", n + 1));
    let bomb: String = doubled.collect();
    let feed = read(&format!(
        "<!DOCTYPE x [<!ENTITY a0 'lol'><!ENTITY f SYSTEM 'file:///etc/passwd'>{bomb}]><rss><channel><item><guid>&a40;&f;</guid></item></channel></rss>"
    ));
    assert_eq!(feed.entries[0].id, "&a40;&f;");
    let deep = "<a>".repeat(200_000);
    assert_eq!(
        read(&format!("<rss><channel><item><guid>1</guid>{deep}"))
            .entries
            .len(),
        0
    );
    let deep = format!("{{\"items\":[{{\"id\":{}", "[".repeat(200_000));
    assert!(read_old(deep.as_bytes(), None, "").is_err());
    let long = format!(
        "<rss><item><guid>1</guid><title>{}</title></item></rss>",
        "é".repeat(50_000)
    );
    assert!(read(&long).entries[0].title.len() <= FIELD_BYTES_MAX);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(parts in proptest::collection::vec(
        prop_oneof![
            Just("<rss>"), Just("<feed xml:base='//'>"), Just("<item>"), Just("</item>"), Just("<entry a=>"), Just("</"),
            Just("<link href='"), Just("'/>"), Just("<guid>"), Just("</guid>"), Just("&#0;"), Just("&x;"), Just("<![CDATA["),
            Just("]]>"), Just("<!--"), Just("<?"), Just("\u{0}é"), Just("<pubDate>99999-99-99T99:99Z</pubDate>"), Just(">"),
        ], 0..40), ) {
        let text = format!("<{}", parts.concat());
        let _ = read_old(text.as_bytes(), None, "text/xml; charset=utf-16");
        let _ = read_old(format!("<rss>{}", parts.concat()).as_bytes(), None, "");
    }
}
