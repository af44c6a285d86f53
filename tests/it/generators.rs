//! Folders that other generators' sites bring along: what they would publish comes out, and nothing else.

use crate::app::TestSite;

fn titles(site: &TestSite) -> Vec<String> {
    let json: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    let items = json["items"].as_array().expect("items");
    let mut titles: Vec<String> = items
        .iter()
        .map(|item| item["title"].as_str().unwrap_or_default().to_owned())
        .collect();
    titles.sort();
    titles
}

fn post(title: &str, more: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2024-01-02\n{more}---\nText of {title}.\n")
}

#[test]
fn only_what_the_generator_would_publish_comes_out() {
    let site = TestSite::new("");
    let files = [
        ("2024-01-02-bundle/index.md", post("Bundle", "")),
        ("2024-01-02-bundle/aside.md", post("Resource", "")),
        ("_index.md", post("Section", "")),
        ("_partial.md", post("Partial", "")),
        ("unlisted.md", post("Unlisted", "build: {list: never}\n")),
        (
            "old-unlisted.md",
            post("Old unlisted", "_build: {list: never}\n"),
        ),
        ("unrendered.md", post("Unrendered", "render: false\n")),
        ("node_modules/pack/readme.md", post("Foreign", "")),
        ("vendor/bundle/gem/notes.md", post("Gem", "")),
        ("vendor/notes.md", post("Vendor", "")),
        ("plain.md", post("Plain", "")),
    ];
    for (path, text) in files {
        site.write(&format!("content/posts/{path}"), text);
    }
    site.done(&["build"]);
    assert_eq!(titles(&site), ["Bundle", "Plain", "Vendor"]);
}

#[test]
fn front_matter_is_read_in_every_form() {
    let site = TestSite::new("");
    let json = "{\n\t\"title\": \"Braces\",\n\t\"date\": \"2024-01-02\"\n}\n\nText.\n";
    let files = [
        ("braces.md", json),
        (
            "fenced.md",
            "---json\n{\"title\": \"Fenced\", \"date\": \"2024-01-02\"}\n---\nText.\n",
        ),
        (
            "bare.md",
            ";;;\n\"title\": \"Bare\",\n\"date\": \"2024-01-02\"\n;;;\nText.\n",
        ),
        (
            "named.md",
            "---toml\ntitle = \"Named\"\ndate = 2024-01-02\n---\nText.\n",
        ),
        ("open.md", "title: Open\ndate: 2024-01-02\n---\nText.\n"),
    ];
    for (path, text) in files {
        site.write(&format!("content/posts/{path}"), text);
    }
    site.done(&["build"]);
    assert_eq!(titles(&site), ["Bare", "Braces", "Fenced", "Named", "Open"]);
    assert!(!site.read("public/feed.rss.xml").contains("2024-01-02\n"));

    site.write(
        "content/posts/braces.md",
        json.replace("\"2024-01-02\"", "nope"),
    );
    let found = site.json(&["check"], 3);
    let found = &found["diagnostics"][0];
    assert_eq!(
        (found["rule"].as_str(), found["line"].as_u64()),
        (Some("json-syntax"), Some(3)),
        "{found}"
    );
}

#[test]
fn a_feed_or_newsletter_that_does_not_exist_is_named() {
    let site = TestSite::with_readers("", 1);
    site.write(
        "content/posts/typo.md",
        post("Typo", "feed: fead\nnewsletter: weekley\n"),
    );
    let found = site.json(&["check"], 0);
    let messages: Vec<String> = found["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(ToString::to_string)
        .collect();
    for near in ["did you mean `feed`?", "did you mean `weekly`?"] {
        assert!(
            messages.iter().any(|message| message.contains(near)),
            "{near}: {messages:#?}"
        );
    }
}
