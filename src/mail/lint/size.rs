//! How large a message is: what clips it, and what makes styles vanish.

use crate::mail::freeze::way_out;
use crate::mail::lint::letter::Letter;
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::figures::size;

/// Gmail shows no more of a message's HTML.
pub const CLIPPED_BYTES: usize = 102 * 1024;
/// Near enough to it that a longer recipient's link or another post would pass it.
const NEAR_BYTES: usize = 90 * 1024;
/// Gmail ignores the styles of a message that has more of them.
const STYLE_BYTES: usize = 16_384;

pub(super) fn check(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let bytes = letter.html.len();
    if bytes > NEAR_BYTES {
        found.push(judge_size(letter, origin, bytes));
    }
    let styles: usize = letter
        .all("style")
        .map(|style| style.text().map(str::len).sum::<usize>())
        .sum();
    if styles > STYLE_BYTES {
        let message = format!(
            "the styles in <style> are {}: past {} Gmail ignores them all",
            size(styles),
            size(STYLE_BYTES)
        );
        let help = "write less CSS: what counts everywhere is inlined anyway";
        let spot = origin.template("body.html", &["<style"]);
        found.push(spot.found("issue-style-size", Severity::Warning, message, help));
    }
    found
}

/// Clipping hides the foot, and with it the way out, unless that stands at the top as well.
fn judge_size(letter: &Letter, origin: &Origin, bytes: usize) -> Diagnostic {
    let spot = origin.settings();
    let (own, limit) = (size(bytes), size(CLIPPED_BYTES));
    let help = "fewer posts (max_posts), or summaries (content: summary)";
    if bytes <= CLIPPED_BYTES {
        let message = format!("the HTML is {own}: Gmail clips mail at {limit}");
        return spot.found("issue-size", Severity::Warning, message, help);
    }
    let kept = letter.html.floor_char_boundary(CLIPPED_BYTES);
    let link = way_out(origin.linter.config).marker();
    if letter.html[..kept].contains(&link) {
        let message =
            format!("the HTML is {own}: Gmail shows {limit} and hides the rest behind a link");
        return spot.found("issue-size", Severity::Warning, message, help);
    }
    let message = format!(
        "the HTML is {own}: Gmail shows {limit}, and the unsubscribe link is in what it hides"
    );
    spot.found("issue-size", Severity::Error, message, help)
}
