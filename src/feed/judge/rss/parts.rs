//! The small parts of an RSS channel: its picture, hours, days, cloud and form.

use std::collections::HashSet;

use crate::feed::judge::children::{self, Known, once};
use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::{Bench, Form};
use crate::feed::judge::values::judge_number;

const WIDTH_MAX: u32 = 144;
const HEIGHT_MAX: u32 = 400;
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

static IMAGE: [Known; 6] = [
    once("url", Form::Url),
    once("title", Form::Plain),
    once("link", Form::Url),
    once("width", Form::Words),
    once("height", Form::Words),
    once("description", Form::Plain),
];

static TEXT_INPUT: [Known; 4] = [
    once("title", Form::Plain),
    once("description", Form::Plain),
    once("name", Form::Words),
    once("link", Form::Url),
];

pub(super) fn judge_image(bench: &mut Bench, channel: &Element, image: &Element) {
    let document = bench.document;
    children::judge(bench, image, &IMAGE);
    children::require(
        bench,
        image,
        &["url", "title", "link"].map(|name| (name, "rss-image-incomplete")),
    );
    children::not_blank(bench, image, &["title"]);
    let text = |element: &Element, name: &str| {
        document
            .first(element, name)
            .map(|child| child.text.trimmed().to_owned())
    };
    for (name, rule) in [("title", "rss-image-title"), ("link", "rss-image-link")] {
        let (own, theirs) = (text(image, name), text(channel, name));
        if let (Some(own), Some(theirs), Some(child)) = (own, theirs, document.first(image, name))
            && own != theirs
        {
            let message = format!(
                "the picture's {name} is `{}`, the channel's is `{}`",
                shown(&own),
                shown(&theirs)
            );
            bench.court.find(rule, child.text_offset(), message);
        }
    }
    for (name, most) in [("width", WIDTH_MAX), ("height", HEIGHT_MAX)] {
        let Some(size) = document.first(image, name) else {
            continue;
        };
        let number = size.text.trimmed().parse::<u32>().ok();
        if number.is_none_or(|number| number == 0 || number > most) {
            let message = format!(
                "the {name} of the picture must be 1 to {most}, not `{}`",
                shown(size.text.trimmed())
            );
            bench
                .court
                .find("rss-image-size", size.text_offset(), message);
        }
    }
    if let Some(url) = document.first(image, "url") {
        let path = url
            .text
            .trimmed()
            .split(['?', '#'])
            .next()
            .unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        let ending = name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase());
        let is_shown = ending
            .as_deref()
            .is_none_or(|ending| matches!(ending, "jpg" | "jpeg" | "gif" | "png"));
        if !is_shown {
            let message = format!(
                "`{}` is neither GIF, JPEG nor PNG: old readers show no other",
                shown(name)
            );
            bench
                .court
                .find("rss-image-format", url.text_offset(), message);
        }
    }
}

pub(super) fn judge_cloud(bench: &mut Bench, cloud: &Element) {
    for name in ["domain", "port", "path", "registerProcedure", "protocol"] {
        // XML-RPC needs a procedure, the others send an empty one.
        if name == "registerProcedure" && cloud.attribute(name).is_some() {
            continue;
        }
        bench.required(cloud, name);
    }
    bench.number(cloud, "port", 1);
}

pub(super) fn judge_text_input(bench: &mut Bench, input: &Element) {
    bench.court.find(
        "rss-text-input",
        input.offset,
        "no reader shows `<textInput>`",
    );
    children::judge(bench, input, &TEXT_INPUT);
    let needed = ["title", "description", "name", "link"].map(|name| (name, "rss-text-input"));
    children::require(bench, input, &needed);
}

pub(super) fn judge_hours(bench: &mut Bench, hours: &Element) {
    children::judge(bench, hours, &[children::often("hour", Form::Words)]);
    let is_hour = |value: &str| {
        judge_number(value, "hour", 0).is_none() && value.parse().is_ok_and(|hour: u32| hour < 24)
    };
    judge_list(bench, hours, "hour", &is_hour, "0 to 23");
}

pub(super) fn judge_days(bench: &mut Bench, days: &Element) {
    children::judge(bench, days, &[children::often("day", Form::Words)]);
    judge_list(
        bench,
        days,
        "day",
        &|value: &str| DAYS.contains(&value),
        "Monday to Sunday",
    );
}

fn judge_list(
    bench: &mut Bench,
    list: &Element,
    name: &str,
    is_one: &dyn Fn(&str) -> bool,
    what: &str,
) {
    let document = bench.document;
    let mut seen = HashSet::new();
    for own in document.named(list, name) {
        let value = own.text.trimmed();
        if !is_one(value) || !seen.insert(value) {
            let message = format!("`{}` is given twice, or is none of {what}", shown(value));
            bench.court.find("rss-skip", own.text_offset(), message);
        }
    }
}
