//! Text that every XML 1.0 document and every mail can hold: the one gate for illegal characters.

use std::fmt;
use std::ops::Deref;

/// Text without a character that XML 1.0 forbids (<https://www.w3.org/TR/xml/#charsets>).
///
/// NUL and the other C0 controls except tab, LF and CR are gone, and DEL, as are Unicode's noncharacters (XML forbids
/// U+FFFE and U+FFFF, HTML all of them) and a typed U+FFFD (validators warn of it); vertical tab and form feed have become a space. A C1 control, which is a
/// Windows-1252 sign that lost its encoding, has become that sign, as HTML reads it; but U+0085, which Unicode calls the end of
/// a line, a space.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(String);

impl Text {
    /// Passes `raw` through the gate; text that is legal already is copied unchanged.
    pub fn clean(raw: &str) -> Self {
        Self(clean_string(raw.to_owned()))
    }

    /// Passes an owned string through the gate without a copy when it is legal already.
    pub fn clean_owned(raw: String) -> Self {
        Self(clean_string(raw))
    }

    /// As [`Text::clean`], with each run of white space and line breaks (U+2028 and U+2029 too)
    /// made one space and the ends trimmed: the form of titles, names and labels. A space that must not break
    /// (U+A0, U+202F, U+2007) is a sign that somebody typed, and stays.
    pub fn one_line(raw: &str) -> Self {
        let cleaned = clean_string(raw.to_owned());
        let breaks = |sign: char| {
            sign.is_whitespace() && !matches!(sign, '\u{A0}' | '\u{202F}' | '\u{2007}')
        };
        let mut line = String::with_capacity(cleaned.len());
        for word in cleaned.trim().split(breaks).filter(|word| !word.is_empty()) {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        Self(line)
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the string away.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Whether XML 1.0 and its validators take `character` without complaint.
pub fn is_legal(character: char) -> bool {
    let is_noncharacter = u32::from(character) & 0xFFFE == 0xFFFE;
    !is_noncharacter
        && !matches!(character,
        '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFD}')
}

/// What stands for an illegal character; `None` where it goes without a trace.
pub fn replacement(character: char) -> Option<char> {
    const WINDOWS: [char; 32] = [
        '€', ' ', '‚', 'ƒ', '„', ' ', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
    ];
    match character {
        '\u{B}' | '\u{C}' => Some(' '),
        '\u{80}'..='\u{9F}' => {
            let at = usize::try_from(u32::from(character) - 0x80).unwrap_or(0);
            WINDOWS.get(at).copied()
        }
        _ => None,
    }
}

/// Where the first illegal character stands; most texts have none, and bytes tell that soonest.
pub fn find_illegal(text: &str) -> Option<usize> {
    // Only these bytes begin an illegal character: C0 controls, C2 (C1 controls), EF (U+FDD0 and U+FFFD on), F0 and
    // above (the noncharacters of the other planes).
    let is_suspect =
        |byte: u8| matches!(byte, 0..=8 | 0xB | 0xC | 0xE..=0x1F | 0x7F | 0xC2 | 0xEF..);
    // Whole chunks first: without an early exit inside, the machine looks at many bytes at once.
    let chunks = text.as_bytes().chunks(64).enumerate();
    let suspects = chunks.filter(|(_, chunk)| {
        chunk
            .iter()
            .fold(false, |any, byte| any | is_suspect(*byte))
    });
    suspects
        .flat_map(|(number, chunk)| (number * 64..).zip(chunk))
        .filter(|(_, byte)| is_suspect(**byte))
        .map(|(at, _)| at)
        .find(|at| {
            text[*at..]
                .chars()
                .next()
                .is_some_and(|sign| !is_legal(sign))
        })
}

fn clean_string(raw: String) -> String {
    let Some(first) = find_illegal(&raw) else {
        return raw;
    };
    let mut clean = String::with_capacity(raw.len());
    clean.push_str(&raw[..first]);
    clean.extend(raw[first..].chars().filter_map(|character| {
        if is_legal(character) {
            Some(character)
        } else {
            replacement(character)
        }
    }));
    clean
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    digits.collect()
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// `text` in lines of at most `most` characters where it has spaces for it: `line_end` takes the place of a space, and
/// what of it follows the line feed counts on the next line. `used` characters stand before the text.
pub fn wrap(text: &str, used: usize, most: usize, line_end: &str) -> String {
    let indent = line_end.rsplit('\n').next().unwrap_or_default();
    let mut wrapped = String::with_capacity(text.len() + 8);
    let mut column = used;
    for (number, word) in text.split(' ').enumerate() {
        let width = word.chars().count();
        if number > 0 && column + 1 + width > most && width > 0 {
            wrapped.push_str(line_end);
            column = indent.chars().count();
        } else if number > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += width;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_words_and_texts_are_broken_at_words() {
        assert_eq!(wrap("aaa bbb ccc", 0, 7, "\n"), "aaa bbb\nccc");
        assert_eq!(wrap("aaaaaaaaaa b", 0, 4, "\n"), "aaaaaaaaaa\nb");
        assert_eq!(wrap("aa bb  cc", 4, 7, "\r\n "), "aa\r\n bb  cc");
    }

    #[test]
    fn controls_go_and_form_feeds_become_spaces() {
        assert_eq!(
            Text::clean("a\u{0}b\u{C}c\u{FFFE}d\te").as_str(),
            "ab cd\te"
        );
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(
            Text::one_line(" a\r\n b\u{2028}c\u{A0}? \u{A0}").as_str(),
            "a b c\u{A0}?"
        );
    }

    proptest! {
        #[test]
        fn only_legal_characters_leave_the_gate(raw in any::<String>()) {
            prop_assert!(Text::clean(&raw).chars().all(is_legal));
            let first = raw.char_indices().find(|(_, sign)| !is_legal(*sign)).map(|(at, _)| at);
            prop_assert_eq!(find_illegal(&raw), first);
            prop_assert_eq!(Text::clean(&Text::clean(&raw)), Text::clean(&raw));
        }
    }
}
