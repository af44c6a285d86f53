//! What a configuration may and may not say.

use super::*;

fn load(text: &str) -> Loaded {
    Config::parse(text.as_bytes(), Path::new("/site"), "postrider.yaml")
}

fn found(text: &str) -> Vec<(&'static str, u32, u32)> {
    load(text)
        .diagnostics
        .iter()
        .map(|found| (found.rule, found.line, found.column))
        .collect()
}

#[test]
fn the_documented_example_is_valid() {
    let loaded = load(include_str!("../../docs/postrider.example.yaml"));
    let errors: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|found| found.is_error())
        .collect();
    assert!(loaded.config.is_some(), "{errors:?}");
}

#[test]
fn url_and_title_are_enough() {
    let config = load("site: {url: https://a.example, title: A}")
        .config
        .expect("valid");
    assert_eq!(config.site.url.as_str(), "https://a.example/");
    assert_eq!(config.content.posts, Path::new("content/posts"));
    assert_eq!(config.output.shape.limit, Some(20));
    assert_eq!(config.mail.relay, RelayTarget::Folder("outbox".into()));
    assert_eq!(
        config.output.shape.formats,
        [Format::Rss, Format::Atom, Format::Json]
    );
}

#[test]
fn every_mistake_is_named_in_one_run() {
    let text = "site:\n  url: ftp://x\n  titel: A\nmail:\n  connections: 0\n  relay: smtp+insecure://mail.example\nnope: 1\n";
    assert_eq!(
        found(text),
        [
            ("config-missing", 1, 1),
            ("config-value", 2, 8),
            ("config-key", 3, 3),
            ("config-value", 5, 16),
            ("config-value", 6, 10),
            ("config-key", 7, 1)
        ]
    );
    let titel = load(text)
        .diagnostics
        .into_iter()
        .find(|diagnostic| diagnostic.line == 3)
        .expect("named");
    assert!(titel.help.contains("`title`"), "{titel:?}");
    assert_eq!(titel.source_line, "  titel: A");
}

#[test]
fn pictures_are_links_unless_they_are_to_travel_in_the_mail() {
    let images = |typed: &str| {
        let site = "site: {url: https://a.example, title: A}";
        let loaded = load(&format!(
            "{site}\nnewsletters: {{n: {{from: a@a.example{typed}}}}}"
        ));
        loaded.config.map(|config| config.newsletters[0].images)
    };
    assert_eq!(images(""), Some(Images::Link));
    assert_eq!(images(", images: link"), Some(Images::Link));
    assert_eq!(images(", images: embed"), Some(Images::Embed));
    assert_eq!(images(", images: cid"), None);
}

#[test]
fn dangerous_values_are_refused() {
    for site in [
        "http://a.example",
        "https://u:p@a.example",
        "https://a.example/#x",
        "https://a.example/?q",
        "'https://a.example '",
    ] {
        assert!(
            load(&format!("site: {{url: {site}, title: A}}"))
                .config
                .is_none(),
            "{site}"
        );
    }
    for relay in [
        "smtps://u:secret@h.example",
        "http://h",
        "smtp+insecure://h.example:25",
        "smtp://",
    ] {
        assert!(
            load(&format!(
                "site: {{url: https://a.example, title: A}}\nmail: {{relay: '{relay}'}}"
            ))
            .config
            .is_none(),
            "{relay}"
        );
    }
    for from in [
        "nobody",
        "a@b.example, c@d.example",
        "\"A\\r\\nBcc: x <a@b.example>\"",
    ] {
        let text = format!(
            "site: {{url: https://a.example, title: A}}\nnewsletters: {{w: {{from: {from}}}}}"
        );
        assert!(load(&text).config.is_none(), "{from}");
    }
    for rate in ["0/s", "-1/s", "2000000/s", "fast"] {
        assert!(
            load(&format!(
                "site: {{url: https://a.example, title: A}}\nmail: {{rate: {rate}}}"
            ))
            .config
            .is_none(),
            "{rate}"
        );
    }
}

#[test]
fn a_public_relay_needs_an_address_and_a_way_out() {
    let text = "site: {url: https://a.example, title: A}\nmail: {relay: 'smtps://u@h.example'}\nnewsletters: {w: {from: a@b.example}}";
    assert_eq!(
        load(text)
            .diagnostics
            .iter()
            .filter(|found| found.rule == "newsletter-law")
            .count(),
        2
    );
}

#[test]
fn schedules_and_units_are_read() {
    let text = "site: {url: https://a.example, title: A}\nmail: {rate: 120/min}\noutput: {max_bytes: 500kB, limit: all}\nnewsletters:\n  w: {from: a@b.example, schedule: 'monday,thursday 08:00', late: 90m}\n  m: {from: a@b.example, schedule: 1st 09:00}\n";
    let config = load(text).config.expect("valid");
    assert_eq!(config.mail.rate, Some(2.0));
    assert_eq!(
        (config.output.shape.max_bytes, config.output.shape.limit),
        (Some(500_000), None)
    );
    assert_eq!(config.newsletters[0].late_s, 5400);
    assert!(
        matches!(&config.newsletters[0].schedule, Schedule::Weekdays(days, _) if days.len() == 2)
    );
    assert!(matches!(
        config.newsletters[1].schedule,
        Schedule::MonthDay(1, _)
    ));
}
