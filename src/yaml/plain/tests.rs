//! The short way and the long way must agree, on what people write and on what nobody would.

use super::*;
use proptest::prelude::*;

/// Whether the short way knows `text`; both ways must agree on it then.
fn agrees(text: &str) -> bool {
    let Some((value, outline)) = read(text, 3) else {
        return false;
    };
    let full = serde_yaml::from_str::<Value>(text);
    let full = full.unwrap_or_else(|error| panic!("{text:?} is refused: {error}"));
    let full = if full.is_null() {
        Value::Mapping(Mapping::new())
    } else {
        full
    };
    assert_eq!(value, full, "{text:?}");
    assert_eq!(outline, Outline::of_yaml(text, 3), "{text:?}");
    true
}

#[test]
fn what_posts_hold_is_read_the_short_way() {
    for text in [
        "id: a-b\ntitle: How it plans to watch you, even offline\ndate: 2021-09-02T06:58:41.164Z\n",
        "lead: one\n  two three\n  four, the five (six)\npost_categories:\n  - worth-reading\n  - news\n",
        "a: 1\nb: true\nc: 'x y'\nd: \"z: #\"\ne: [a, \"b c\", 3, é]\nf: []\n",
        "suggested:\n  - type: editorial\n    post: The first, again\n  - type: x\n    post: z\nend: 1",
        "tags:\n- a\n- b\ntitle: Zoë\n\n",
        "a: >-\n  x: **[y\n  z](u)**\nb: |\n  l1\n  l2\nc: >\n    q\nd: |-\n  # no comment",
        "image_caption: Photo:\u{C2}\u{A0}**[N\n  Otto](https://x.example/@n?a=b&c=d)**\n",
        "",
    ] {
        assert!(agrees(text), "{text:?} takes the long way");
    }
}

#[test]
fn what_is_not_plain_takes_the_long_way() {
    for text in [
        "a: &x 1\nb: *x",
        "a: !t x",
        "a: |+\n  x",
        "a: |\n  x",
        "a: >\n  x\n\n  y",
        "a: |\n  x\n   y",
        "a: >-\nb: 1",
        "a: {b: c}",
        "a:\n  b: c",
        "a: x: y",
        "a: x # y",
        "a: 'it''s'",
        "a: \"x\\n\"",
        "a: 0x1F",
        "a: 1_000",
        "a: 010",
        "a: null",
        "a: ~",
        "a: yes\nb: No",
        "a:\nb: 1",
        "- a",
        "\ta: 1",
        "a: 1\na: 2",
        "a: \"x",
        "a: [b, [c]]",
        "a: 1.5",
        "a: x\n  - y",
        "? a",
        "a: x\n\n  y",
        "a: 'x'\n  y",
        "a: x\n# c",
        "a: @x",
        "a: %x",
        "a: inf",
    ] {
        assert!(!agrees(text), "{text:?}");
    }
}

/// `POSTRIDER_TEST_CORPUS` names a folder of real blogs: their front matter is read both ways.
#[test]
fn real_front_matter_is_read_alike() {
    let Ok(folder) = std::env::var("POSTRIDER_TEST_CORPUS") else {
        return;
    };
    let (mut short, mut all) = (0, 0);
    for entry in ignore::Walk::new(folder).flatten() {
        let Ok(text) = std::fs::read_to_string(entry.path()) else {
            continue;
        };
        let Some((front, _)) = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---"))
        else {
            continue;
        };
        all += 1;
        short += usize::from(agrees(&format!("{front}\n")));
    }
    assert!(
        short * 2 > all,
        "only {short} of {all} are read the short way"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn whatever_it_reads_both_ways_read_alike(
        lines in proptest::collection::vec("(a|b|cd|- a|  - b|    c|- d: e|  f): ?(>|>-|[|]|[|]-)?[a-c0-9\"'\\[\\], :#é.()/-]{0,12}|[ a-c#:'\"\\[,-]{0,10}", 0..7)
    ) {
        agrees(&lines.join("\n"));
        agrees(&(lines.join("\n") + "\n"));
    }
}
