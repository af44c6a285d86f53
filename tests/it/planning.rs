//! A plan says who gets what and why, writes nothing, and is what is sent or nothing is.

mod keeping;

use serde_json::{Value, json};

use crate::app::TestSite;
use crate::mail_server::{Fault, MailServer};

const PEOPLE: &str = "email,name,language,categories,source,date
ada@example.org,Ada,,,form,2024-05-01
ben@example.org,Ben,,sea,form,2024-05-01
cleo@example.org,Cleo,,land,form,2024-05-01
dora@example.org,Dora,,sky,form,2024-05-01
";

/// A site with a post on the sea and one on land, and people who chose.
fn site(config: &str) -> TestSite {
    let site = TestSite::with_readers(config, 0);
    site.write("people.csv", PEOPLE);
    site.done(&["subscribers", "import", "people.csv"]);
    std::fs::remove_file(site.path().join("content/posts/first.md")).expect("removed");
    site.write_post("waves", "2024-02-01", &["sea"]);
    site.write_post("hills", "2024-02-02", &["land"]);
    site
}

fn plan(site: &TestSite) -> Value {
    site.json(&["plan", "weekly"], 0)
}

fn hash(site: &TestSite) -> String {
    plan(site)["plan"].as_str().expect("a hash").to_owned()
}

/// The count of each reason for which people get nothing.
fn left_out(plan: &Value) -> Vec<(String, u64)> {
    let groups = plan["left_out"].as_array().expect("groups").iter();
    let pair = |group: &Value| {
        let reason = group["reason"].as_str().expect("a reason").to_owned();
        (reason, group["count"].as_u64().expect("a count"))
    };
    groups.map(pair).collect()
}

#[test]
fn a_plan_names_everybody_with_a_reason() {
    let relay = MailServer::start(|_| Fault::None);
    let site = site(&relay.config());
    site.write_post("draft", "2099-01-01", &["sea"]);
    site.done(&["subscribers", "remove", "cleo@example.org"]);
    let planned = plan(&site);
    assert_eq!(planned["issue"], "weekly/1");
    assert_eq!(
        (&planned["subscribers"], &planned["recipients"]),
        (&json!(4), &json!(2))
    );
    let expected = [("categories".to_owned(), 1), ("unsubscribed".to_owned(), 1)];
    assert_eq!(left_out(&planned), expected);
    assert_eq!(planned["held_back"][0]["why"], "future");
    let posts: Vec<(&Value, &Value)> = planned["posts"]
        .as_array()
        .expect("posts")
        .iter()
        .map(|post| (&post["title"], &post["recipients"]))
        .collect();
    assert_eq!(
        posts,
        [
            (&json!("About hills"), &json!(1)),
            (&json!("About waves"), &json!(2))
        ]
    );
    let run = site.done(&["plan", "weekly"]);
    for part in [
        "weekly/1  A blog",
        "2 of 4 subscribers",
        "ada@example.org  all categories",
        "nothing in the categories they chose",
        "dora@example.org  sky",
        "unsubscribed",
        "cleo@example.org  since ",
        "held back",
        "10 connections: less than a minute",
        "subject    About hills (+1)",
    ] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    assert!(
        run.stdout.lines().all(|line| line.chars().count() <= 80),
        "{}",
        run.stdout
    );
}

#[test]
fn who_has_everything_and_whose_address_bounced_is_told_apart() {
    let relay = MailServer::start(|local| match local {
        "ben" => Fault::Recipient("550 5.1.1 nobody here"),
        _ => Fault::None,
    });
    let site = site(&relay.config());
    site.done(&["subscribers", "remove", "cleo@example.org"]);
    site.done(&["send", "weekly", "--plan", &hash(&site)[..8]]);
    let sent: Vec<String> = relay.messages().into_iter().map(|(to, _)| to).collect();
    assert_eq!(sent, ["ada@example.org"]);
    let after = plan(&site);
    assert_eq!(
        (&after["issue"], &after["plan"]),
        (&Value::Null, &Value::Null)
    );
    let expected = [
        ("has_all".to_owned(), 1),
        ("categories".to_owned(), 1),
        ("suppressed".to_owned(), 1),
        ("unsubscribed".to_owned(), 1),
    ];
    assert_eq!(left_out(&after), expected);
    let run = site.done(&["plan", "weekly"]);
    assert!(
        run.stdout.contains("550 5.1.1 nobody here"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_the_plan_weighs_is_what_is_handed_over() {
    let relay = MailServer::start(|_| Fault::None);
    let site = site(&relay.config());
    let planned = plan(&site);
    site.done(&[
        "send",
        "weekly",
        "--plan",
        planned["plan"].as_str().expect("a hash"),
    ]);
    let sizes: Vec<usize> = relay
        .messages()
        .iter()
        .filter(|(to, _)| to.starts_with("ada"))
        .map(|(_, message)| message.len())
        .collect();
    let variants = planned["variants"].as_array().expect("variants");
    let is_adas = |variant: &&Value| variant["people"][0]["address"] == "ada@example.org";
    let own = variants.iter().find(is_adas).expect("ada's");
    assert_eq!(json!(sizes), json!([own["message_bytes"]]));
    let html = own["html_bytes"].as_u64().expect("a size");
    assert!(html > 1000 && own["is_clipped"] == false, "{own}");
}

#[test]
fn a_plan_writes_nothing_where_nothing_is() {
    let site = TestSite::new(
        "subscribers: people.csv\nnewsletters:\n  weekly: {from: News <news@blog.example>, schedule: every post}\n",
    );
    site.write("people.csv", PEOPLE);
    site.write_post("waves", "2024-02-01", &["sea"]);
    let before = site.snapshot(".");
    let planned = plan(&site);
    assert_eq!(planned["recipients"], 2);
    site.done(&["plan", "weekly", "--all"]);
    assert_eq!(site.snapshot("."), before);
    // What the plan did not write, the send does; it is the same issue.
    let hash = planned["plan"].as_str().expect("a hash");
    site.done(&["send", "weekly", "--plan", hash]);
    assert_eq!(site.files("outbox").len(), 2);
    let before = site.snapshot(".");
    site.done(&["plan", "weekly"]);
    assert_eq!(site.snapshot("."), before);
}

#[test]
fn few_are_named_unless_all_are_asked_for() {
    let site = TestSite::with_readers("", 300);
    let few = site.done(&["plan", "weekly"]).stdout;
    assert!(few.contains("300 of 300 subscribers"), "{few}");
    assert!(few.contains("and 295 more"), "{few}");
    assert_eq!(few.matches("@example.org").count(), 5, "{few}");
    let all = site.done(&["plan", "weekly", "--all"]).stdout;
    assert_eq!(all.matches("@example.org").count(), 300);
    let named = |arguments: &[&str]| {
        let people = &site.json(arguments, 0)["variants"][0]["people"];
        people.as_array().map(Vec::len)
    };
    assert_eq!(named(&["plan", "weekly"]), Some(5));
    assert_eq!(named(&["plan", "weekly", "--all"]), Some(300));
}

#[test]
fn what_waits_and_what_never_comes_is_named() {
    let relay = MailServer::start(|_| Fault::None);
    let site = site(&format!("{}  rate: 2/min\n", relay.config()));
    let config = site.read("postrider.yaml");
    let config = config.replace(
        "schedule: every post",
        "schedule: monday 08:00, max_posts: 1",
    );
    site.write("postrider.yaml", config);
    let first = plan(&site);
    assert_eq!(first["before_first"][0]["title"], "About waves");
    assert_eq!(
        first["due"]["when"],
        if first["due"]["at"].is_null() {
            "now"
        } else {
            "later"
        }
    );
    assert_eq!(
        left_out(&first),
        [("before_first".to_owned(), 1), ("categories".to_owned(), 1)]
    );
    assert_eq!(first["sending"]["minutes"], 1);
    site.done(&["send", "weekly", "--yes"]);
    site.write_post("dunes", "2024-03-01", &["sea"]);
    site.write_post("stars", "2024-03-02", &["night"]);
    let second = site.done(&["plan", "weekly"]).stdout;
    assert!(
        second.contains("more than max_posts (1): in a later issue"),
        "{second}"
    );
    let second = plan(&site);
    assert_eq!(second["waiting"][0]["title"], "About stars");
    site.done(&["subscribers", "remove", "ada@example.org"]);
    let third = plan(&site);
    assert_eq!(third["for_nobody"][0]["title"], "About stars");
}

#[test]
fn mistakes_end_with_3_and_are_all_named() {
    let site = site("");
    site.write("templates/mail/digest/body.txt", "no way out");
    let run = site.run(&["plan", "weekly"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("unsubscribe_url"), "{run:?}");
    std::fs::remove_file(site.path().join("templates/mail/digest/body.txt")).expect("removed");
    site.write(
        "content/posts/bad.md",
        "---\ntitle: A\ndate: never\n---\nText\n",
    );
    let failed = site.json(&["plan", "weekly"], 3);
    assert_eq!(failed["diagnostics"][0]["rule"], "date-invalid", "{failed}");
    assert_eq!(site.run(&["plan", "weekli"]).code, 1);
}

#[test]
fn a_lost_store_is_told_before_anybody_is_mailed_again() {
    let site = site("");
    site.done(&["send", "weekly", "--yes"]);
    for file in ["postrider.db", "postrider.secret"] {
        std::fs::remove_file(site.path().join(file)).expect("removed");
    }
    let run = site.run(&["plan", "weekly"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("--store-was-reset"), "{run:?}");
    assert!(!site.exists("postrider.db"));
}

#[test]
fn a_newsletter_without_subscribers_says_so_and_how_to_begin() {
    let site = TestSite::with_readers("", 0);
    let run = site.done(&["plan", "weekly"]);
    assert!(
        run.stdout.contains("weekly: it has no subscribers yet"),
        "{run:?}"
    );
    assert!(
        run.stdout.contains("postrider subscribers add ADDRESS"),
        "{run:?}"
    );
    let run = site.done(&["send", "weekly", "--yes"]);
    assert!(run.stdout.contains("subscribers import FILE`"), "{run:?}");
    site.done(&["subscribers", "add", "ada@example.org"]);
    site.done(&["subscribers", "remove", "ada@example.org"]);
    for command in [&["plan", "weekly"][..], &["send", "weekly", "--yes"]] {
        let run = site.done(command);
        let said = "weekly: nobody who asked for it may be mailed";
        assert!(run.stdout.contains(said), "{run:?}");
    }
}
