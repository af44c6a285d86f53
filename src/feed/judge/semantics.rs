//! Two elements that say the same thing: readers believe the one or the other.

use crate::feed::judge::document::Element;
use crate::feed::judge::forms::Bench;

const CHANNEL: [(&str, &str); 9] = [
    ("managingEditor", "dc:creator"),
    ("webMaster", "dc:publisher"),
    ("language", "dc:language"),
    ("copyright", "dc:rights"),
    ("pubDate", "dc:date"),
    ("category", "dc:subject"),
    ("lastBuildDate", "dcterms:modified"),
    ("generator", "admin:generatorAgent"),
    ("creativeCommons:license", "cc:license"),
];

const ITEM: [(&str, &str); 11] = [
    ("author", "dc:creator"),
    ("category", "dc:subject"),
    ("pubDate", "dc:date"),
    ("pubDate", "atom:published"),
    ("guid", "atom:id"),
    ("source", "dc:source"),
    ("description", "xhtml:body"),
    ("description", "atom:content"),
    ("title", "atom:title"),
    ("description", "atom:summary"),
    ("creativeCommons:license", "cc:license"),
];

pub(super) fn judge_channel(bench: &mut Bench, channel: &Element) {
    judge(bench, channel, &CHANNEL);
}

pub(super) fn judge_item(bench: &mut Bench, item: &Element) {
    judge(bench, item, &ITEM);
}

fn judge(bench: &mut Bench, element: &Element, pairs: &[(&str, &str)]) {
    let document = bench.document;
    for (core, other) in pairs {
        if let (Some(_), Some(found)) = (
            document.first(element, core),
            document.first(element, other),
        ) {
            let message = format!("`<{core}>` and `<{other}>` say the same thing");
            bench
                .court
                .find("semantics-duplicate", found.offset, message);
        }
    }
}
