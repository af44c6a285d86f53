//! Who comes in, who stays out, and how people are listed.

mod files;

use serde_json::json;

use crate::app::{Run, TestSite};

const NEWSLETTERS: &str =
    "newsletters:\n  weekly: {from: News <news@blog.example>, schedule: every post}\n";
const HEAD: &str = "email,name,language,categories,source,date\n";

fn site() -> TestSite {
    let site = TestSite::new(NEWSLETTERS);
    site.write_post("first", "2024-01-02", &["tides"]);
    site
}

/// A site whose own file of subscribers holds `rows`.
fn site_with_file(rows: &str) -> TestSite {
    let site = TestSite::new(&format!("subscribers: people.csv\n{NEWSLETTERS}"));
    site.write_post("first", "2024-01-02", &["tides"]);
    site.write("people.csv", format!("{HEAD}{rows}"));
    site
}

fn import(site: &TestSite, csv: impl AsRef<[u8]>) -> Run {
    site.write("new.csv", csv);
    site.run(&["subscribers", "import", "new.csv"])
}

fn listed(site: &TestSite) -> serde_json::Value {
    site.json(&["subscribers", "list"], 0)["subscribers"].take()
}

#[test]
fn the_sites_own_file_adds_whom_it_knows_not_and_changes_nobody() {
    let site = site_with_file("a@e.org,From file,,,form,2024-05-01\n");
    site.done(&["publish"]);
    site.write(
        "new.csv",
        format!("{HEAD}a@e.org,Ann,fr,tides,letter,2024-06-01\n"),
    );
    site.done(&["subscribers", "import", "new.csv"]);
    let before = listed(&site);
    assert_eq!(before[0]["name"], "Ann");
    site.done(&["publish"]);
    site.done(&["send", "weekly", "--yes"]);
    assert_eq!(listed(&site), before);
}

#[test]
fn bad_rows_of_the_sites_own_file_stop_nobody_elses_mail_and_exit_with_3() {
    let site = site_with_file("nobody,,,,form,2024-05-01\na@e.org,,,,form,2024-05-01\n");
    let run = site.run(&["publish"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stderr.contains("people.csv:2:1") && run.stderr.contains("subscriber-row"),
        "{run:?}"
    );
    assert_eq!(site.files("outbox").len(), 1);
    site.write_post("second", "2024-02-02", &["tides"]);
    let run = site.run(&["send", "weekly", "--yes"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(site.files("outbox").len(), 2);
    let run = site.run(&["publish", "--json"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("people.csv:2:1: "), "{run:?}");
}

#[test]
fn a_broken_file_of_the_site_holds_new_issues_up_and_says_where() {
    let site = site_with_file("a@e.org,,,,form,2024-05-01\n");
    site.write("people.csv", "colour\n");
    let run = site.run(&["publish"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("people.csv:1:1"), "{run:?}");
    assert!(!site.exists("outbox"));
    let run = site.run(&["publish", "--json"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("people.csv:1:1: "), "{run:?}");
}

#[test]
fn who_is_removed_before_the_first_issue_gets_none() {
    let site = site_with_file("a@e.org,,,,form,2024-05-01\nb@e.org,,,,form,2024-05-01\n");
    let gone = site.json(&["subscribers", "remove", "A@e.org"], 0);
    assert_eq!(gone, json!({ "address": "A@e.org", "unsubscribed": 1 }));
    site.done(&["publish"]);
    let outbox = site.files("outbox");
    assert_eq!(outbox.len(), 1);
    let again = site.json(&["subscribers", "remove", "a@e.org"], 0);
    assert_eq!(again["unsubscribed"], 0);
    let run = site.run(&["subscribers", "remove", "stranger@e.org"]);
    assert!(run.code == 1 && run.stderr.contains("nobody"), "{run:?}");
}

#[test]
fn somebody_known_can_leave_even_while_the_sites_own_file_is_broken() {
    let site = site_with_file("a@e.org,,,,form,2024-05-01\n");
    site.done(&["publish"]);
    site.write("people.csv", "colour\n");
    let run = site.run(&["subscribers", "remove", "a@e.org"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(listed(&site)[0]["status"], "unsubscribed");
    assert_eq!(site.run(&["subscribers", "remove", "b@e.org"]).code, 3);
}

#[test]
fn a_mistyped_newsletter_is_named_with_the_nearest() {
    let site = site();
    site.done(&["subscribers", "add", "a@e.org"]);
    for command in [
        &["list"][..],
        &["remove", "a@e.org"],
        &["add", "b@e.org"],
        &["import", "x"],
    ] {
        let run = site.run(&[&["subscribers"], command, &["--newsletter", "wekly"]].concat());
        assert_eq!(run.code, 1, "{run:?}");
        assert!(
            run.stderr.contains("`wekly`") && run.stderr.contains("`weekly`"),
            "{run:?}"
        );
    }
    assert_eq!(listed(&site)[0]["status"], "confirmed");
}

#[test]
fn reasons_and_sources_are_words() {
    let site = site();
    for arguments in [
        ["import", "x", "--force", " "],
        ["add", "a@e.org", "--force", ""],
        ["add", "a@e.org", "--source", ""],
    ] {
        let run = site.run(&[&["subscribers"][..], &arguments].concat());
        assert_eq!(run.code, 2, "{run:?}");
    }
    assert_eq!(listed(&site), json!([]));
}

#[test]
fn who_left_stays_out_until_a_reason_is_given() {
    let site = site();
    let added = site.json(&["subscribers", "add", "a@e.org"], 0);
    assert_eq!(
        (&added["address"], &added["newsletter"], &added["result"]),
        (&json!("a@e.org"), &json!("weekly"), &json!("added"))
    );
    assert_eq!(
        site.json(&["subscribers", "add", "A@e.org"], 0)["result"],
        "known"
    );
    site.done(&["subscribers", "remove", "a@e.org"]);
    assert_eq!(
        site.json(&["subscribers", "add", "a@e.org"], 3)["result"],
        "stays_out"
    );
    let run = site.run(&["subscribers", "add", "a@e.org", "-q"]);
    assert_eq!(run.code, 3, "{run:?}");
    for part in ["a@e.org unsubscribed from weekly 20", "--force REASON"] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    let back = ["subscribers", "add", "a@e.org", "--force", "wrote on 2 May"];
    assert_eq!(site.json(&back, 0)["result"], "added");
    assert_eq!(listed(&site)[0]["status"], "confirmed");
}

#[test]
fn a_category_that_no_post_has_is_warned_of() {
    let site = site();
    let run = import(
        &site,
        format!("{HEAD}a@e.org,,,tide,f,2024-01-02\nb@e.org,,,tide;Tides,f,2024-01-02\n"),
    );
    assert_eq!(run.code, 0, "{run:?}");
    let warning =
        "warning: no post and no data file has the category `tide` (2 rows); did you mean `tides`?";
    assert_eq!(run.stderr.trim(), warning);
    let add = [
        "subscribers",
        "add",
        "c@e.org",
        "--categories",
        "tides;tidse",
    ];
    let added = site.json(&add, 0);
    assert_eq!(
        added["unknown_categories"],
        json!([{ "category": "tidse", "rows": 1, "nearest": "tides" }])
    );
}

#[test]
fn the_list_is_aligned_and_says_what_was_chosen() {
    let site = site();
    let run = import(
        &site,
        format!("{HEAD}ann@example.org,Ann,fr,tides;birds,f,2024-01-02\nb@e.org,,,,f,2024-01-02\n"),
    );
    assert_eq!(run.code, 0, "{run:?}");
    site.done(&["subscribers", "remove", "b@e.org"]);
    let list = site.done(&["subscribers", "list"]).stdout;
    assert_eq!(
        list,
        "ann@example.org  weekly  confirmed     fr  tides;birds\n\
         b@e.org          weekly  unsubscribed  -   all\n\
         2 subscriptions\n"
    );
}

#[test]
fn an_import_says_what_it_changed_and_whose_choice_it_widened() {
    let site = site();
    let row = |day, rest: &str| format!("{HEAD}ann@e.org,Ann,{rest},f,{day}\nb@e.org,,,,f,{day}\n");
    import(&site, row("2024-01-02", ",tides"));
    let run = import(&site, row("2024-01-02", "fr,tides"));
    let last = run.stdout.lines().last();
    assert_eq!(last, Some("1 changed: language of 1"), "{run:?}");
    assert_eq!(run.stderr, "");

    let run = import(&site, row("2024-02-02", "de,"));
    let last = run.stdout.lines().last();
    assert_eq!(
        last,
        Some("2 changed: categories of 1, language of 1, consent of 2"),
        "{run:?}"
    );
    let warning = "warning: ann@e.org had chosen tides of `weekly` and gets all categories now\n";
    assert!(run.stderr.starts_with(warning), "{run:?}");
    assert_eq!(listed(&site)[0]["categories"], json!([]));

    import(&site, row("2024-03-02", "de,tides"));
    site.write("new.csv", row("2024-04-02", "de,"));
    let changed = site.json(&["subscribers", "import", "new.csv"], 0)["changed"].take();
    let widened = json!([{ "address": "ann@e.org", "newsletter": "weekly", "before": ["tides"], "after": [] }]);
    assert_eq!(
        (&changed["rows"], &changed["widened"]),
        (&json!(2), &widened)
    );
    let kept = "email,source,date\nann@e.org,f,2024-05-02\n";
    assert_eq!(import(&site, kept).stderr, "");
}

#[test]
fn a_look_at_what_was_sent_makes_no_store() {
    let site = site();
    for command in [
        &["status"][..],
        &["status", "weekly"],
        &["pause", "weekly"],
        &["cancel", "weekly/1"],
    ] {
        site.run(command);
        assert!(!site.exists("postrider.db"), "{command:?}");
    }
    assert!(site.done(&["status"]).stdout.contains("No issue yet"));
}
