//! `send --again POST` mails a correction to those who had the post, on purpose only.

use postrider::store::Store;
use serde_json::Value;

use crate::app::TestSite;
use crate::mail_server::{Fault, MailServer};
use crate::terminal::on_a_terminal;

fn edit(site: &TestSite, words: &str) {
    let text = format!(
        "---\nid: first\ntitle: About first\ndate: 2024-01-02\npost_categories: [news]\n---\n{words}\n"
    );
    site.write("content/posts/first.md", text);
}

/// The mails of an issue, by its folder or name in the outbox.
fn mails(site: &TestSite, issue: u32) -> Vec<String> {
    let name = format!("weekly-{issue}");
    let other = format!("weekly/{issue}/");
    let files = site.files("outbox").into_iter();
    let of_it = files.filter(|file| {
        let file = file.to_string_lossy();
        file.contains(&name) || file.contains(&other)
    });
    of_it
        .map(|file| std::fs::read_to_string(file).expect("a mail"))
        .collect()
}

fn site() -> TestSite {
    let site = TestSite::with_readers("", 3);
    site.write(
        "more.csv",
        "email,name,language,categories,source,date\nsea@example.org,S,,sea,form,2024-05-01\n",
    );
    site.done(&["subscribers", "import", "more.csv"]);
    site.write_post("sea", "2024-01-03", &["sea"]);
    site.done(&["publish"]);
    assert_eq!(mails(&site, 1).len(), 4);
    site
}

#[test]
fn a_correction_goes_to_those_who_had_the_post_and_still_subscribe() {
    let site = site();
    site.done(&["subscribers", "remove", "reader1@example.org"]);
    site.write(
        "new.csv",
        "email,name,language,categories,source,date\nnew@example.org,N,,,form,2024-06-01\n",
    );
    site.done(&["subscribers", "import", "new.csv"]);
    edit(&site, "What it should have said.");
    let sent = site.json(
        &[
            "send",
            "weekly",
            "--again",
            "content/posts/first.md",
            "--yes",
        ],
        0,
    );
    assert_eq!(sent["issues"][0]["issue"], "weekly/2", "{sent}");
    assert_eq!(sent["issues"][0]["counts"]["accepted"], 2, "{sent}");
    let mails = mails(&site, 2);
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        assert!(mail.contains("Subject: Correction: About first"), "{mail}");
        assert!(
            ["reader0@", "reader2@"]
                .iter()
                .any(|who| mail.contains(who)),
            "{mail}"
        );
    }
    let record: Value =
        serde_json::from_str(&site.read("content/.postrider/newsletters.json")).expect("JSON");
    assert_eq!(record["newsletters"]["weekly"]["last_issue"], 2);
    assert!(
        record["newsletters"]["weekly"]["corrections"]["2"].is_string(),
        "{record}"
    );
    let page = site.read("public/newsletters/weekly/2/index.html");
    assert!(page.contains("What it should have said"), "{page}");
    let feed: Value =
        serde_json::from_str(&site.read("public/newsletters/weekly/feed.json")).expect("JSON");
    assert_eq!(feed["items"][0]["title"], "Correction: About first");
    // Neither the post nor its correction is new.
    site.done(&["publish"]);
    assert_eq!(
        site.json(&["status"], 0)["issues"].as_array().map(Vec::len),
        Some(2)
    );
    site.write_post("third", "2024-01-04", &["news"]);
    let sent = site.json(&["publish"], 0);
    assert_eq!(sent["issues"][0]["issue"], "weekly/3");
}

#[test]
fn the_same_correction_is_mailed_once_and_another_when_the_post_changes_again() {
    let site = site();
    edit(&site, "Better.");
    let again = ["send", "weekly", "--again", "first", "--yes"];
    site.done(&again);
    let run = site.done(&again);
    assert!(run.stdout.contains("weekly/2 mailed it already"), "{run:?}");
    assert_eq!((mails(&site, 2).len(), mails(&site, 3).len()), (3, 0));
    edit(&site, "Better still.");
    site.done(&again);
    assert_eq!(mails(&site, 3).len(), 3);
}

#[test]
fn a_correction_needs_somebodys_word_and_a_post_that_was_mailed() {
    let site = site();
    let run = site.run(&["send", "weekly", "--again", "first"]);
    assert!(run.code == 1 && run.stderr.contains("--yes"), "{run:?}");
    site.write_post("unsent", "2024-01-05", &["news"]);
    for (post, said) in [("unsent", "nothing to correct"), ("frist", "did you mean")] {
        let failed = site.json(&["send", "weekly", "--again", post, "--yes"], 1);
        assert!(
            failed["error"]
                .as_str()
                .is_some_and(|error| error.contains(said)),
            "{failed}"
        );
    }
    assert_eq!(site.files("outbox").len(), 4);
    assert_eq!(
        site.json(&["status"], 0)["issues"].as_array().map(Vec::len),
        Some(1)
    );
    std::fs::remove_file(site.path().join("postrider.db")).expect("gone");
    site.done(&["subscribers", "import", "people.csv"]);
    let run = site.run(&["send", "weekly", "--again", "first", "--yes"]);
    assert!(run.code == 1 && run.stderr.contains("was lost"), "{run:?}");
}

#[test]
fn nothing_is_mailed_again_while_another_issue_is_under_way() {
    let relay = MailServer::start(|local| match local {
        "reader1" => Fault::Recipient("450 4.2.0 later"),
        _ => Fault::None,
    });
    let site = TestSite::with_readers(&relay.config(), 2);
    assert_eq!(site.run(&["send", "weekly", "--yes"]).code, 5);
    edit(&site, "Better.");
    for state in ["sending", "paused"] {
        let run = site.run(&["send", "weekly", "--again", "first", "--yes"]);
        assert_eq!(run.code, 1, "{state}: {run:?}");
        assert!(run.stderr.contains("weekly/1 is under way"), "{run:?}");
        site.done(&["pause", "weekly"]);
    }
    assert_eq!(relay.messages().len(), 1);
    site.done(&["cancel", "weekly"]);
    let sent = site.json(&["send", "weekly", "--again", "first", "--yes"], 0);
    assert_eq!(sent["issues"][0]["issue"], "weekly/2", "{sent}");
    assert_eq!(sent["issues"][0]["recipients"], 1, "{sent}");
}

#[test]
fn a_correction_does_not_serve_the_schedule() {
    let site = site();
    let path = site.path().join("postrider.db");
    let store = || Store::open(&path).expect("a store");
    let served = store().served_at("weekly").expect("read");
    let db = rusqlite::Connection::open(&path).expect("the store");
    db.execute_batch("UPDATE issues SET frozen_at = frozen_at - 3600")
        .expect("moved");
    let before = store().served_at("weekly").expect("read");
    assert!(before < served, "the last issue serves it");
    edit(&site, "Better.");
    site.done(&["send", "weekly", "--again", "first", "--yes"]);
    assert_eq!(store().served_at("weekly").expect("read"), before);
}

#[test]
fn a_terminal_is_asked_before_a_post_goes_again() {
    let site = site();
    edit(&site, "Better.");
    let again = ["send", "weekly", "--again", "first"];
    let Some((code, said)) = on_a_terminal(&site, &again, "n") else {
        return;
    };
    assert_eq!(code, 0, "{said}");
    for part in [
        "to 3 recipients who had it",
        "Mail this correction now? [y/N]",
        "Nothing was sent",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(mails(&site, 2).len(), 0);
    let (code, said) = on_a_terminal(&site, &again, "y").expect("Python");
    assert_eq!((code, mails(&site, 2).len()), (0, 3), "{said}");
    // The same words need a word of their own, and get one.
    let (_, said) = on_a_terminal(&site, &again, "no").expect("Python");
    assert!(said.contains("weekly/2 mailed just these words"), "{said}");
    assert_eq!(mails(&site, 3).len(), 0);
    let (code, said) = on_a_terminal(&site, &again, "yes").expect("Python");
    assert_eq!((code, mails(&site, 3).len()), (0, 3), "{said}");
}

#[test]
fn a_post_is_found_by_the_address_that_it_had_when_it_was_mailed() {
    let site = site();
    let text = site.read("content/posts/first.md");
    std::fs::remove_file(site.path().join("content/posts/first.md")).expect("gone");
    site.write(
        "content/posts/renamed.md",
        text.replace("About first", "Better"),
    );
    let old = "https://blog.example/first/";
    let run = site.done(&["send", "weekly", "--again", old, "--yes"]);
    assert!(
        run.stderr.contains("is content/posts/renamed.md now"),
        "{run:?}"
    );
    assert_eq!(mails(&site, 2).len(), 3);
    std::fs::remove_file(site.path().join("content/posts/renamed.md")).expect("gone");
    let run = site.run(&["send", "weekly", "--again", old, "--yes"]);
    assert!(
        run.code == 1 && run.stderr.contains("was “About first” in weekly/1"),
        "{run:?}"
    );
}

#[test]
fn what_was_corrected_is_known_after_the_store_was_reset() {
    let site = site();
    let path = site.path().join("postrider.db");
    std::fs::copy(&path, site.path().join("backup.db")).expect("copied");
    edit(&site, "Better.");
    let again = ["send", "weekly", "--again", "first", "--yes"];
    site.done(&again);
    std::fs::rename(site.path().join("backup.db"), &path).expect("restored");
    let run = site.run(&again);
    assert!(
        run.code == 1 && run.stderr.contains("--store-was-reset"),
        "{run:?}"
    );
    let reset = [&again[..], &["--store-was-reset"]].concat();
    let run = site.done(&reset);
    assert!(run.stdout.contains("weekly/2 mailed it already"), "{run:?}");
    assert_eq!(mails(&site, 3).len(), 0);
    edit(&site, "Better still.");
    let sent = site.json(&again, 0);
    assert_eq!(sent["issues"][0]["issue"], "weekly/3", "{sent}");
    let record = site.read("content/.postrider/newsletters.json");
    assert!(!record.contains('@'), "{record}");
}

#[test]
fn a_change_of_the_categories_alone_is_a_change() {
    let site = site();
    edit(&site, "Better.");
    let again = ["send", "weekly", "--again", "first", "--yes"];
    site.done(&again);
    let text = site.read("content/posts/first.md");
    site.write("content/posts/first.md", text.replace("[news]", "[views]"));
    site.done(&again);
    assert_eq!(mails(&site, 3).len(), 3);
}
