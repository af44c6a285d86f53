//! The dialect that Postrider grew up with: ids for categories and authors, a lead, a caption, related posts.

use crate::app::TestSite;

/// A post written for this test; `POSTRIDER_TEST_SEED` names a real one of the same kind.
const POST: &str = "---
id: Ferry-at-slack-water
title: How the ferry crosses when nothing moves
date: 2021-09-02T06:58:41.164Z
image: /assets/media/ferry.jpeg
image_caption: Photo:\u{C2}\u{A0}**[Ada
  Quay](https://photos.example/@adaquay?utm_content=attribution&utm_source=photos)**
lead: The ferry waits for the minute in which the water stands, on the steps and
  on the far bank, for the better? Well, for the slower.
post_categories:
  - worth-reading
post_authors:
  - cfd
suggested:
  - type: editorial
    post: A post that is nowhere
show_social_sharing: true
---
Stand on the steps, as the [tables](/en/) say, a little before high water.

### What it costs

Patience, and [a ticket](https://ferry.example/ticket).
";

fn post() -> String {
    match std::env::var("POSTRIDER_TEST_SEED") {
        Ok(path) => std::fs::read_to_string(path).expect("the seed can be read"),
        Err(_) => POST.to_owned(),
    }
}

fn site() -> TestSite {
    let site = TestSite::new("");
    site.write("content/posts/facebook-watch-you-offline.md", post());
    site
}

/// The one-line value of a key of the post's front matter, its continuations joined.
fn value(key: &str) -> String {
    let text = post();
    let mut lines = text.lines().skip_while(|line| !line.starts_with(key));
    let first = lines.next().unwrap_or_default();
    let more = lines.take_while(|line| line.starts_with("  ") && !line.trim().starts_with("- "));
    let mut value = first
        .split_once(": ")
        .map_or("", |(_, value)| value)
        .to_owned();
    for line in more {
        value = value + " " + line.trim();
    }
    value
}

#[test]
fn every_field_arrives_where_readers_look_for_it() {
    let site = site();
    site.done(&["build"]);
    let feed: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    assert_eq!(feed["items"].as_array().map(Vec::len), Some(1));
    let item = &feed["items"][0];
    assert_eq!(item["title"], value("title:"));
    assert_eq!(
        item["url"],
        "https://blog.example/facebook-watch-you-offline/"
    );
    assert_eq!(item["date_published"], "2021-09-02T06:58:41.164Z");
    assert_eq!(item["summary"], value("lead:"));
    assert_eq!(item["authors"][0]["name"], "cfd");
    let content = item["content_html"].as_str().unwrap_or_default();
    assert!(content.contains("https://blog.example/en/"), "{content}");
    assert!(!content.contains("href=\"/"), "{content}");
    assert!(
        content.contains("Photo:\u{C2}\u{A0}"),
        "the caption is as typed: {content}"
    );
    let rss = site.read("public/feed.rss.xml");
    for part in [
        "<pubDate>Thu, 02 Sep 2021 06:58:41",
        ">worth-reading</category>",
        "<dc:creator>cfd</dc:creator>",
        "<media:content",
    ] {
        assert!(rss.contains(part), "{part}");
    }
    assert!(
        !rss.contains("<enclosure"),
        "no file, no length, no enclosure"
    );
    let atom = site.read("public/feed.atom.xml");
    assert!(atom.contains("term=\"worth-reading\"") && !atom.contains("rel=\"enclosure\""));
}

#[test]
fn a_picture_that_is_there_has_its_true_length() {
    let site = site();
    // The smallest GIF, whatever its name says.
    let gif = b"GIF89a\x03\x00\x02\x00\x00\x00\x00;";
    let path = value("image:");
    site.write(&format!("content{path}"), gif);
    site.done(&["build"]);
    let rss = site.read("public/feed.rss.xml");
    let enclosure = format!("length=\"{}\" type=\"image/gif\"", gif.len());
    assert!(rss.contains(&enclosure), "{rss}");
    assert!(
        rss.contains("width=\"3\"") && rss.contains("height=\"2\""),
        "{rss}"
    );
    let atom = site.read("public/feed.atom.xml");
    assert!(atom.contains("rel=\"enclosure\""));
}

#[test]
fn what_looks_wrong_is_named_and_nothing_is_changed() {
    let site = site();
    let found = site.json(&["check"], 0);
    let rules: Vec<&str> = found["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|found| found["rule"].as_str())
        .collect();
    for rule in ["text-suspicious", "image-missing", "suggested-unknown"] {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }
    assert_eq!(site.run(&["check", "--strict"]).code, 3);
    assert_eq!(
        site.read("content/posts/facebook-watch-you-offline.md"),
        post()
    );
    assert!(!site.exists("public") && !site.exists("content/.postrider"));
}
