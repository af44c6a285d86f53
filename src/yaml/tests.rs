//! What is read of a text, and where each mistake in it stands.

use super::*;

fn rules(text: &str) -> Vec<(&'static str, u32, u32)> {
    let mistakes = Document::parse_yaml(text, 2).mistakes;
    mistakes
        .iter()
        .map(|mistake| (mistake.rule, mistake.place.line, mistake.place.column))
        .collect()
}

#[test]
fn each_mistake_has_its_line_in_the_file() {
    assert_eq!(rules("a: 1\nb: 2\na: 3"), [("duplicate-key", 4, 1)]);
    assert_eq!(rules("a:\n\tb: 1"), [("tab-indentation", 3, 1)]);
    assert_eq!(rules("a: b: c"), [("yaml-syntax", 2, 5)]);
    assert_eq!(
        rules("a: !!python/object:foo {b: 1}"),
        [("unknown-tag", 2, 4)]
    );
    assert_eq!(rules("a: !foo [1]"), [("unknown-tag", 2, 4)]);
    assert_eq!(
        rules("a: 1\na: 2\nb:\n\t- c"),
        [("duplicate-key", 3, 1), ("tab-indentation", 5, 1)]
    );
}

#[test]
fn what_follows_a_tab_or_a_repeated_key_is_read() {
    let reading = Document::parse_yaml("date: 1\ndate: 2\ntags:\n\t- x\ntitle: y", 2);
    assert_eq!(reading.mistakes.len(), 2);
    let document = reading.document.expect("read");
    let text = |key| document.root().get(key).and_then(|node| node.text());
    assert_eq!(
        (text("date"), text("title")),
        (Some("1".into()), Some("y".into()))
    );
    let tag = document
        .root()
        .get("tags")
        .map(|tags| tags.items()[0].place());
    assert_eq!(tag, Some(Place { line: 5, column: 4 }));
}

#[test]
fn bombs_are_refused_at_once() {
    let aliases: String = (1..30)
        .map(|level| {
            format!(
                "a{level}: &a{level} [{}]\n",
                vec![format!("*a{}", level - 1); 9].join(",")
            )
        })
        .collect();
    assert_eq!(
        rules(&format!("a0: &a0 [x,x,x,x,x,x,x,x,x]\n{aliases}"))
            .first()
            .map(|mistake| mistake.0),
        Some("alias-bomb")
    );
    assert_eq!(
        rules(&format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000)))
            .first()
            .map(|mistake| mistake.0),
        Some("too-deep")
    );
}

#[test]
fn tagged_scalars_and_numbers_are_text_as_typed() {
    let document = Document::parse_yaml(
        "a: ! 'x'\nb: !Important news\nc: 1.10\nd: 0x1F\ne: true\nf: ~",
        1,
    )
    .document
    .expect("valid");
    let text = |key| document.root().get(key).and_then(|node| node.text());
    assert_eq!(text("a").as_deref(), Some("x"));
    assert_eq!(text("b").as_deref(), Some("!Important news"));
    assert_eq!(text("c").as_deref(), Some("1.10"));
    assert_eq!(text("d").as_deref(), Some("0x1F"));
    assert_eq!(text("e").as_deref(), Some("true"));
    assert_eq!(text("f"), None);
    let long = Document::parse_yaml(
        "a: 99999999999999999999\nb: [-99999999999999999999, x]\n",
        1,
    );
    let long = long.document.expect("read");
    let number = long.root().get("a").and_then(|node| node.text());
    assert_eq!(number.as_deref(), Some("99999999999999999999"));
}

#[test]
fn merges_are_applied_and_keys_found_in_any_case() {
    let document = Document::parse_yaml("a: &a {x: 1}\nb:\n  <<: *a\nDraft: true\n", 1)
        .document
        .expect("valid");
    let root = document.root();
    let merged = root.get("b").and_then(|b| b.get("x"));
    assert_eq!(merged.and_then(|node| node.text()).as_deref(), Some("1"));
    assert_eq!(root.find("draft").and_then(|node| node.flag()), Some(true));
    assert!(root.get("draft").is_none());
}

#[test]
fn values_know_their_place() {
    let document = Document::parse_yaml("a: x\nb:\n  - c: 1\n    d: {e: f}\n", 10)
        .document
        .expect("valid");
    let item = document
        .root()
        .get("b")
        .and_then(|node| node.items().into_iter().next())
        .expect("an item");
    assert_eq!(
        item.get("d").map(|node| node.key_place()),
        Some(Place {
            line: 13,
            column: 5
        })
    );
    assert_eq!(
        item.get("c").map(|node| node.place()),
        Some(Place {
            line: 12,
            column: 8
        })
    );
}

#[test]
fn toml_reads_into_the_same_values() {
    let document = Document::parse_toml(
        "title = \"x\"\ndate = 2020-01-02T03:04:05Z\n[taxonomies]\ntags = [\"a\"]",
        2,
    )
    .document
    .expect("valid");
    assert_eq!(
        document
            .root()
            .get("date")
            .and_then(|node| node.text())
            .as_deref(),
        Some("2020-01-02T03:04:05Z")
    );
    assert_eq!(
        document
            .root()
            .get("date")
            .map(|node| node.key_place().line),
        Some(3)
    );
    let twice = Document::parse_toml("a = 1\na = 2\nb = \nc = nope", 2).mistakes;
    let lines: Vec<u32> = twice.iter().map(|mistake| mistake.place.line).collect();
    assert_eq!(lines, [3, 4, 5], "{twice:?}");
}

#[test]
fn json_reads_into_the_same_values() {
    let reading = Document::parse_json("{\n\t\"title\": \"x\",\n\t\"tags\": [\"a\", 1.5]\n}", 1);
    let document = reading.document.expect("valid");
    let title = document.root().get("title").expect("a title");
    assert_eq!(title.text().as_deref(), Some("x"));
    assert_eq!(title.key_place().line, 2);
    let wrong = Document::parse_json("{\n\"a\": 1,\n\"b\": nope}", 4).mistakes;
    assert_eq!((wrong[0].rule, wrong[0].place.line), ("json-syntax", 6));
    let twice = Document::parse_json("{\"a\": 1, \"a\": 2}", 1).mistakes;
    assert_eq!(twice[0].rule, "duplicate-key");
}
