//! Sent issues are pages of the site and entries of a feed, on every machine that has the site's files.

use serde_json::{Value, json};

use crate::app::TestSite;

fn entries(site: &TestSite, feed: &str) -> Vec<Value> {
    let feed: Value = serde_json::from_str(&site.read(feed)).expect("JSON");
    feed["items"].as_array().expect("items").clone()
}

#[test]
fn a_sent_issue_is_a_page_and_an_entry_without_anybodys_links() {
    let site = TestSite::with_readers("mail: {unsubscribe: bye@blog.example}\n", 2);
    site.done(&["publish"]);
    let page = site.read("public/newsletters/weekly/1/index.html");
    for part in [
        "About first",
        "What first is.",
        "<main id=\"main\"",
        "<link rel=\"canonical\" href=\"https://blog.example/newsletters/weekly/1/\">",
        "href=\"https://blog.example/newsletters/weekly/\">All issues",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let kept = site.read("content/.postrider/issues/weekly/1.json");
    let feed = site.read("public/newsletters/weekly/feed.json");
    for text in [&page, &kept, &feed] {
        for secret in ["bye@", "reader0", "unsubscribe-link", "Unsubscribe"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    let list = site.read("public/newsletters/weekly/index.html");
    assert!(
        list.contains("https://blog.example/newsletters/weekly/1/"),
        "{list}"
    );
    let [entry] = &entries(&site, "public/newsletters/weekly/feed.json")[..] else {
        panic!("{feed}");
    };
    assert_eq!(entry["url"], "https://blog.example/newsletters/weekly/1/");
    assert_eq!(entry["title"], "About first");
    let html = entry["content_html"].as_str().expect("HTML");
    assert!(
        html.contains("About first") && !html.contains("<table") && !html.contains("style="),
        "{html}"
    );
    for directory in ["public/feeds.html", "public/feeds.opml"] {
        assert!(
            site.read(directory).contains("newsletters/weekly/feed"),
            "{directory}"
        );
    }
    let mail = site.read_mail(0);
    assert!(
        mail.contains("List-Archive: <https://blog.example/newsletters/weekly/>"),
        "{mail}"
    );
    assert!(
        mail.contains("https://blog.example/newsletters/weekly/1/"),
        "{mail}"
    );
    let check = site.json(&["check"], 0);
    assert_eq!(check["diagnostics"], json!([]), "{check}");
}

#[test]
fn an_entry_never_changes_and_every_machine_builds_the_same() {
    let site = TestSite::with_readers("", 1);
    site.done(&["publish"]);
    let first = entries(&site, "public/newsletters/weekly/feed.json");
    site.write_post("second", "2024-02-02", &["news"]);
    // The post of the first issue changes; the issue does not.
    site.write(
        "content/posts/first.md",
        "---\nid: first\ntitle: Another\ndate: 2024-01-02\n---\nElse.\n",
    );
    site.done(&["publish"]);
    let both = entries(&site, "public/newsletters/weekly/feed.json");
    assert_eq!((both.len(), &both[1]), (2, &first[0]));
    let before = site.snapshot("public");
    site.done(&["publish"]);
    site.done(&["build"]);
    assert_eq!(site.snapshot("public"), before);
    // A machine without the store.
    std::fs::remove_dir_all(site.path().join("public")).expect("gone");
    std::fs::remove_file(site.path().join("postrider.db")).expect("gone");
    site.done(&["build"]);
    let bytes = |all: Vec<(std::path::PathBuf, Vec<u8>, std::time::SystemTime)>| {
        all.into_iter()
            .map(|(path, bytes, _)| (path, bytes))
            .collect::<Vec<_>>()
    };
    assert_eq!(bytes(site.snapshot("public")), bytes(before));
}

#[test]
fn removing_the_file_takes_the_issue_off_the_web() {
    let site = TestSite::with_readers("", 1);
    site.done(&["publish"]);
    site.write("public/newsletters/weekly/7/index.html", "somebody else's");
    let kept = site.path().join("content/.postrider/issues/weekly/1.json");
    std::fs::remove_file(kept).expect("removed");
    site.done(&["publish"]);
    assert!(!site.exists("public/newsletters/weekly/1/index.html"));
    assert!(
        !site.exists("content/.postrider/issues/weekly/1.json"),
        "it does not come back"
    );
    assert!(site.exists("public/newsletters/weekly/7/index.html"));
}

#[test]
fn each_language_has_its_pages_and_a_newsletter_can_do_without() {
    let newsletters = "  languages: [en, fr]\nnewsletters:\n  letter: {from: n@blog.example, schedule: every post, languages: {en: {}, fr: {title: Lettre}}}\n  \
         quiet: {from: n@blog.example, schedule: every post, archive: false}\n";
    let site = TestSite::new(newsletters);
    site.write_post("first", "2024-01-02", &["news"]);
    site.write(
        "content/posts/first.fr.md",
        "---\ntitle: Premier\ndate: 2024-01-02\n---\nBonjour.\n",
    );
    let people = "email,name,language,categories,source,date,newsletter\n";
    // Nobody gets everything: the pages show it all the same.
    let people = format!(
        "{people}a@example.org,A,en,none;news,form,2024-05-01,letter\nb@example.org,B,fr,,form,2024-05-01,letter\nc@example.org,C,,,form,2024-05-01,quiet\n"
    );
    site.write("people.csv", people);
    site.done(&["subscribers", "import", "people.csv"]);
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), 3);
    let french = site.read("public/newsletters/letter/fr/1/index.html");
    assert!(
        french.contains("<html lang=\"fr\"")
            && french.contains("Premier")
            && french.contains("Tous les numéros"),
        "{french}"
    );
    let english = site.read("public/newsletters/letter/1/index.html");
    assert!(
        english.contains("About first") && !english.contains("Premier"),
        "{english}"
    );
    assert_eq!(
        entries(&site, "public/newsletters/letter/fr/feed.json")[0]["title"],
        "Premier"
    );
    assert!(
        !site.exists("public/newsletters/quiet") && !site.exists("content/.postrider/issues/quiet")
    );
    let mut mail = site
        .files("outbox")
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("quiet"));
    let mail = String::from_utf8(std::fs::read(mail.next_back().expect("a mail")).expect("read"))
        .expect("ASCII");
    assert!(
        mail.contains("List-Archive: <https://blog.example/>") && !mail.contains("View in browser"),
        "{mail}"
    );
}

#[test]
fn what_an_archive_left_goes_with_it_and_what_others_made_stays() {
    let site = TestSite::with_readers("output: {compress: [gzip]}\n", 1);
    site.done(&["publish"]);
    site.write_post("second", "2024-02-02", &["news"]);
    site.done(&["publish"]);
    let before = site.files("public/newsletters");
    assert!(before.len() > 10, "{before:?}");
    // One issue less: its folder goes, too.
    std::fs::remove_file(site.path().join("content/.postrider/issues/weekly/1.json"))
        .expect("gone");
    site.done(&["build"]);
    assert!(!site.exists("public/newsletters/weekly/1"));
    assert!(site.exists("public/newsletters/weekly/2/index.html.gz"));
    // Others' files, one of them where a feed of ours would be.
    let others = [
        "old/3/index.html",
        "weekly/notes.txt",
        "old/feed.json",
        "fr/index.html",
    ];
    for other in others {
        site.write(
            &format!("public/newsletters/{other}"),
            "https://blog.example/newsletters/old/3/",
        );
    }
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        config.replace("schedule", "archive: false, schedule"),
    );
    site.done(&["build"]);
    let left: Vec<_> = others
        .map(|other| site.path().join("public/newsletters").join(other))
        .into();
    let mut found = site.files("public/newsletters");
    found.sort_by_key(|path| left.iter().position(|other| other == path));
    assert_eq!(found, left);
    assert!(!site.exists("public/newsletters/weekly/2"));
}

#[test]
fn a_renamed_newsletter_leaves_no_archive_under_its_old_name() {
    let site = TestSite::with_readers("", 1);
    site.done(&["publish"]);
    let config = site.read("postrider.yaml");
    site.write("postrider.yaml", config.replace("weekly:", "letter:"));
    site.done(&["build"]);
    assert!(!site.exists("public/newsletters"));
    site.write("postrider.yaml", config);
    site.done(&["build"]);
    assert!(site.exists("public/newsletters/weekly/1/index.html"));
}

#[test]
fn a_newsletter_that_the_configuration_forgot_is_warned_of() {
    let site = TestSite::with_readers("", 2);
    site.done(&["publish"]);
    for quiet in [&["check"][..], &["plan", "weekly"], &["status"]] {
        let run = site.done(quiet);
        assert!(!run.stderr.contains("newsletter-forgotten"), "{run:?}");
    }
    let config = site.read("postrider.yaml");
    site.write("postrider.yaml", config.replace("weekly:", "letter:"));
    for command in [&["check"][..], &["plan", "letter"], &["status"]] {
        let run = site.done(command);
        for part in [
            "newsletter-forgotten",
            "no newsletter is named `weekly`",
            "2 subscribers in the store",
            "1 issue on record",
            "if `letter` is its new name",
        ] {
            assert!(run.stderr.contains(part), "{part}: {run:?}");
        }
        let told = site.json(command, 0);
        assert_eq!(
            told["diagnostics"][0]["rule"], "newsletter-forgotten",
            "{told}"
        );
    }
    // Without the store, what is committed beside the posts tells it, or the kept issues alone.
    std::fs::remove_file(site.path().join("postrider.db")).expect("gone");
    std::fs::remove_file(site.path().join("content/.postrider/newsletters.json")).expect("gone");
    let told = site.json(&["check"], 0);
    assert_eq!(
        told["diagnostics"][0]["rule"], "newsletter-forgotten",
        "{told}"
    );
    assert!(!site.exists("postrider.db"));
    // A file of subscribers that still names it has bad rows.
    let people = "email,name,language,categories,source,date,newsletter\na@e.org,,,,form,2024-05-01,weekly\n";
    site.write("people.csv", people);
    site.write(
        "postrider.yaml",
        "subscribers: people.csv\n".to_owned() + &site.read("postrider.yaml"),
    );
    let told = site.json(&["check"], 3);
    let rows = told["diagnostics"].as_array().expect("diagnostics").iter();
    let rows: Vec<_> = rows
        .filter(|found| found["rule"] == "subscriber-row")
        .collect();
    assert_eq!(rows.len(), 1, "{told}");
}
