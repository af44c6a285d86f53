//! OPML 2.0 (<http://opml.org/spec2.opml>): lists of feeds.

use crate::feed::judge::children::{self, Known, often, once};
use crate::feed::judge::court::shown;
use crate::feed::judge::date;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::{Bench, Form};
use crate::feed::judge::uri::Want;

static HEAD: [Known; 13] = [
    once("title", Form::Words),
    once("dateCreated", Form::Rfc822),
    once("dateModified", Form::Rfc822),
    once("ownerName", Form::Words),
    once("ownerEmail", Form::Email),
    once("ownerId", Form::Web),
    once("docs", Form::Url),
    once("expansionState", Form::Words),
    once("vertScrollState", Form::NonNegative),
    once("windowTop", Form::Any),
    once("windowLeft", Form::Any),
    once("windowBottom", Form::Any),
    once("windowRight", Form::Any),
];

/// Judges `<opml>`.
pub(super) fn judge(bench: &mut Bench, root: &Element) {
    let document = bench.document;
    if let Some(version) = root.attribute("version") {
        if !matches!(version.value.trim(), "1.0" | "1.1" | "2.0") {
            let message = format!("`{}` is no version of OPML: 2.0 is", shown(&version.value));
            bench
                .court
                .find("opml-version", version.value_offset, message);
        }
    } else {
        bench.required(root, "version");
    }
    children::judge(
        bench,
        root,
        &[once("head", Form::Children), once("body", Form::Children)],
    );
    children::require(
        bench,
        root,
        &[("head", "opml-incomplete"), ("body", "opml-incomplete")],
    );
    if let Some(head) = document.first(root, "head") {
        children::judge(bench, head, &HEAD);
        if let Some(state) = document.first(head, "expansionState") {
            judge_expansion(bench, state);
        }
    }
    let Some(body) = document.first(root, "body") else {
        return;
    };
    children::judge(
        bench,
        body,
        &[often("outline", Form::Children).with(&["*"])],
    );
    if document.first(body, "outline").is_none() {
        bench.court.find(
            "opml-incomplete",
            body.offset,
            "`<body>` holds no `<outline>`",
        );
    }
    // Outlines lie in outlines: the flat list has them all.
    for outline in document.elements.iter().filter(|own| own.name == "outline") {
        judge_outline(bench, outline, root.value("version"));
    }
}

fn judge_expansion(bench: &mut Bench, state: &Element) {
    let value = state.text.trimmed();
    let is_number = |part: &str| {
        !part.trim().is_empty() && part.trim().bytes().all(|byte| byte.is_ascii_digit())
    };
    if !value.is_empty() && !value.split(',').all(is_number) {
        let message = format!("`{}` is no list of numbers", shown(value));
        bench
            .court
            .find("opml-expansion", state.text_offset(), message);
    }
}

fn judge_outline(bench: &mut Bench, outline: &Element, version: &str) {
    children::judge(
        bench,
        outline,
        &[often("outline", Form::Children).with(&["*"])],
    );
    if outline.attribute("text").is_none() {
        let message = "an outline without `text` is an empty line in every program";
        bench.court.find("opml-text", outline.offset, message);
    }
    let kind = outline
        .attribute("type")
        .map(|own| own.value.trim().to_ascii_lowercase());
    match kind.as_deref() {
        Some("rss" | "atom") => {
            if outline.attribute("xmlUrl").is_none() {
                let message = "a feed without `xmlUrl` cannot be followed";
                bench.court.find("opml-feed", outline.offset, message);
            }
            if outline.attribute("title").is_none() {
                let message = "a feed without `title`: some programs show its address instead";
                bench.court.find("opml-feed", outline.offset, message);
            }
        }
        Some("link" | "include") if outline.attribute("url").is_none() => {
            let message = "a link without `url` leads nowhere";
            bench.court.find("opml-link", outline.offset, message);
        }
        None if outline.attribute("xmlUrl").is_some() => {
            let message =
                "an outline with `xmlUrl` says `type=\"rss\"`, or programs take it for a folder";
            bench.court.find("opml-type", outline.offset, message);
        }
        Some(other) if version.starts_with("1.") && !matches!(other, "link" | "include") => {
            let message = format!("`{}` is no type of outline that OPML 1 knows", shown(other));
            bench.court.find("opml-type", outline.offset, message);
        }
        _ => {}
    }
    judge_values(bench, outline, kind.as_deref());
}

/// What the attributes of an outline say.
fn judge_values(bench: &mut Bench, outline: &Element, kind: Option<&str>) {
    for name in ["xmlUrl", "htmlUrl", "url"] {
        bench.address(outline, name, Want::Full);
    }
    bench.language(outline, "language");
    for name in ["isComment", "isBreakpoint"] {
        if let Some(own) = outline.attribute(name)
            && !matches!(own.value.as_str(), "true" | "false")
        {
            let message = format!("`{name}` is `true` or `false`, not `{}`", shown(&own.value));
            bench.court.find("opml-flag", own.value_offset, message);
        }
    }
    if let Some(created) = outline.attribute("created") {
        bench.moment(
            date::parse_rfc822(created.value.trim()),
            created.value_offset,
        );
    }
    if let Some(own) = outline.attribute("version")
        && !matches!(
            own.value.as_str(),
            "RSS" | "RSS1" | "RSS2" | "scriptingNews"
        )
        && kind == Some("rss")
    {
        let message = format!(
            "`{}` is no version of a feed: RSS, RSS1, RSS2 and scriptingNews are",
            shown(&own.value)
        );
        bench
            .court
            .find("opml-feed-version", own.value_offset, message);
    }
}
