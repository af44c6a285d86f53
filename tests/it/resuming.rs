//! Runs that go on where others stopped, and stores that know less than the record.

use crate::app::TestSite;
use crate::mail_server::{Fault, MailServer};

#[test]
fn a_lost_store_refuses_to_mail_everybody_again() {
    let site = TestSite::with_readers("", 2);
    site.done(&["publish"]);
    for path in site.files(".") {
        if path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("postrider.db"))
        {
            std::fs::remove_file(path).expect("removed");
        }
    }
    site.done(&["subscribers", "import", "people.csv"]);
    let run = site.run(&["publish"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("--store-was-reset"), "{run:?}");
    assert_eq!(site.files("outbox").len(), 2);
}

/// Removes the store, as a fresh machine would have none.
fn lose_store(site: &TestSite) {
    for ending in ["", "-wal", "-shm", ".sending"] {
        let _ = std::fs::remove_file(site.path().join(format!("postrider.db{ending}")));
    }
    site.done(&["subscribers", "import", "people.csv"]);
}

#[test]
fn a_reset_store_never_mails_what_another_one_sent() {
    let site = TestSite::with_readers("", 2);
    site.done(&["send", "weekly", "--yes"]);
    site.write_post("second", "2024-01-03", &["news"]);
    site.done(&["send", "weekly", "--yes"]);
    lose_store(&site);
    site.write_post("third", "2024-01-04", &["news"]);
    site.done(&["send", "weekly", "--yes", "--store-was-reset"]);
    assert_eq!(site.files("outbox").len(), 6);
    site.done(&["send", "weekly", "--yes"]);
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), 6);
}

/// Whatever would mail an issue stops, and says this.
fn refuses(site: &TestSite, why: &str) {
    for arguments in [
        &["plan", "weekly"][..],
        &["send", "weekly", "--yes"],
        &["publish"],
    ] {
        let run = site.run(arguments);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.stderr.contains(why), "{run:?}");
    }
}

#[test]
fn issues_that_are_kept_tell_what_was_sent_where_all_else_is_lost() {
    let site = TestSite::with_readers("", 2);
    site.write_post("old", "2010-01-03", &["news"]);
    site.done(&["send", "weekly", "--yes", "--since", "2020-01-01"]);
    site.write_post("second", "2024-01-03", &["news"]);
    site.done(&["send", "weekly", "--yes"]);
    let sent = site.files("outbox").len();
    let record = site.read("content/.postrider/newsletters.json");
    let issues = site.snapshot("content/.postrider/issues");
    std::fs::remove_file(site.path().join("content/.postrider/newsletters.json")).expect("removed");
    lose_store(&site);
    refuses(&site, "after issue 2");
    site.done(&["send", "weekly", "--yes", "--store-was-reset"]);
    assert_eq!(
        site.files("outbox").len(),
        sent,
        "all was sent or passed over"
    );
    site.write_post("third", "2024-01-04", &["news"]);
    site.done(&["send", "weekly", "--yes"]);
    assert_eq!(site.files("outbox").len(), sent + 2);
    let now = site.snapshot("content/.postrider/issues");
    assert!(issues.iter().all(|issue| now.contains(issue)) && now.len() == 3);
    let grown = site.read("content/.postrider/newsletters.json");
    let posts = |text: &str| text.lines().filter(|line| line.contains("tag:")).count();
    assert_eq!(posts(&grown), posts(&record) + 1, "{grown}");
}

#[test]
fn an_issue_that_is_kept_is_never_written_over() {
    let site = TestSite::with_readers("", 2);
    site.done(&["send", "weekly", "--yes"]);
    let path = "content/.postrider/issues/weekly/2.json";
    // Another machine sent its second issue while this one made its own.
    site.write_post("second", "2024-01-03", &["news"]);
    let other = site.read("content/.postrider/issues/weekly/1.json");
    let record = site.read("content/.postrider/newsletters.json");
    site.write(path, &other);
    let run = site.run(&["send", "weekly", "--yes"]);
    assert_eq!(run.code, 1, "{run:?}");
    std::fs::remove_file(site.path().join(path)).expect("removed");
    site.write("content/.postrider/newsletters.json", record);
    site.done(&["send", "weekly", "--yes"]);
    assert_ne!(site.read(path), other);
}

#[test]
fn a_reset_that_is_told_of_is_remembered_with_nothing_new() {
    let site = TestSite::with_readers("", 2);
    site.done(&["send", "weekly", "--yes"]);
    lose_store(&site);
    assert_eq!(site.run(&["publish"]).code, 1);
    site.done(&["send", "weekly", "--yes", "--store-was-reset"]);
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), 2);
    site.write_post("second", "2024-01-03", &["news"]);
    let sent = site.json(&["send", "weekly", "--yes"], 0);
    assert_eq!(sent["issues"][0]["issue"], "weekly/2");
    assert_eq!(site.files("outbox").len(), 4);
}

#[test]
fn the_record_catches_up_with_a_run_that_died_before_it() {
    let site = TestSite::with_readers("", 2);
    site.done(&["send", "weekly", "--yes"]);
    let record = site.read("content/.postrider/newsletters.json");
    std::fs::remove_file(site.path().join("content/.postrider/newsletters.json")).expect("removed");
    site.done(&["publish"]);
    assert_eq!(site.read("content/.postrider/newsletters.json"), record);
}

#[test]
fn a_doubt_weighs_more_than_a_pause_and_both_are_told() {
    let server = MailServer::start(|who| match who {
        "reader0" => Fault::DropAfterDot,
        _ => Fault::Recipient("550 5.7.1 not from you"),
    });
    let site = TestSite::with_readers(&format!("{}  connections: 1\n", server.config()), 9);
    let run = site.run(&["send", "weekly", "--yes"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(
        run.stderr.contains("is paused") && run.stderr.contains("In doubt"),
        "{run:?}"
    );
    assert_eq!(site.run(&["publish"]).code, 4);
    assert_eq!(site.run(&["status"]).code, 4);
}

#[test]
fn an_issue_under_way_is_told_of_though_its_newsletter_is_gone() {
    let server = MailServer::start(|_| Fault::Recipient("450 4.2.0 later"));
    let site = TestSite::with_readers(&server.config(), 2);
    assert_eq!(site.run(&["send", "weekly", "--yes"]).code, 5);
    let config = site.read("postrider.yaml");
    let without = config.split("newsletters:").next().expect("a start");
    site.write("postrider.yaml", without);
    let run = site.run(&["publish"]);
    assert_eq!(run.code, 5, "{run:?}");
    assert!(run.stderr.contains("no newsletter `weekly`"), "{run:?}");
}

#[test]
fn a_build_that_fails_mails_nobody() {
    let site = TestSite::with_readers("", 2);
    site.done(&["publish"]);
    let mails = site.files("outbox").len();
    let ledger = site.read("content/.postrider/ids.json");
    site.write("content/.postrider/ids.json", &ledger[..ledger.len() - 5]);
    let moved = site
        .read("postrider.yaml")
        .replace("blog.example/", "new.example/");
    site.write("postrider.yaml", moved);
    site.write_post("second", "2024-01-03", &["news"]);
    assert_eq!(site.run(&["publish"]).code, 3);
    let sent = site.run(&["send", "weekly", "--yes"]);
    assert_eq!(sent.code, 3, "{sent:?}");
    assert_eq!(site.files("outbox").len(), mails);
    site.write("content/.postrider/ids.json", ledger);
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), mails + 2, "the new post, once");
}

#[test]
fn a_post_that_got_another_id_is_not_mailed_again() {
    let site = TestSite::with_readers("", 2);
    site.write_post("second", "2024-01-03", &["news"]);
    site.done(&["send", "weekly", "--yes"]);
    let ledger = site.read("content/.postrider/ids.json");
    let sent = site.files("outbox").len();
    site.write_post("second", "2024-02-05", &["news"]);
    std::fs::remove_file(site.path().join("content/.postrider/ids.json")).expect("removed");
    refuses(&site, "--ids-were-lost");
    // With the ledger back, the post is known by its text.
    site.write("content/.postrider/ids.json", &ledger);
    let old = ledger;
    site.done(&["send", "weekly", "--yes"]);
    assert_eq!(site.files("outbox").len(), sent);
    // A word that led to no issue counts for nothing.
    site.done(&["send", "weekly", "--yes", "--ids-were-lost"]);
    std::fs::remove_file(site.path().join("content/.postrider/ids.json")).expect("removed");
    site.write_post("third", "2024-01-04", &["news"]);
    site.done(&["send", "weekly", "--yes", "--ids-were-lost"]);
    assert_eq!(site.files("outbox").len(), sent + 2, "as the editor said");
    site.write_post("fourth", "2024-01-05", &["news"]);
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), sent + 4, "and it is remembered");
    // Until the ledger knows it again: another loss is told anew.
    let lost = site.read("content/.postrider/ids.json");
    site.write("content/.postrider/ids.json", &old);
    site.done(&["publish"]);
    site.write("content/.postrider/ids.json", lost);
    site.write_post("fifth", "2024-01-06", &["news"]);
    assert_eq!(site.run(&["publish"]).code, 1);
}

#[test]
fn an_older_store_does_not_finish_what_another_one_may_have_sent() {
    let server = MailServer::start(|local| match local {
        "reader1" => Fault::Recipient("450 4.2.0 try later"),
        _ => Fault::None,
    });
    let site = TestSite::with_readers(&server.config(), 2);
    assert_eq!(site.run(&["send", "weekly", "--yes"]).code, 5);
    // As a backup that was put back: the record has one issue more.
    let path = "content/.postrider/newsletters.json";
    let later = site
        .read(path)
        .replace("\"last_issue\": 1", "\"last_issue\": 2");
    site.write(path, later);
    for arguments in [
        &["publish"][..],
        &["send", "weekly", "--yes"],
        &["send", "weekly", "--yes", "--store-was-reset"],
    ] {
        let run = site.run(arguments);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.stderr.contains("cancel weekly/1"), "{run:?}");
        assert!(!run.stdout.contains("accepted"), "{run:?}");
    }
    site.done(&["cancel", "weekly/1"]);
    site.done(&["send", "weekly", "--yes", "--store-was-reset"]);
}
