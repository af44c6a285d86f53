//! Feeds in the eyes of the programs that read them.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

use std::process::Command;

use crate::app::TestSite;

/// A post that holds what breaks feeds: signs, tags, controls, a CDATA end, a script.
const HOSTILE: &str = "---\ntitle: \"AT&T 1 < 2 <b>bold</b> &amp; ]]> \\u0007 \u{1F600}\"\ndate: 2024-01-02T03:04:05Z\nlead: \"Less < more & ]]>\"\ncategories: [R&D, \"C++\"]\nauthors: [\"Zoë O'Neil\"]\n---\nA ]]> b <script>alert(1)</script> <img src=\"x.png\" onerror=\"x\"> [l](/en/?a=1&b=2) \u{C}\n";

fn site() -> TestSite {
    let site = TestSite::new("");
    site.write("content/posts/hostile.md", HOSTILE);
    site.write_post("plain", "2024-01-01", &["news"]);
    site.done(&["build"]);
    site
}

#[test]
fn feed_rs_reads_back_what_was_written() {
    let site = site();
    for ending in ["rss.xml", "atom.xml", "json"] {
        let text = site.read(&format!("public/feed.{ending}"));
        let feed = feed_rs::parser::parse(text.as_bytes())
            .unwrap_or_else(|error| panic!("{ending}: {error}"));
        assert_eq!(feed.entries.len(), 2, "{ending}");
        let entry = &feed.entries[0];
        assert_eq!(entry.id, "tag:blog.example,2024-01-02:hostile", "{ending}");
        assert!(
            entry
                .links
                .iter()
                .any(|link| link.href == "https://blog.example/hostile/"),
            "{ending}"
        );
        let body = format!("{:?} {:?}", entry.content, entry.summary);
        assert!(
            !body.contains("<script") && !body.contains("onerror"),
            "{ending}: {body}"
        );
        assert!(text.contains("https://blog.example/en/?a=1"), "{ending}");
    }
}

#[test]
fn feedparser_has_no_complaint() {
    let Ok(python) = std::env::var("POSTRIDER_TEST_PYTHON") else {
        eprintln!(
            "not run: POSTRIDER_TEST_PYTHON names no Python with feedparser (scripts/test sets it)"
        );
        return;
    };
    let site = site();
    let program = "import sys, feedparser\nfor path in sys.argv[1:]:\n    f = feedparser.parse(open(path, 'rb').read())\n    assert not f.bozo, (path, f.bozo_exception)\n    assert len(f.entries) == 2, path\n    print(f.entries[0].title)\n";
    let paths =
        ["rss.xml", "atom.xml"].map(|ending| site.path().join(format!("public/feed.{ending}")));
    let output = Command::new(python)
        .args(["-c", program])
        .args(&paths)
        .output()
        .expect("python runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
