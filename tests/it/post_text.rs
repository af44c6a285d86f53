//! What becomes of the text of posts: summaries of HTML, links by file names, escapes, posts that are left out.

mod links;

use serde_json::Value;

use crate::app::TestSite;

fn write(site: &TestSite, name: &str, front: &str, body: &str) {
    let text = format!("---\ntitle: {name}\ndate: 2024-01-02\n{front}---\n{body}\n");
    site.write(&format!("content/posts/{name}"), text);
}

fn items(site: &TestSite) -> Vec<Value> {
    site.done(&["build"]);
    let feed: Value = serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    feed["items"].as_array().cloned().unwrap_or_default()
}

fn item(site: &TestSite, title: &str) -> Value {
    let found = items(site).into_iter().find(|item| item["title"] == title);
    found.unwrap_or_else(|| panic!("no {title}"))
}

fn diagnostics(site: &TestSite, code: i32) -> Vec<(String, String, u64, u64)> {
    let found = site.json(&["check"], code);
    let found = found["diagnostics"].as_array().cloned().unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let row = |found: &Value| {
        (
            word(&found["rule"]),
            word(&found["file"]),
            number(&found["line"]),
            number(&found["column"]),
        )
    };
    found.iter().map(row).collect()
}

#[test]
fn escaped_tags_and_braces_reach_readers_as_they_are_meant() {
    for config in ["", "content: {shortcodes: drop}\n"] {
        let site = TestSite::new(config);
        let text = "---\ndate: 2024-01-01\n---\n# Using \\<Foo> and \\{{ x }}\n\nWrite \\<Foo/> or 1 \\{{ a }} end.\n";
        site.write("content/posts/a.md", text);
        let item = item(&site, "Using <Foo> and {{ x }}");
        assert_eq!(
            item["content_html"],
            "<p>Write &lt;Foo/&gt; or 1 {{ a }} end.</p>\n"
        );
        assert_eq!(item["summary"], "Write <Foo/> or 1 {{ a }} end.");
        let atom = site.read("public/feed.atom.xml");
        assert!(
            !atom.contains("&amp;#60;") && !atom.contains("&amp;#123;"),
            "{atom}"
        );
        let rss = site.read("public/feed.rss.xml");
        let summary = "<![CDATA[Write &lt;Foo/&gt; or 1 {{ a }} end.]]>";
        assert!(rss.contains(summary), "{rss}");
        let named = diagnostics(&site, 0);
        assert!(named.iter().all(|row| row.0 == "text-html"), "{named:?}");
    }
}

#[test]
fn a_body_in_html_has_a_summary() {
    let site = TestSite::new("");
    write(
        &site,
        "a.md",
        "",
        "<p>Hello world, this is HTML.</p>\n<p>Second.</p>",
    );
    write(
        &site,
        "b.md",
        "",
        "<p>One.</p>\n\n<!--more-->\n\nTwo in Markdown.",
    );
    assert_eq!(item(&site, "a.md")["summary"], "Hello world, this is HTML.");
    assert_eq!(item(&site, "b.md")["summary"], "One.");
    let rss = site.read("public/feed.rss.xml");
    assert!(
        rss.contains("<description><![CDATA[Hello world, this is HTML.]]></description>"),
        "{rss}"
    );
}

#[test]
fn pictures_formulas_and_charts_leave_their_words() {
    let site = TestSite::new("");
    let body = "<img src=\"data:image/svg+xml,x\" alt=\"A dot\">\n\n<p><svg><text>Chart: 42 %</text></svg></p>\n\nSo <math><msup><mi>c</mi><mn>2</mn></msup></math>.\n\n![dot](data:image/png;base64,iVBORw0KGgo=)";
    write(&site, "a.md", "", body);
    let item = item(&site, "a.md");
    let made = item["content_html"].as_str().unwrap_or_default();
    for part in [
        "A dot",
        "<p>Chart: 42 %</p>",
        "<p>So c^2.</p>",
        "<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"dot\">",
    ] {
        assert!(made.contains(part), "{part}: {made}");
    }
    assert!(!made.contains("<img alt"), "{made}");
    assert_eq!(item["summary"], "Chart: 42 %");
    assert_eq!(diagnostics(&site, 0), []);
}

#[test]
fn a_picture_that_nobody_gets_is_named() {
    let site = TestSite::new("");
    write(&site, "a.md", "", "Text <svg><path d=\"M0 0\"/></svg>");
    let found = diagnostics(&site, 0);
    assert_eq!(
        found,
        [("picture-lost".into(), "content/posts/a.md".into(), 5, 6)]
    );
}

#[test]
fn a_day_in_a_name_that_no_calendar_has_is_an_error() {
    let site = TestSite::new("");
    site.write(
        "content/posts/2024-02-30-g.md",
        "---\ntitle: G\n---\nText\n",
    );
    site.write("content/posts/about.md", "---\ntitle: About\n---\nText\n");
    site.write(
        "content/posts/2023-02-29-h.md",
        "---\ntitle: H\ndate: 2023-03-01\n---\nText\n",
    );
    let mut found = diagnostics(&site, 3);
    found.retain(|row| row.0 == "date-invalid");
    assert_eq!(
        found,
        [(
            "date-invalid".into(),
            "content/posts/2024-02-30-g.md".into(),
            1,
            1
        )]
    );
}

#[test]
fn files_of_other_kinds_are_named_when_asked() {
    let site = TestSite::new("");
    write(&site, "a.md", "", "Text");
    for name in [
        "b.mdx",
        "c.rst",
        "d.org",
        "e.html",
        "f.ipynb",
        "g.adoc",
        "h.png",
        "_parts/i.html",
    ] {
        site.write(&format!("content/posts/{name}"), "x");
    }
    for command in ["check", "build"] {
        let quiet = site.done(&[command]);
        assert!(
            !(quiet.stdout + &quiet.stderr).contains("b.mdx"),
            "{command}"
        );
        let run = site.done(&[command, "-v"]);
        let told = run.stdout + &run.stderr;
        for name in ["b.mdx", "c.rst", "d.org", "e.html", "f.ipynb", "g.adoc"] {
            let line = format!(
                "left out: content/posts/{name} (no Markdown: only .md and .markdown files are read)"
            );
            assert!(told.contains(&line), "{line}: {told}");
        }
        assert!(
            !told.contains("h.png") && !told.contains("i.html"),
            "{told}"
        );
    }
}

#[test]
fn posts_for_members_and_behind_a_password_stay_out() {
    let site = TestSite::new("");
    write(&site, "a.md", "visibility: public\npassword: ''\n", "Text");
    for (name, front) in [
        ("b.md", "visibility: members\n"),
        ("c.md", "visibility: paid\n"),
        ("d.md", "visibility: private\n"),
        ("e.md", "password: 1234\n"),
    ] {
        write(&site, name, front, "Secret");
    }
    assert_eq!(items(&site).len(), 1);
    let run = site.done(&["check", "-v"]);
    let told = run.stdout + &run.stderr;
    assert!(
        told.contains("left out: content/posts/c.md (not for everybody: its `visibility` says so)"),
        "{told}"
    );
    assert!(
        told.contains("left out: content/posts/e.md (not for everybody: its `password` says so)"),
        "{told}"
    );
}

#[test]
fn what_is_said_of_invisible_characters_is_true() {
    let site = TestSite::new("");
    site.write(
        "content/posts/a.md",
        "---\ntitle: One\u{85}two\ndate: 2024-01-02\n---\nx\u{7F}y\u{FDD0}z\n",
    );
    let item = item(&site, "One two");
    assert_eq!(item["content_html"], "<p>xyz</p>\n");
    site.write(
        "content/posts/a.md",
        "---\ntitle: One\ndate: 2024-01-02\n---\nx\u{7F}\n",
    );
    let found = site.json(&["check"], 0);
    let message = found["diagnostics"][0]["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(
        message.contains("it shows nothing and HTML does not allow it"),
        "{message}"
    );
}
