//! `send --again POST` mails a correction to those who had the post, on purpose only.

use serde_json::Value;

use crate::app::TestSite;

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
