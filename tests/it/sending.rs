//! New posts reach every subscriber once, whatever happens.

use std::collections::HashSet;

use crate::app::TestSite;
use crate::mail_server::{Fault, MailServer};

const NEWSLETTER: &str =
    "newsletters:\n  weekly: {from: News <news@blog.example>, schedule: every post}\n";

#[test]
fn a_first_publish_writes_one_file_for_each_subscriber_and_a_second_writes_nothing() {
    let site = TestSite::with_readers("", 7);
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), 7);
    let before = (site.snapshot("outbox"), site.snapshot("public"));
    site.done(&["publish"]);
    assert_eq!(before, (site.snapshot("outbox"), site.snapshot("public")));
    site.write_post("second", "2024-02-02", &["news"]);
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), 14);
}

#[test]
fn a_thousand_subscribers_get_one_message_each() {
    let server = MailServer::start(|_| Fault::None);
    let site = TestSite::with_readers(&server.config(), 1000);
    site.done(&["send", "weekly", "--yes"]);
    let counts = server.counts();
    assert_eq!(counts.len(), 1000);
    assert!(counts.values().all(|count| *count == 1));
    let status = site.json(&["status"], 0);
    assert_eq!(status["issues"][0]["counts"]["accepted"], 1000);
    assert_eq!(status["issues"][0]["state"], "done");
    site.done(&["send", "weekly", "--yes"]);
    assert_eq!(server.messages().len(), 1000);
}

#[test]
fn a_killed_sender_loses_nothing_and_repeats_nothing() {
    let server = MailServer::start(|_| Fault::None);
    let site = TestSite::with_readers(&server.config(), 1000);
    let mut sender = site
        .command(&["send", "weekly", "--yes"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("a sender");
    server.wait_for(200);
    sender.kill().expect("killed");
    sender.wait().expect("gone");
    let again = site.run(&["send", "weekly", "--yes"]);
    let status = site.run(&["status", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status.stdout).expect("JSON");
    let issue = &status["issues"][0];
    let accepted = issue["counts"]["accepted"].as_u64().expect("a count");
    let doubts: HashSet<&str> = issue["doubts"]
        .as_array()
        .expect("doubts")
        .iter()
        .filter_map(|doubt| doubt["address"].as_str())
        .collect();
    assert_eq!(issue["counts"]["in_doubt"], doubts.len());
    assert!(doubts.len() <= 10, "{doubts:?}");
    assert_eq!(
        again.code,
        if doubts.is_empty() { 0 } else { 4 },
        "{again:?}"
    );
    assert_eq!(
        usize::try_from(accepted).expect("a count") + doubts.len(),
        1000
    );
    let counts = server.counts();
    assert!(
        counts.values().all(|count| *count == 1),
        "an address got a message twice"
    );
    for n in 0..1000 {
        let address = format!("reader{n}@example.org");
        assert!(
            counts.contains_key(&address) || doubts.contains(address.as_str()),
            "{address} is lost"
        );
    }
}

#[test]
fn each_reply_has_its_own_consequence() {
    let server = MailServer::start(|local| match local {
        "reader1" => Fault::Recipient("450 4.2.0 try later"),
        "reader2" => Fault::Recipient("550 5.1.1 nobody here"),
        "reader3" => Fault::DropAfterDot,
        "reader4" => Fault::AfterDot("554 5.6.0 not this"),
        _ => Fault::None,
    });
    let site = TestSite::with_readers(&server.config(), 20);
    assert_eq!(site.run(&["send", "weekly", "--yes"]).code, 4);
    let run = site.run(&["status", "--json"]);
    assert_eq!(run.code, 4);
    let status: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let counts = &status["issues"][0]["counts"];
    assert_eq!(
        (counts["accepted"].as_u64(), counts["deferred"].as_u64()),
        (Some(16), Some(1)),
        "{status}"
    );
    assert_eq!(
        (counts["rejected"].as_u64(), counts["in_doubt"].as_u64()),
        (Some(2), Some(1)),
        "{status}"
    );
    assert_eq!(
        status["issues"][0]["doubts"][0]["address"],
        "reader3@example.org"
    );
    assert!(server.counts().values().all(|count| *count == 1));
}

#[test]
fn an_unsubscribed_person_stays_out() {
    let site = TestSite::with_readers("", 3);
    site.done(&["subscribers", "remove", "reader1@example.org"]);
    site.run(&["subscribers", "import", "people.csv"]);
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), 2);
}

#[test]
fn a_bad_roster_row_is_named_and_the_good_ones_go_in() {
    let site = TestSite::new(NEWSLETTER);
    site.write("people.csv", "email,name,language,categories,source,date\na@example.org,A,,,form,2024-01-01\nnobody,B,,,form,2024-01-01\nA@EXAMPLE.org,A,,,form,2024-01-01\nc@example.org,C,,,,\n");
    let run = site.run(&["subscribers", "import", "people.csv"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stderr.contains(":3") && run.stderr.contains(":5"),
        "{run:?}"
    );
    assert!(
        site.done(&["subscribers", "list"])
            .stdout
            .contains("a@example.org")
    );
}

#[test]
fn a_test_is_marked_and_leaves_no_trace() {
    let server = MailServer::start(|_| Fault::None);
    let site = TestSite::with_readers(&server.config(), 3);
    site.done(&["test", "weekly", "me@example.org", "you@example.org"]);
    let messages = server.messages();
    assert_eq!(messages.len(), 2);
    for (_, message) in &messages {
        let text = String::from_utf8_lossy(message);
        assert!(
            text.contains("Subject: [Test ") && !text.contains("List-Unsubscribe"),
            "{text}"
        );
    }
    assert_eq!(site.json(&["status"], 0)["issues"], serde_json::json!([]));
    site.done(&["send", "weekly", "--yes"]);
    assert_eq!(server.counts().len(), 5);
}

#[test]
fn quiet_runs_say_what_went_wrong_and_nothing_else() {
    let server = MailServer::start(|local| match local {
        "reader1" => Fault::Recipient("550 5.1.1 nobody here"),
        "reader2" => Fault::Recipient("450 4.2.0 try later"),
        _ => Fault::None,
    });
    let site = TestSite::with_readers(&server.config(), 5);
    let run = site.run(&["publish", "-q"]);
    assert_eq!((run.code, run.stdout.as_str()), (5, ""));
    for part in ["weekly/1: 3 accepted", "1 × 550 5.1.1", "1 deferred until"] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    site.run(&["pause", "weekly"]);
    let run = site.run(&["publish", "-q"]);
    assert!(run.stderr.contains("is paused"), "{run:?}");
    let well = TestSite::with_readers("", 1);
    let run = well.done(&["publish", "-q"]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
}

#[test]
fn every_sending_command_has_one_document() {
    let site = TestSite::with_readers("", 2);
    let tested = site.json(&["test", "weekly", "me@example.org"], 0);
    assert_eq!(tested["messages"], 1);
    let published = site.json(&["publish"], 0);
    assert_eq!(published["issues"][0]["counts"]["accepted"], 2);
    assert_eq!(published["posts"], 1);
    let nothing_new = site.json(&["send", "weekly", "--yes"], 0);
    assert_eq!(nothing_new["issues"], serde_json::json!([]));
    site.write_post("another", "2024-01-03", &[]);
    let sent = site.json(&["send", "weekly", "--yes"], 0);
    assert_eq!(sent["issues"][0]["issue"], "weekly/2");
    let failed = site.json(&["send", "weekli", "--yes"], 1);
    assert!(
        failed["error"]
            .as_str()
            .is_some_and(|error| error.contains("`weekly`")),
        "{failed}"
    );
    site.write(
        "content/posts/bad.md",
        "---\ntitle: A\ndate: never\n---\nText\n",
    );
    for arguments in [
        &["test", "weekly", "me@example.org"][..],
        &["send", "weekly", "--yes"],
    ] {
        let failed = site.json(arguments, 3);
        assert_eq!(failed["diagnostics"][0]["rule"], "date-invalid", "{failed}");
    }
}

#[test]
fn one_address_outside_ascii_does_not_block_the_issue() {
    let server = MailServer::start(|_| Fault::None);
    let site = TestSite::with_readers(&server.config(), 5);
    site.write(
        "more.csv",
        "email,name,language,categories,source,date\nj\u{f6}rg@e.example,J\u{f6}rg,,,form,2024-05-01\n",
    );
    site.done(&["subscribers", "import", "more.csv"]);
    let run = site.run(&["send", "weekly", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("553 5.6.7"), "{run:?}");
    assert_eq!(server.counts().len(), 5);
    assert_eq!(site.json(&["status"], 0)["issues"][0]["state"], "done");
}

#[test]
fn a_server_that_verifies_us_badly_costs_nobody_a_subscription() {
    let server = MailServer::start(|_| Fault::Recipient("550 Callout to our sender failed"));
    let site = TestSite::with_readers(&server.config(), 50);
    let run = site.run(&["send", "weekly", "--yes"]);
    assert_eq!(run.code, 5, "{run:?}");
    assert!(
        run.stderr.contains("Callout") && run.stderr.contains("resume weekly/1"),
        "{run:?}"
    );
    let counts = &site.json(&["status"], 5)["issues"][0]["counts"];
    assert_eq!(counts["queued"], 50);
    let list = site.done(&["subscribers", "list"]).stdout;
    assert!(!list.contains("bounced"), "{list}");
}

#[test]
fn a_relay_on_this_machine_needs_no_certificate_authority() {
    let server = MailServer::start(|_| Fault::None);
    let site = TestSite::with_readers(&server.config(), 3);
    let sent = site
        .command(&["send", "weekly", "--yes"])
        .env("SSL_CERT_FILE", "/nowhere/at/all.pem")
        .env("SSL_CERT_DIR", "/nowhere/at/all")
        .output()
        .expect("the binary runs");
    assert!(sent.status.success(), "{sent:?}");
    assert_eq!(server.counts().len(), 3);
}
