//! Folders that other generators' sites bring along: what they would publish comes out, and nothing else.

use crate::app::TestSite;
use crate::front_matter::built;

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

/// A post as each generator's users write it.
const HOMES: [(&str, &str); 12] = [
    (
        "pelican.md",
        "Title: It's: pelican\nDate: 2024-01-02 10:20\nModified: 2024-01-03 10:20\nCategory: Py\nTags: a, b c\nAuthors: Alexis M, Ann B\nSummary: Sum\n  goes on\n\nBody\n",
    ),
    (
        "nikola.md",
        "<!--\n.. title: nikola\n.. slug: nikola\n.. date: 2024-01-02 10:20:00 UTC+01:00\n.. tags: a, b\n.. description: Sum\n-->\n\nBody\n",
    ),
    (
        "ghost.md",
        "---\ntitle: ghost\nslug: ghost\ndate_published: 2024-01-02T09:20:00.000Z\nfeature_image: https://x.example/g.png\ncustom_excerpt: Sum\n---\nBody\n",
    ),
    (
        "obsidian.md",
        "---\ntitle: obsidian\ntags: [a/b]\ncreated: 2024-01-02T10:20\n---\nSee [[Note|that]] ![[pic.png]].\n\n> [!note] Mind\n> this\n",
    ),
    (
        "hexo.md",
        "title: hexo\ndate: 2024-01-02 10:20:00\ncategories:\n- [A, B]\n- C\n---\nBody\n",
    ),
    (
        "astro.md",
        "---\ntitle: astro\npubDate: 'Jan 02 2024'\nheroImage: '/blog.png'\nupdatedDate: Jan 3 2024\n---\nBody\n",
    ),
    (
        "gatsby.md",
        "---\ntitle: gatsby\ndate: '2024-01-02T09:20:00.000Z'\nspoiler: Sum\nfeaturedImage: ./x.png\n---\nBody\n",
    ),
    (
        "decap.md",
        "---\ntemplateKey: blog-post\ntitle: decap\ndate: 2024-01-02T09:20:00.000Z\nfeaturedimage: /img/x.png\n---\nBody\n",
    ),
    (
        "hugo.md",
        "+++\ntitle = 'hugo'\ndate = 2024-01-02T10:20:00+01:00\nlastmod = 2024-01-03T10:20:00+01:00\nimages = ['a.png']\n+++\nBody\n",
    ),
    (
        "docusaurus.md",
        "---\ntitle: docusaurus\ndate: 2024-01-02T09:20:00Z\nauthors:\n  - name: A B\n    title: Developer\n    url: https://a.example\n---\n:::note\nBody\n:::\n",
    ),
    (
        "jekyll.md",
        "---\nlayout: post\ntitle: jekyll\ndate: 2024-01-02 10:20:00 +0100\nheader: {teaser: /t.png}\n---\nBody\n",
    ),
    (
        "eleventy.md",
        "---json\n{\"title\": \"eleventy\", \"date\": \"2024-01-02T09:20:00Z\"}\n---\nBody\n",
    ),
];

#[test]
fn every_generator_is_at_home() {
    let (_, items) = built(&HOMES);
    assert_eq!(items.len(), 12);
    for (path, item) in &items {
        let day = item["date_published"].as_str().unwrap_or_default();
        let expected = if path == "astro/" {
            "2024-01-01T23:00:00Z"
        } else {
            "2024-01-02T09:20:00Z"
        };
        assert_eq!(day, expected, "{path}");
    }
    let pelican = &items["pelican/"];
    assert_eq!(pelican["title"], "It's: pelican");
    assert_eq!(pelican["summary"], "Sum goes on");
    assert_eq!(pelican["authors"][1]["name"], "Ann B");
    assert_eq!(pelican["tags"], serde_json::json!(["Py", "a", "b c"]));
    assert_eq!(items["gatsby/"]["summary"], "Sum");
    assert_eq!(items["hexo/"]["tags"], serde_json::json!(["A", "B", "C"]));
    for (path, image) in [
        ("gatsby/", "gatsby/x.png"),
        ("decap/", "img/x.png"),
        ("hugo/", "hugo/a.png"),
        ("jekyll/", "t.png"),
    ] {
        assert_eq!(
            items[path]["image"],
            format!("https://blog.example/{image}"),
            "{path}"
        );
    }
    let obsidian = items["obsidian/"]["content_html"]
        .as_str()
        .unwrap_or_default();
    assert!(
        obsidian.contains("See that <img") && obsidian.contains("<strong>Mind</strong>"),
        "{obsidian}"
    );
}
