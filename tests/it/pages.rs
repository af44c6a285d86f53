//! What stands beside the feeds: pages for people, the directory, OPML and fragments.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

mod places;

use quick_xml::events::Event;
use std::process::Command;

use quick_xml::{Reader, XmlVersion};

use crate::app::TestSite;

const HOSTILE: &str = "---\ntitle: \"</title><script>alert(1)</script> \u{1F600} 'q' \\\"d\\\"\"\ndate: 2024-03-05\nlead: \"1 < 2 & 'so'\"\ncategories: [\"<b>R&D</b>\"]\nauthors: [\"<i>Zoë</i>\"]\n---\nBody.\n";

#[test]
fn a_page_stands_beside_each_feed_and_an_unchanged_site_touches_none() {
    let site = TestSite::new("");
    site.write_post("first", "2024-01-02", &["news"]);
    let built = site.json(&["build"], 0);
    let pages: Vec<&str> = built["pages"]
        .as_array()
        .expect("pages")
        .iter()
        .map(|page| page["path"].as_str().expect("a path"))
        .collect();
    assert_eq!(
        pages,
        [
            "feed.html",
            "categories/news/feed.html",
            "feeds.html",
            "feeds.opml",
            "fragments/autodiscovery.html",
            "fragments/nginx.conf",
            "fragments/Caddyfile",
            "fragments/_headers"
        ]
    );
    assert_eq!(built["feeds"].as_array().map(Vec::len), Some(6));
    let page = site.read("public/feed.html");
    for part in [
        "<html lang=\"en\" dir=\"ltr\">",
        "<a href=\"https://blog.example/first/\">About first</a>",
        "<time datetime=\"2024-01-02\">2 January 2024</time>",
        "What first is.",
        "href=\"https://blog.example/feeds.html\"",
        "type=\"application/rss+xml\" title=\"A blog (RSS)\" href=\"https://blog.example/feed.rss.xml\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let before = site.snapshot("public");
    let again = site.json(&["build"], 0);
    let written = again["pages"].as_array().expect("pages");
    assert!(written.iter().all(|page| page["written"] == false));
    assert_eq!(before, site.snapshot("public"));
}

#[test]
fn a_new_post_changes_the_pages_of_its_feeds_and_no_directory() {
    let site = TestSite::new("");
    site.write_post("first", "2024-01-02", &["news"]);
    site.write_post("second", "2024-01-03", &["tides"]);
    site.done(&["build"]);
    site.write_post("third", "2024-01-04", &["tides"]);
    let built = site.json(&["build"], 0);
    let written: Vec<&str> = built["pages"]
        .as_array()
        .expect("pages")
        .iter()
        .filter(|page| page["written"] == true)
        .filter_map(|page| page["path"].as_str())
        .collect();
    assert_eq!(written, ["feed.html", "categories/tides/feed.html"]);
}

#[test]
fn what_a_post_says_is_text_on_a_page() {
    let site = TestSite::new("");
    site.write("content/posts/hostile.md", HOSTILE);
    site.done(&["build"]);
    let page = site.read("public/feed.html");
    for part in ["<script", "<img", "<b>", "<i>"] {
        assert!(!page.contains(part), "{part} in {page}");
    }
    assert!(page.contains(
        "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; \u{1F600} &#39;q&#39; &quot;d&quot;"
    ));
    assert!(page.contains("<p>1 &lt; 2 &amp; &#39;so&#39;</p>"));
}

#[test]
fn a_page_speaks_the_language_of_its_feed_and_each_post_its_own() {
    let site = TestSite::new("");
    site.write(
        "postrider.yaml",
        "site: {url: 'https://blog.example/', title: مدونة, language: ar, languages: [ar, fr, nl]}",
    );
    site.write(
        "content/posts/ar/one.md",
        "---\ntitle: مرحبا\ndate: 2024-03-05\n---\n",
    );
    site.write(
        "content/posts/fr/two.md",
        "---\ntitle: Bonjour\ndate: 2024-03-06\n---\n",
    );
    site.write(
        "content/posts/nl/three.md",
        "---\ntitle: Hallo\ndate: 2024-03-07\n---\n",
    );
    site.done(&["build"]);
    let arabic = site.read("public/feed.html");
    for part in [
        "<html lang=\"ar\" dir=\"rtl\">",
        "<h3 lang=\"fr\" dir=\"ltr\"><a href=\"https://blog.example/fr/two/\">Bonjour</a></h3>",
        "<h3><a href=\"https://blog.example/one/\">مرحبا</a></h3>",
        "5 مارس 2024",
        "كل الخلاصات",
    ] {
        assert!(arabic.contains(part), "{part} in {arabic}");
    }
    let french = site.read("public/fr/feed.html");
    assert!(french.contains("<html lang=\"fr\" dir=\"ltr\">"));
    assert!(french.contains("6 mars 2024") && french.contains("Derniers articles"));
    let dutch = site.read("public/nl/feed.html");
    assert!(dutch.contains("<html lang=\"nl\" dir=\"ltr\">"));
    assert!(dutch.contains("<h2 id=\"newest\" lang=\"en\" dir=\"ltr\">Newest posts</h2>"));
}

#[test]
fn the_opml_names_every_feed_once_in_its_group() {
    let site = TestSite::new(
        "feeds:\n  - {path: feed}\n  - {path: pick, title: 'A & \"B\" <c>', formats: [atom], select: {any: [news]}}\n  - {path: 't/{slug}', each: category}\n",
    );
    site.write_post("first", "2024-01-02", &["news"]);
    site.write_post("second", "2023-01-02", &["tides"]);
    site.done(&["build"]);
    let text = site.read("public/feeds.opml");
    let mut reader = Reader::from_str(&text);
    let mut found: Vec<(usize, String, String)> = Vec::new();
    let mut depth = 0;
    loop {
        let event = reader.read_event().expect("well-formed");
        let (Event::Start(element) | Event::Empty(element)) = &event else {
            match event {
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
            continue;
        };
        let value = |name: &str| {
            let attribute = element.try_get_attribute(name).expect("attributes");
            attribute.map_or_else(String::new, |value| {
                value
                    .decoded_and_normalized_value(XmlVersion::Explicit1_0, reader.decoder())
                    .expect("a value")
                    .into_owned()
            })
        };
        if element.name().as_ref() == b"outline" {
            found.push((depth, value("text"), value("xmlUrl")));
        }
        depth += usize::from(matches!(event, Event::Start(_)));
    }
    let expected = [
        (2, "Everything", ""),
        (3, "A blog", "https://blog.example/feed.rss.xml"),
        (2, "Categories", ""),
        (3, "news · A blog", "https://blog.example/t/news.rss.xml"),
        (3, "tides · A blog", "https://blog.example/t/tides.rss.xml"),
        (2, "Selections", ""),
        (3, "A & \"B\" <c>", "https://blog.example/pick.atom.xml"),
    ];
    let expected = expected.map(|(depth, text, url)| (depth, text.to_owned(), url.to_owned()));
    assert_eq!(found, expected);
    assert!(
        text.contains("<dateCreated>Mon, 02 Jan 2023 00:00:00 GMT</dateCreated>"),
        "{text}"
    );
}

#[test]
fn autodiscovery_names_the_feed_of_everything_first_and_json_last() {
    let site = TestSite::new(
        "feeds:\n  - {path: pick, title: '<x> & \"y\"', select: {any: [news]}}\n  - {path: feed, formats: [json, atom, rss]}\n  - {path: 't/{slug}', each: category}\n",
    );
    site.write_post("first", "2024-01-02", &["news"]);
    site.done(&["build"]);
    let text = site.read("public/fragments/autodiscovery.html");
    let links: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| {
            let rest = line.strip_prefix("<link rel=\"alternate\" type=\"application/")?;
            let (kind, rest) = rest.split_once('"')?;
            Some((kind, rest.split("href=\"https://blog.example/").nth(1)?))
        })
        .collect();
    assert_eq!(
        links,
        [
            ("rss+xml", "feed.rss.xml\">"),
            ("atom+xml", "feed.atom.xml\">"),
            ("rss+xml", "pick.rss.xml\">"),
            ("atom+xml", "pick.atom.xml\">"),
            ("feed+json", "feed.json\">"),
            ("feed+json", "pick.json\">"),
        ]
    );
    assert!(
        text.contains("title=\"&lt;x&gt; &amp; &quot;y&quot; (RSS)\""),
        "{text}"
    );
}

#[test]
fn fragments_name_the_feed_files_and_nothing_else() {
    let site = TestSite::new(
        "output: {compress: [gzip], hubs: ['https://hub.example/'], formats: [rss, json]}\nfeeds: [{path: feed}]\n",
    );
    site.write_post("first", "2024-01-02", &["news"]);
    site.done(&["build"]);
    let headers = site.read("public/fragments/_headers");
    let paths: Vec<&str> = headers
        .lines()
        .filter(|line| line.starts_with('/'))
        .collect();
    assert_eq!(paths, ["/feeds.opml", "/feed.rss.xml", "/feed.json"]);
    let link = "  Link: <https://hub.example/>; rel=\"hub\", <https://blog.example/feed.json>; rel=\"self\"";
    assert_eq!(headers.lines().last(), Some(link));
    let nginx = site.read("public/fragments/nginx.conf");
    let places: Vec<&str> = nginx
        .lines()
        .filter_map(|line| line.strip_prefix("location "))
        .collect();
    assert_eq!(
        places,
        [
            "= \"/feeds.opml\" {",
            "= \"/feed.rss.xml\" {",
            "~ \"^/feed-archive-[0-9]+[.]rss[.]xml$\" {",
            "= \"/feed.json\" {",
            "~ \"^/feed-archive-[0-9]+[.]json$\" {"
        ]
    );
    assert_eq!(nginx.matches("gzip_static on;").count(), places.len());
    // Pages have twins, fragments do not: no server sends them.
    assert!(site.exists("public/feed.html.gz") && !site.exists("public/fragments/nginx.conf.gz"));
}

#[test]
fn html5lib_parses_every_page_without_an_error() {
    let Ok(python) = std::env::var("POSTRIDER_TEST_PYTHON") else {
        eprintln!(
            "not run: POSTRIDER_TEST_PYTHON names no Python with html5lib (scripts/test sets it)"
        );
        return;
    };
    let site = TestSite::new("");
    site.write("content/posts/hostile.md", HOSTILE);
    site.write_post("plain", "2024-01-01", &["news"]);
    site.done(&["build"]);
    let program = "import sys, html5lib\nfor path in sys.argv[1:]:\n    text = open(path, encoding='utf-8').read()\n    if 'fragments' in path:\n        text = '<!DOCTYPE html><head><title>t</title>' + text + '<body>'\n    html5lib.HTMLParser(strict=True).parse(text)\n";
    let paths: Vec<_> = site.files("public");
    let paths = paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "html"));
    let output = Command::new(python)
        .args(["-c", program])
        .args(paths)
        .output()
        .expect("python runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
