//! A cancelled issue says whom it does not reach, everybody hears the truth of it, and its rest can be mailed, once.

use serde_json::{Value, json};

use crate::app::TestSite;
use crate::mail_server::{Fault, MailServer};
use crate::terminal::on_a_terminal;

/// Takes no mail of two of four readers yet.
fn late_for_two(local: &str) -> Fault {
    match local {
        "reader2" | "reader3" => Fault::Recipient("450 4.2.0 later"),
        _ => Fault::None,
    }
}

/// A site with four readers, whose first issue reached two of them.
fn half_sent(relay: &MailServer) -> TestSite {
    let site = TestSite::with_readers(&relay.config(), 4);
    assert_eq!(site.run(&["send", "weekly", "--yes"]).code, 5);
    site
}

/// From now on the site sends by another relay.
fn change_relay(site: &TestSite, from: &MailServer, to: &MailServer) {
    let config = site.read("postrider.yaml");
    let (from, to) = (from.port.to_string(), to.port.to_string());
    site.write("postrider.yaml", config.replace(&from, &to));
}

fn why_not(site: &TestSite, reader: u32, issue: &str) -> (String, String) {
    let who = format!("reader{reader}@example.org");
    let answer = site.json(&["why-not", &who, issue], 0);
    let word = |key: &str| answer[key].as_str().expect(key).to_owned();
    (word("reason"), word("words"))
}

fn recipients(relay: &MailServer) -> Vec<String> {
    let messages = relay.messages().into_iter();
    let mut recipients: Vec<String> = messages.map(|(recipient, _)| recipient).collect();
    recipients.sort();
    recipients
}

#[test]
fn who_left_a_running_or_paused_issue_is_told_that_it_will_not_come() {
    let relay = MailServer::start(late_for_two);
    let site = half_sent(&relay);
    site.done(&["pause", "weekly"]);
    let run = site.done(&["who", "reader2@example.org"]);
    assert!(run.stdout.contains("deferred, tried again"), "{run:?}");
    site.done(&["subscribers", "remove", "reader2@example.org"]);
    for state in ["queued", "deferred"] {
        let db = rusqlite::Connection::open(site.path().join("postrider.db")).expect("the store");
        let set = format!(
            "UPDATE deliveries SET state = '{state}' WHERE state IN ('queued', 'deferred')"
        );
        db.execute_batch(&set).expect("changed");
        let run = site.done(&["who", "reader2@example.org"]);
        assert!(
            run.stdout.contains("will not be sent: unsubscribed 20"),
            "{run:?}"
        );
        let who = site.json(&["who", "reader2@example.org"], 0);
        assert_eq!(who["issues"][0]["left_out"], "unsubscribed");
        assert_eq!(who["issues"][0]["state"], state);
        let (reason, words) = why_not(&site, 2, "weekly/1");
        assert_eq!(reason, "unsubscribed", "{words}");
        assert!(
            words.contains("will not be sent") && !words.contains("waits"),
            "{words}"
        );
        // Who still subscribes waits.
        let who = site.json(&["who", "reader3@example.org"], 0);
        assert_eq!(who["issues"][0]["left_out"], Value::Null);
        assert_eq!(why_not(&site, 3, "weekly/1").0, state);
    }
    site.done(&["subscribers", "remove", "reader3@example.org"]);
    let run = site.done(&["who", "reader3@example.org"]);
    assert!(!run.stdout.contains("waits to be sent"), "{run:?}");
}

#[test]
fn cancelling_says_what_it_does_and_everybody_hears_the_truth() {
    let relay = MailServer::start(late_for_two);
    let site = half_sent(&relay);
    let run = site.done(&["cancel", "weekly"]);
    let told = run
        .stdout
        .find("2 of 4 recipients did not get it")
        .expect("told");
    let done = run.stdout.find("weekly/1 is cancelled").expect("done");
    assert!(told < done, "{run:?}");
    for part in [
        "Its 1 post counts as sent",
        "postrider send weekly --rest-of weekly/1",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
    let plan = site.json(&["plan", "weekly"], 0);
    let groups = plan["left_out"].as_array().expect("groups").iter();
    let groups: Vec<&Value> = groups
        .filter(|group| group["reason"] == "cancelled")
        .collect();
    assert_eq!(groups.len(), 1, "{plan:#}");
    assert_eq!(groups[0]["count"], 2, "{plan:#}");
    let plan = site.done(&["plan", "weekly"]).stdout;
    for part in [
        "2  nothing new: theirs was in weekly/1, cancelled before it reached them",
        "2  nothing new: what is theirs was in earlier issues",
        "--rest-of weekly/1",
    ] {
        assert!(plan.contains(part), "{part}: {plan}");
    }
    assert!(
        plan.lines().all(|line| line.chars().count() <= 80),
        "{plan}"
    );
    let (reason, words) = why_not(&site, 2, "weekly/2");
    assert_eq!(reason, "cancelled", "{words}");
    assert!(
        words.contains("was in weekly/1, which was cancelled before"),
        "{words}"
    );
    assert_eq!(why_not(&site, 0, "weekly/2").0, "has_all");
    let (reason, words) = why_not(&site, 2, "weekly/1");
    assert_eq!(reason, "cancelled");
    assert!(words.contains("--rest-of weekly/1"), "{words}");
    let run = site.done(&["who", "reader2@example.org"]);
    assert!(
        run.stdout
            .contains("never sent: weekly/1 was cancelled before its turn came"),
        "{run:?}"
    );
    let again = site.run(&["cancel", "weekly"]);
    assert!(
        again.code == 1 && again.stderr.contains("weekly/1 is cancelled"),
        "{again:?}"
    );
}

#[test]
fn the_rest_of_a_cancelled_issue_goes_to_whom_it_did_not_reach_and_once() {
    let (relay, other) = (
        MailServer::start(late_for_two),
        MailServer::start(|_| Fault::None),
    );
    let site = half_sent(&relay);
    let refused = site.run(&["send", "weekly", "--rest-of", "weekly/1", "--yes"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("is under way"),
        "{refused:?}"
    );
    site.done(&["cancel", "weekly"]);
    change_relay(&site, &relay, &other);
    let post = site
        .read("content/posts/first.md")
        .replace("The *body*", "The mended *body*");
    site.write(
        "content/posts/first.md",
        post.replace("What first is", "What it should say"),
    );
    let rest = ["send", "weekly", "--rest-of", "weekly/1", "--yes"];
    let sent = site.json(&rest, 0);
    assert_eq!(sent["issues"][0]["issue"], "weekly/2", "{sent}");
    assert_eq!(sent["issues"][0]["counts"]["accepted"], 2, "{sent}");
    let run = site.done(&rest);
    assert!(run.stdout.contains("nobody is left"), "{run:?}");
    let reached = recipients(&other);
    assert_eq!(reached.len(), 2);
    for (recipient, message) in other.messages() {
        let message = String::from_utf8_lossy(&message);
        assert!(
            recipient.contains("reader2") || recipient.contains("reader3"),
            "{recipient}"
        );
        assert!(message.contains("What it should say"), "{message}");
        assert!(message.contains("Subject: About first"), "{message}");
    }
    assert_eq!(recipients(&relay).len(), 2, "the others had it");
    let (reason, words) = why_not(&site, 2, "weekly/1");
    assert_eq!(reason, "cancelled");
    assert!(words.contains("weekly/2 was made for those"), "{words}");
    assert_eq!(why_not(&site, 0, "weekly/2").0, "rest");
    assert_eq!(why_not(&site, 2, "weekly/3").0, "has_all");
    // What is new goes to all, as ever; what went out is not new.
    site.write_post("second", "2024-02-02", &["news"]);
    let sent = site.json(&["publish"], 0);
    assert_eq!(sent["issues"][0]["issue"], "weekly/3", "{sent}");
    assert_eq!(sent["issues"][0]["counts"]["accepted"], 4, "{sent}");
    let refused = site.run(&["send", "weekly", "--rest-of", "weekly/3", "--yes"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("weekly/3 is done"),
        "{refused:?}"
    );
    let refused = site.run(&["send", "weekly", "--rest-of", "weekly/9", "--yes"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("no issue weekly/9"),
        "{refused:?}"
    );
}

#[test]
fn a_rest_that_is_cancelled_has_a_rest_and_who_left_gets_none() {
    let (relay, other) = (
        MailServer::start(late_for_two),
        MailServer::start(|_| Fault::None),
    );
    let site = half_sent(&relay);
    site.done(&["cancel", "weekly"]);
    let run = site.run(&["send", "weekly", "--rest-of", "weekly/1", "--yes"]);
    assert_eq!(run.code, 5, "{run:?}");
    let cancelled = site.json(&["cancel", "weekly"], 0);
    assert_eq!(
        cancelled,
        json!({ "issue": "weekly/2", "state": "cancelled", "not_reached": 2 })
    );
    site.done(&["subscribers", "remove", "reader3@example.org"]);
    change_relay(&site, &relay, &other);
    let sent = site.json(&["send", "weekly", "--rest-of", "weekly/1", "--yes"], 0);
    assert_eq!(sent["issues"][0]["issue"], "weekly/3", "{sent}");
    assert_eq!(sent["issues"][0]["counts"]["accepted"], 1, "{sent}");
    let run = site.done(&["send", "weekly", "--rest-of", "weekly/2", "--yes"]);
    assert!(run.stdout.contains("nobody is left"), "{run:?}");
    assert_eq!(recipients(&other).len(), 1);
}

#[test]
fn a_cancelled_correction_goes_on_with_those_whom_it_did_not_reach() {
    let (all, relay) = (
        MailServer::start(|_| Fault::None),
        MailServer::start(late_for_two),
    );
    let last = MailServer::start(|_| Fault::None);
    let site = TestSite::with_readers(&all.config(), 4);
    site.done(&["send", "weekly", "--yes"]);
    let post = site.read("content/posts/first.md");
    site.write(
        "content/posts/first.md",
        post.replace("What first is", "What it should say"),
    );
    change_relay(&site, &all, &relay);
    let again = ["send", "weekly", "--again", "first", "--yes"];
    assert_eq!(site.run(&again).code, 5);
    let run = site.done(&["cancel", "weekly"]);
    assert!(run.stdout.contains("send weekly --again POST"), "{run:?}");
    let refused = site.run(&["send", "weekly", "--rest-of", "weekly/2", "--yes"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("--again POST"),
        "{refused:?}"
    );
    change_relay(&site, &relay, &last);
    let sent = site.json(&again, 0);
    assert_eq!(sent["issues"][0]["counts"]["accepted"], 2, "{sent}");
    let run = site.done(&again);
    assert!(run.stdout.contains("weekly/3 mailed it already"), "{run:?}");
    assert_eq!(recipients(&relay).len() + recipients(&last).len(), 4);
}

#[test]
fn a_terminal_is_asked_before_an_issue_is_given_up() {
    let relay = MailServer::start(late_for_two);
    let site = half_sent(&relay);
    let Some((code, said)) = on_a_terminal(&site, &["cancel", "weekly"], "n") else {
        return;
    };
    assert_eq!(code, 0, "{said}");
    for part in [
        "2 of 4 recipients did not get it",
        "Cancel weekly/1? [y/N]",
        "weekly/1 stays as it is",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(site.json(&["status"], 5)["issues"][0]["state"], "sending");
    on_a_terminal(&site, &["cancel", "weekly"], "y").expect("Python");
    assert_eq!(site.json(&["status"], 0)["issues"][0]["state"], "cancelled");
}
