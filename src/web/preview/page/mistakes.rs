//! Every mistake beside its line, file by file.

use hyper::StatusCode;
use minijinja::{Value, context};

use crate::model::diagnostic::Diagnostic;
use crate::web::answer::Answer;
use crate::web::preview::asked::Asked;
use crate::web::preview::desk::{Desk, State};
use crate::web::preview::page::{View, render, standing};

/// Longer lines are cut around the mistake.
const CHARACTERS_MAX: usize = 160;

/// All mistakes.
pub fn answer(view: &View) -> Answer {
    let page = context! { groups => groups(&view.state.found), lead => lead(view.state) };
    view.page("mistakes.html", "Mistakes", "mistakes", &page)
}

/// The mistakes, where nothing else can be shown.
pub fn without_site(desk: &Desk, state: &State, asked: &Asked) -> Answer {
    let none = Vec::<Value>::new;
    let chrome = context! {
        title => "Mistakes", here => "mistakes", site => "Postrider", home => "/", feeds_link => "/feeds",
        mistakes_link => "/mistakes", newsletters => none(), feeds => none(), feeds_count => 0, banner => (), read_at => "",
        ..standing(state)
    };
    let lead = match &state.failure {
        Some(failure) => failure.clone(),
        None => "The site cannot be shown until its configuration can be read. This page follows what you save.".to_owned(),
    };
    let answer = render(
        desk,
        "mistakes.html",
        &chrome,
        &context! { groups => groups(&state.found), lead },
    );
    match asked.path.as_str() {
        "/" | "/mistakes" => answer,
        _ => answer.with(StatusCode::SERVICE_UNAVAILABLE),
    }
}

fn lead(state: &State) -> String {
    if let Some(failure) = &state.failure {
        return failure.clone();
    }
    match (state.found.is_empty(), state.is_judged) {
        (true, true) => "None: posts, configuration, templates, feeds and the next issues are as they should be.".to_owned(),
        (true, false) => "None so far: feeds and issues are being judged.".to_owned(),
        _ => String::new(),
    }
}

/// Mistakes by file, for a template.
pub fn groups(found: &[Diagnostic]) -> Vec<Value> {
    let by_file = found.chunk_by(|one, next| one.file == next.file);
    let group = |group: &[Diagnostic]| {
        let items: Vec<Value> = group.iter().map(item).collect();
        context! { file => group.first().map_or("", |one| &one.file), items }
    };
    by_file.map(group).collect()
}

fn item(found: &Diagnostic) -> Value {
    let (before, mark, after) = split(&found.source_line, found.column);
    let indent: String = before
        .chars()
        .map(|sign| if sign == '\t' { '\t' } else { ' ' })
        .collect();
    context! {
        rule => found.rule,
        is_error => found.is_error(),
        line => found.line,
        column => found.column,
        message => sentence(&found.message),
        help => sentence(&found.help),
        has_source => !found.source_line.trim().is_empty(),
        caret => format!("{indent}{}", "^".repeat(mark.chars().count().max(1))),
        before,
        mark,
        after,
    }
}

/// Words as a sentence, with a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut signs = text.chars();
    let Some(first) = signs.next() else {
        return String::new();
    };
    let end = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    // A name or a code keeps its small letter.
    let is_word = text
        .split_whitespace()
        .next()
        .is_some_and(|word| word.chars().all(char::is_alphabetic));
    if is_word {
        first.to_uppercase().chain(signs).collect::<String>() + end
    } else {
        format!("{text}{end}")
    }
}

/// A line before, in and behind the word at `column`, shortened where it is long.
fn split(line: &str, column: u32) -> (String, String, String) {
    let signs: Vec<char> = line
        .trim_end()
        .chars()
        .map(|sign| {
            if sign.is_control() && sign != '\t' {
                ' '
            } else {
                sign
            }
        })
        .collect();
    let at = usize::try_from(column.saturating_sub(1))
        .unwrap_or(0)
        .min(signs.len());
    let is_part = |sign: &&char| {
        sign.is_alphanumeric() || matches!(**sign, '-' | '_' | '.' | ':' | '/' | '@')
    };
    let mut length = signs[at..].iter().take_while(is_part).count();
    while length > 1 && !signs[at + length - 1].is_alphanumeric() {
        length -= 1;
    }
    let length = length.max(usize::from(at < signs.len()));
    let start = at.saturating_sub(CHARACTERS_MAX / 2);
    let end = (at + length.min(CHARACTERS_MAX / 2)).min(signs.len());
    let last = (start + CHARACTERS_MAX).max(end).min(signs.len());
    let piece = |from: usize, to: usize| signs[from..to].iter().collect::<String>();
    let before = if start > 0 {
        format!("…{}", piece(start, at))
    } else {
        piece(0, at)
    };
    let after = if last < signs.len() {
        format!("{}…", piece(end, last))
    } else {
        piece(end, last)
    };
    (before, piece(at, end), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_the_column_is_marked() {
        let owned = |(a, b, c): (&str, &str, &str)| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(
            split("date: 2024-13-01", 7),
            owned(("date: ", "2024-13-01", ""))
        );
        assert_eq!(split("é [x](y)", 3), owned(("é ", "[", "x](y)")));
        assert_eq!(split("short", 99), owned(("short", "", "")));
        assert_eq!(split("", 1), owned(("", "", "")));
        let long = "x".repeat(1000);
        let (before, mark, after) = split(&long, 500);
        assert!(
            before.chars().count() + mark.chars().count() + after.chars().count()
                <= CHARACTERS_MAX + 2
        );
    }

    #[test]
    fn a_reason_becomes_a_sentence() {
        assert_eq!(sentence("the date is wrong"), "The date is wrong.");
        assert_eq!(
            sentence("`x` is unknown: did you mean `y`?"),
            "`x` is unknown: did you mean `y`?"
        );
        assert_eq!(sentence(""), "");
    }
}
