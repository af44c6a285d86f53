//! Reads `content` and `output`.

use std::path::PathBuf;

use crate::config::reader::Reader;
use crate::config::{Content, Extent, FeedShape, Format, Future, Output, Shortcodes};
use crate::yaml::Node;

const CONTENT_KEYS: [&str; 10] = [
    "posts",
    "ignore",
    "assets",
    "authors",
    "categories",
    "permalink",
    "ledger",
    "shortcodes",
    "fields",
    "future",
];
/// What front matter can say, by Postrider's own names; `content.fields` adds the site's names for it.
pub const FIELDS: [&str; 20] = [
    "id",
    "title",
    "date",
    "updated",
    "categories",
    "tags",
    "authors",
    "summary",
    "image",
    "image_alt",
    "image_caption",
    "language",
    "slug",
    "permalink",
    "suggested",
    "embargo",
    "expiry",
    "draft",
    "feed",
    "newsletter",
];
const OUTPUT_KEYS: [&str; 10] = [
    "dir",
    "formats",
    "file_names",
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
const PLACEHOLDERS: [&str; 7] = ["lang", "section", "slug", "id", "year", "month", "day"];
const ENTRIES_MAX: usize = 1_000_000;

pub(super) fn read_content(reader: &mut Reader, top: &Node) -> Content {
    let mut content = Content {
        posts: "content/posts".into(),
        ignore: Vec::new(),
        assets: "content/assets".into(),
        authors: None,
        categories: None,
        permalink: None,
        ledger: "content/.postrider/ids.json".into(),
        shortcodes: Shortcodes::Text,
        fields: Vec::new(),
        future: Future::Hide,
    };
    let Some(node) = reader.section(top, "content", &CONTENT_KEYS) else {
        return content;
    };
    let set = |target: &mut PathBuf, given: Option<PathBuf>| {
        if let Some(path) = given {
            *target = path;
        }
    };
    set(&mut content.posts, reader.path(&node, "posts"));
    set(&mut content.assets, reader.path(&node, "assets"));
    set(&mut content.ledger, reader.path(&node, "ledger"));
    content.authors = reader.named_path(&node, "authors");
    content.categories = reader.named_path(&node, "categories");
    content.ignore = reader.texts(&node, "ignore");
    content.permalink = read_permalink(reader, &node);
    if let Some(choice) = reader.choice(
        &node,
        "shortcodes",
        &[("text", Shortcodes::Text), ("drop", Shortcodes::Drop)],
    ) {
        content.shortcodes = choice;
    }
    if let Some(choice) = reader.choice(
        &node,
        "future",
        &[("hide", Future::Hide), ("publish", Future::Publish)],
    ) {
        content.future = choice;
    }
    if let Some(fields) = reader.section(&node, "fields", &FIELDS) {
        for (name, _) in fields.entries() {
            let names = reader.texts(&fields, &name);
            content.fields.push((name, names));
        }
    }
    content
}

fn read_permalink(reader: &mut Reader, node: &Node) -> Option<String> {
    let given = node.get("permalink").filter(|given| !given.is_null())?;
    let pattern = reader.text(node, "permalink")?;
    for placeholder in placeholders(&pattern) {
        if !PLACEHOLDERS.contains(&placeholder) {
            let known = PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(" ");
            reader.wrong(
                &given,
                format!("`permalink` knows no {{{placeholder}}}"),
                format!("it knows {known}"),
            );
        }
    }
    if !pattern.starts_with('/') {
        reader.wrong(&given, "`permalink` must start with /", "");
    }
    if !pattern.contains("{slug}") && !pattern.contains("{id}") {
        reader.wrong(
            &given,
            "`permalink` needs {slug} or {id}: else all posts share one URL",
            "",
        );
    }
    Some(pattern)
}

/// The names between braces.
pub(super) fn placeholders(pattern: &str) -> impl Iterator<Item = &str> {
    pattern
        .split('{')
        .skip(1)
        .map(|part| part.split('}').next().unwrap_or(part))
}

pub(super) fn read_output(reader: &mut Reader, top: &Node) -> Output {
    let standard = FeedShape {
        formats: vec![Format::Rss, Format::Atom, Format::Json],
        limit: Some(20),
        content: Extent::Full,
        max_bytes: None,
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
        shape: standard,
    };
    let Some(node) = reader.section(top, "output", &OUTPUT_KEYS) else {
        return output;
    };
    if let Some(dir) = reader.path(&node, "dir") {
        output.dir = dir;
    }
    output.shape = read_shape(reader, &node, &output.shape);
    if let Some(names) = reader.section(&node, "file_names", &["rss", "atom", "json"]) {
        for (word, format) in FORMATS {
            let Some(pattern) = reader.text(&names, word) else {
                continue;
            };
            let good = pattern.contains("{path}")
                && !pattern.starts_with('/')
                && !pattern.split('/').any(|part| part == "..");
            if !good && let Some(given) = names.get(word) {
                reader.wrong(
                    &given,
                    "a file name must hold {path} and stay inside `output.dir`",
                    "",
                );
            }
            if let Some(slot) = output.file_names.iter_mut().find(|slot| slot.0 == format) {
                slot.1 = pattern;
            }
        }
    }
    for key in ["archive", "compress", "hubs", "s3"] {
        reader.not_yet(&node, key);
    }
    output
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
