//! The subject: what an inbox shows before anything is opened.

use crate::mail::lint::letter::{Letter, shorten};
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};

/// More is cut in most inboxes, on a phone sooner.
const SHOWN_CHARACTERS: usize = 60;
/// Where the template's subject is cut.
const CUT_CHARACTERS: usize = 200;
/// Marks of an answer, in the languages whose programs write them.
const ANSWERS: [&str; 9] = ["re", "fw", "fwd", "aw", "wg", "tr", "rv", "sv", "antw"];
/// Letters that a shouted subject has at least: `RSS` alone is a name.
const SHOUT_LETTERS: usize = 8;

pub(super) fn check(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    let subject = letter.subject.trim();
    if subject.is_empty() {
        let message = "the subject is empty: inboxes show nothing, and filters distrust it";
        let help = "give the newsletter a `subject`";
        return vec![
            origin
                .subject()
                .found("issue-subject-empty", Severity::Error, message, help),
        ];
    }
    let mut found = Vec::new();
    let mut warn = |rule, message: String, help| {
        let spot = origin.subject();
        found.push(spot.found(rule, Severity::Warning, message, help));
    };
    let length = subject.chars().count();
    if length > SHOWN_CHARACTERS {
        let cut = if length >= CUT_CHARACTERS {
            format!("and may have been cut at {CUT_CHARACTERS}")
        } else {
            format!("inboxes show about {SHOWN_CHARACTERS}, phones less")
        };
        let message = format!(
            "the subject `{}` has {length} characters: {cut}",
            shorten(subject)
        );
        let help = "put what matters first, or shorten `subject` (posts[0].title|truncate(50))";
        warn("issue-subject-long", message, help);
    }
    if let Some(mark) = false_answer(subject) {
        let message = format!(
            "the subject begins with `{mark}:` as an answer would, and nobody wrote before"
        );
        warn("issue-subject-fake", message, "leave the mark out");
    }
    if shouts(subject) {
        let message = format!(
            "the subject `{}` is all capitals or exclamation: spam filters count that",
            shorten(subject)
        );
        warn(
            "issue-subject-loud",
            message,
            "write it as you would say it",
        );
    }
    found
}

/// The mark of an answer or of a mail passed on.
fn false_answer(subject: &str) -> Option<&str> {
    let (mark, _) = subject.split_once(':')?;
    let word = mark.trim().to_lowercase();
    ANSWERS.contains(&word.as_str()).then(|| mark.trim())
}

fn shouts(subject: &str) -> bool {
    let letters = || subject.chars().filter(|sign| sign.is_alphabetic());
    // Scripts without capitals shout in no way that a filter counts.
    let loud = letters().filter(|sign| sign.is_uppercase()).count();
    let quiet = letters().filter(|sign| sign.is_lowercase()).count();
    (loud >= SHOUT_LETTERS && quiet == 0) || subject.contains("!!") || subject.contains("$$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_shouts_are_told_from_titles() {
        for (subject, answer, loud) in [
            ("Re: your order", true, false),
            ("AW: Rechnung", true, false),
            ("Rust 2.0: what is new", false, false),
            ("RSS", false, false),
            ("BUY NOW OR NEVER", false, true),
            ("At last!!", false, true),
            ("日本語の題名だけのニュース", false, false),
        ] {
            assert_eq!(false_answer(subject).is_some(), answer, "{subject}");
            assert_eq!(shouts(subject), loud, "{subject}");
        }
    }
}
