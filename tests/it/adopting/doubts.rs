//! Entries of which nobody can be sure.

use crate::adopting::site;
use crate::app::TestSite;

/// Twins, an id that two entries share, one that is gone, one that is a draft, one that moved and was dated anew.
fn old_feed() -> String {
    let item = |id: &str, link: &str, title: &str, date: &str| {
        format!(
            "<item><guid>{id}</guid><link>https://old.example/{link}</link><title>{title}</title><pubDate>{date}</pubDate></item>"
        )
    };
    let items = [
        item("a", "x", "Twice", "1 Apr 2024 00:00:00 GMT"),
        item(
            "same",
            "high-water",
            "High water",
            "1 May 2024 00:00:00 GMT",
        ),
        item("same", "other", "Other", ""),
        item(
            "gone",
            "gone",
            "Gone for &lt;b&gt;good&lt;/b&gt;",
            "1 Jan 2020 00:00:00 GMT",
        ),
        item("b", "slack", "Slack", "3 May 2024 00:00:00 GMT"),
        item(
            "c",
            "renamed",
            "Ebb &amp;amp; ‘flow’",
            "7 Jul 2023 00:00:00 GMT",
        ),
    ];
    format!("<rss><channel>{}</channel></rss>", items.concat())
}

#[test]
fn what_is_not_certain_is_named_and_not_guessed() {
    let site = site();
    for stem in ["twice-one", "twice-two"] {
        site.write(
            &format!("content/posts/{stem}.md"),
            "---\ntitle: Twice\ndate: 2024-04-01\n---\nText.\n",
        );
    }
    site.write("old.xml", old_feed());
    let report = site.json(&["adopt", "old.xml", "--dry-run"], 0);
    assert_eq!(
        report["adopted"].as_array().map(Vec::len),
        Some(1),
        "{report}"
    );
    assert_eq!(report["adopted"][0]["how"], "title");
    let why = |at: usize| {
        report["unmatched"][at]["why"]
            .as_str()
            .unwrap_or("")
            .to_owned()
    };
    assert_eq!(
        why(0),
        "it may be content/posts/twice-one.md or content/posts/twice-two.md"
    );
    assert_eq!(why(1), "other entries have its id, too");
    assert_eq!(why(3), "");
    assert_eq!(report["unmatched"].as_array().map(Vec::len), Some(5));
    assert_eq!(report["uncovered"].as_array().map(Vec::len), Some(4));
    assert!(!site.exists("content/.postrider"));
    let told = site.done(&["adopt", "old.xml", "--dry-run"]).stdout;
    assert!(told.contains("No post found for 5 entries"), "{told}");
    assert!(
        told.contains("https://old.example/gone") && told.contains("2020-01-01"),
        "{told}"
    );
    assert!(
        told.lines().all(|line| line.chars().count() <= 80),
        "{told}"
    );
}

#[test]
fn what_a_newsletter_has_sent_is_not_mailed_again_even_by_force() {
    let site = TestSite::with_readers("", 2);
    site.done(&["publish"]);
    site.write(
        "old.xml",
        "<rss><channel><item><guid>urn:x-old:1</guid><link>https://blog.example/first/</link></item></channel></rss>",
    );
    let run = site.run(&["adopt", "old.xml", "--force"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("would mail it again"), "{run:?}");
    assert!(run.stdout.contains("Nothing to do"), "{run:?}");
}
