//! Media RSS (<https://www.rssboard.org/media-rss>): pictures, films and sounds of an entry.

use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::{Bench, Form};
use crate::feed::judge::html;
use crate::feed::judge::uri::Want;

const MEDIA: [&str; 5] = ["image", "audio", "video", "document", "executable"];
const MPAA: [&str; 7] = ["g", "m", "nc-17", "pg", "pg-13", "r", "x"];
const EXPRESSIONS: [&str; 3] = ["sample", "full", "nonstop"];

/// Judges the media of a feed or entry.
pub(super) fn judge(bench: &mut Bench, element: &Element) {
    let document = bench.document;
    for child in document.children(element) {
        judge_one(bench, child);
        if child.name == "media:group" {
            let count = document.named(child, "media:content").count();
            if count == 0 {
                let message = "a group without `<media:content>` groups nothing";
                bench.court.find("media-group", child.offset, message);
            }
            for own in document.children(child) {
                judge_one(bench, own);
            }
        }
    }
}

fn judge_one(bench: &mut Bench, own: &Element) {
    match own.name.as_str() {
        "media:content" => judge_content(bench, own),
        "media:thumbnail" | "media:player" => {
            bench.required(own, "url");
            bench.address(own, "url", Want::Full);
            sizes(bench, own);
            time(bench, own, "time");
        }
        "media:title" | "media:description" | "media:text" => {
            one_of(bench, own, "type", &["plain", "html"]);
            if own.value("type") == "html" {
                let base = bench.base(own);
                html::judge(&own.text, base, bench.court);
            }
            time(bench, own, "start");
            time(bench, own, "end");
            bench.language(own, "lang");
        }
        "media:adult" => {
            let message = "`<media:adult>` was replaced by `<media:rating>`";
            bench.court.find("media-adult", own.offset, message);
        }
        "media:hash" => {
            one_of(bench, own, "algo", &["md5", "sha-1"]);
            let length = if own.value("algo") == "sha-1" { 40 } else { 32 };
            let value = own.text.trimmed();
            if value.len() != length || !value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                let message = format!(
                    "`{}` has not the {length} hexadecimal digits of its hash",
                    shown(value)
                );
                bench.court.find("media-value", own.text_offset(), message);
            }
        }
        "media:rating" if own.value("scheme").is_empty() || own.value("scheme") == "urn:simple" => {
            bench.text(own, Form::OneOf(&["adult", "nonadult"], "media-value"));
        }
        "media:restriction" => {
            bench.required(own, "relationship");
            one_of(bench, own, "relationship", &["allow", "deny"]);
            one_of(bench, own, "type", &["country", "uri", "sharing"]);
        }
        "media:credit" if own.value("role").chars().any(char::is_uppercase) => {
            let message = format!(
                "a role is written in small letters, not `{}`",
                shown(own.value("role"))
            );
            bench.court.find("media-value", own.offset, message);
        }
        "media:rating" if own.value("scheme") == "urn:mpaa" => {
            bench.text(own, Form::OneOf(&MPAA, "media-value"));
        }
        "media:copyright" => bench.address(own, "url", Want::Full),
        _ => {}
    }
}

fn judge_content(bench: &mut Bench, content: &Element) {
    let document = bench.document;
    let has_player = document.first(content, "media:player").is_some();
    if content.attribute("url").is_none() && !has_player {
        let message = "`<media:content>` has neither `url` nor a player: there is nothing to show";
        bench
            .court
            .find("attribute-missing", content.offset, message);
    }
    bench.address(content, "url", Want::Full);
    bench.mime(content, "type");
    bench.language(content, "lang");
    one_of(bench, content, "medium", &MEDIA);
    one_of(bench, content, "expression", &EXPRESSIONS);
    one_of(bench, content, "isDefault", &["true", "false"]);
    sizes(bench, content);
    bench.number(content, "fileSize", 1);
    bench.number(content, "channels", 0);
    for name in ["bitrate", "framerate", "samplingrate", "duration"] {
        if let Some(own) = content.attribute(name)
            && own.value.trim().parse::<f64>().is_err()
        {
            let message = format!("`{name}` must be a number, not `{}`", shown(&own.value));
            bench
                .court
                .find("number-invalid", own.value_offset, message);
        }
    }
    for child in document.children(content) {
        judge_one(bench, child);
    }
}

fn sizes(bench: &mut Bench, own: &Element) {
    bench.number(own, "width", 1);
    bench.number(own, "height", 1);
}

fn one_of(bench: &mut Bench, own: &Element, name: &str, words: &[&str]) {
    if let Some(attribute) = own.attribute(name)
        && !words.contains(&attribute.value.as_str())
    {
        let message = format!(
            "`{name}` of `<{}>` is one of {}, not `{}`",
            own.typed,
            words.join(", "),
            shown(&attribute.value)
        );
        bench
            .court
            .find("media-value", attribute.value_offset, message);
    }
}

/// A time as RTSP writes it: `12.5`, `0:01:02.5`, `now`.
fn time(bench: &mut Bench, own: &Element, name: &str) {
    let Some(attribute) = own.attribute(name) else {
        return;
    };
    let value = attribute.value.trim();
    let is_number = |part: &str| part.parse::<f64>().is_ok() && !part.starts_with(['+', '-']);
    let parts: Vec<&str> = value.split(':').collect();
    let is_time = value == "now"
        || (matches!(parts.len(), 1 | 3) && parts.iter().all(|part| is_number(part)));
    if !is_time {
        let message = format!("`{}` is no time: `12.5` and `0:01:02` are", shown(value));
        bench
            .court
            .find("media-value", attribute.value_offset, message);
    }
}
