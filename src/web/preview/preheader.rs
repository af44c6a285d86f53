//! What an inbox shows of a mail in its list: the first words of its text, hidden or not.

use mail_parser::decoders::html::html_to_text;

const CHARACTERS_MAX: usize = 140;

/// The first words of an HTML body on one line.
pub fn first_words(html: &str) -> String {
    // A list takes its words from the body: what a title says is no part of it.
    let body = html
        .to_ascii_lowercase()
        .find("<body")
        .map_or(html, |at| &html[at..]);
    let text = html_to_text(body);
    // By these, templates keep what follows out of the list.
    let is_filler = |sign: char| {
        matches!(
            sign,
            '\u{34F}' | '\u{AD}' | '\u{200B}'
                ..='\u{200F}' | '\u{2007}' | '\u{2060}' | '\u{FEFF}' | '\u{A0}'
        )
    };
    let mut words = String::new();
    let mut count = 0;
    for word in text.split(|sign: char| sign.is_whitespace() || is_filler(sign)) {
        if word.is_empty() {
            continue;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
        count += word.chars().count() + 1;
        if count > CHARACTERS_MAX {
            break;
        }
    }
    match words.char_indices().nth(CHARACTERS_MAX) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_are_no_words_and_entities_are_signs() {
        let html = "<html><head><title>No</title><style>p{}</style></head><body><div style='display:none'>The lead &amp; more\
            &#847;&zwnj;&nbsp;&#8199;</div><p>Then <b>text</b></p></body></html>";
        assert_eq!(first_words(html), "The lead & more Then text");
        assert_eq!(
            first_words(&format!("<body>{}", "word ".repeat(100)))
                .chars()
                .count(),
            141
        );
    }
}
