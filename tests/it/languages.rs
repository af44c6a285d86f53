//! A site in several languages: a feed for each, and posts that know their translations.

use crate::app::TestSite;

fn site() -> TestSite {
    let site = TestSite::new("");
    site.write(
        "postrider.yaml",
        "site: {url: 'https://blog.example/', title: A blog, languages: [en, fr, ar]}\n",
    );
    let post = |path: &str, title: &str, more: &str| {
        let text = format!("---\ntitle: {title}\ndate: 2024-01-02\n{more}---\nText\n");
        site.write(&format!("content/posts/{path}"), text);
    };
    post("hello.md", "Hello", "id: one\n");
    post("hello.fr.md", "Bonjour", "");
    post("ar/salam.md", "سلام", "id: one\n");
    post("alone.md", "Alone", "");
    site
}

#[test]
fn each_language_has_a_feed_that_bears_its_name() {
    let site = site();
    site.done(&["build"]);
    let french = site.read("public/fr/feed.atom.xml");
    assert!(french.contains("xml:lang=\"fr\""), "{french}");
    assert!(
        french.contains("<title>Français · A blog</title>"),
        "{french}"
    );
    assert_eq!(french.matches("<entry>").count(), 1);
    assert!(
        site.read("public/ar/feed.rss.xml")
            .contains("<language>ar</language>")
    );
}

#[test]
fn an_entry_names_its_translations_and_keeps_its_own_address() {
    let site = site();
    site.done(&["build"]);
    let feed = site.read("public/feed.atom.xml");
    let entry = |title: &str| {
        let mut entries = feed.split("<entry>").skip(1);
        entries
            .find(|entry| entry.contains(title))
            .expect("an entry")
            .to_owned()
    };
    let translation = |path: &str, language: &str| {
        format!(
            "<link href=\"https://blog.example/{path}/\" rel=\"related\" hreflang=\"{language}\""
        )
    };
    let english = entry(">Hello<");
    assert!(
        english.contains(&translation("fr/hello", "fr")),
        "{english}"
    );
    assert!(
        english.contains(&translation("ar/salam", "ar")),
        "{english}"
    );
    assert_eq!(english.matches("rel=\"alternate\"").count(), 1, "{english}");
    assert!(entry(">Bonjour<").contains(&translation("hello", "en")));
    assert!(!entry(">Alone<").contains("rel=\"related\""));
    let rss = site.read("public/feed.rss.xml");
    assert!(rss.contains("<dc:language>fr</dc:language>"), "{rss}");
    assert!(!rss.contains("<dc:language>en</dc:language>"), "{rss}");
}

#[test]
fn a_site_without_a_post_has_a_feed_with_a_plausible_date() {
    let site = TestSite::new("");
    std::fs::create_dir_all(site.path().join("content/posts")).expect("a folder");
    site.done(&["build"]);
    assert!(
        site.read("public/feed.atom.xml")
            .contains("<updated>2000-01-01T00:00:00")
    );
}
