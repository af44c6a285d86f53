//! A test shows the next issue to a few people and cannot touch the list.

use std::collections::HashSet;

use mail_parser::MessageParser;
use serde_json::json;

use crate::app::TestSite;
use crate::mail_server::{Fault, MailServer};

/// A site whose newsletter has everything that a list can have.
fn site(relay: &MailServer) -> TestSite {
    let site = TestSite::with_readers(
        &format!(
            "{}  unsubscribe: leave@blog.example\n  bounces: bounces@blog.example\n",
            relay.config()
        ),
        0,
    );
    site.write_post("waves", "2024-02-01", &["sea"]);
    site.write(
        "people.csv",
        "email,name,language,categories,source,date\nada@example.org,Ada,,,form,2024-05-01\nben@example.org,Ben,,sea,form,2024-05-01\ncleo@example.org,Cleo,,sky,form,2024-05-01\n",
    );
    site.done(&["subscribers", "import", "people.csv"]);
    site
}

fn subjects(relay: &MailServer) -> Vec<String> {
    let subject = |(_, message): &(String, Vec<u8>)| {
        let message = MessageParser::default().parse(message).expect("a message");
        message.subject().unwrap_or_default().to_owned()
    };
    relay.messages().iter().map(subject).collect()
}

#[test]
fn no_header_of_a_test_belongs_to_the_list() {
    let relay = MailServer::start(|_| Fault::None);
    let site = site(&relay);
    let before = site.snapshot("content");
    site.done(&["test", "weekly", "me@example.org"]);
    let (_, message) = relay.messages().remove(0);
    let text = String::from_utf8(message).expect("7 bits");
    let (headers, body) = text.split_once("\r\n\r\n").expect("a message");
    for absent in ["List-", "Feedback-ID", "Auto-Submitted", "bounces"] {
        assert!(!headers.contains(absent), "{absent}: {headers}");
    }
    for present in [
        "X-Postrider-Test: weekly/1",
        "Message-ID: <test-",
        "Precedence: bulk",
    ] {
        assert!(headers.contains(present), "{present}: {headers}");
    }
    assert!(!body.contains("leave@blog.example"), "{body}");
    assert_eq!(
        site.snapshot("content"),
        before,
        "the record stays as it was"
    );
    assert!(
        !site.exists("postrider.secret"),
        "no secret is made for a test"
    );
    // Neither is anything sent less because of it.
    let sent = site.json(&["send", "weekly", "--yes"], 0);
    assert_eq!(sent["issues"][0]["counts"]["accepted"], 2);
}

#[test]
fn no_two_tests_are_taken_for_one() {
    let relay = MailServer::start(|_| Fault::None);
    let site = site(&relay);
    for _ in 0..3 {
        site.done(&["test", "weekly", "me@example.org", "ME@example.org"]);
    }
    let subjects = subjects(&relay);
    assert!(
        subjects
            .iter()
            .all(|subject| subject.starts_with("[Test 20")),
        "{subjects:?}"
    );
    let distinct: HashSet<&String> = subjects.iter().collect();
    let (sent, distinct) = (subjects.len(), distinct.len());
    assert_eq!(sent, distinct, "{subjects:?}");
}

#[test]
fn a_test_as_a_subscriber_holds_what_that_one_would_get() {
    let relay = MailServer::start(|_| Fault::None);
    let site = site(&relay);
    let all = site.json(&["test", "weekly", "me@example.org"], 0);
    assert_eq!(all["posts"].as_array().map(Vec::len), Some(2), "{all}");
    let arguments = [
        "test",
        "weekly",
        "me@example.org",
        "--as",
        "ben@example.org",
    ];
    let bens = site.json(&arguments, 0);
    assert_eq!(bens["posts"].as_array().map(Vec::len), Some(1), "{bens}");
    assert_eq!(
        (&bens["posts"][0]["title"], &bens["to"]),
        (&json!("About waves"), &json!(["me@example.org"]))
    );
    let (to, message) = relay.messages().pop().expect("a message");
    assert_eq!(to, "me@example.org");
    assert!(String::from_utf8_lossy(&message).contains("To: Ben <me@example.org>"));
    let run = site.done(&arguments);
    for part in [
        "as ben@example.org would get it",
        "- About waves",
        "nothing of it is recorded",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
    let nothing = site.run(&[
        "test",
        "weekly",
        "me@example.org",
        "--as",
        "cleo@example.org",
    ]);
    assert_eq!(nothing.code, 1);
    assert!(
        nothing
            .stderr
            .contains("nothing in the categories they chose"),
        "{nothing:?}"
    );
    let nobody = site.run(&[
        "test",
        "weekly",
        "me@example.org",
        "--as",
        "nobody@example.org",
    ]);
    assert_eq!(nobody.code, 1);
    assert!(
        nobody.stderr.contains("why-not nobody@example.org weekly"),
        "{nobody:?}"
    );
}

#[test]
fn a_test_into_the_folder_makes_a_file_and_no_store() {
    let site = TestSite::new(
        "subscribers: people.csv\nnewsletters:\n  weekly: {from: News <news@blog.example>}\n",
    );
    site.write(
        "people.csv",
        "email,name,language,categories,source,date\nada@example.org,Ada,,,form,2024-05-01\n",
    );
    site.write_post("waves", "2024-02-01", &["sea"]);
    let run = site.done(&[
        "test",
        "weekly",
        "me@example.org",
        "--as",
        "ada@example.org",
    ]);
    assert!(
        run.stdout.contains("weekly-test-1-me_at_example.org.eml"),
        "{run:?}"
    );
    assert_eq!(site.files("outbox").len(), 1);
    assert!(!site.exists("postrider.db") && !site.exists("content/.postrider"));
    site.done(&["send", "weekly", "--yes"]);
    let again = site.json(&["test", "weekly", "me@example.org"], 0);
    assert_eq!(again["stands_in"], true, "{again}");
}

#[test]
fn a_test_bears_the_number_of_the_next_issue() {
    let site = TestSite::with_readers("", 1);
    site.done(&["send", "weekly", "--yes"]);
    let test = || site.json(&["test", "weekly", "me@example.org"], 0);
    let told = |test: &serde_json::Value| (test["issue"].clone(), test["stands_in"].clone());
    assert_eq!(
        told(&test()),
        (json!("weekly/2"), json!(true)),
        "nothing is new"
    );
    site.write_post("waves", "2024-02-01", &["sea"]);
    site.done(&["send", "weekly", "--yes"]);
    std::fs::remove_file(site.path().join("postrider.db")).expect("removed");
    assert_eq!(
        told(&test()),
        (json!("weekly/3"), json!(true)),
        "by the record"
    );
    std::fs::remove_file(site.path().join("content/.postrider/newsletters.json")).expect("removed");
    let last = test();
    assert_eq!(
        told(&last),
        (json!("weekly/3"), json!(true)),
        "by the issues that are kept"
    );
    assert!(!site.exists("postrider.db"));
}
