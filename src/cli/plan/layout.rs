//! How a plan is laid out on 80 columns.

use crate::cli::console::Console;
use crate::cli::plan::Length;
use crate::cli::site::plural;
use crate::model::figures::grouped;

pub(super) const WIDTH: usize = 80;
/// Where the words behind a label begin.
const INDENT: usize = 13;

pub(super) fn tell_people<'a>(
    console: &Console,
    people: impl Iterator<Item = (&'a str, String)>,
    count: usize,
    length: Length,
) {
    let named = length.of(count);
    for (address, detail) in people.take(named) {
        let line = format!("           {address}  {detail}");
        console.say(if length == Length::All {
            line
        } else {
            cut(&line, WIDTH)
        });
    }
    more(console, count - named);
}

pub(super) fn more(console: &Console, count: usize) {
    if count > 0 {
        console.say(format!(
            "           and {} more (--all names them)",
            grouped(count)
        ));
    }
}

/// A label and, behind it, words that go on below themselves.
pub(super) fn labelled(console: &Console, label: &str, words: &str) {
    let mut line = format!("  {label:<width$}", width = INDENT - 2);
    let mut is_empty = true;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            console.say(&line);
            line = " ".repeat(INDENT);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    console.say(&line);
}

/// `text` cut or filled to exactly `width` characters.
pub(super) fn fit(text: &str, width: usize) -> String {
    format!("{:<width$}", cut(text, width))
}

pub(super) fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    kept + "…"
}

pub(super) fn count_of(count: usize, noun: &str) -> String {
    let words = plural(count, noun);
    let (_, noun) = words.split_once(' ').unwrap_or(("", noun));
    format!("{} {noun}", grouped(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lines_fit() {
        assert_eq!(cut("Ümläut", 6), "Ümläut");
        assert_eq!(fit("Ümläute", 6), "Ümläu…");
        assert_eq!(count_of(1, "subscriber"), "1 subscriber");
        assert_eq!(count_of(50_000, "subscriber"), "50,000 subscribers");
    }
}
