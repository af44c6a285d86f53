//! What is left out for a time keeps its place: its id, and what its readers were mailed.

use crate::app::TestSite;

/// The id of the entry with that title in the site's Atom feed.
fn id_of(site: &TestSite, title: &str) -> String {
    let feed = site.read("public/feed.atom.xml");
    let entry = feed
        .split("<entry>")
        .find(|entry| entry.contains(&format!(">{title}<")));
    let id = entry.and_then(|entry| entry.split_once("<id>")?.1.split("</id>").next());
    id.unwrap_or_else(|| panic!("no {title}: {feed}"))
        .to_owned()
}

fn write(site: &TestSite, file: &str, front: &str, body: &str) {
    site.write(
        &format!("content/posts/{file}"),
        format!("---\n{front}\n---\n{body}\n"),
    );
}

#[test]
fn a_draft_keeps_its_id_though_another_has_its_words() {
    let site = TestSite::with_readers("", 1);
    let talk = "title: Talk one\ndate: 2024-02-01";
    write(&site, "a.md", talk, "Slides below.");
    site.done(&["publish"]);
    let first = id_of(&site, "Talk one");
    let mails = site.files("outbox").len();
    write(
        &site,
        "a.md",
        &format!("{talk}\ndraft: true"),
        "Slides below.",
    );
    write(
        &site,
        "b.md",
        "title: Talk two\ndate: 2024-03-01",
        "Slides below.",
    );
    site.done(&["publish"]);
    assert_ne!(id_of(&site, "Talk two"), first);
    assert_eq!(
        site.files("outbox").len(),
        mails + 1,
        "the new one is mailed"
    );
    write(&site, "a.md", talk, "Slides below, mended.");
    site.done(&["publish"]);
    assert_eq!(id_of(&site, "Talk one"), first);
    assert_eq!(
        site.files("outbox").len(),
        mails + 1,
        "the old one is not mailed again"
    );
}

#[test]
fn a_broken_post_keeps_its_id_though_another_section_has_its_number() {
    let site = TestSite::new("");
    write(
        &site,
        "news/1.md",
        "id: '1'\ntitle: News\ndate: 2024-01-01",
        "News",
    );
    site.done(&["build"]);
    let id = id_of(&site, "News");
    write(
        &site,
        "news/1.md",
        "id: '1'\ntitle: News\ndate: never",
        "News",
    );
    write(
        &site,
        "events/1.md",
        "id: '1'\ntitle: Event\ndate: 2024-01-02",
        "Event",
    );
    assert_eq!(site.run(&["build", "--keep-going"]).code, 3);
    write(
        &site,
        "news/1.md",
        "id: '1'\ntitle: News\ndate: 2024-01-01",
        "News",
    );
    site.done(&["build"]);
    assert_eq!(id_of(&site, "News"), id);
}

#[test]
fn a_post_that_moved_and_was_edited_goes_before_a_new_one_in_its_place() {
    let site = TestSite::new("");
    write(&site, "a.md", "title: A\ndate: 2024-01-01", "aa");
    site.done(&["build"]);
    let id = id_of(&site, "A");
    write(&site, "c.md", "title: A\ndate: 2024-01-01", "aa edited");
    write(&site, "a.md", "title: N\ndate: 2024-01-01", "nn");
    site.done(&["build"]);
    assert_eq!(id_of(&site, "A"), id);
    assert_ne!(id_of(&site, "N"), id);
}

#[test]
fn an_adoption_never_makes_a_newsletter_mail_a_post_again() {
    let site = TestSite::with_readers("", 1);
    site.done(&["publish"]);
    let mails = site.files("outbox").len();
    std::fs::remove_file(site.path().join("content/.postrider/newsletters.json")).expect("gone");
    site.write("old.xml", "<rss version=\"2.0\"><channel><title>O</title><item><title>About first</title><link>https://blog.example/first/</link><guid>https://old.example/1</guid></item></channel></rss>");
    site.run(&["adopt", "--force", "old.xml"]);
    site.run(&["publish"]);
    assert_eq!(site.files("outbox").len(), mails);
}

#[test]
fn a_category_and_a_tag_of_one_slug_are_told_apart() {
    let site = TestSite::new("");
    write(
        &site,
        "a.md",
        "title: A\ndate: 2024-01-01\ncategories: ['C#']\ntags: ['C++']",
        "a",
    );
    site.done(&["build"]);
    let atom = site.read("public/feed.atom.xml");
    assert!(atom.contains("term=\"C++\" label=\"C++\""), "{atom}");
    write(
        &site,
        "a.md",
        "title: A\ndate: 2024-01-01\ncategories: ['C#']",
        "a",
    );
    write(
        &site,
        "b.md",
        "title: B\ndate: 2024-01-02\ncategories: [C]",
        "b",
    );
    assert_eq!(site.run(&["build", "--keep-going"]).code, 3);
    let feed = site.read("public/categories/c/feed.json");
    assert_eq!(
        feed.matches("\"id\"").count(),
        1,
        "no feed has both: {feed}"
    );
    // One name as both is one.
    write(
        &site,
        "b.md",
        "title: B\ndate: 2024-01-02\ncategories: [Law]\ntags: [law]",
        "b",
    );
    site.done(&["build"]);
}
