//! The feeds of every case and of this repository's site, judged by programs that share no code with ours.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::app::TestSite;
use crate::cases::{build, excused, files_below, names};

/// Folders of blogs to judge too, as `scripts/corpora` takes them; separated by `:`.
const CORPORA: &str = "POSTRIDER_TEST_CORPORA";

/// This repository as the site that it is.
fn own_site() -> TestSite {
    let site = TestSite::new("");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["content", "templates", "postrider.yaml", "subscribers.csv"] {
        let from = root.join(part);
        if from.is_file() {
            site.write(part, std::fs::read(&from).expect("bytes"));
        }
        for (path, bytes) in files_below(&from) {
            site.write(&format!("{part}/{}", path.display()), bytes);
        }
    }
    site.done(&["build"]);
    site
}

/// Runs `scripts/validate`; none without the Python that has what it needs.
pub fn validate(folders: &[PathBuf], options: &[&str]) -> Option<Output> {
    let Ok(python) = std::env::var("POSTRIDER_TEST_PYTHON") else {
        eprintln!(
            "not run: POSTRIDER_TEST_PYTHON names no Python with feedparser (scripts/test sets it)"
        );
        return None;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/validate");
    let output = Command::new(python)
        .arg(script)
        .args(options)
        .args(folders)
        .output()
        .expect("python runs");
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        eprintln!("{line}");
    }
    Some(output)
}

#[test]
fn no_judge_finds_anything_in_any_feed() {
    let mut sites = vec![own_site()];
    sites.extend(names().iter().map(|name| build(name).0));
    let folders: Vec<PathBuf> = sites
        .iter()
        .map(|site| site.path().join("public"))
        .collect();
    let Some(output) = validate(&folders, &[]) else {
        return;
    };
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    assert!(told.contains(" 0 findings"), "{told}");
}

#[test]
fn no_judge_finds_anything_in_the_feeds_of_real_sites() {
    let Ok(folders) = std::env::var(CORPORA) else {
        eprintln!("not run: {CORPORA} names no folders of blogs");
        return;
    };
    for folder in folders.split(':') {
        let output = Command::new("python3")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/corpora"))
            .args([
                folder,
                "--validate",
                "--bin",
                env!("CARGO_BIN_EXE_postrider"),
            ])
            .output()
            .expect("python runs");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && told.contains(" 0 findings"),
            "{folder}: {told}"
        );
    }
}

/// A file, what is replaced in it once, by what, and what a judge must then say of the file.
const WRONGS: [(&str, &str, &str, &str); 12] = [
    (
        "feed.rss.xml",
        "<guid isPermaLink=\"false\">tag:",
        "<guid isPermaLink=\"true\">tag:",
        "InvalidURLAttribute: guid",
    ),
    (
        "feed.rss.xml",
        "length=\"",
        "length=\"-",
        "InvalidIntegerAttribute",
    ),
    (
        "feed.rss.xml",
        " GMT</pubDate>",
        " CEST</pubDate>",
        "InvalidRFC2822Date",
    ),
    (
        "feed.rss.xml",
        "<title>Slack Water</title>",
        "<title>Slack &amp;amp; Water</title>",
        "ImageTitleDoesntMatch",
    ),
    ("feed.rss.xml", "</rss>", "", "well-formed"),
    (
        "feed.rss.xml",
        "</title><link>https://slackwater.example/f",
        "?</title><link>https://slackwater.example/f",
        "title of tag:",
    ),
    (
        "feed.atom.xml",
        "rel=\"self\"",
        "rel=\"other\"",
        "MissingSelf",
    ),
    (
        "feed.atom.xml",
        "<published>",
        "<published>on ",
        "[atom-schema]",
    ),
    (
        "feed.atom.xml",
        "<name>Mara Quill</name>",
        "<name>Mara</name>",
        "authors of tag:",
    ),
    (
        "feed.json",
        "\"items\": [",
        "\"item\": [], \"items\": [",
        "[jsonfeed-schema]",
    ),
    ("feed.json", "<p>", "<p onclick=x()>", "onclick on <p>"),
    (
        "feed.json",
        "href=\\\"https://",
        "href=\\\"../",
        "is not absolute",
    ),
];

#[test]
fn the_judges_see_what_is_wrong() {
    let site = own_site();
    let folder = site.path().join("public");
    for (file, from, to, finding) in WRONGS {
        let good = site.read(&format!("public/{file}"));
        assert!(good.contains(from), "{file} has no {from}");
        site.write(&format!("public/{file}"), good.replacen(from, to, 1));
        let Some(output) = validate(std::slice::from_ref(&folder), &["--quick"]) else {
            return;
        };
        let told = String::from_utf8_lossy(&output.stdout);
        let is_seen = told
            .lines()
            .any(|line| line.contains(file) && line.contains(finding));
        assert!(is_seen, "{file} with {to} for {from}: {told}");
        assert_eq!(output.status.code(), Some(1));
        site.write(&format!("public/{file}"), good);
    }
}

#[test]
fn our_own_judge_finds_only_what_was_typed() {
    let mut found = judge(&own_site(), "own", &[]);
    for name in names() {
        found.extend(judge(&build(&name).0, &name, excused(&name)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What our own judge says of each feed of a site, but for the rules that are `excused`.
pub fn judge(site: &TestSite, name: &str, excused: &[&str]) -> Vec<String> {
    let files = files_below(&site.path().join("public"));
    let feeds = files.iter().filter(|(path, _)| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        matches!(ending, Some("xml" | "json" | "opml"))
    });
    let judged = feeds.flat_map(|(path, bytes)| {
        let path = format!("{name}/{}", path.display());
        postrider::feed::judge::judge(&path, bytes)
    });
    judged
        .filter(|found| !excused.contains(&found.rule))
        .map(|found| format!("{}: {} {}", found.file, found.rule, found.message))
        .collect()
}

#[test]
fn feed_rs_reads_what_was_written_in_every_case() {
    let mut compared = 0;
    for name in names() {
        let (site, _, _) = build(&name);
        for (path, bytes) in files_below(&site.path().join("public")) {
            let shown = path.to_string_lossy().into_owned();
            let Some(stem) = ["rss.xml", "atom.xml"]
                .iter()
                .find_map(|ending| shown.strip_suffix(ending))
            else {
                continue;
            };
            let json = format!("public/{stem}json");
            if !site.exists(&json) {
                // The case has no JSON feed to compare with.
                continue;
            }
            compared += 1;
            let json: Value = serde_json::from_str(&site.read(&json)).expect("JSON");
            let feed = feed_rs::parser::parse(&bytes[..])
                .unwrap_or_else(|error| panic!("{name} {shown}: {error}"));
            let items = json["items"].as_array().expect("items");
            assert_eq!(feed.entries.len(), items.len(), "{name} {shown}");
            for (entry, item) in feed.entries.iter().zip(items) {
                let text = |key: &str| item[key].as_str().unwrap_or_default();
                let place = format!("{name} {shown} {}", entry.id);
                assert_eq!(entry.id, text("id"), "{place}");
                let title = entry.title.as_ref().map(|title| title.content.as_str());
                assert_eq!(title.map(plain), Some(text("title").to_owned()), "{place}");
                let content = entry
                    .content
                    .as_ref()
                    .and_then(|content| content.body.as_deref());
                if let Some(content) = content {
                    assert_eq!(content.trim(), text("content_html").trim(), "{place}");
                }
                assert!(
                    entry.links.iter().any(|link| link.href == text("url")),
                    "{place}"
                );
            }
        }
    }
    assert!(compared > 20, "{compared} feeds");
}

/// What a browser shows of a title that may be HTML.
pub fn plain(title: &str) -> String {
    // A mark of byte order at the very beginning would be taken for one.
    let shown = ammonia::Builder::empty().clean(&format!(".{title}"));
    shown.to_string()[1..]
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}
