//! Looks for text that readers would stumble over: mojibake, shortcodes, links and signs that deceive.

mod links;

use crate::config::Shortcodes;
use crate::content::shortcodes::Found;
use crate::model::diagnostic::{Diagnostic, Place};

pub(super) use links::check_links;
pub use links::{FalseHost, find_false_host};

/// So many of one kind are named in one file; more say nothing new.
const NAMED_MAX: usize = 5;
const SHORTCODES_NAMED_MAX: usize = 50;

/// Warnings about the text of one file.
pub(super) fn check(text: &str, file: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = find_mojibake(text)
        .take(NAMED_MAX)
        .map(|(offset, broken, repaired)| {
            let message = format!(
                "`{}` looks like text that was read in the wrong encoding",
                broken.escape_debug()
            );
            Diagnostic::warning(
                "text-suspicious",
                file,
                Place::of_offset(text, offset, 1),
                message,
            )
            .help(format!("was it meant to be `{}`?", repaired.escape_debug()))
            .quoting(text)
        })
        .collect();
    let turning = starts_of(text, 0xE2).find(|(_, sign)| turns_text(*sign));
    if let Some((offset, sign)) = turning {
        let message = format!(
            "the invisible character U+{:04X} turns the direction of the text: what is shown is not what is there",
            u32::from(sign)
        );
        found.push(
            Diagnostic::warning(
                "text-bidi",
                file,
                Place::of_offset(text, offset, 1),
                message,
            )
            .help("delete it; a right-to-left word needs none")
            .quoting(text),
        );
    }
    found
}

/// Warnings about code of other generators, found in a body as `typed`.
pub(super) fn check_shortcodes(
    found: &[Found],
    (typed, first_line): (&str, u32),
    (file, text): (&str, &str),
    mode: Shortcodes,
) -> Vec<Diagnostic> {
    let fate = match mode {
        Shortcodes::Text => "readers see it as it stands here",
        Shortcodes::Drop => "it is left out",
    };
    let rest = found.len().saturating_sub(SHORTCODES_NAMED_MAX);
    let named = found.iter().take(SHORTCODES_NAMED_MAX).enumerate();
    let warn = |(at, code): (usize, &Found)| {
        let others = if rest > 0 && at + 1 == SHORTCODES_NAMED_MAX {
            format!(" (and {rest} more in this file)")
        } else {
            String::new()
        };
        let message = format!(
            "`{}` is code of another generator, which nobody expands here: {fate}{others}",
            code.shown
        );
        let place = Place::of_offset(typed, code.at, first_line);
        Diagnostic::warning("shortcode", file, place, message)
            .help("write Markdown or HTML instead; content.shortcodes: text | drop says what becomes of it")
            .quoting(text)
    };
    named.map(warn).collect()
}

/// Overrides, embeddings and isolates of the direction of text.
fn turns_text(sign: char) -> bool {
    matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Pairs such as `Ã©` and `Â `, which are UTF-8 read as Latin-1: offset, what stands there, what was meant.
pub(super) fn find_mojibake(text: &str) -> impl Iterator<Item = (usize, &str, String)> {
    // U+00C0 to U+00FF begin with this byte, and few other characters do.
    starts_of(text, 0xC3).filter_map(|(offset, lead)| {
        let length = match u32::from(lead) {
            0xC2..=0xDF => 2,
            0xE2 => 3,
            _ => return None,
        };
        let broken: String = text[offset..].chars().take(length).collect();
        let bytes: Option<Vec<u8>> = broken.chars().map(latin_byte).collect();
        let bytes = bytes.filter(|bytes| {
            bytes.len() == length && bytes[1..].iter().all(|byte| (0x80..0xC0).contains(byte))
        })?;
        let repaired = String::from_utf8(bytes).ok()?;
        Some((offset, &text[offset..offset + broken.len()], repaired))
    })
}

/// The characters that begin with `byte` in UTF-8.
fn starts_of(text: &str, byte: u8) -> impl Iterator<Item = (usize, char)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = at + text.as_bytes()[at..].iter().position(|own| *own == byte)?;
        let sign = text[found..].chars().next()?;
        at = found + sign.len_utf8();
        Some((found, sign))
    })
}

/// The byte that a character stands for in Windows-1252.
fn latin_byte(character: char) -> Option<u8> {
    const HIGH: [(char, u8); 12] = [
        ('€', 0x80),
        ('‚', 0x82),
        ('„', 0x84),
        ('…', 0x85),
        ('‹', 0x8B),
        ('‘', 0x91),
        ('’', 0x92),
        ('“', 0x93),
        ('”', 0x94),
        ('–', 0x96),
        ('™', 0x99),
        ('œ', 0x9C),
    ];
    let known = HIGH
        .iter()
        .find(|(high, _)| *high == character)
        .map(|(_, byte)| *byte);
    known.or_else(|| u8::try_from(u32::from(character)).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mojibake_is_named_with_its_repair() {
        let found = check(
            "a: Photo:\u{C2}\u{A0}x\nb: cafÃ©, itâ€™s, Âge, Ça\n",
            "a.md",
        );
        assert_eq!(
            found
                .iter()
                .map(|found| (found.line, found.column))
                .collect::<Vec<_>>(),
            [(1, 10), (2, 7), (2, 13)]
        );
        assert!(found[1].help.contains('é'));
    }

    #[test]
    fn signs_that_deceive_are_named() {
        let text = "x\n[main.rs](https://x.example) a\u{202E}b\n";
        let found: Vec<(&str, u32, u32)> = check(text, "a.md")
            .iter()
            .map(|found| (found.rule, found.line, found.column))
            .collect();
        assert_eq!(found, [("text-bidi", 2, 31)]);
    }
}
