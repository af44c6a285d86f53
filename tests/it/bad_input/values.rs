//! Numbers 1 to 10, 13 to 15: front matter.

use super::*;

#[test]
fn n01_a_file_without_front_matter_is_named_and_left_out() {
    let site = site(&[
        ("none.md", "Text\n"),
        ("empty.md", ""),
        ("good.md", &post("")),
    ]);
    let rules = told(&site, 0);
    let warned = |file: &str| {
        (
            "front-matter-missing".into(),
            "warning".into(),
            file.into(),
            1,
        )
    };
    assert_eq!(rules, [warned("empty.md"), warned("none.md")]);
    let built = site.json(&["build"], 0);
    assert_eq!(built["posts"], 1);
    assert_eq!(
        built["left_out"].as_array().map(Vec::len),
        Some(2),
        "{built}"
    );
}

#[test]
fn n02_front_matter_that_is_never_closed_is_an_error() {
    assert_error(
        "---\ntitle: A\ndate: 2024-01-02\nText\n",
        "front-matter-unclosed",
        1,
    );
    assert_error("+++\ntitle = 'A'\n", "front-matter-unclosed", 1);
}

#[test]
fn n03_tabs_and_repeated_keys_are_errors_that_name_both_lines() {
    assert_error(
        "---\ntitle: A\ndate: 2024-01-02\ntags:\n\t- x\n---\nText\n",
        "tab-indentation",
        5,
    );
    let repeated = "---\ntitle: A\ndate: 2024-01-02\ntitle: B\n---\nText\n";
    assert_error(repeated, "duplicate-key", 4);
    let found = site(&[("bad.md", repeated)]).json(&["check"], 3);
    let message = text(&found["diagnostics"][0], "message");
    assert!(message.contains("line 2"), "{message}");
}

#[test]
fn n04_a_bomb_of_aliases_is_an_error_before_it_goes_off() {
    let mut bomb =
        "---\ntitle: A\ndate: 2024-01-02\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![before; 9].join(", "));
    }
    // Nine to the power of thirty: had it gone off, nobody would read this.
    let told = told(&site(&[("bad.md", bomb + "---\nText\n")]), 3);
    assert!(told.iter().all(|told| told.0 == "alias-bomb"), "{told:?}");
}

#[test]
fn n05_ten_thousand_levels_are_an_error() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        let deep = format!(
            "---\ntitle: A\ndate: 2024-01-02\nx: {}{}\n---\n",
            open.repeat(10_000),
            close.repeat(10_000)
        );
        let told = told(&site(&[("bad.md", deep)]), 3);
        assert_eq!((told[0].0.as_str(), told[0].3), ("too-deep", 4), "{told:?}");
    }
}

#[test]
fn n06_objects_of_a_language_are_errors() {
    let tagged =
        "---\ntitle: A\ndate: 2024-01-02\nx: !!python/object/apply:os.system [ls]\n---\nText\n";
    assert_error(tagged, "unknown-tag", 4);
}

#[test]
fn n07_days_that_never_were_are_errors_and_a_date_without_a_zone_is_the_sites() {
    for date in ["2026-02-30", "10000-01-01", "2026-13-01", "soon"] {
        assert_error(
            format!("---\ntitle: A\ndate: {date}\n---\nText\n"),
            "date-invalid",
            3,
        );
    }
    let zoned = site(&[("good.md", post(""))]);
    zoned.write(
        "postrider.yaml",
        "site: {url: 'https://blog.example/', title: A, time_zone: Europe/Zurich}\n",
    );
    assert_eq!(item(&zoned)["date_published"], "2024-01-01T23:00:00Z");
}

#[test]
fn n08_a_post_of_tomorrow_waits_and_is_named() {
    let site = site(&[
        ("later.md", "---\ntitle: A\ndate: 2999-01-01\n---\nText\n"),
        ("good.md", &post("")),
    ]);
    let built = site.json(&["build"], 0);
    assert_eq!(built["posts"], 1);
    assert_eq!(built["left_out"][0]["why"], "future");
    assert_eq!(built["left_out"][0]["detail"], "dated 2999-01-01");
    let diff = site.run(&["diff"]);
    assert!(
        format!("{}{}", diff.stdout, diff.stderr).contains("later.md"),
        "{diff:?}"
    );
}

#[test]
fn n09_a_title_is_one_line_in_feeds_and_in_headers() {
    let title = "\"A\\r\\nBcc: spy@evil.example\\L\\n\\0 B\"";
    let site = TestSite::with_readers("", 1);
    site.write(
        "content/posts/first.md",
        format!("---\ntitle: {title}\ndate: 2024-01-02\n---\nText\n"),
    );
    site.done(&["publish"]);
    let feed: Value = serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    assert_eq!(feed["items"][0]["title"], "A Bcc: spy@evil.example B");
    let mail = std::fs::read_to_string(&site.files("outbox")[0]).expect("a message");
    let head = mail.split("\r\n\r\n").next().unwrap_or_default();
    assert!(head.contains("Subject: A Bcc: spy"), "{head}");
    assert!(
        !head
            .lines()
            .any(|line| line.to_lowercase().starts_with("bcc")),
        "{head}"
    );
}

#[test]
fn n10_a_title_of_ten_kilobytes_is_cut_in_the_subject_and_named() {
    let site = TestSite::with_readers("", 1);
    let long = "word ".repeat(2_000);
    site.write(
        "content/posts/first.md",
        format!("---\ntitle: {long}\ndate: 2024-01-02\n---\nText\n"),
    );
    assert_eq!(told(&site, 0)[0].0, "title-long");
    site.done(&["publish"]);
    let bytes = std::fs::read(&site.files("outbox")[0]).expect("a message");
    let mail = mail_parser::MessageParser::default()
        .parse(&bytes)
        .expect("a message");
    let length = mail.subject().unwrap_or_default().chars().count();
    assert!((150..=200).contains(&length), "{length}");
}

#[test]
fn n13_a_post_without_a_body_is_named_and_its_entry_is_whole() {
    let site = site(&[("empty.md", "---\ntitle: T\ndate: 2024-01-02\n---\n")]);
    assert_eq!(told(&site, 0)[0].0, "body-empty");
    assert_eq!(item(&site)["content_html"], "<p>T</p>");
    assert!(!site.read("public/feed.atom.xml").contains("<content"));
}

#[test]
fn n14_a_slug_that_leads_elsewhere_or_names_no_file_is_an_error() {
    let long = "x".repeat(300);
    for slug in [
        "../../etc/x",
        "/abs",
        "\"a\\0b\"",
        "CON",
        ".",
        "a\u{2215}b",
        "a\u{FF0F}b",
        "\"a\\\\b\"",
        "..",
        long.as_str(),
    ] {
        assert_error(
            format!("---\ntitle: A\ndate: 2024-01-02\nslug: {slug}\n---\nText\n"),
            "slug-unsafe",
            4,
        );
    }
}

#[test]
fn n15_an_id_or_address_that_two_posts_share_is_an_error_that_names_both() {
    let shared = [
        (
            "id-twice",
            post("id: one\nslug: a\n"),
            post("id: one\nslug: b\n"),
        ),
        ("url-twice", post("slug: a\n"), post("slug: a\n")),
        ("url-twice", post("slug: a\n"), post("slug: A\n")),
        (
            "url-twice",
            post("permalink: /x/\n"),
            post("permalink: /X/\n"),
        ),
    ];
    for (rule, one, other) in shared {
        let twice = site(&[("one.md", one), ("other.md", other)]);
        let told = told(&twice, 3);
        assert_eq!(
            (told[0].0.as_str(), told[0].2.as_str()),
            (rule, "other.md"),
            "{told:?}"
        );
        let found = twice.json(&["check"], 3);
        assert!(
            text(&found["diagnostics"][0], "message").contains("one.md"),
            "{found}"
        );
        let built = twice.json(&["build", "--keep-going"], 3);
        assert_eq!(built["posts"], 1);
        assert!(
            twice
                .read("public/feed.json")
                .contains("https://blog.example/"),
            "{rule}"
        );
        assert_eq!(built["left_out"][0]["file"], "content/posts/other.md");
    }
    let languages = "site: {url: 'https://blog.example/', title: A, languages: [en, fr]}\n";
    let normal = site(&[
        ("one.md", post("id: one\n")),
        ("one.fr.md", post("id: one\n")),
        ("news/one.md", post("id: one\n")),
    ]);
    normal.write("postrider.yaml", languages);
    assert_eq!(told(&normal, 0), []);
}
