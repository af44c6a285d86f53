//! Text in headers: atoms, quoted strings and encoded words (RFC 5322, 3.2; RFC 2047), folded.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::model::address::Mailbox;
use crate::model::text::wrap;

/// A line should have no more characters (RFC 5322, 2.1.1).
const LINE: usize = 78;
/// A longer word is encoded, so that it can be folded.
const WORD: usize = 60;
/// Bytes of one encoded word: 56 base64 digits, and less than 75 characters with what stands around them.
const ENCODED_BYTES_MAX: usize = 42;

/// A name as a phrase.
pub(super) fn phrase(name: &str) -> String {
    let is_atom =
        |sign: char| sign.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~ ".contains(sign);
    if must_be_encoded(name) {
        encode(name)
    } else if name.chars().all(is_atom) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// The text of a subject.
pub(super) fn unstructured(text: &str) -> String {
    if must_be_encoded(text) {
        encode(text)
    } else {
        text.to_owned()
    }
}

/// A name and an address.
pub(super) fn mailbox(mailbox: &Mailbox) -> String {
    if mailbox.name.is_empty() {
        return mailbox.address.as_str().to_owned();
    }
    format!("{} <{}>", phrase(&mailbox.name), mailbox.address.as_str())
}

/// What is not ASCII, cannot be folded, or would itself be read as an encoded word.
fn must_be_encoded(text: &str) -> bool {
    !text.is_ascii() || text.contains("=?") || text.split(' ').any(|word| word.len() > WORD)
}

fn encode(text: &str) -> String {
    let mut pieces: Vec<String> = vec![String::new()];
    for sign in text.chars() {
        match pieces.last_mut() {
            Some(piece) if piece.len() + sign.len_utf8() <= ENCODED_BYTES_MAX => piece.push(sign),
            _ => pieces.push(sign.to_string()),
        }
    }
    let encoded = |piece: &String| format!("=?utf-8?b?{}?=", BASE64.encode(piece));
    pieces.iter().map(encoded).collect::<Vec<_>>().join(" ")
}

/// A header's value in lines of at most 78 characters, broken at spaces.
pub(super) fn fold(key: &str, value: &str) -> String {
    wrap(value, key.len() + 2, LINE, "\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_phrase_whatever_it_holds() {
        for (name, written) in [
            ("Weekly notes", "Weekly notes"),
            ("The Eyeballs, weekly", "\"The Eyeballs, weekly\""),
            (".x", "\".x\""),
            ("a \"b\" <c>", "\"a \\\"b\\\" <c>\""),
            ("Été, tôt", "=?utf-8?b?w4l0w6ksIHTDtHQ=?="),
            ("=?utf-8?q?evil?=", "=?utf-8?b?PT91dGYtOD9xP2V2aWw/PQ==?="),
        ] {
            assert_eq!(phrase(name), written);
        }
    }

    #[test]
    fn no_line_is_long_and_no_word_is_split() {
        for text in ["é, ".repeat(60), "x".repeat(1200), "word ".repeat(50)] {
            let folded = fold("Subject", &unstructured(text.trim()));
            assert!(
                folded.split("\r\n").all(|line| line.len() <= LINE),
                "{folded}"
            );
            assert!(folded.split([' ', '\r', '\n']).all(|word| word.len() <= 75));
        }
    }
}
