//! Reads `content`.

use std::path::PathBuf;

use crate::config::reader::Reader;
use crate::config::{Content, Future, Shortcodes};
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
pub const FIELDS: [&str; 23] = [
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
    "audio",
    "transcript",
    "chapters",
    "feed",
    "newsletter",
];
const PLACEHOLDERS: [&str; 7] = ["lang", "section", "slug", "id", "year", "month", "day"];

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
