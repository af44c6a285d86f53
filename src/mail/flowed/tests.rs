//! Flowed text comes back as it was, whatever it holds.

use proptest::prelude::*;

use super::*;

/// The text as a program reads it (RFC 3676, 4.2), each paragraph with its quotes.
fn unflow(text: &str) -> Vec<(usize, String)> {
    let mut paragraphs: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        let rest = line.trim_start_matches('>');
        let depth = line.len() - rest.len();
        let content = rest.strip_prefix(' ').unwrap_or(rest);
        match paragraphs
            .last_mut()
            .filter(|last| goes_on && last.0 == depth)
        {
            Some(last) => last.1.push_str(content),
            None => paragraphs.push((depth, content.to_owned())),
        }
        goes_on = content.ends_with(' ') && content != SIGNATURE;
    }
    paragraphs
}

#[test]
fn paragraphs_flow_and_what_hangs_does_not() {
    let words = "aaaa ".repeat(20);
    let words = words.trim_end();
    let text = format!(
        "{words}\n{QUOTE}{QUOTE}{words}\n{QUOTE}\n- {words}\n  10. {words}\n  {QUOTE}{words}\n{FIXED}    code   x  \n-- \nMe"
    );
    let wrapped = flowed(&text);
    assert!(
        wrapped
            .lines()
            .all(|line| columns(line.trim_end()) <= COLUMNS)
    );
    let first = "aaaa ".repeat(14);
    assert!(wrapped.starts_with(&format!("{first}\naaaa")), "{wrapped}");
    assert!(
        wrapped.contains(&format!("\n>> {}\n>> aaaa", "aaaa ".repeat(14))),
        "{wrapped}"
    );
    assert!(wrapped.contains("\n>\n - aaaa"), "{wrapped}");
    assert!(wrapped.contains(" aaaa\n   aaaa"), "{wrapped}");
    assert!(wrapped.contains(" aaaa\n       aaaa"), "{wrapped}");
    assert!(wrapped.contains("\n   > aaaa"), "{wrapped}");
    assert!(wrapped.ends_with("\n     code   x\n-- \nMe\n"), "{wrapped}");
    let read = unflow(&wrapped);
    assert_eq!(read[0], (0, words.to_owned()));
    assert_eq!(read[1], (2, words.to_owned()));
}

#[test]
fn what_would_be_read_as_something_else_is_stuffed() {
    let url = format!("https://a.example/{}", "x".repeat(90));
    let text =
        format!("> typed\nFrom here\n indented\n-- {url}\nsee {url} and\nLeave: {UNSUBSCRIBE_URL}");
    let wrapped = flowed(&text);
    assert_eq!(
        wrapped,
        format!(
            " > typed\n From here\n  indented\n-- {url}\nsee \n{url} \nand\nLeave: \n{UNSUBSCRIBE_URL}\n"
        )
    );
}

#[test]
fn wide_signs_break_without_a_space_and_not_before_a_comma() {
    let text = format!("{}、{}", "字".repeat(36), "漢".repeat(3));
    assert_eq!(flowed(&text), format!("{}\n字、漢漢漢\n", "字".repeat(35)));
    let korean = "한국어는 ".repeat(12);
    assert!(
        flowed(korean.trim())
            .lines()
            .next()
            .is_some_and(|line| line.ends_with("는 "))
    );
}

proptest! {
    #[test]
    fn every_word_comes_back(text in "[ab>. 漢、👍\u{301}\n-]{0,400}") {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().concat();
        let read: Vec<String> = unflow(&flowed(&text.replace('>', "x"))).into_iter().map(|paragraph| paragraph.1).collect();
        prop_assert_eq!(words(&read.join(" ")), words(&text.replace('>', "x")));
        let wrapped = flowed(&text);
        prop_assert!(wrapped.lines().all(|line| !line.starts_with('>')), "{}", wrapped);
        prop_assert!(wrapped.lines().all(|line| columns(line) <= COLUMNS + 2 || !line.trim().contains(' ')), "{}", wrapped);
    }
}
