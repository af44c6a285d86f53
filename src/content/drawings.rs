//! Pictures in the text itself that no reader would get, and that have no words to stand for them.

use pulldown_cmark::{Event, Parser, Tag};

use crate::content::markdown::options;
use crate::content::raw_html::words_of;
use crate::content::tags::{attribute, end_of, next_tag};
use crate::model::diagnostic::{Diagnostic, Place};

/// So many are named in one file; more say nothing new.
const NAMED_MAX: usize = 5;

/// Warnings about the pictures that vanish from a body as `typed`.
pub(super) fn check(typed: &str, first_line: u32, (file, text): (&str, &str)) -> Vec<Diagnostic> {
    let lower = typed.to_ascii_lowercase();
    if !(lower.contains("<svg") || lower.contains("data:")) {
        return Vec::new();
    }
    let mut lost: Vec<usize> = Vec::new();
    let mut is_endless = false;
    // The end of the last drawing: what is in it is part of it.
    let mut passed = 0;
    for (event, range) in Parser::new_ext(typed, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { dest_url, .. })
                if is_unseen(&dest_url) && typed[range.start..].starts_with("![]") =>
            {
                lost.push(range.start);
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                let html = &typed[range.clone()];
                let mut at = 0;
                while let Some(tag) = next_tag(html, at) {
                    at = tag.end;
                    let here = range.start + tag.start;
                    let value = |name: &str| attribute(tag.inside, name).unwrap_or_default();
                    if tag.name == "img"
                        && is_unseen(&value("src"))
                        && value("alt").trim().is_empty()
                    {
                        lost.push(here);
                    }
                    if tag.name != "svg" || tag.is_end || is_endless || here < passed {
                        continue;
                    }
                    let from = range.start + tag.end;
                    let end = if typed[..from].ends_with("/>") {
                        Some(from)
                    } else {
                        end_of(typed, from, "svg")
                    };
                    is_endless = end.is_none();
                    passed = end.unwrap_or(passed);
                    let inner = end.map(|end| &typed[from..end]);
                    let inner =
                        inner.map(|inner| inner.rsplit_once("</").map_or("", |(inner, _)| inner));
                    if inner.is_some_and(|inner| words_of(&tag, inner).is_empty()) {
                        lost.push(here);
                    }
                }
            }
            _ => {}
        }
    }
    let warn = |at: usize| {
        let message = "readers do not show a drawing that stands in the text, and this one has no words: it is left out";
        Diagnostic::warning(
            "picture-lost",
            file,
            Place::of_offset(typed, at, first_line),
            message,
        )
        .help("save it as a file and show it with ![what it shows](/drawing.svg)")
        .quoting(text)
    };
    lost.into_iter().take(NAMED_MAX).map(warn).collect()
}

/// Whether an address holds a picture of a kind that is no picture to readers.
fn is_unseen(source: &str) -> bool {
    let source = source.trim().to_ascii_lowercase();
    let shown = ["png", "jpeg", "gif", "webp"];
    let mime = source.strip_prefix("data:");
    mime.is_some_and(|mime| {
        !shown
            .iter()
            .any(|kind| mime.starts_with(&format!("image/{kind}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_drawings_without_words_are_named() {
        let text = "a <svg><path/></svg> ![](data:image/svg+xml,x)\n\n<svg><text>b</text></svg>\n\n<p><svg/>\n<img src='data:image/svg+xml,x' alt=c>\n\n`<svg></svg>` ![](data:image/png;base64,AA==) ![d](data:image/svg+xml,x)\n";
        let found = check(text, 3, ("a.md", text));
        let places: Vec<(u32, u32)> = found
            .iter()
            .map(|found| (found.line, found.column))
            .collect();
        assert_eq!(places, [(3, 3), (3, 22), (7, 4)]);
    }
}
