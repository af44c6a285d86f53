//! How wide text is where every letter has the same width: in terminals, and in the text part of mails.

use unicode_width::UnicodeWidthStr;

/// Mails are wrapped at so many columns.
pub const COLUMNS: usize = 72;

/// Stands at the start of a line of a text part that must stay as it is: code, the row of a table. Gone when mailed.
pub const FIXED: char = '\u{10_F5F0}';
/// Stands for one level of quoting at the start of a line, which a typed `>` is not. Written as `>` when mailed.
pub const QUOTE: char = '\u{10_F5F1}';

/// The width in columns: wide signs (CJK, most emoji) take two, signs that combine take none.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// A line of `sign` as long as `text` is wide, for headings; at most [`COLUMNS`].
pub fn rule_under(text: &str, sign: char) -> String {
    let sign = sign.to_string();
    sign.repeat(columns(text).clamp(1, COLUMNS))
}

/// A heading in plain text; the filter of that name in templates.
#[expect(
    clippy::needless_pass_by_value,
    reason = "filters of templates get their values"
)]
pub fn underlined(title: String) -> String {
    format!("{title}\n{}", rule_under(&title, '='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_take_the_room_they_are_shown_in() {
        for (text, width) in [
            ("abc", 3),
            ("日本", 4),
            ("e\u{301}", 1),
            ("👩\u{200D}👩\u{200D}👧", 2),
            ("שלום", 4),
        ] {
            assert_eq!(columns(text), width, "{text}");
        }
        assert_eq!(rule_under("日本", '='), "====");
    }
}
