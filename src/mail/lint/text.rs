//! The text part: there, and worth as much as the HTML.

use std::collections::BTreeSet;

use crate::mail::lint::letter::{Letter, shorten};
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};

/// So many links are named; more say nothing new.
const NAMED_MAX: usize = 3;

pub(super) fn check(letter: &Letter, origin: &Origin) -> Option<Diagnostic> {
    let spot = origin.template("body.txt", &[]);
    if letter.text.trim().is_empty() {
        let message =
            "the message has no text part: some read nothing else, and filters distrust HTML alone";
        let help = "write the posts into body.txt, too";
        return Some(spot.found("issue-text-missing", Severity::Error, message, help));
    }
    // A line may be broken within a long address.
    let text: String = letter.text.split_whitespace().collect();
    let links = letter.all("a").filter_map(|link| link.attr("href"));
    let is_page = |href: &&str| href.starts_with("http://") || href.starts_with("https://");
    let lost: BTreeSet<&str> = links
        .map(str::trim)
        .filter(is_page)
        .filter(|href| !text.contains(href.trim_end_matches('/')))
        .collect();
    let first = lost.first()?;
    let message = match lost.len() {
        1 => format!("the text part lacks the link `{}`", shorten(first)),
        count => {
            let named = lost.iter().take(NAMED_MAX).map(|href| shorten(href));
            let named: Vec<String> = named.collect();
            format!(
                "the text part lacks {count} links that the HTML has, such as `{}`",
                named.join("`, `")
            )
        }
    };
    let help =
        "who reads the text must be able to go where the others go: show each link in body.txt";
    Some(spot.found("issue-text-links", Severity::Warning, message, help))
}
