//! Posts become feeds.

use crate::app::TestSite;

#[test]
fn a_post_is_in_every_format_and_an_unchanged_site_writes_nothing() {
    let site = TestSite::new("");
    site.write_post("first", "2024-01-02T03:04:05.678Z", &["worth-reading"]);
    site.done(&["build"]);
    for name in ["feed", "categories/worth-reading/feed"] {
        for ending in ["rss.xml", "atom.xml", "json"] {
            assert!(
                site.read(&format!("public/{name}.{ending}"))
                    .contains("About first"),
                "{name}.{ending}"
            );
        }
    }
    let json: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    assert_eq!(
        json["items"][0]["date_published"],
        "2024-01-02T03:04:05.678Z"
    );
    assert_eq!(json["items"][0]["url"], "https://blog.example/first/");
    assert_eq!(json["items"][0]["tags"][0], "worth-reading");
    assert!(
        site.read("public/feed.rss.xml")
            .contains("Tue, 02 Jan 2024 03:04:05")
    );
    let before = (site.snapshot("public"), site.snapshot("content"));
    site.done(&["build"]);
    assert_eq!(before, (site.snapshot("public"), site.snapshot("content")));
}

#[test]
fn an_id_survives_a_new_name_a_new_slug_and_a_new_domain() {
    let site = TestSite::new("");
    site.write_post("first", "2024-01-02", &["news"]);
    site.write_post("second", "2024-01-03", &["news"]);
    site.done(&["build"]);
    let ids = || -> Vec<String> {
        let json: serde_json::Value =
            serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
        json["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| item["id"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let before = ids();
    let text = site
        .read("content/posts/first.md")
        .replace("---\nid", "---\nslug: anew\nid");
    std::fs::remove_file(site.path().join("content/posts/first.md")).expect("removed");
    site.write("content/posts/moved/other.md", text);
    site.write(
        "postrider.yaml",
        "site: {url: 'https://elsewhere.example/', title: A blog}",
    );
    site.done(&["build"]);
    assert_eq!(ids(), before);
    assert!(
        site.read("public/feed.json")
            .contains("https://elsewhere.example/moved/anew/")
    );
}

#[test]
fn every_mistake_is_named_in_one_run_and_nothing_is_written() {
    let site = TestSite::new("content: {categories: content/categories.yaml}\n");
    site.write("content/categories.yaml", "news: {name: News}\n");
    site.write(
        "content/posts/date.md",
        "---\ntitle: A\ndate: 2026-02-30\n---\nText\n",
    );
    site.write(
        "content/posts/twice.md",
        "---\ntitle: A\ndate: 2024-01-01\ntitle: B\n---\nText\n",
    );
    site.write(
        "content/posts/unknown.md",
        "---\ntitle: A\ndate: 2024-01-01\ncategories:\n  - newz\n---\nText\n",
    );
    site.write(
        "content/posts/tab.md",
        "---\ntitle: A\ndate: 2024-01-01\ntags:\n\t- x\n---\nText\n",
    );
    let found = site.json(&["check"], 3);
    let places: Vec<(String, u64, u64)> = found["diagnostics"]
        .as_array()
        .expect("diagnostics")
        .iter()
        .filter(|found| found["severity"] == "error")
        .map(|found| {
            (
                found["file"]
                    .as_str()
                    .unwrap_or_default()
                    .replace("content/posts/", ""),
                found["line"].as_u64().unwrap_or(0),
                found["column"].as_u64().unwrap_or(0),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("date.md".into(), 3, 7),
            ("tab.md".into(), 5, 1),
            ("twice.md".into(), 4, 1),
            ("unknown.md".into(), 5, 5)
        ]
    );
    assert_eq!(site.run(&["build"]).code, 3);
    assert!(!site.exists("public") && !site.exists("content/.postrider/ids.json"));
}

#[test]
fn broken_posts_can_be_left_out() {
    let site = TestSite::new("");
    site.write_post("good", "2024-01-01", &["news"]);
    site.write(
        "content/posts/bad.md",
        "---\ntitle: A\ndate: never\n---\nText\n",
    );
    site.write(
        "content/posts/draft.md",
        "---\ntitle: A\ndate: 2024-01-01\ndraft: yes\n---\nText\n",
    );
    site.write(
        "content/posts/later.md",
        "---\ntitle: A\ndate: 2099-01-01\n---\nText\n",
    );
    site.write("content/posts/about.md", "---\ntitle: A page\n---\nText\n");
    let built = site.json(&["build", "--keep-going"], 3);
    assert_eq!(built["posts"], 1);
    let mut left_out: Vec<(&str, &str)> = built["left_out"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|left_out| {
            (
                left_out["file"].as_str().unwrap_or_default(),
                left_out["why"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    left_out.sort_unstable();
    assert_eq!(
        left_out,
        [
            ("content/posts/about.md", "page"),
            ("content/posts/bad.md", "broken"),
            ("content/posts/draft.md", "draft"),
            ("content/posts/later.md", "future")
        ]
    );
    assert!(site.read("public/feed.rss.xml").contains("About good"));
}

#[test]
fn twins_keep_their_own_ids_and_a_new_post_takes_none_over() {
    let site = TestSite::new("");
    let post = |title: &str, date: &str, body: &str| {
        format!("---\ntitle: {title}\ndate: {date}\n---\n{body}\n")
    };
    site.write("content/posts/b.md", post("B", "2024-01-01", "Same"));
    site.write("content/posts/a.md", post("A", "2024-01-01", "Same"));
    site.done(&["build"]);
    let before = site.snapshot("content");
    site.done(&["build"]);
    assert_eq!(before, site.snapshot("content"));
    site.write(
        "content/posts/a.md",
        post("Another", "2025-05-05", "All new"),
    );
    site.done(&["build"]);
    assert!(
        site.read("public/feed.json")
            .contains("tag:blog.example,2025-05-05:a")
    );
}

/// The ids in `public/feed.json` by title.
fn ids_by_title(site: &TestSite) -> std::collections::BTreeMap<String, String> {
    site.done(&["build"]);
    let feed: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items = feed["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| (text(&item["title"]), text(&item["id"])))
        .collect()
}

#[test]
fn a_moved_post_keeps_its_id_though_another_takes_its_place() {
    let site = TestSite::new("");
    site.write(
        "content/posts/a.md",
        "---\ntitle: Old\ndate: 2021-01-02\n---\nOld body\n",
    );
    let before = ids_by_title(&site);
    std::fs::rename(
        site.path().join("content/posts/a.md"),
        site.path().join("content/posts/b.md"),
    )
    .expect("moved");
    site.write(
        "content/posts/a.md",
        "---\ntitle: New\ndate: 2021-01-02\n---\nNew body\n",
    );
    let after = ids_by_title(&site);
    assert_eq!(after["Old"], before["Old"]);
    assert_ne!(after["New"], before["Old"]);
}

#[test]
fn a_corrected_id_is_no_new_post() {
    let site = TestSite::new("");
    let post = |id: &str| format!("---\nid: {id}\ntitle: T\ndate: 2021-01-02\n---\nBody\n");
    site.write("content/posts/a.md", post("helo"));
    let before = ids_by_title(&site);
    site.write("content/posts/a.md", post("hello"));
    assert_eq!(ids_by_title(&site), before);
}

#[test]
fn a_changed_body_moves_a_typed_update_and_a_moved_date_stays_unlike_others() {
    let site = TestSite::new("");
    let post = |name: &str, keys: &str, body: &str| {
        site.write(
            &format!("content/posts/{name}.md"),
            format!("---\ntitle: {name}\n{keys}\n---\n{body}\n"),
        );
    };
    let updated = |title: &str| {
        site.done(&["build"]);
        let feed: serde_json::Value =
            serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
        let items = feed["items"].as_array().expect("items").clone();
        let item = items
            .iter()
            .find(|item| item["title"] == title)
            .expect("there");
        item["date_modified"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    post("a", "date: 2021-01-01\nupdated: 2021-02-01", "One");
    post("b", "date: 2021-01-02", "Two");
    assert_eq!(updated("a"), "2021-02-01T00:00:00Z");
    post("a", "date: 2021-01-01\nupdated: 2021-02-01", "One, changed");
    let changed = updated("a");
    assert!(changed.as_str() > "2026", "{changed}");
    assert_eq!(updated("a"), changed);
    post("a", "date: 2021-01-01\nupdated: 2021-03-01", "One, changed");
    assert_eq!(updated("a"), "2021-03-01T00:00:00Z");
    post("c", "date: 2020-01-01", "Three");
    assert_eq!(updated("c"), "2020-01-01T00:00:00Z");
    post("c", "date: 2021-01-02", "Three");
    assert_eq!(updated("c"), "2021-01-02T00:00:00.001Z");
}

#[test]
fn only_a_translation_inherits() {
    let site = TestSite::new("");
    site.write(
        "postrider.yaml",
        "site: {url: 'https://blog.example/', title: A, languages: [en, fr]}\n",
    );
    site.write(
        "content/posts/2020-01-01-release.md",
        "---\ntitle: Old\n---\nOld\n",
    );
    site.write(
        "content/posts/2021-01-01-release.md",
        "---\nid: rel21\ntitle: New\nimage: https://x.example/a.png\n---\nNew\n",
    );
    site.write(
        "content/posts/2021-01-01-release.fr.md",
        "---\ntitle: Neuf\n---\nNeuf\n",
    );
    site.done(&["build"]);
    let feed: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    let items = feed["items"].as_array().expect("items");
    let with_image: Vec<&str> = items
        .iter()
        .filter(|item| item.get("image").is_some())
        .filter_map(|item| item["title"].as_str())
        .collect();
    assert_eq!((items.len(), with_image.len()), (3, 2), "{with_image:?}");
    assert!(!with_image.contains(&"Old"));
}
