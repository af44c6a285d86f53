//! The feed that the real jekyll writes with jekyll-feed, where it is installed.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

use std::path::PathBuf;
use std::process::Command;

use crate::app::TestSite;

/// Posts in Jekyll's dialect: quotes that kramdown makes typographic, escapes, zones, dates that disagree with the name.
const POSTS: [(&str, &str); 6] = [
    (
        "2013-05-06-first-of-all.markdown",
        "title: \"It's the \\\"first\\\" -- of all\"\ndate: 2013-05-05 17:12:52 -0700\ncategory: release",
    ),
    (
        "2014-02-28-no-date-within.md",
        "title: No date within\ncategories: [a, b]",
    ),
    (
        "2015-03-01-amp.md",
        "title: A & B < C\nlast_modified_at: 2016-01-01 10:00:00 +0000",
    ),
    ("2015-03-02-été.md", "title: Été\ndate: 2015-03-02"),
    (
        "2016-01-01-1.0-rc1_released.md",
        "title: 1.0.rc1 Released\ntags: x",
    ),
    (
        "2017-01-01-own-place.md",
        "title: Own place\npermalink: /own/place.html",
    ),
];

fn ids(feed: &str) -> Vec<(String, Option<String>)> {
    let feed = feed_rs::parser::parse(feed.as_bytes()).expect("a feed");
    let told = feed.entries.into_iter().map(|entry| {
        let updated = entry.updated.map(|moment| moment.timestamp().to_string());
        (entry.id, updated)
    });
    told.collect()
}

/// Runs jekyll over the posts of `site` and gives its feed.
fn write_with_jekyll(jekyll: &str, site: &TestSite) -> String {
    site.write(
        "old/_config.yml",
        "title: Old\nurl: https://old.example\nplugins: [jekyll-feed]\nfeed: {posts_limit: 10000}\npermalink: /news/:year/:month/:day/:title/\ntimezone: Europe/Zurich\ncollections: {docs: {output: true}}\n",
    );
    let run = Command::new(jekyll)
        .args(["build", "--disable-disk-cache"])
        .current_dir(site.path().join("old"))
        .output()
        .expect("jekyll runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    site.read("old/_site/feed.xml")
}

/// Posts of others may link to pages of their site, without which jekyll stops.
fn write_link_targets(site: &TestSite, post: &str) {
    for link in post.split("{% link ").skip(1) {
        let target = link.split_whitespace().next().unwrap_or_default();
        if !target.is_empty() && !target.starts_with("_posts") {
            site.write(&format!("old/{target}"), "---\ntitle: x\n---\n");
        }
    }
}

fn posts() -> Vec<(String, String)> {
    let Some(folder) = std::env::var_os("POSTRIDER_TEST_JEKYLL_POSTS").map(PathBuf::from) else {
        let post = |(name, front): (&str, &str)| {
            (
                name.to_owned(),
                format!("---\n{front}\n---\nThe body of {name}.\n"),
            )
        };
        return POSTS.map(post).to_vec();
    };
    let files = std::fs::read_dir(&folder).expect("the folder of posts");
    let files = files.flatten().map(|file| {
        let text = std::fs::read_to_string(file.path()).expect("a post");
        (file.file_name().to_string_lossy().into_owned(), text)
    });
    files.collect()
}

#[test]
fn every_entry_of_a_feed_by_jekyll_keeps_its_id() {
    let Ok(jekyll) = std::env::var("POSTRIDER_TEST_JEKYLL") else {
        eprintln!("not run: POSTRIDER_TEST_JEKYLL names no jekyll (scripts/test sets it)");
        return;
    };
    let site = TestSite::new(
        "  time_zone: Europe/Zurich\ncontent: {posts: posts}\noutput: {limit: all}\n",
    );
    for (name, text) in posts() {
        site.write(&format!("old/_posts/{name}"), &text);
        site.write(&format!("posts/{name}"), &text);
        write_link_targets(&site, &text);
    }
    let old = write_with_jekyll(&jekyll, &site);
    let report = site.json(&["adopt", "old/_site/feed.xml"], 0);
    assert_eq!(report["unmatched"], serde_json::json!([]), "{report}");
    site.done(&["build", "--frozen"]);
    let (before, after) = (ids(&old), ids(&site.read("public/feed.atom.xml")));
    eprintln!(
        "{} entries of jekyll-feed, {} of Postrider",
        before.len(),
        after.len()
    );
    assert!(!before.is_empty());
    for entry in &before {
        assert!(
            after.iter().any(|(id, _)| *id == entry.0),
            "{entry:?} of {after:?}"
        );
    }
    assert_eq!(
        site.json(&["adopt", "old/_site/feed.xml"], 0)["written"],
        false
    );
}
