//! The pictures of a message: what stands for them, and what they cost.

use scraper::ElementRef;

use crate::mail::lint::letter::{Letter, shorten, words_of};
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};

pub(super) fn check(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    letter
        .all("img")
        .filter_map(|image| judge_alt(image, origin))
        .collect()
}

/// A picture without words for it; one that only decorates has empty ones, which a link cannot do with.
fn judge_alt(image: ElementRef, origin: &Origin) -> Option<Diagnostic> {
    let source = image.attr("src").unwrap_or_default();
    let shown = shorten(source);
    let message = match image.attr("alt") {
        None => format!("the picture `{shown}` has no alt text: who sees no pictures gets nothing"),
        Some(alt) if alt.trim().is_empty() && is_alone_in_link(image) => {
            format!("the picture `{shown}` is all that its link shows, and its alt text is empty")
        }
        Some(_) => return None,
    };
    let help = "say in its alt text what the picture shows";
    let spot = origin.address(source);
    Some(spot.found("issue-image-alt", Severity::Error, message, help))
}

fn is_alone_in_link(image: ElementRef) -> bool {
    let mut parents = image.ancestors().filter_map(ElementRef::wrap);
    let link = parents.find(|parent| parent.value().name() == "a");
    link.is_some_and(|link| words_of(link).is_empty())
}
