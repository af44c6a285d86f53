//! The content of an Atom entry (RFC 4287, 4.1.3): inline in one of several types, or elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::feed::judge::atom::text;
use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::Bench;
use crate::feed::judge::links::relation;
use crate::feed::judge::uri::Want;
use crate::feed::judge::values::is_mime;

/// Judges the content of `entry`, or that it has none.
pub(super) fn judge(bench: &mut Bench, entry: &Element) {
    let document = bench.document;
    let has_summary = document.first(entry, "atom:summary").is_some();
    let Some(content) = document.first(entry, "atom:content") else {
        let has_page = document
            .named(entry, "atom:link")
            .any(|link| relation(link) == "alternate");
        if !has_page {
            let message =
                "this entry has neither content nor an alternate link: there is nothing to read";
            bench
                .court
                .find("atom-content-missing", entry.offset, message);
        }
        let is_media = document
            .children(entry)
            .any(|child| child.name.starts_with("media:"));
        if !has_summary && !is_media {
            let message = "this entry has neither content nor a summary: readers show a bare title";
            bench.court.find("atom-text-missing", entry.offset, message);
        }
        return;
    };
    judge_content(bench, content, has_summary);
}

fn judge_content(bench: &mut Bench, content: &Element, has_summary: bool) {
    let typed = content.attribute("type");
    let kind = typed
        .map_or("text", |own| own.value.trim())
        .to_ascii_lowercase();
    if let Some(source) = content.attribute("src") {
        bench.address(content, "src", Want::ReferenceIri);
        if typed.is_none() {
            let message = "content that is elsewhere should say what it is";
            bench
                .court
                .find("atom-content-type", source.offset, message);
        }
        if !content.text.is_blank() || !content.children.is_empty() {
            let message = "content with `src` is empty";
            bench
                .court
                .find("text-unexpected", content.text_offset(), message);
        }
        if !has_summary {
            let message = "content that is elsewhere needs a summary here";
            bench
                .court
                .find("atom-text-missing", content.offset, message);
        }
        return;
    }
    match kind.as_str() {
        "text" => text::judge_text(bench, content),
        "html" | "text/html" => {
            text::judge_html(bench, content);
            if kind == "text/html" && !content.text.as_str().to_ascii_lowercase().contains("<html")
            {
                let message = "`text/html` is for whole documents; `html` is for what stands here";
                bench
                    .court
                    .find("atom-html-fragment", content.offset, message);
            }
        }
        "xhtml" => text::judge_xhtml(bench, content),
        _ => judge_other(bench, content, &kind, has_summary),
    }
    if content.text.is_blank() && content.children.is_empty() {
        bench
            .court
            .find("element-empty", content.offset, "`<content>` is empty");
    }
}

/// Content of a media type: XML, text, or base64.
fn judge_other(bench: &mut Bench, content: &Element, kind: &str, has_summary: bool) {
    let at = content
        .attribute("type")
        .map_or(content.offset, |own| own.value_offset);
    if !is_mime(kind) || kind.starts_with("multipart/") {
        let message = format!("`{}` is no type of content", shown(kind));
        return bench.court.find("mime-type", at, message);
    }
    if kind.ends_with("+xml") || kind.ends_with("/xml") || kind.starts_with("text/") {
        return;
    }
    let packed: String = content.text.as_str().split_whitespace().collect();
    if STANDARD.decode(packed.as_bytes()).is_err() {
        let message = format!(
            "content of type `{}` must be base64, and this is none",
            shown(kind)
        );
        bench
            .court
            .find("atom-base64", content.text_offset(), message);
    }
    if !has_summary {
        let message = "content that is no text needs a summary";
        bench
            .court
            .find("atom-text-missing", content.offset, message);
    }
}
