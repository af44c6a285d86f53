//! Lines of a megabyte and titles of ten thousand signs come out whole.

use crate::app::TestSite;

const MEGABYTE: usize = 1_000_000;

fn filled(pattern: &str, bytes: usize) -> String {
    pattern.repeat(bytes / pattern.len())
}

#[test]
fn a_line_of_a_megabyte_comes_out_whole() {
    let site = TestSite::new("output: {pages: false}\nfeeds: [{path: feed}]\n");
    let bodies = [
        ("words", filled("5 < 7 & it's ]]> ", MEGABYTE)),
        ("signs", filled("<&", MEGABYTE)),
        ("brackets", filled("[x](", MEGABYTE)),
        ("quotes", format!("{}deep", filled("> ", MEGABYTE))),
        ("tags", filled("<p><b>", MEGABYTE)),
    ];
    for (name, body) in &bodies {
        let front = "date: 2020-01-01\nlead: short";
        site.write(
            &format!("content/posts/{name}.md"),
            format!("---\ntitle: {name}\n{front}\n---\n{body}\n"),
        );
    }
    let long = filled("Long & <title> 世 ", 10_000);
    let lead = filled("A lead & more. ", MEGABYTE);
    site.write(
        "content/posts/front.md",
        format!("---\ntitle: {long:?}\ndate: 2020-01-01\nlead: {lead:?}\n---\nText.\n"),
    );
    site.done(&["build"]);

    let json: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    let items = json["items"].as_array().expect("items");
    assert_eq!(items.len(), bodies.len() + 1);
    let find = |title: &str| {
        items
            .iter()
            .find(|item| item["title"] == title)
            .expect("a post")
    };
    assert!(
        find(long.trim())["summary"]
            .as_str()
            .is_some_and(|lead| lead.len() < 1000)
    );
    let words = find("words")["content_html"].as_str().expect("content");
    let shown = words.matches("5 &lt; 7 &amp; it's ]]&gt;").count();
    assert_eq!(shown, bodies[0].1.matches(']').count() / 2);
    assert!(
        find("quotes")["content_html"]
            .as_str()
            .is_some_and(|html| html.contains("deep"))
    );
    for ending in ["rss.xml", "atom.xml"] {
        let text = site.read(&format!("public/feed.{ending}"));
        let feed = feed_rs::parser::parse(text.as_bytes()).expect("a feed");
        assert_eq!(feed.entries.len(), items.len());
    }
}
