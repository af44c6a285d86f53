//! Slips of an editor's hand: each is told once, where it was made, with what was meant.

use serde_json::{Value, json};

use crate::app::TestSite;

/// What `check` finds: rule, file, line and message of each.
fn found(site: &TestSite, code: i32) -> Vec<(String, String, u64, String)> {
    let mut document = site.json(&["check"], code);
    let found = document["diagnostics"].take();
    let word = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let found = found.as_array().expect("a list").iter();
    let told = found.map(|one| {
        let line = one["line"].as_u64().unwrap_or_default();
        (
            word(one, "rule"),
            word(one, "file"),
            line,
            word(one, "message"),
        )
    });
    told.collect()
}

#[test]
fn a_key_given_twice_is_one_mistake() {
    let site = TestSite::with_readers("mail: {unsubscribe: leave@blog.example}\n", 0);
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        format!("{config}mail: {{connections: 3}}\n"),
    );
    let told = found(&site, 3);
    let rules: Vec<&str> = told.iter().map(|one| one.0.as_str()).collect();
    assert_eq!(rules, ["duplicate-key"], "{told:?}");
    assert_eq!(told[0].2, 7, "{told:?}");
}

#[test]
fn a_day_that_is_none_is_told_with_the_form_of_one() {
    let site = TestSite::with_readers("", 1);
    for command in [&["plan", "weekly"][..], &["send", "weekly", "--yes"]] {
        for day in ["foo", "2026-13-01", "2026-5-4", "2026-05-04T10:00"] {
            let run = site.run(&[command, &["--since", day]].concat());
            assert_eq!(run.code, 2, "{run:?}");
            let said = "write the day like 2026-05-04: year, month, day";
            assert!(
                run.stderr.contains(said) && run.stderr.contains(day),
                "{run:?}"
            );
        }
    }
    let planned = site.json(&["plan", "weekly", "--since", "2024-01-01"], 0);
    assert_eq!(planned["recipients"], json!(1));
}

#[test]
fn a_template_that_nothing_reads_is_told_with_the_name_that_is_meant() {
    let site = TestSite::with_readers("mail: {unsubscribe: leave@blog.example}\n", 0);
    for name in [
        "mail/digset/body.html",
        "mail/digset/body.txt",
        "mail/digest/Body.htm",
        "mail/parts/stlye.css",
        "mail/dark.css",
        "mail/alert/body.html",
        "mail/words/fr.yml",
        "web/fedes.html",
    ] {
        site.write(&format!("templates/{name}"), "");
    }
    let run = site.run(&["check"]);
    assert_eq!(run.code, 0, "{run:?}");
    let told: Vec<(&str, &str)> = run
        .stderr
        .split("\n\n")
        .filter(|one| one.contains("[template-stray]"))
        .filter_map(|one| {
            let (_, place) = one.split_once("--> templates/")?;
            let (place, help) = place.split_once(":1:1")?;
            Some((place, help.split('`').nth(1)?))
        })
        .collect();
    let list = "postrider templates list";
    assert_eq!(
        told,
        [
            ("mail/alert", list),
            ("mail/dark.css", "parts/dark.css"),
            ("mail/digest/Body.htm", "digest/body.html"),
            ("mail/digset", "digest"),
            ("mail/parts/stlye.css", "parts/style.css"),
            ("mail/words/fr.yml", "words/fr.yaml"),
            ("web/fedes.html", "feeds.html"),
        ]
    );
}

#[test]
fn a_template_that_another_asks_for_is_no_slip() {
    let site = TestSite::with_readers("mail: {unsubscribe: leave@blog.example}\n", 0);
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        config.replace("every post", "every post, template: own"),
    );
    let body = "{% include \"shared/top.html\" %}{% include 'parts/mine.html' %}<p>{{ newsletter.address }} <a href=\"{{ unsubscribe_url }}\">Leave</a></p>";
    for (name, text) in [
        ("own/subject.txt", "News"),
        ("own/body.html", body),
        (
            "own/body.txt",
            "{{ newsletter.address }} {{ unsubscribe_url }}",
        ),
        ("own/README.md", "How these are made"),
        ("shared/top.html", "<p>Hello</p>"),
        ("parts/mine.html", ""),
        ("words/fr.yaml", ""),
    ] {
        site.write(&format!("templates/mail/{name}"), text);
    }
    let told = found(&site, 0);
    assert!(told.iter().all(|one| one.0 != "template-stray"), "{told:?}");
}

#[test]
fn a_finding_in_a_part_of_a_template_stands_in_that_part() {
    let site = TestSite::with_readers("mail: {unsubscribe: leave@blog.example}\n", 0);
    site.done(&["templates", "eject", "digest/body.html"]);
    for part in ["layout.html", "style.css"] {
        site.done(&["templates", "eject", &format!("parts/{part}")]);
    }
    let path = |part: &str| format!("templates/mail/parts/{part}");
    let style = site.read(&path("style.css"));
    let pale = style.replace(".meta { ", ".meta {\n  color : #F4F1E9;\n");
    let pale = pale.replace("color: #56636b; margin: 0 0 8px", "margin: 0 0 8px");
    site.write(&path("style.css"), &pale);
    let layout = site.read(&path("layout.html"));
    let picture = "{% block header %}\n<img src=\"/logo.png\" width=\"9\" height=\"9\">";
    site.write(
        &path("layout.html"),
        layout.replace("{% block header %}", picture),
    );
    let told = found(&site, 3);
    let place = |rule: &str| {
        let one = told.iter().find(|one| one.0 == rule);
        one.map(|one| (one.1.clone(), one.2))
    };
    let line_of = |text: &str, what: &str| {
        let line = text
            .lines()
            .position(|line| line.contains(what))
            .expect("a line");
        u64::try_from(line + 1).expect("a number")
    };
    let pale_line = line_of(&pale, "#F4F1E9");
    assert_eq!(
        place("issue-contrast"),
        Some((path("style.css"), pale_line)),
        "{told:?}"
    );
    let layout_line = line_of(&site.read(&path("layout.html")), "/logo.png");
    assert_eq!(
        place("issue-image-alt"),
        Some((path("layout.html"), layout_line)),
        "{told:?}"
    );
}

#[test]
fn a_newsletters_key_among_its_languages_is_told_where_it_belongs() {
    let site = TestSite::with_readers("mail: {unsubscribe: leave@blog.example}\n", 0);
    let config = site.read("postrider.yaml");
    let told = |languages: &str| {
        let with = format!("every post, {languages}");
        site.write("postrider.yaml", config.replace("every post", &with));
        site.run(&["check"])
    };
    for languages in [
        "languages: {en: {fallback: en}, fr: {}}",
        "languages: {en: {}, fr: {}, fallback: en}",
    ] {
        let run = told(languages);
        assert_eq!(run.code, 3, "{run:?}");
        let said = "help: it is a key of the newsletter: write it beside `languages`";
        assert_eq!(run.stderr.matches(said).count(), 1, "{run:?}");
        assert_eq!(run.stderr.matches("error[").count(), 1, "{run:?}");
    }
    let run = told("languages: {en: {}, fr: {}}, fallback: en");
    assert_eq!(run.code, 0, "{run:?}");
    let example = include_str!("../../docs/postrider.example.yaml");
    site.write(
        "postrider.yaml",
        example.replace("# fallback: en ", "fallback: en "),
    );
    let run = site.run(&["check"]);
    assert!(!run.stderr.contains("fallback"), "{run:?}");
}

#[test]
fn a_post_cannot_take_the_address_of_an_issue() {
    let site = TestSite::with_readers("mail: {unsubscribe: leave@blog.example}\n", 0);
    let post = |address: &str| {
        let text =
            format!("---\ntitle: Mine\ndate: 2024-01-02\npermalink: {address}\n---\nText.\n");
        site.write("content/posts/mine.md", text);
    };
    post("/newsletters/weekly/1/");
    let told = found(&site, 3);
    assert_eq!(told.len(), 1, "{told:?}");
    let (rule, file, line, message) = &told[0];
    assert_eq!(
        (rule.as_str(), file.as_str(), *line),
        ("url-twice", "content/posts/mine.md", 4)
    );
    let said = "is that of issue 1 of the newsletter `weekly` too (postrider.yaml:6)";
    assert!(message.ends_with(said), "{message}");
    post("/newsletters/weekly/first/");
    assert_eq!(found(&site, 0), []);
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        config.replace("every post", "every post, archive: false"),
    );
    post("/newsletters/weekly/1/");
    assert_eq!(found(&site, 0), []);
}
