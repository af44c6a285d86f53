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
