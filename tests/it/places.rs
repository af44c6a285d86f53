//! A mistake is told once, where it was made, as bad as the catalogue of rules says, and mended where that promises it.

use std::collections::HashMap;

use crate::app::TestSite;
use crate::cases;

/// `rule file:line:column` of everything that `check` tells.
fn told(site: &TestSite) -> Vec<String> {
    let run = site.run(&["check", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let found = document["diagnostics"].as_array().expect("a list").iter();
    let text = |found: &serde_json::Value, key: &str| found[key].as_str().unwrap_or("").to_owned();
    found
        .map(|found| {
            let file = text(found, "file").replace("content/posts/", "");
            let (line, column) = (&found["line"], &found["column"]);
            format!("{} {file}:{line}:{column}", text(found, "rule"))
        })
        .collect()
}

fn post(front: &str) -> TestSite {
    let site = TestSite::new("");
    site.write("content/posts/a.md", format!("---\n{front}\n---\nText\n"));
    site
}

#[test]
fn a_mistake_of_front_matter_is_told_once_and_where_it_stands() {
    for (front, expected) in [
        (
            "title: [a, b]\ndate: 2020-01-07",
            &["title-missing a.md:2:8"][..],
        ),
        ("date: 2020-01-07", &["title-missing a.md:1:1"]),
        ("title: A\ndate:\u{A0}2020-01-07", &[]),
        ("title: A\ndate: [2020-01-07]", &[]),
        (
            "title: A\ndate: [2020-01-07, 2021-01-07]",
            &["date-invalid a.md:3:7"],
        ),
        (
            "title: A\n\tdate: 2020-01-07",
            &["tab-indentation a.md:3:1"],
        ),
    ] {
        assert_eq!(told(&post(front)), expected, "{front}");
    }
}

#[test]
fn a_date_that_is_a_list_is_called_so() {
    let run = post("title: A\ndate: [2020-01-07, 2021-01-07]").run(&["check"]);
    assert!(
        run.stderr.contains("a list or a mapping is no date"),
        "{run:?}"
    );
}

#[test]
fn feeds_that_want_one_place_are_told_once_and_none_leaves_the_folder() {
    let site = TestSite::new("feeds: [{path: a}, {path: a}]\n");
    site.write_post("a", "2020-01-07", &[]);
    assert_eq!(told(&site), ["feed-path postrider.yaml:4:27"]);
    for path in ["/abs", "../out", "a/../b"] {
        let site = TestSite::new(&format!("feeds: [{{path: {path}}}]\n"));
        site.write_post("a", "2020-01-07", &[]);
        assert_eq!(told(&site), ["config-value postrider.yaml:4:16"], "{path}");
    }
}

#[test]
fn a_site_without_posts_passes_its_own_check() {
    let site = TestSite::new("");
    std::fs::create_dir_all(site.path().join("content/posts")).expect("a folder");
    site.done(&["build"]);
    let run = site.done(&["check", "--strict"]);
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(!said.contains("date-implausible"), "{said}");
    let opml = site.read("public/feeds.opml");
    assert!(opml.contains("01 Jan 2000"), "{opml}");
    let checked = site.done(&["check", "--strict", "public/feeds.opml"]);
    assert!(!checked.stderr.contains("warning"), "{checked:?}");
}

#[test]
fn a_slug_that_is_refused_is_mended_and_no_other_is_touched() {
    let long = "x".repeat(300);
    for (typed, mended) in [
        ("/c/", "c"),
        ("\"../../etc/x\"", "\"etc-x\""),
        ("CON", "con-post"),
        (&long, &long[..200]),
    ] {
        let front = |slug: &str| format!("title: A\ndate: 2020-01-07\nslug: {slug}");
        let site = post(&front(typed));
        assert_eq!(told(&site), ["slug-unsafe a.md:4:7"], "{typed}");
        site.run(&["check", "--fix"]);
        let text = site.read("content/posts/a.md");
        assert!(text.contains(&format!("{}\n", front(mended))), "{text}");
        assert_eq!(told(&site), [""; 0], "{typed}");
    }
    for typed in ["a/b/", "\"Hällo Wörld!\"", "\"A_B c\"", "\"UPPER.html\""] {
        let site = post(&format!("title: A\ndate: 2020-01-07\nslug: {typed}"));
        let before = site.read("content/posts/a.md");
        assert_eq!(told(&site), [""; 0], "{typed}");
        site.done(&["check", "--fix"]);
        assert_eq!(site.read("content/posts/a.md"), before);
    }
    let explained = post("title: A").done(&["check", "--explain", "slug-unsafe"]);
    assert!(explained.stdout.contains("(error)"), "{explained:?}");
}

#[test]
fn every_finding_is_as_bad_as_the_catalogue_says() {
    let catalogue = TestSite::new("").json(&["check", "--rules"], 0);
    let rules = catalogue["rules"].as_array().expect("rules");
    let known: HashMap<&str, (&str, bool)> = rules
        .iter()
        .map(|rule| {
            let text = |key: &str| rule[key].as_str().unwrap_or_default();
            let is_milder = rule["or_milder"].as_bool().unwrap_or(false);
            (text("id"), (text("severity"), is_milder))
        })
        .collect();
    let mut seen = 0;
    for name in cases::names() {
        let (site, built, _) = cases::build(&name);
        let checked = site.run(&["check", "--json"]);
        let checked: serde_json::Value = serde_json::from_str(&checked.stdout).expect("JSON");
        for document in [&built, &checked] {
            for found in document["diagnostics"].as_array().expect("a list") {
                let text = |key: &str| found[key].as_str().unwrap_or_default();
                let (severity, or_milder) = known[text("rule")];
                let is_allowed =
                    text("severity") == severity || (or_milder && text("severity") == "warning");
                assert!(is_allowed, "{name}: {found}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "the cases have next to no findings: {seen}");
}

#[test]
fn an_id_below_a_path_of_the_site_is_encoded_once() {
    let site = TestSite::new("");
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        config.replace("blog.example/", "blog.example/ü/100%25/"),
    );
    site.write_post("a", "2024-01-02", &[]);
    site.done(&["build"]);
    let feed = site.read("public/feed.json");
    assert!(
        feed.contains("tag:blog.example,2024-01-02:%C3%BC/100%25/a"),
        "{feed}"
    );
}

#[test]
fn a_deleted_post_that_stands_in_the_archive_only_is_named_by_diff() {
    let site = TestSite::new("output: {limit: 2, archive: true, formats: [atom]}\n");
    for day in 1..=6 {
        site.write_post(&format!("p{day}"), &format!("2024-01-0{day}"), &[]);
    }
    site.done(&["build"]);
    std::fs::remove_file(site.path().join("content/posts/p1.md")).expect("removed");
    let found = site.json(&["diff"], 0);
    let removed = found["feeds"][0]["removed"].to_string();
    assert_eq!(removed.matches("About p1").count(), 1, "{found}");
    assert!(!removed.contains("About p2"), "{found}");
}
