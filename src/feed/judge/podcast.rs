//! Podcasts: what Apple's catalogue and the podcast namespace ask of a feed and an episode.

use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::Bench;
use crate::feed::judge::uri::Want;
use crate::feed::judge::values::judge_email;

mod categories;

const SHORT_MAX: usize = 255;
const SUMMARY_MAX: usize = 4000;
const PLAYED: [&str; 8] = ["m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub", "aac"];

/// Judges a channel or feed, where it is that of a podcast.
pub(super) fn judge_channel(bench: &mut Bench, channel: &Element) {
    let document = bench.document;
    let is_podcast = document
        .children(channel)
        .any(|child| child.name.starts_with("itunes:"));
    judge_parts(bench, channel);
    if !is_podcast {
        return;
    }
    let has = |name: &str| document.first(channel, name).is_some();
    let needed = [
        ("itunes:category", has("itunes:category")),
        ("itunes:explicit", has("itunes:explicit")),
        ("itunes:image", has("itunes:image")),
        (
            "language",
            has("language")
                || has("dc:language")
                || !document.inherited(channel, "xml:lang").is_empty(),
        ),
    ];
    for (name, _) in needed.iter().filter(|(_, is_there)| !is_there) {
        let message = format!("a podcast without `<{name}>` is not listed");
        bench
            .court
            .find("itunes-incomplete", channel.offset, message);
    }
    match document.first(channel, "itunes:owner") {
        None => {
            let message = "a podcast without `<itunes:owner>` cannot be claimed by its owner";
            bench.court.find("itunes-owner", channel.offset, message);
        }
        Some(owner) => judge_owner(bench, owner),
    }
    for category in document.named(channel, "itunes:category") {
        judge_category(bench, category);
    }
    for guid in document.named(channel, "podcast:guid") {
        let lengths: Vec<usize> = guid.text.trimmed().split('-').map(str::len).collect();
        let is_uuid = lengths == [8, 4, 4, 4, 12]
            && guid
                .text
                .trimmed()
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if !is_uuid {
            let message = format!("`{}` is no UUID", shown(guid.text.trimmed()));
            bench
                .court
                .find("podcast-value", guid.text_offset(), message);
        }
    }
}

/// Judges an item or entry.
pub(super) fn judge_item(bench: &mut Bench, item: &Element) {
    let document = bench.document;
    judge_parts(bench, item);
    for duration in document.named(item, "itunes:duration") {
        let value = duration.text.trimmed();
        let parts: Vec<&str> = value.split(':').collect();
        let is_number =
            |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_small =
            |part: &&str| part.len() == 2 && part.parse::<u8>().is_ok_and(|number| number < 60);
        let is_time =
            parts.len() <= 3 && parts.iter().all(is_number) && parts.iter().skip(1).all(is_small);
        if !is_time {
            let message = format!(
                "`{}` is no duration: `3723` and `1:02:03` are",
                shown(value)
            );
            bench
                .court
                .find("itunes-duration", duration.text_offset(), message);
        }
    }
    let is_episode = document
        .children(item)
        .any(|child| child.name.starts_with("itunes:"));
    for enclosure in document.named(item, "enclosure").filter(|_| is_episode) {
        let path = enclosure
            .value("url")
            .split(['?', '#'])
            .next()
            .unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        let ending = name
            .rsplit_once('.')
            .map_or("", |(_, ending)| ending)
            .to_ascii_lowercase();
        if !PLAYED.contains(&ending.as_str()) && !enclosure.value("url").is_empty() {
            let message = format!(
                "`{}` does not end in the name of a format that podcast players take",
                shown(name)
            );
            bench.court.find("itunes-format", enclosure.offset, message);
        }
    }
}

/// What channels and episodes share.
fn judge_parts(bench: &mut Bench, element: &Element) {
    let document = bench.document;
    for child in document.children(element) {
        let limit = match child.name.as_str() {
            "itunes:author" | "itunes:subtitle" | "itunes:keywords" => SHORT_MAX,
            "itunes:summary" => SUMMARY_MAX,
            _ => usize::MAX,
        };
        let length = child.text.trimmed().chars().count();
        if length > limit {
            let message = format!(
                "`<{}>` has {length} characters; {limit} are shown",
                child.typed
            );
            bench
                .court
                .find("itunes-long", child.text_offset(), message);
        }
        match child.name.as_str() {
            "itunes:keywords"
                if child.text.trimmed().contains(' ') && !child.text.trimmed().contains(',') =>
            {
                bench.court.find(
                    "itunes-keywords",
                    child.text_offset(),
                    "keywords are separated by commas",
                );
            }
            "itunes:image" if bench.required(child, "href").is_some() => {
                bench.address(child, "href", Want::Web);
            }
            "podcast:transcript" | "podcast:chapters" => {
                for name in ["url", "type"] {
                    bench.required(child, name);
                }
                bench.mime(child, "type");
                bench.language(child, "language");
            }
            "podcast:funding" | "podcast:license" => bench.address(child, "url", Want::Full),
            _ => {}
        }
    }
}

fn judge_owner(bench: &mut Bench, owner: &Element) {
    let document = bench.document;
    match document.first(owner, "itunes:email") {
        None => {
            let message = "`<itunes:owner>` lacks `<itunes:email>`";
            bench.court.find("itunes-owner", owner.offset, message);
        }
        Some(email) => bench.fault(judge_email(email.text.trimmed()), email.text_offset()),
    }
}

fn judge_category(bench: &mut Bench, category: &Element) {
    let document = bench.document;
    let Some(name) = bench.required(category, "text") else {
        return;
    };
    let Some(inner) = categories::find(name) else {
        let message = format!("`{}` is no category of Apple's catalogue", shown(name));
        return bench
            .court
            .find("itunes-category", category.offset, message);
    };
    for sub in document.named(category, "itunes:category") {
        let Some(name) = bench.required(sub, "text") else {
            continue;
        };
        if !inner.contains(&name) {
            let message = format!(
                "`{}` is no category below `{}`",
                shown(name),
                shown(category.value("text"))
            );
            bench.court.find("itunes-category", sub.offset, message);
        }
    }
}
