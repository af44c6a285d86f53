//! A site moves to Postrider, and its readers are told of nothing.

mod doubts;
mod old_feeds;
mod paged;
mod real_jekyll;

use crate::app::TestSite;
use old_feeds::{ELEVENTY, GHOST, HUGO, JEKYLL, JSON, PELICAN, WORDPRESS};

/// The site of the old feeds, at its new address.
fn site() -> TestSite {
    let site = TestSite::new("");
    for (file, title, day) in [
        ("2024-05-01-high-water", "High water", 1),
        ("2024-05-02-ebb-and-flow", "Ebb & \\\"flow\\\"", 2),
    ] {
        site.write(
            &format!("content/posts/{file}.md"),
            format!("---\ntitle: \"{title}\"\ndate: 2024-05-0{day}\n---\nThe body.\n"),
        );
    }
    site.write(
        "content/posts/2024-05-03-slack.md",
        "---\ntitle: Slack\ndraft: true\n---\nNot yet.\n",
    );
    site.write_post("new", "2024-05-04", &[]);
    site
}

/// Each id in the feed of a format.
fn ids(site: &TestSite, ending: &str) -> Vec<String> {
    let text = site.read(&format!("public/feed.{ending}"));
    let feed = feed_rs::parser::parse(text.as_bytes()).expect("a feed");
    feed.entries.into_iter().map(|entry| entry.id).collect()
}

/// Each old feed, how the first post is recognised, and the ids.
const FEEDS: [(&str, &str, &str, [&str; 2]); 6] = [
    (
        "jekyll",
        JEKYLL,
        "path",
        [
            "https://old.example/2024/05/02/ebb-and-flow",
            "https://old.example/2024/05/01/high-water",
        ],
    ),
    (
        "hugo",
        HUGO,
        "slug, date",
        [
            "https://old.example/posts/ebb-and-flow/",
            "https://old.example/posts/high-water/",
        ],
    ),
    (
        "wordpress",
        WORDPRESS,
        "slug, date",
        ["https://old.example/?p=123", "https://old.example/?p=120"],
    ),
    (
        "pelican",
        PELICAN,
        "slug, date",
        [
            "tag:old.example,2024-05-02:/ebb-and-flow.html",
            "tag:old.example,2024-05-01:/high-water.html",
        ],
    ),
    (
        "eleventy",
        ELEVENTY,
        "slug, date",
        [
            "https://old.example/blog/ebb-and-flow/",
            "https://old.example/blog/high-water/",
        ],
    ),
    (
        "json",
        JSON,
        "slug, date",
        [
            "https://old.example/ebb-and-flow",
            "https://old.example/high-water",
        ],
    ),
];

#[test]
fn the_ids_of_every_generator_are_taken_over_before_the_first_build() {
    for (name, feed, how, expected) in FEEDS {
        let site = site();
        site.write("old.xml", feed);
        let report = site.json(&["adopt", "old.xml"], 0);
        let how_found = &report["adopted"][0]["how"];
        assert_eq!(how_found, how, "{name}: {report}");
        assert_eq!(report["written"], true, "{name}");
        let only = ["content/posts/new.md"];
        assert_eq!(report["uncovered"], serde_json::json!(only), "{name}");
        site.done(&["build"]);
        for ending in ["atom.xml", "rss.xml", "json"] {
            let found = ids(&site, ending);
            assert_eq!(found[0], "tag:blog.example,2024-05-04:new", "{name}");
            assert_eq!(found[1..], expected, "{name} {ending}");
            site.done(&["check", "--strict", &format!("public/feed.{ending}")]);
        }
        let again = site.done(&["adopt", "old.xml"]).stdout;
        assert!(
            again.contains("Known already: 2") && again.contains("Nothing to do"),
            "{again}"
        );
    }
}

#[test]
fn an_id_that_is_no_uri_stays_in_rss_and_json_and_atom_stays_valid() {
    let site = site();
    site.write("old.xml", GHOST);
    site.done(&["adopt", "old.xml"]);
    site.done(&["build"]);
    let ghosts = ["6632d7c1a9d3b20001f3e0aa", "6632d7c1a9d3b20001f3e0ab"];
    assert_eq!(ids(&site, "rss.xml")[1..], ghosts);
    assert_eq!(ids(&site, "json")[1..], ghosts);
    assert_eq!(
        ids(&site, "atom.xml")[1..],
        [
            "tag:blog.example,2024-05-02:ebb-and-flow",
            "tag:blog.example,2024-05-01:high-water"
        ]
    );
    for ending in ["atom.xml", "rss.xml", "json"] {
        site.done(&["check", "--strict", &format!("public/feed.{ending}")]);
    }
    let diff = site.json(&["diff"], 0);
    assert_eq!(diff["feeds"][0]["renotified"], serde_json::json!([]));
    let again = site.done(&["adopt", "old.xml"]).stdout;
    assert!(again.contains("Nothing to do"), "{again}");
}

#[test]
fn rss_and_atom_of_one_site_keep_an_id_each_and_other_conflicts_are_named() {
    let site = site();
    site.write("atom.xml", PELICAN);
    site.write("rss.xml", WORDPRESS);
    site.write("other.xml", HUGO);
    let report = site.json(&["adopt", "atom.xml", "rss.xml", "other.xml"], 0);
    assert_eq!(report["conflicts"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["conflicts"][0]["kept"], "https://old.example/?p=120");
    assert_eq!(
        report["conflicts"][0]["left"],
        "https://old.example/posts/high-water/"
    );
    site.done(&["build"]);
    assert_eq!(ids(&site, "rss.xml")[1], "https://old.example/?p=123");
    assert_eq!(
        ids(&site, "atom.xml")[1],
        "tag:old.example,2024-05-02:/ebb-and-flow.html"
    );
    let feed = site.read("public/feed.rss.xml");
    assert!(
        feed.contains("isPermaLink=\"false\">https://old.example/?p=123<"),
        "{feed}"
    );
}

#[test]
fn the_old_updated_holds_until_the_post_changes() {
    let site = site();
    site.write("old.xml", JEKYLL);
    site.done(&["adopt", "old.xml"]);
    site.done(&["build"]);
    let first = site.read("public/feed.atom.xml");
    assert!(
        first.contains("<updated>2024-05-20T10:00:00+00:00</updated>"),
        "{first}"
    );
    site.done(&["build", "--frozen"]);
    assert_eq!(site.read("public/feed.atom.xml"), first);
    site.write(
        "content/posts/2024-05-02-ebb-and-flow.md",
        "---\ntitle: \"Ebb & \\\"flow\\\"\"\ndate: 2024-05-02\n---\nAnother body.\n",
    );
    site.done(&["build"]);
    let second = site.read("public/feed.atom.xml");
    assert!(!second.contains("2024-05-20T10:00:00"), "{second}");
    assert!(
        second.contains("<id>https://old.example/2024/05/02/ebb-and-flow</id>"),
        "{second}"
    );
}

#[test]
fn published_ids_stay_unless_by_force() {
    let site = site();
    site.done(&["build"]);
    site.write("old.xml", JEKYLL);
    let ledger = site.read("content/.postrider/ids.json");
    let refused = site.run(&["adopt", "old.xml"]);
    assert_eq!(refused.code, 3, "{refused:?}");
    for words in [
        "ebb-and-flow.md",
        "it is published as `tag:blog.example,2024-05-02:ebb-and-flow`",
        "--force",
    ] {
        assert!(refused.stderr.contains(words), "{words}: {refused:?}");
    }
    assert_eq!(site.read("content/.postrider/ids.json"), ledger);
    // Nothing here tells whether they were published.
    std::fs::remove_dir_all(site.path().join("public")).expect("removed");
    let unknown = site.run(&["adopt", "old.xml"]);
    assert!(
        unknown.code == 3 && unknown.stderr.contains("no feed is built here"),
        "{unknown:?}"
    );
    let rehearsed = site
        .done(&["adopt", "old.xml", "--force", "--dry-run"])
        .stdout;
    assert!(rehearsed.contains("in place of tag:"), "{rehearsed}");
    assert_eq!(site.read("content/.postrider/ids.json"), ledger);
    site.done(&["adopt", "old.xml", "--force"]);
    site.done(&["build"]);
    assert_eq!(
        ids(&site, "atom.xml")[1],
        "https://old.example/2024/05/02/ebb-and-flow"
    );
}

#[test]
fn ids_that_no_feed_holds_yet_give_way() {
    let site = site();
    site.write(
        "postrider.yaml",
        "site: {url: 'https://blog.example/', title: A}\noutput: {limit: 1, archive: false}\n",
    );
    site.done(&["build"]);
    site.write("old.xml", JEKYLL);
    let report = site.json(&["adopt", "old.xml"], 0);
    assert_eq!(
        report["adopted"].as_array().map(Vec::len),
        Some(2),
        "{report}"
    );
    assert_eq!(
        report["adopted"][0]["replaces"],
        "tag:blog.example,2024-05-01:high-water"
    );
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_is_written() {
    let site = site();
    site.write("page.html", "<!doctype html><html></html>");
    for (source, words) in [("nowhere.xml", "nowhere.xml"), ("page.html", "a web page")] {
        let run = site.run(&["adopt", source]);
        assert!(run.code == 1 && run.stderr.contains(words), "{run:?}");
    }
    site.write("old.xml", JEKYLL);
    site.write("content/.postrider/ids.json", "{}");
    let run = site.run(&["adopt", "old.xml"]);
    assert!(run.code == 3 && run.stderr.contains("ledger"), "{run:?}");
    assert_eq!(site.read("content/.postrider/ids.json"), "{}");
}
