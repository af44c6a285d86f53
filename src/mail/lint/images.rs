//! The pictures of a message: what stands for them, how much room they take, what they cost.

use std::collections::BTreeMap;

use scraper::ElementRef;

use crate::content;
use crate::mail::lint::css;
use crate::mail::lint::letter::{Letter, shorten, words_of};
use crate::mail::lint::look::Looks;
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::figures::{MB, size};

/// A picture of more bytes keeps readers on the way waiting.
const HEAVY_BYTES: u64 = MB;
/// All pictures of one message.
const HEAVY_SUM_BYTES: u64 = 3 * MB;
/// A message with less text is its pictures.
const TEXT_CHARACTERS_MIN: usize = 40;

pub(super) fn check(letter: &Letter, light: &Looks, origin: &Origin) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut files = BTreeMap::new();
    for image in letter.all("img") {
        let source = image.attr("src").unwrap_or_default().trim();
        if is_pixel(image, light) {
            found.push(judge_pixel(source, origin));
            continue;
        }
        found.extend(judge_source(source, origin));
        found.extend(judge_alt(image, source, origin));
        found.extend(judge_size(image, source, origin));
        let posts = origin.posts.iter().copied();
        if let Some(file) = content::find_file(origin.linter.config, posts, source) {
            let bytes = std::fs::metadata(file).map_or(0, |file| file.len());
            files.insert(source, bytes);
        }
    }
    found.extend(judge_weight(&files, origin));
    found.extend(judge_text(letter, light, origin));
    found
}

/// A picture that nobody can see is there to be counted.
fn is_pixel(image: ElementRef, light: &Looks) -> bool {
    let is_tiny = |key| {
        let size = image
            .attr(key)
            .and_then(|size| size.trim().parse::<u32>().ok());
        size.is_some_and(|size| size <= 1)
    };
    let is_hidden = light.get(image).is_some_and(|look| look.is_hidden);
    let is_remote = image
        .attr("src")
        .is_some_and(|source| source.starts_with("http"));
    is_remote && ((is_tiny("width") && is_tiny("height")) || is_hidden)
}

fn judge_pixel(source: &str, origin: &Origin) -> Diagnostic {
    let message = format!(
        "the picture `{}` cannot be seen: whoever opens the mail is counted by it",
        shorten(source)
    );
    let help = "remove it: Postrider's mails do not watch their readers";
    let spot = origin.address(source);
    spot.found("issue-pixel", Severity::Error, message, help)
}

/// A picture that has no address an inbox could ask.
fn judge_source(source: &str, origin: &Origin) -> Option<Diagnostic> {
    let lower = source.to_ascii_lowercase();
    let is_whole = ["https://", "http://", "cid:"]
        .iter()
        .any(|start| lower.starts_with(start));
    if is_whole {
        return None;
    }
    let shown = shorten(source);
    let (rule, message) = if lower.starts_with("data:") {
        (
            "issue-link-scheme",
            format!(
                "the picture `{shown}` stands in the HTML itself: Gmail shows no data: pictures"
            ),
        )
    } else {
        (
            "issue-link-relative",
            format!("the picture `{shown}` has no whole address: in an inbox it cannot be found"),
        )
    };
    let spot = origin.address(source);
    Some(spot.found(
        rule,
        Severity::Error,
        message,
        "write its whole address, https://…",
    ))
}

/// A picture without words for it; one that only decorates has empty ones, which a link cannot do with.
fn judge_alt(image: ElementRef, source: &str, origin: &Origin) -> Option<Diagnostic> {
    let shown = shorten(source);
    let message = match image.attr("alt") {
        None => {
            format!("the picture `{shown}` has no alt text: who sees no pictures gets nothing")
        }
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
    let Some(link) = parents.find(|parent| parent.value().name() == "a") else {
        return false;
    };
    let mut others = link.descendent_elements();
    words_of(link).is_empty()
        && !others.any(|other| other.attr("alt").is_some_and(|alt| !alt.trim().is_empty()))
}

/// Without both sizes the text jumps when the picture comes, and Outlook shows it as large as its file is.
fn judge_size(image: ElementRef, source: &str, origin: &Origin) -> Option<Diagnostic> {
    let style = css::parse_declarations(image.attr("style").unwrap_or_default());
    let lacks = |key: &str| {
        let own = image.attr(key).is_some_and(|size| {
            size.trim_start()
                .starts_with(|sign: char| sign.is_ascii_digit())
        });
        let styled = style.iter().any(|one| {
            one.name == key && one.value.starts_with(|sign: char| sign.is_ascii_digit())
        });
        !own && !styled
    };
    let missing: Vec<&str> = ["width", "height"]
        .into_iter()
        .filter(|key| lacks(key))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let message = format!(
        "the picture `{}` has no {}: the text jumps when it comes, and Outlook shows it as large as it is",
        shorten(source),
        missing.join(" and no ")
    );
    let help = "give width and height; a picture among the site's assets gets them by itself";
    let spot = origin.address(source);
    Some(spot.found("issue-image-size", Severity::Warning, message, help))
}

fn judge_weight(files: &BTreeMap<&str, u64>, origin: &Origin) -> Vec<Diagnostic> {
    let help = "save it smaller: twice the width at which it is shown is enough";
    let heavy = files.iter().filter(|(_, bytes)| **bytes > HEAVY_BYTES);
    let mut found: Vec<Diagnostic> = heavy
        .map(|(source, bytes)| {
            let message = format!(
                "the picture `{}` is {}: on the way many readers will not wait for it",
                shorten(source),
                size(*bytes)
            );
            let spot = origin.address(source);
            spot.found("issue-image-heavy", Severity::Warning, message, help)
        })
        .collect();
    let sum: u64 = files.values().sum();
    if sum > HEAVY_SUM_BYTES {
        let message = format!(
            "the {} pictures of the issue are {} together",
            files.len(),
            size(sum)
        );
        let spot = origin.settings();
        found.push(spot.found("issue-image-heavy", Severity::Warning, message, help));
    }
    found
}

/// A message that is one large picture says nothing where pictures are off, and looks like spam.
fn judge_text(letter: &Letter, light: &Looks, origin: &Origin) -> Option<Diagnostic> {
    letter.all("img").next()?;
    let texts = light.texts(letter).filter(|(_, look)| !look.is_hidden);
    let characters: usize = texts.map(|(text, _)| text.chars().count()).sum();
    if characters >= TEXT_CHARACTERS_MIN {
        return None;
    }
    let message = "the message is pictures and next to no text: with pictures off it says nothing, and filters take it for spam";
    let help = "write what the pictures say";
    let spot = origin.template("body.html", &["<img"]);
    Some(spot.found("issue-image-only", Severity::Error, message, help))
}
