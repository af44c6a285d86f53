//! Feeds take what their selections say, and a name that nothing has is told where it stands.

use crate::app::{Run, TestSite};

const FEEDS: &str = "feeds:
  - path: feed
  - path: law
    select:
      any:
        - privacy
        - all: [law, {any: [europe, 'tag:eu']}]
          none: [opinion]
      languages: [en]
  - {each: [language, category], path: '{lang}/{slug}', title: '{name} ({lang})', select: {none: [{authors: [ghost]}]}}
  - {each: section, path: 's/{slug}'}
";

fn site(more: &str) -> TestSite {
    let site = TestSite::new(&format!("  languages: [en, en-GB, fr]\n{more}{FEEDS}"));
    for (path, keys) in [
        ("a", "categories: [Privacy]\nauthor: mq"),
        (
            "b",
            "categories: [Law]\ntags: [EU]\nauthor: mq\nlang: en-GB",
        ),
        ("c", "categories: [Law, Europe, Opinion]\nauthor: ghost"),
        ("letters/short/d", "categories: [Privacy, Law]\nlang: fr"),
        ("letters/e", "categories: [Law]\ntags: [Europe]"),
    ] {
        let text = format!("---\ntitle: {path}\ndate: 2024-01-01\n{keys}\n---\nText\n");
        site.write(&format!("content/posts/{path}.md"), text);
    }
    site
}

/// The titles in a feed.
fn titles(site: &TestSite, path: &str) -> Vec<String> {
    let text = site.read(&format!("public/{path}.json"));
    let feed: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let items = feed["items"].as_array().expect("items");
    let mut titles: Vec<String> = items
        .iter()
        .map(|item| item["title"].as_str().unwrap_or_default().to_owned())
        .collect();
    titles.sort();
    titles
}

#[test]
fn nested_selections_and_pairs_take_what_they_say() {
    let site = site("");
    site.done(&["build"]);
    assert_eq!(titles(&site, "law"), ["a", "b", "letters/e"]);
    assert_eq!(titles(&site, "en/law"), ["letters/e"], "a ghost wrote c");
    assert_eq!(titles(&site, "en-GB/law"), ["b"]);
    assert_eq!(titles(&site, "fr/privacy"), ["letters/short/d"]);
    assert_eq!(titles(&site, "s/letters/short"), ["letters/short/d"]);
    assert_eq!(titles(&site, "s/letters"), ["letters/e"]);
    assert!(!site.exists("public/en/opinion.json"));
    assert!(
        site.read("public/en-GB/law.json")
            .contains("\"title\": \"Law (en-GB)\"")
    );
}

#[test]
fn every_feed_says_why_it_does_not_take_a_post() {
    let site = site("");
    let why = |post: &str| -> Vec<String> {
        let asked = site.json(&["explain", post], 0);
        let answers = asked["feeds"].as_array().cloned().expect("feeds");
        let refused = answers.iter().filter(|answer| answer["takes"] == false);
        let told = refused.map(|answer| {
            let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
            format!("{}: {}", text("path"), text("why"))
        });
        told.collect()
    };
    assert_eq!(
        why("c.md"),
        [
            "law: it has nothing of what `any` names (privacy, {all: [law, {any: [europe, tag:eu]}], none: [opinion]})".to_owned(),
            "{lang}/{slug}: it is one of {authors: [ghost]}, which `none` holds".to_owned(),
            "s/{slug}: it has no section, and there is a feed for each".to_owned(),
        ]
    );
    assert_eq!(
        why("letters/short/d.md"),
        ["law: it is in `fr`, which `languages` does not name (en)"]
    );
}

#[test]
fn a_post_is_found_by_whatever_people_call_it() {
    let site = site("");
    site.write(
        "content/posts/a.fr.md",
        "---\ntitle: Un titre\ndate: 2024-01-01\n---\nTexte\n",
    );
    for typed in [
        "content/posts/a.md",
        "./content/posts/a.md",
        "https://blog.example/a/",
        "http://blog.example/a",
        "/a/",
        "tag:blog.example,2024-01-01:en/a",
        "posts/a.md",
    ] {
        let asked = site.json(&["explain", typed], 0);
        assert_eq!(asked["file"], "content/posts/a.md", "{typed}");
    }
    assert_eq!(
        site.json(&["explain", "un TITRE"], 0)["file"],
        "content/posts/a.fr.md"
    );
    let twice = site.run(&["explain", "a"]);
    assert!(
        twice.code == 1 && twice.stderr.contains("more than one post"),
        "{twice:?}"
    );
    let near = site.run(&["explain", "un titer"]);
    assert!(near.stderr.contains("did you mean `Un titre`?"), "{near:?}");
    let far = site
        .command(&["--config", "postrider.yaml", "explain"])
        .arg(site.path().join("content/posts/a.md"))
        .output();
    assert!(far.expect("runs").status.success());
}

fn told(run: &Run, words: &[&str]) {
    for words in words {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
}

#[test]
fn an_unknown_name_is_told_where_it_stands_with_the_nearest() {
    let feeds = "feeds:
  - path: x
    select:
      all:
        - any: [privcy, {none: [tag:lw, 'category:eu', 'tag:privacy']}]
      authors: [mqq]
      languages: [de]
      sections: [leters]
";
    let site = site("");
    let config = site.read("postrider.yaml");
    let head = config.split("feeds:").next().unwrap_or_default().to_owned();
    let first = head.lines().count();
    site.write("postrider.yaml", head.clone() + feeds);
    let run = site.done(&["check"]);
    let at = |line: usize, column: usize| format!("postrider.yaml:{}:{column}\n", first + line);
    for (line, column, help) in [
        (5, 17, "did you mean `privacy`?"),
        (5, 33, ""),
        (5, 41, "did you mean `tag:eu`?"),
        (5, 56, "did you mean `category:privacy`?"),
        (6, 17, "did you mean `mq`?"),
        (7, 19, ""),
        (8, 18, "did you mean `letters`?"),
    ] {
        told(&run, &[&at(line, column), help, "warning[select-unknown]"]);
    }
    site.write(
        "content/categories.yaml",
        "priv: {name: Privacy}\nlaw: Law\neurope: Europe\nopinion: Opinion\n",
    );
    site.write(
        "postrider.yaml",
        head + "content: {categories: content/categories.yaml}\n"
            + &feeds.replace("privcy", "Privacy"),
    );
    let run = site.run(&["check"]);
    assert_eq!(run.code, 3, "{run:?}");
    told(
        &run,
        &[
            "error[select-unknown]: no category or tag is called `Privacy`",
            "did you mean `priv`?",
        ],
    );
    let json = site.json(&["check"], 3);
    let errors = json["diagnostics"].as_array().expect("a list");
    let errors: Vec<_> = errors
        .iter()
        .filter(|found| found["severity"] == "error")
        .collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
}

#[test]
fn a_selection_that_makes_no_sense_is_refused() {
    for (feed, words) in [
        (
            "{path: x, select: {none: [{}]}}",
            "this selection in `none` is empty, and so takes every post",
        ),
        (
            "{path: x, select: {any: ['tag:']}}",
            "`any` names nothing here",
        ),
        (
            "{path: x, select: {any: [[a]]}}",
            "`any` holds names of categories or tags, or selections",
        ),
        (
            "{path: x, select: {any: [{al: [a]}]}}",
            "did you mean `all`?",
        ),
        (
            "{path: x, select: {languages: [english]}}",
            "this is not a language tag",
        ),
        (
            "{path: '{lang}/{slug}', each: [language, language]}",
            "a pair in `each` is language and one other",
        ),
        (
            "{path: '{lang}/{slug}', each: [tag, category]}",
            "a pair in `each` is language and one other",
        ),
        (
            "{path: '{slug}', each: [language, tag]}",
            "`path` and `each` do not fit",
        ),
        ("{path: '{slug}', each: [catgory]}", "category"),
    ] {
        let site = TestSite::new(&format!("feeds:\n  - {feed}\n"));
        let run = site.run(&["check"]);
        assert_eq!(run.code, 3, "{feed}: {run:?}");
        told(&run, &[words, "postrider.yaml:5:"]);
    }
    let deep = format!("{}a{}", "{any: [".repeat(200), "]}".repeat(200));
    let site = TestSite::new(&format!("feeds:\n  - {{path: x, select: {deep}}}\n"));
    assert_eq!(site.run(&["check"]).code, 3);
}
