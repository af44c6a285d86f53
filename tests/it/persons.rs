//! Everything that was sent to one person and why, and why something was not.

use serde_json::{Value, json};

use crate::app::TestSite;
use crate::mail_server::{Fault, MailServer};

const HEAD: &str = "email,name,language,categories,source,date\n";

fn import(site: &TestSite, rows: &str) {
    site.write("rows.csv", format!("{HEAD}{rows}"));
    site.done(&["subscribers", "import", "rows.csv"]);
}

/// A site with a post on the sea, sent to ada (everything) and ben (the sea), and not to cleo (land).
fn sent(config: &str) -> TestSite {
    let site = TestSite::with_readers(config, 0);
    std::fs::remove_file(site.path().join("content/posts/first.md")).expect("removed");
    site.write_post("waves", "2024-02-01", &["sea"]);
    import(
        &site,
        "ada@example.org,Ada,,,sign-up sheet,2024-05-01\nben@example.org,,,sea,form,2024-05-02\ncleo@example.org,,,land,form,2024-05-03\n",
    );
    site.run(&["send", "weekly", "--yes"]);
    site
}

fn why_not(site: &TestSite, who: &str, issue: &str) -> (Value, String, String) {
    let answer = site.json(&["why-not", &format!("{who}@example.org"), issue], 0);
    let word = |key: &str| answer[key].as_str().expect(key).to_owned();
    (answer["got"].clone(), word("reason"), word("words"))
}

/// Moves everything that the store has noted so far into the past: tests do not wait for a second to pass.
fn an_hour_later(site: &TestSite) {
    let db = rusqlite::Connection::open(site.path().join("postrider.db")).expect("the store");
    db.execute_batch(
        "UPDATE issues SET frozen_at = frozen_at - 3600, changed_at = changed_at - 3600;
         UPDATE deliveries SET changed_at = changed_at - 3600;
         UPDATE subscriptions SET changed_at = changed_at - 3600;
         UPDATE consents SET recorded_at = recorded_at - 3600;
         UPDATE suppressions SET since = since - 3600;",
    )
    .expect("moved");
}

#[test]
fn who_tells_consent_choice_and_every_issue_with_the_servers_words() {
    let relay = MailServer::start(|_| Fault::None);
    let site = sent(&relay.config());
    site.write_post("hills", "2024-02-02", &["land"]);
    site.done(&["send", "weekly", "--yes"]);
    let ada = site.json(&["who", "ADA@example.org"], 0);
    assert_eq!(ada["subscriptions"][0]["source"], "sign-up sheet");
    assert_eq!(ada["subscriptions"][0]["date"], "2024-05-01");
    assert_eq!(ada["consents"][0]["event"], "imported");
    let issues = ada["issues"].as_array().expect("issues");
    let told: Vec<(&Value, &Value, &Value)> = issues
        .iter()
        .map(|issue| {
            (
                &issue["issue"],
                &issue["state"],
                &issue["posts"][0]["title"],
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                &json!("weekly/1"),
                &json!("accepted"),
                &json!("About waves")
            ),
            (
                &json!("weekly/2"),
                &json!("accepted"),
                &json!("About hills")
            )
        ]
    );
    assert_eq!(issues[0]["reply"], "2.0.0 queued");
    let run = site.done(&["who", "ada@example.org"]);
    for part in [
        "ada@example.org  Ada",
        "weekly: subscribes to all categories",
        "agreed 2024-05-01: sign-up sheet",
        "accepted by the server: 250 2.0.0 queued",
        "- About hills\n      https://blog.example/hills/",
    ] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    let cleo = site.json(&["who", "cleo@example.org"], 0);
    assert_eq!(cleo["issues"].as_array().map(Vec::len), Some(1));
    assert_eq!(cleo["issues"][0]["issue"], "weekly/2");
}

#[test]
fn who_knows_who_left_whose_address_bounced_and_nobody_else() {
    let relay = MailServer::start(|local| match local {
        "ben" => Fault::Recipient("550 5.1.1 nobody here"),
        _ => Fault::None,
    });
    let site = sent(&relay.config());
    let ben = site.json(&["who", "ben@example.org"], 0);
    let reason = ben["suppressed"]["reason"].as_str().expect("a reason");
    assert!(reason.contains("550 5.1.1 nobody here"), "{ben}");
    assert_eq!(ben["issues"][0]["state"], "rejected");
    site.done(&["subscribers", "remove", "ada@example.org"]);
    let run = site.done(&["who", "ada@example.org"]);
    assert!(
        run.stdout.contains("weekly: unsubscribed since "),
        "{run:?}"
    );
    assert!(
        run.stdout.contains("weekly: unsubscribed, by editor")
            || run
                .stdout
                .contains("all newsletters: unsubscribed, by editor"),
        "{run:?}"
    );
    let run = site.run(&["who", "nobody@example.org"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("knows nothing"), "{run:?}");
    assert_eq!(site.run(&["who", "no address"]).code, 1);
}

#[test]
fn who_stands_in_the_sites_file_joins_with_the_next_issue() {
    let site = TestSite::new(
        "subscribers: people.csv\nnewsletters:\n  weekly: {from: News <news@blog.example>}\n",
    );
    site.write_post("waves", "2024-02-01", &[]);
    site.write(
        "people.csv",
        format!("{HEAD}eve@example.org,,,,form,2024-05-01\n"),
    );
    let eve = site.json(&["who", "eve@example.org"], 0);
    assert_eq!(eve["joins_with_the_next_issue_of"], json!(["weekly"]));
    let (got, reason, words) = why_not(&site, "eve", "weekly");
    assert_eq!((got, reason.as_str()), (json!(true), "next"), "{words}");
    assert!(!site.exists("postrider.db"), "a look makes no store");
}

#[test]
fn why_not_tells_what_became_of_a_delivery() {
    let relay = MailServer::start(|local| match local {
        "ben" => Fault::Recipient("550 5.1.1 nobody here"),
        "dora" => Fault::Recipient("450 4.2.0 later"),
        "eve" => Fault::DropAfterDot,
        _ => Fault::None,
    });
    let site = TestSite::with_readers(&relay.config(), 0);
    let people =
        ["ada", "ben", "dora", "eve"].map(|who| format!("{who}@example.org,,,,form,2024-05-01\n"));
    import(&site, &people.concat());
    site.run(&["send", "weekly", "--yes"]);
    for (who, got, reason, part) in [
        ("ada", json!(true), "accepted", "250 2.0.0 queued"),
        ("ben", json!(false), "rejected", "550 5.1.1 nobody here"),
        ("dora", json!(false), "deferred", "450 4.2.0 later"),
        ("eve", Value::Null, "in_doubt", "in doubt"),
    ] {
        let (said, why, words) = why_not(&site, who, "weekly/1");
        assert_eq!((said, why.as_str()), (got, reason), "{who}: {words}");
        assert!(words.contains(part), "{part}: {words}");
    }
    site.done(&["subscribers", "remove", "dora@example.org"]);
    site.done(&["cancel", "weekly"]);
    assert_eq!(why_not(&site, "dora", "weekly").1, "cancelled");
}

#[test]
fn who_leaves_between_the_freeze_and_their_turn_is_told_so() {
    let relay = MailServer::start(|_| Fault::Recipient("450 4.2.0 later"));
    let site = TestSite::with_readers(&relay.config(), 1);
    assert_eq!(site.run(&["send", "weekly", "--yes"]).code, 5);
    site.done(&["subscribers", "remove", "reader0@example.org"]);
    let db = rusqlite::Connection::open(site.path().join("postrider.db")).expect("the store");
    db.execute_batch("UPDATE deliveries SET next_try = 1")
        .expect("due");
    site.run(&["send", "weekly", "--yes"]);
    let (got, reason, words) = why_not(&site, "reader0", "weekly/1");
    assert_eq!((got, reason.as_str()), (json!(false), "skipped"), "{words}");
    assert!(
        words.contains("unsubscribed 20") && words.contains("before its turn"),
        "{words}"
    );
}

#[test]
fn why_not_goes_by_what_held_when_the_issue_was_frozen() {
    let site = sent("");
    an_hour_later(&site);
    import(&site, "finn@example.org,,,,form,2024-05-01\n");
    let (_, reason, words) = why_not(&site, "finn", "weekly/1");
    assert_eq!(reason, "joined_later", "{words}");
    assert!(words.contains("form, 2024-05-01"), "{words}");
    assert_eq!(why_not(&site, "nobody", "weekly/1").1, "not_subscribed");
    let (_, reason, words) = why_not(&site, "cleo", "weekly/1");
    assert_eq!(reason, "categories");
    assert!(
        words.contains("(land)") && words.contains("`About waves` (en, sea)"),
        "{words}"
    );
    assert!(!words.contains("does not know"), "{words}");
    // Cleo chooses anew: of what she had chosen the store keeps nothing, and says so.
    import(&site, "cleo@example.org,,,sea,form,2024-05-03\n");
    let (_, reason, words) = why_not(&site, "cleo", "weekly/1");
    assert_eq!(reason, "unknown", "{words}");
    assert!(
        words.contains("what was chosen then the store does not know"),
        "{words}"
    );
    // Who left before an issue, and who after it.
    site.done(&["subscribers", "remove", "ben@example.org"]);
    an_hour_later(&site);
    site.write_post("tides", "2024-03-01", &["sea"]);
    site.done(&["send", "weekly", "--yes"]);
    let (_, reason, words) = why_not(&site, "ben", "weekly/2");
    assert_eq!(reason, "unsubscribed", "{words}");
    assert_eq!(why_not(&site, "ben", "weekly/1").1, "accepted");
    an_hour_later(&site);
    site.done(&[
        "subscribers",
        "add",
        "ben@example.org",
        "--force",
        "asked to come back",
    ]);
    let (_, reason, words) = why_not(&site, "ben", "weekly/2");
    assert_eq!(reason, "unsubscribed");
    assert!(words.contains("asked to come back"), "{words}");
}

#[test]
fn a_suppressed_address_is_told_with_its_reason() {
    let relay = MailServer::start(|local| match local {
        "ben" => Fault::Recipient("550 5.1.1 nobody here"),
        _ => Fault::None,
    });
    let site = sent(&relay.config());
    an_hour_later(&site);
    site.write_post("tides", "2024-03-01", &["sea"]);
    assert_eq!(why_not(&site, "ben", "weekly/2").1, "suppressed");
    site.done(&["send", "weekly", "--yes"]);
    let (_, reason, words) = why_not(&site, "ben", "weekly/2");
    assert_eq!(reason, "suppressed");
    assert!(words.contains("550 5.1.1 nobody here"), "{words}");
}

#[test]
fn a_correction_is_for_those_who_had_the_post() {
    let site = sent("");
    let post = site.read("content/posts/waves.md");
    site.write(
        "content/posts/waves.md",
        post.replace("What waves is", "What waves are"),
    );
    site.done(&["send", "weekly", "--again", "waves", "--yes"]);
    let (_, reason, words) = why_not(&site, "cleo", "weekly/2");
    assert_eq!(reason, "correction", "{words}");
    let ada = site.json(&["who", "ada@example.org"], 0);
    assert_eq!(ada["issues"][1]["posts"][0]["title"], "About waves");
}

#[test]
fn the_next_issue_is_judged_as_it_would_be_sent() {
    let site = sent("");
    let next = |who: &str| why_not(&site, who, "weekly/2");
    assert_eq!(next("ada").1, "has_all");
    assert_eq!(next("cleo").1, "categories");
    assert_eq!(next("nobody").1, "not_subscribed");
    site.done(&["subscribers", "remove", "cleo@example.org"]);
    assert_eq!(next("cleo").1, "unsubscribed");
    site.write_post("tides", "2024-03-01", &["sea"]);
    let (got, reason, words) = next("ben");
    assert_eq!((got, reason.as_str()), (json!(true), "next"));
    assert!(words.contains("`About tides`"), "{words}");
    assert_eq!(
        why_not(&site, "ben", "weekly").1,
        "accepted",
        "the latest one is meant"
    );
    let far = site.run(&["why-not", "ben@example.org", "weekly/7"]);
    assert_eq!(far.code, 1);
    assert!(far.stderr.contains("the next is weekly/2"), "{far:?}");
    assert_eq!(site.run(&["why-not", "ben@example.org", "weekli"]).code, 1);
}
