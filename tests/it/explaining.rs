//! An editor asks why a post is where it is, and why it is not elsewhere.

use crate::app::TestSite;

fn site() -> TestSite {
    let config = "feeds:\n  - {path: feed, limit: 2}\n  - {each: category, path: 'c/{slug}'}\n  - {path: press, select: {none: [news]}}\n";
    let site = TestSite::with_readers(config, 2);
    site.write_post("second", "2024-01-03", &["news"]);
    site.write_post("third", "2024-01-04", &["news"]);
    site.write(
        "content/posts/later.md",
        "---\ntitle: L\ndate: 2099-01-01\n---\nText\n",
    );
    site
}

#[test]
fn each_feed_and_newsletter_says_why() {
    let site = site();
    let asked = site.json(&["explain", "content/posts/third.md"], 0);
    let answers: Vec<(&str, bool, &str)> = asked["feeds"]
        .as_array()
        .expect("feeds")
        .iter()
        .map(|answer| {
            (
                answer["path"].as_str().unwrap_or_default(),
                answer["takes"].as_bool().unwrap_or_default(),
                answer["why"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        answers,
        [
            ("feed", true, "entry 1 of 2"),
            ("c/news", true, "entry 1 of 3"),
            ("press", false, "it has `news`, which `none` names")
        ]
    );
    assert_eq!(asked["newsletters"][0]["takes"], true);
    let old = site.done(&["explain", "first"]).stdout;
    assert!(
        old.contains("no  feed: it is older than the newest 2"),
        "{old}"
    );
    assert!(!site.exists("public") && !site.exists("content/.postrider"));
    site.done(&["publish"]);
    let sent = site
        .done(&["explain", "https://blog.example/third/"])
        .stdout;
    assert!(sent.contains("yes weekly: an issue has had it"), "{sent}");
}

#[test]
fn a_file_that_is_no_post_is_explained_too() {
    let site = site();
    let later = site.done(&["explain", "later.md"]).stdout;
    assert!(later.contains("not due yet: dated 2099-01-01"), "{later}");
    let run = site.run(&["explain", "nowhere"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("`nowhere`"), "{run:?}");
}

#[test]
fn drafts_pages_and_broken_posts_are_explained_with_their_mistakes() {
    let site = site();
    for (file, front) in [
        ("draft", "title: D\ndate: 2024-01-01\ndraft: true"),
        ("page", "title: P"),
        ("broken", "title: B\ndate: no day"),
        ("quiet", "title: Q\ndate: 2024-05-05\nfeed: false"),
        (
            "only",
            "title: O\ndate: 2024-05-06\nfeed: [press]\nnewsletter: false",
        ),
    ] {
        let text = format!("---\n{front}\n---\nText\n");
        site.write(&format!("content/posts/{file}.md"), text);
    }
    for (typed, words) in [
        ("draft", "(a draft: "),
        ("posts/page.md", "(a page, not a post: "),
        ("broken.md", "(broken: "),
    ] {
        let run = site.done(&["explain", typed]);
        assert!(run.stdout.contains(words), "{typed}: {run:?}");
    }
    let broken = site.json(&["explain", "broken"], 0);
    assert_eq!(broken["diagnostics"][0]["line"], 3, "{broken}");
    let quiet = site.done(&["explain", "quiet"]).stdout;
    assert!(
        quiet.contains("no  feed: its own `feed` key keeps it out of every feed"),
        "{quiet}"
    );
    let only = site.done(&["explain", "O"]).stdout;
    for line in [
        "no  feed: its own `feed` key names only press",
        "yes press: entry 1 of",
        "no  c/{slug}: it has no category, and there is a feed for each",
        "no  weekly: its own `newsletter` key keeps it out",
    ] {
        assert!(only.contains(line), "{line}: {only}");
    }
}
