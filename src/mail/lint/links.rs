//! The links of a message: whether they lead anywhere, and where they say they do.

use url::Url;

use crate::mail::lint::letter::{Letter, shorten};
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};

pub(super) fn check(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for link in letter.elements() {
        let Some(href) = link.attr("href").map(str::trim) else {
            continue;
        };
        if !matches!(link.value().name(), "a" | "area") || href.starts_with('#') {
            continue;
        }
        found.extend(judge_target(href, origin));
    }
    found
}

/// A target that is no address at all from an inbox.
fn judge_target(href: &str, origin: &Origin) -> Option<Diagnostic> {
    let spot = || origin.address(href);
    let shown = shorten(href);
    match Url::parse(href) {
        Ok(url) if matches!(url.scheme(), "http" | "https" | "mailto" | "tel") => None,
        Ok(url) => {
            let message = format!(
                "the link `{shown}` is a {}: address, which mail programs remove",
                url.scheme()
            );
            let help = "link to a page";
            Some(spot().found("issue-link-scheme", Severity::Error, message, help))
        }
        Err(_) => {
            let message = format!(
                "the link `{shown}` is relative: in an inbox there is nothing it could be relative to"
            );
            let help = "write the whole address, https://…";
            Some(spot().found("issue-link-relative", Severity::Error, message, help))
        }
    }
}
