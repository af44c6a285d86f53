//! Numbers 25, 26, 29, 30: what a post does to mail.

use super::*;
use crate::mail_server::{Fault, MailServer};

/// A site that mails whole posts to one reader.
fn full(config: &str) -> TestSite {
    let site = TestSite::with_readers(config, 1);
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        config.replace(
            "schedule: every post",
            "schedule: every post, content: full",
        ),
    );
    site
}

#[test]
fn n25_no_line_of_a_message_is_longer_than_998_bytes() {
    let site = full("");
    let word = "x".repeat(3_000);
    site.write("content/posts/first.md", format!("---\ntitle: {word} é\ndate: 2024-01-02\nlead: {word}\n---\n{word} é [{word}](https://x.example/{word})\n"));
    site.done(&["publish"]);
    let bytes = std::fs::read(&site.files("outbox")[0]).expect("a message");
    let longest = bytes.split(|byte| *byte == b'\n').map(<[u8]>::len).max();
    assert!(longest.is_some_and(|longest| longest <= 999), "{longest:?}");
    let mail = mail_parser::MessageParser::default()
        .parse(&bytes)
        .expect("a message");
    assert!(mail.body_html(0).is_some_and(|html| html.contains(&word)));
}

#[test]
fn n26_a_line_of_one_dot_and_a_from_line_come_through() {
    let server = MailServer::start(|_| Fault::None);
    let site = full(&server.config());
    site.write(
        "content/posts/first.md",
        "---\ntitle: T\ndate: 2024-01-02\n---\n```\nbefore\n.\n..two\nFrom here on\nafter\n```\n",
    );
    site.done(&["send", "weekly", "--yes"]);
    let (_, bytes) = server.messages().remove(0);
    let mail = mail_parser::MessageParser::default()
        .parse(&bytes)
        .expect("a message");
    let html = mail.body_html(0).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        html.contains("before\n.\n..two\nFrom here on\nafter\n"),
        "{html}"
    );
}

#[test]
fn n29_an_issue_stays_as_it_was_frozen_though_its_posts_change_or_go() {
    let refusing = MailServer::start(|_| Fault::AfterDot("554 5.7.1 not this one"));
    let site = full(&refusing.config());
    site.write_post("second", "2024-01-03", &["news"]);
    let run = site.run(&["send", "weekly", "--yes"]);
    assert!(run.stderr.contains("is paused"), "{run:?}");
    std::fs::remove_file(site.path().join("content/posts/first.md")).expect("removed");
    let changed = site
        .read("content/posts/second.md")
        .replace("The *body*", "Another text");
    site.write("content/posts/second.md", changed);
    let kind = MailServer::start(|_| Fault::None);
    let config = site
        .read("postrider.yaml")
        .replace(&refusing.port.to_string(), &kind.port.to_string());
    site.write("postrider.yaml", config);
    site.done(&["resume", "weekly"]);
    site.done(&["send", "weekly", "--yes"]);
    let (_, bytes) = kind.messages().remove(0);
    let mail = mail_parser::MessageParser::default()
        .parse(&bytes)
        .expect("a message");
    let html = mail.body_html(0).unwrap_or_default();
    for part in [
        "About first",
        "About second",
        "<em>body</em> of first",
        "<em>body</em> of second",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("Another text"));
}

#[test]
fn n30_a_clock_before_the_last_issue_is_told_and_nobody_gets_a_post_twice() {
    let site = TestSite::with_readers("", 2);
    site.done(&["send", "weekly", "--yes"]);
    // As if the last issue had been sent in the year 2255.
    let store = rusqlite::Connection::open(site.path().join("postrider.db")).expect("the store");
    store
        .execute(
            "UPDATE issues SET frozen_at = 9000000000, changed_at = 9000000000",
            [],
        )
        .expect("changed");
    drop(store);
    site.write_post("second", "2024-01-03", &["news"]);
    let run = site.done(&["send", "weekly", "--yes"]);
    assert!(run.stderr.contains("clock of this machine"), "{run:?}");
    let mails = site.files("outbox");
    assert_eq!(mails.len(), 4);
    let with_first = mails.iter().filter(|path| {
        let bytes = std::fs::read(path).expect("a message");
        let mail = mail_parser::MessageParser::default()
            .parse(&bytes)
            .expect("a message");
        mail.body_html(0)
            .is_some_and(|html| html.contains("About first"))
    });
    assert_eq!(with_first.count(), 2);
}
