//! Whatever becomes of a post's file, address or text, readers know it by the id that they know.

pub mod merging;

use std::collections::BTreeMap;
use std::fs;

use crate::app::TestSite;

const CONFIG: &str = "site: {url: 'https://blog.example/', title: A blog, languages: [en, fr]}\noutput: {limit: all}\n";

fn post(front: &str, title: &str, day: &str, body: &str) -> String {
    format!("---\n{front}title: {title}\ndate: {day}\n---\n{body}\n")
}

/// Posts with an id and without, translations, twins of body, twins of title and date.
fn site() -> TestSite {
    let site = TestSite::new("");
    site.write("postrider.yaml", CONFIG);
    let write = |path: &str, text: String| site.write(&format!("content/posts/{path}.md"), text);
    write("plain", post("", "Plain", "2024-01-01", "Plain body"));
    write("own", post("id: own-1\n", "Own", "2024-01-02", "Own body"));
    write("other", post("", "Other", "2024-01-03", "Other body"));
    write("same-a", post("", "Same A", "2024-01-04", "Same body"));
    write("same-b", post("", "Same B", "2024-01-05", "Same body"));
    write("twin-a", post("", "Twin", "2024-01-06", "Twin one"));
    write("twin-b", post("", "Twin", "2024-01-06", "Twin two"));
    write("word", post("", "Word", "2024-01-07", "In English"));
    write("word.fr", post("", "Mot", "2024-01-07", "En français"));
    site.done(&["build"]);
    site
}

/// The id of each entry of the main feed by its text, which no two share but the bodies of `Same`.
fn ids(site: &TestSite) -> BTreeMap<String, String> {
    let feed: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items = feed["items"].as_array().expect("items");
    let name = |item: &serde_json::Value| match text(&item["title"]).as_str() {
        "Twin" => text(&item["content_html"]),
        title => title.to_owned(),
    };
    items
        .iter()
        .map(|item| (name(item), text(&item["id"])))
        .collect()
}

/// Makes a change, asks `diff` and builds: no entry may come back as new, and every one that was there keeps its id.
fn stays(what: &str, change: impl Fn(&TestSite)) {
    let site = site();
    let before = ids(&site);
    change(&site);
    let diff = site.json(&["diff"], 0);
    for feed in diff["feeds"].as_array().expect("feeds") {
        assert_eq!(feed["renotified"], serde_json::json!([]), "{what}");
    }
    site.done(&["build"]);
    let after = ids(&site);
    for (name, id) in before {
        if let Some(now) = after.get(&name) {
            assert_eq!(*now, id, "{what}: {name} of {after:?}");
        }
    }
}

fn mv(site: &TestSite, from: &str, to: &str) {
    let path = |name: &str| site.path().join(format!("content/posts/{name}"));
    fs::create_dir_all(path(to).parent().expect("a folder")).expect("made");
    fs::rename(path(from), path(to)).expect("moved");
}

fn rewrite(site: &TestSite, name: &str, text: String) {
    site.write(&format!("content/posts/{name}.md"), text);
}

#[test]
fn a_post_keeps_its_id_wherever_its_file_goes() {
    stays("a new name", |site| mv(site, "plain.md", "renamed.md"));
    stays("a folder", |site| {
        mv(site, "plain.md", "2020/deep/plain.md");
    });
    stays("a bundle", |site| mv(site, "own.md", "own/index.md"));
    stays("names swapped", |site| {
        mv(site, "plain.md", "x.md");
        mv(site, "other.md", "plain.md");
        mv(site, "x.md", "other.md");
    });
    stays("names of equal bodies swapped", |site| {
        mv(site, "same-a.md", "x.md");
        mv(site, "same-b.md", "same-a.md");
        mv(site, "x.md", "same-b.md");
    });
    stays("both of two equal bodies renamed", |site| {
        mv(site, "same-a.md", "z.md");
        mv(site, "same-b.md", "a.md");
    });
    stays("both twins renamed", |site| {
        mv(site, "twin-a.md", "z.md");
        mv(site, "twin-b.md", "a.md");
    });
    stays("translations renamed", |site| {
        mv(site, "word.md", "mot.md");
        mv(site, "word.fr.md", "mot.fr.md");
    });
    stays("translations in folders", |site| {
        mv(site, "word.md", "en/word.md");
        mv(site, "word.fr.md", "fr/word.md");
    });
    stays("everything in a folder", |site| {
        let path = |name: &str| site.path().join(format!("content/{name}"));
        fs::rename(path("posts"), path("away")).expect("moved");
        mv(site, "../away", "letters");
    });
}

#[test]
fn a_post_keeps_its_id_whatever_it_says() {
    stays("a slug", |site| {
        rewrite(
            site,
            "plain",
            post("slug: elsewhere\n", "Plain", "2024-01-01", "Plain body"),
        );
    });
    stays("a title", |site| {
        rewrite(
            site,
            "plain",
            post("", "Renamed", "2024-01-01", "Plain body"),
        );
        let after = {
            site.done(&["build"]);
            ids(site)
        };
        assert_eq!(after["Renamed"], "tag:blog.example,2024-01-01:plain");
    });
    stays("a body", |site| {
        rewrite(
            site,
            "plain",
            post("", "Plain", "2024-01-01", "Another body"),
        );
    });
    stays("a date", |site| {
        rewrite(site, "plain", post("", "Plain", "2023-12-31", "Plain body"));
    });
    stays("an id given later", |site| {
        rewrite(
            site,
            "plain",
            post("id: late\n", "Plain", "2024-01-01", "Plain body"),
        );
    });
    stays("file, title and body at once, with an id", |site| {
        fs::remove_file(site.path().join("content/posts/own.md")).expect("removed");
        rewrite(
            site,
            "new/place",
            post("id: own-1\n", "Own, anew", "2025-05-05", "New body"),
        );
        site.done(&["build"]);
        assert_eq!(ids(site)["Own, anew"], "tag:blog.example,2024-01-02:own-1");
    });
    stays("file and body at once, without an id", |site| {
        fs::remove_file(site.path().join("content/posts/plain.md")).expect("removed");
        rewrite(site, "place", post("", "Plain", "2024-01-01", "New body"));
    });
    stays("a new translation", |site| {
        rewrite(site, "plain.fr", post("", "Simple", "2024-01-01", "Corps"));
    });
}

#[test]
fn a_new_address_changes_no_id_and_without_the_ledger_each_entry_is_named() {
    for url in ["http://127.0.0.1/", "https://new.example/blog/"] {
        let config = CONFIG.replace("https://blog.example/", url);
        stays(url, |site| site.write("postrider.yaml", &config));
    }
    let site = site();
    site.write("postrider.yaml", CONFIG.replace("blog.", "new."));
    fs::remove_dir_all(site.path().join("content/.postrider")).expect("lost");
    let diff = site.json(&["diff"], 3);
    let feed = &diff["feeds"][0];
    assert_eq!(feed["path"], "feed.rss.xml");
    assert_eq!(
        feed["renotified"].as_array().map(Vec::len),
        Some(9),
        "{feed}"
    );
    assert_eq!(feed["removed"], serde_json::json!([]));
    let told = site.run(&["diff"]);
    for title in ["Plain", "Own", "Mot", "Same A", "Same B"] {
        assert!(told.stdout.contains(title), "{title}: {}", told.stdout);
    }
    assert!(told.stderr.contains("ledger"), "{}", told.stderr);
}

#[test]
fn a_lost_ledger_is_made_again_where_nothing_else_changed() {
    let site = site();
    let before = ids(&site);
    fs::remove_dir_all(site.path().join("content/.postrider")).expect("lost");
    site.json(&["diff"], 0);
    site.done(&["build"]);
    assert_eq!(ids(&site), before);
}

#[test]
fn a_post_that_comes_back_has_its_id_again() {
    let site = site();
    let before = ids(&site);
    let text = site.read("content/posts/other.md");
    fs::remove_file(site.path().join("content/posts/other.md")).expect("removed");
    let diff = site.json(&["diff"], 0);
    assert_eq!(diff["feeds"][0]["removed"][0]["title"], "Other");
    site.done(&["build"]);
    rewrite(
        &site,
        "other",
        post("", "Something else", "2024-03-03", "Quite new"),
    );
    site.done(&["build"]);
    assert_eq!(
        ids(&site)["Something else"],
        "tag:blog.example,2024-03-03:other"
    );
    site.write("content/posts/back/again.md", text);
    site.done(&["build"]);
    let after = ids(&site);
    assert_eq!(after["Other"], before["Other"]);
    assert_ne!(after["Something else"], before["Other"]);
}

#[test]
fn a_frozen_build_writes_nothing_that_the_ledger_does_not_know() {
    let site = site();
    site.done(&["build", "--frozen"]);
    rewrite(
        &site,
        "plain",
        post("", "Plain", "2024-01-01", "Another body"),
    );
    let before = (site.snapshot("public"), site.snapshot("content"));
    let run = site.run(&["build", "--frozen"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stderr
            .contains("content/.postrider/ids.json would change"),
        "{run:?}"
    );
    assert_eq!(before, (site.snapshot("public"), site.snapshot("content")));
}

#[test]
fn a_change_is_dated_once_and_equal_dates_are_told_apart() {
    let site = site();
    let updated = |site: &TestSite| -> Vec<String> {
        let atom = site.read("public/feed.atom.xml");
        let parts = atom.split("<updated>").skip(2);
        parts
            .map(|part| part.split('<').next().unwrap_or_default().to_owned())
            .collect()
    };
    let first = updated(&site);
    let mut distinct = first.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!((first.len(), distinct.len()), (9, 9), "{first:?}");
    assert!(
        first.contains(&"2024-01-06T00:00:00.001+00:00".to_owned()),
        "{first:?}"
    );
    rewrite(
        &site,
        "plain",
        post("", "Plain", "2024-01-01", "Another body"),
    );
    site.done(&["build"]);
    let second = updated(&site);
    assert!(
        !second.contains(&"2024-01-01T00:00:00+00:00".to_owned()),
        "{second:?}"
    );
    // The same files and the same ledger, elsewhere and later.
    let other = self::site();
    for file in ["content/posts/plain.md", "content/.postrider/ids.json"] {
        other.write(file, site.read(file));
    }
    fs::remove_dir_all(other.path().join("public")).expect("removed");
    other.done(&["build", "--frozen"]);
    for file in ["feed.atom.xml", "feed.rss.xml", "feed.json"] {
        let path = format!("public/{file}");
        assert_eq!(other.read(&path), site.read(&path), "{file}");
    }
}
