//! An editor sees what subscribers will see, before they do.

use crate::app::TestSite;

/// The titles of one kind of change in `feed.rss.xml`.
fn titles(document: &serde_json::Value, kind: &str) -> Vec<String> {
    let feeds = document["feeds"].as_array().expect("feeds");
    let main = feeds
        .iter()
        .find(|feed| feed["path"] == "feed.rss.xml")
        .expect("the feed");
    let mentions = main[kind].as_array().expect("a list").iter();
    mentions
        .map(|mention| mention["title"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn site() -> TestSite {
    let site = TestSite::new("");
    for (stem, date) in [
        ("one", "2024-01-01"),
        ("two", "2024-01-02"),
        ("three", "2024-01-03"),
    ] {
        site.write(
            &format!("content/posts/{stem}.md"),
            format!("---\ntitle: {stem}\ndate: {date}\n---\nThe body of {stem}.\n"),
        );
    }
    site
}

#[test]
fn what_is_new_changed_and_removed_is_named_and_nothing_is_written() {
    let site = site();
    let first = site.json(&["diff"], 0);
    assert_eq!(titles(&first, "new"), ["three", "two", "one"]);
    assert!(!site.exists("public") && !site.exists("content/.postrider"));
    site.done(&["build"]);
    let none = site.json(&["diff"], 0);
    for kind in ["new", "changed", "removed", "renotified"] {
        assert_eq!(titles(&none, kind), [""; 0], "{kind}");
    }
    site.write(
        "content/posts/two.md",
        "---\ntitle: two\ndate: 2024-01-02\n---\nAnother body.\n",
    );
    std::fs::remove_file(site.path().join("content/posts/one.md")).expect("removed");
    site.write(
        "content/posts/four.md",
        "---\ntitle: four\ndate: 2024-01-04\n---\nFour.\n",
    );
    site.write(
        "content/posts/five.md",
        "---\ntitle: five\ndate: 2024-01-05\ndraft: true\n---\nFive.\n",
    );
    let before = (site.snapshot("public"), site.snapshot("content"));
    let found = site.json(&["diff"], 0);
    assert_eq!(titles(&found, "new"), ["four"]);
    assert_eq!(titles(&found, "changed"), ["two"]);
    assert_eq!(titles(&found, "removed"), ["one"]);
    assert_eq!(found["left_out"][0]["why"], "draft");
    assert_eq!(before, (site.snapshot("public"), site.snapshot("content")));
}

#[test]
fn a_move_tells_nobody_and_a_lost_ledger_is_an_alarm() {
    let site = site();
    site.done(&["build"]);
    std::fs::rename(
        site.path().join("content/posts/one.md"),
        site.path().join("content/posts/moved.md"),
    )
    .expect("moved");
    let moved = site.json(&["diff"], 0);
    assert_eq!(titles(&moved, "renotified"), [""; 0]);
    assert_eq!(titles(&moved, "changed"), ["one"], "its address");
    std::fs::remove_dir_all(site.path().join("content/.postrider")).expect("lost");
    let lost = site.json(&["diff"], 3);
    assert_eq!(titles(&lost, "renotified"), ["one"]);
    let run = site.run(&["diff"]);
    assert!(
        run.stdout.contains("again") && run.stdout.contains("known as tag:"),
        "{run:?}"
    );
}

#[test]
fn posts_that_grow_too_old_for_a_full_feed_are_not_removed() {
    let site = site();
    site.write(
        "postrider.yaml",
        "site: {url: 'https://blog.example/', title: A}\noutput: {limit: 2}\n",
    );
    site.done(&["build"]);
    site.write(
        "content/posts/four.md",
        "---\ntitle: four\ndate: 2024-01-04\n---\nFour.\n",
    );
    let found = site.json(&["diff"], 0);
    assert_eq!(titles(&found, "new"), ["four"]);
    assert_eq!(titles(&found, "removed"), [""; 0]);
}
