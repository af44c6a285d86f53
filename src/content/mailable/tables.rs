//! Tables in mails: words in narrow cells are broken only where the table would not fit otherwise.

use crate::content::tags::next_tag;

/// So many letters stand beside one another in a table on a phone.
const LETTERS: usize = 36;

/// Whether the table whose inside begins `html` fits with every word whole.
pub(super) fn fits_with_whole_words(html: &str) -> bool {
    let inside = html.split("</table>").next().unwrap_or(html);
    let mut longest: Vec<usize> = Vec::new();
    let (mut column, mut at) = (0, 0);
    while let Some(tag) = next_tag(inside, at) {
        let words = inside[at..tag.start].split_whitespace();
        let length = words.map(|word| word.chars().count()).max().unwrap_or(0);
        at = tag.end;
        if column > 0 {
            longest.resize(longest.len().max(column), 0);
            longest[column - 1] = longest[column - 1].max(length);
        }
        match (tag.name.as_str(), tag.is_end) {
            ("tr", false) => column = 0,
            ("td" | "th", false) => column += 1,
            _ => {}
        }
    }
    longest.iter().map(|length| length + 2).sum::<usize>() <= LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_short_words_is_left_alone() {
        let row = |word: &str| {
            let cell = format!("<td>so many short words in it {word}</td>");
            format!("<tr>{cell}{cell}{cell}</tr></table>{}", "x".repeat(90))
        };
        assert!(fits_with_whole_words(&row("Wednesday")));
        assert!(!fits_with_whole_words(&row(
            "<a href=x>https://a.example/</a>"
        )));
        assert!(fits_with_whole_words(""));
    }
}
