//! A sender that is told to stop: once, it finishes what is under way; twice, it ends.

#![cfg(unix)]

use std::process::{Child, Command, Output, Stdio};

use crate::app::{TestSite, roster};
use crate::mail_server::{Fault, MailServer};

const NEWSLETTERS: &str = "newsletters:\n  weekly: {from: News <news@blog.example>, schedule: every post}\n  daily: {from: News <news@blog.example>, schedule: every post}\n";

fn site_with(mail: &str, subscribers: usize) -> TestSite {
    let site = TestSite::new(&format!("{mail}{NEWSLETTERS}"));
    site.write_post("first", "2024-01-02", &["news"]);
    site.write("people.csv", roster(subscribers));
    for newsletter in ["weekly", "daily"] {
        site.done(&[
            "subscribers",
            "import",
            "people.csv",
            "--newsletter",
            newsletter,
        ]);
    }
    site
}

fn start(site: &TestSite, arguments: &[&str]) -> Child {
    let mut command = site.command(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().expect("a sender")
}

fn signal(sender: &Child, name: &str) {
    let id = sender.id().to_string();
    let kill = Command::new("kill").args(["-s", name, &id]).status();
    assert!(kill.expect("kill runs").success());
}

fn end(sender: Child) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = sender.wait_with_output().expect("an end");
    (status.code(), String::from_utf8_lossy(&stderr).into_owned())
}

#[test]
fn a_terminated_sender_finishes_what_is_under_way_and_goes_on_later() {
    let server = MailServer::start(|_| Fault::None);
    let site = site_with(&format!("{}  rate: 100/s\n", server.config()), 200);
    let sender = start(&site, &["send", "weekly", "--yes"]);
    server.wait_for(30);
    signal(&sender, "TERM");
    let (code, said) = end(sender);
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("run send again"), "{said}");
    let counts = &site.json(&["status"], 5)["issues"][0]["counts"];
    assert_eq!(counts["in_doubt"], 0);
    assert_eq!(counts["accepted"], server.messages().len());
    assert!(server.messages().len() < 200);
    let config = site.read("postrider.yaml").replace("100/s", "1000/s");
    site.write("postrider.yaml", config);
    site.done(&["send", "weekly", "--yes"]);
    assert_eq!(server.counts().len(), 200);
    assert!(server.counts().values().all(|count| *count == 1));
}

#[test]
fn a_terminated_publish_begins_no_other_issue() {
    let server = MailServer::start(|_| Fault::None);
    let site = site_with(&format!("{}  rate: 100/s\n", server.config()), 200);
    let sender = start(&site, &["publish"]);
    server.wait_for(30);
    signal(&sender, "INT");
    let (code, said) = end(sender);
    assert_eq!(code, Some(5), "{said}");
    assert!(server.messages().len() < 200, "{said}");
    assert!(server.counts().values().all(|count| *count == 1));
}

#[test]
fn a_second_signal_ends_a_sender_that_waits_for_a_reply() {
    let server = MailServer::start(|_| Fault::SilentAfterDot);
    let site = site_with(&server.config(), 1);
    let mut sender = start(&site, &["send", "weekly", "--yes"]);
    server.wait_for(1);
    signal(&sender, "TERM");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(
        sender.try_wait().expect("a state").is_none(),
        "the reply may still come"
    );
    signal(&sender, "TERM");
    assert_eq!(end(sender).0, Some(130));
    let run = site.run(&["send", "weekly", "--yes"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!(server.messages().len(), 1);
}
