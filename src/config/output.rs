//! Reads `output`, and the keys of a feed that override it.

use crate::config::content::placeholders;
use crate::config::reader::Reader;
use crate::config::site::check_address;
use crate::config::{Encoding, Extent, FeedShape, Format, Output};
use crate::yaml::Node;

const OUTPUT_KEYS: [&str; 11] = [
    "dir",
    "formats",
    "file_names",
    "pages",
    "limit",
    "content",
    "max_bytes",
    "archive",
    "compress",
    "hubs",
    "s3",
];
const FORMATS: [(&str, Format); 3] = [
    ("rss", Format::Rss),
    ("atom", Format::Atom),
    ("json", Format::Json),
];
const EXTENTS: [(&str, Extent); 2] = [("full", Extent::Full), ("summary", Extent::Summary)];
const ENCODINGS: [(&str, Encoding); 2] = [("gzip", Encoding::Gzip), ("brotli", Encoding::Brotli)];
const YES_OR_NO: [(&str, bool); 2] = [("true", true), ("false", false)];
const ENTRIES_MAX: usize = 1_000_000;

pub(super) fn read_output(reader: &mut Reader, top: &Node) -> Output {
    let standard = FeedShape {
        formats: vec![Format::Rss, Format::Atom, Format::Json],
        limit: Some(20),
        content: Extent::Full,
        max_bytes: None,
        archive: true,
    };
    let file_names = [
        (Format::Rss, "{path}.rss.xml"),
        (Format::Atom, "{path}.atom.xml"),
        (Format::Json, "{path}.json"),
    ];
    let mut output = Output {
        dir: "public".into(),
        file_names: file_names
            .map(|(format, name)| (format, name.to_owned()))
            .to_vec(),
        page_name: Some("{path}.html".to_owned()),
        shape: standard,
        compress: Vec::new(),
        hubs: Vec::new(),
    };
    let Some(node) = reader.section(top, "output", &OUTPUT_KEYS) else {
        return output;
    };
    if let Some(dir) = reader.path(&node, "dir") {
        output.dir = dir;
    }
    output.shape = read_shape(reader, &node, &output.shape);
    read_file_names(reader, &node, &mut output);
    if reader.choice(&node, "pages", &YES_OR_NO) == Some(false) {
        output.page_name = None;
    }
    for given in reader.text_nodes(&node, "compress") {
        let encoding = reader.choice_of(&given, "compress", &ENCODINGS);
        output.compress.extend(encoding);
    }
    output.compress.sort_unstable();
    output.compress.dedup();
    for given in reader.text_nodes(&node, "hubs") {
        match check_address(&given.text().unwrap_or_default()) {
            Ok(hub) if output.hubs.contains(&hub) => {}
            Ok(hub) => output.hubs.push(hub),
            Err(why) => reader.wrong(
                &given,
                format!("a hub {why}"),
                "write it like https://hub.example/",
            ),
        }
    }
    reader.not_yet(&node, "s3");
    output
}

fn read_file_names(reader: &mut Reader, node: &Node, output: &mut Output) {
    let Some(names) = reader.section(node, "file_names", &["rss", "atom", "json", "page"]) else {
        return;
    };
    for (word, format) in FORMATS {
        if let Some(pattern) = read_file_name(reader, &names, word)
            && let Some(slot) = output.file_names.iter_mut().find(|slot| slot.0 == format)
        {
            slot.1 = pattern;
        }
    }
    if let Some(pattern) = read_file_name(reader, &names, "page") {
        output.page_name = Some(pattern);
    }
}

fn read_file_name(reader: &mut Reader, names: &Node, word: &str) -> Option<String> {
    let pattern = reader.text(names, word)?;
    let good = pattern.contains("{path}")
        && !pattern.starts_with('/')
        && !pattern.contains(char::is_control)
        && !pattern.split('/').any(|part| part == "..")
        && placeholders(&pattern).all(|name| name == "path");
    if !good && let Some(given) = names.get(word) {
        reader.wrong(
            &given,
            "a file name must hold {path}, no other name in braces, and stay inside `output.dir`",
            "",
        );
    }
    Some(pattern)
}

/// The keys that shape a feed, over those of `base`.
pub(super) fn read_shape(reader: &mut Reader, node: &Node, base: &FeedShape) -> FeedShape {
    let mut shape = base.clone();
    if node.get("formats").is_some() {
        let mut formats = Vec::new();
        for given in reader.text_nodes(node, "formats") {
            if let Some(format) = reader.choice_of(&given, "formats", &FORMATS)
                && !formats.contains(&format)
            {
                formats.push(format);
            }
        }
        if formats == [Format::Json]
            && let Some(given) = node.get("formats")
        {
            reader.wrong(
                &given,
                "JSON Feed alone shuts out half of all readers",
                "add rss or atom",
            );
        }
        shape.formats = formats;
    }
    if let Some(given) = node.get("limit").filter(|given| !given.is_null()) {
        shape.limit = if given.text().as_deref() == Some("all") {
            None
        } else {
            reader.count(node, "limit", ENTRIES_MAX).or(shape.limit)
        };
    }
    if let Some(archive) = reader.choice(node, "archive", &YES_OR_NO) {
        shape.archive = archive;
    }
    if let Some(extent) = reader.choice(node, "content", &EXTENTS) {
        shape.content = extent;
    }
    if let Some(given) = node.get("max_bytes").filter(|given| !given.is_null()) {
        match given.text().as_deref() {
            Some("none") => shape.max_bytes = None,
            typed => match typed.and_then(parse_bytes) {
                Some(bytes) => shape.max_bytes = Some(bytes),
                None => reader.wrong(
                    &given,
                    "`max_bytes` must be a size",
                    "write it like 500kB or 2MB",
                ),
            },
        }
    }
    shape
}

pub(super) fn read_extent(reader: &mut Reader, node: &Node) -> Option<Extent> {
    reader.choice(node, "content", &EXTENTS)
}

fn parse_bytes(typed: &str) -> Option<u64> {
    let digits = typed
        .trim_end_matches(|character: char| character.is_ascii_alphabetic() || character == ' ');
    let unit = match typed[digits.len()..].trim() {
        "" | "B" => 1,
        "kB" | "KB" | "k" => 1_000,
        "KiB" => 1_024,
        "MB" | "M" => 1_000_000,
        "MiB" => 1_048_576,
        _ => return None,
    };
    digits
        .parse::<u64>()
        .ok()?
        .checked_mul(unit)
        .filter(|bytes| *bytes > 0)
}
