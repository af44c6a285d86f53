//! Reads `feeds` and selections.

use crate::config::content::placeholders;
use crate::config::output::read_shape;
use crate::config::reader::Reader;
use crate::config::{Each, FeedRule, FeedShape};
use crate::model::name::Name;
use crate::model::selection::{Kind, Named, Pick, Selection};
use crate::yaml::Node;

const FEED_KEYS: [&str; 9] = [
    "path",
    "title",
    "each",
    "select",
    "formats",
    "limit",
    "content",
    "max_bytes",
    "archive",
];
const SELECT_KEYS: [&str; 6] = ["any", "all", "none", "authors", "languages", "sections"];
const EACH: [(&str, Each); 5] = [
    ("category", Each::Category),
    ("tag", Each::Tag),
    ("author", Each::Author),
    ("language", Each::Language),
    ("section", Each::Section),
];

pub(super) fn read(reader: &mut Reader, top: &Node, base: &FeedShape) -> Option<Vec<FeedRule>> {
    let node = top.get("feeds").filter(|node| !node.is_null())?;
    if !node.is_list() {
        reader.wrong(
            &node,
            "`feeds` must be a list",
            "start each feed with `- path: …`",
        );
        return None;
    }
    Some(
        node.items()
            .iter()
            .filter_map(|item| read_rule(reader, item, base))
            .collect(),
    )
}

fn read_rule(reader: &mut Reader, node: &Node, base: &FeedShape) -> Option<FeedRule> {
    reader.check_keys(node, "a feed", &FEED_KEYS);
    let shape = read_shape(reader, node, base);
    let mut each = Vec::new();
    for given in reader.text_nodes(node, "each") {
        each.extend(reader.choice_of(&given, "each", &EACH));
    }
    let Some(path) = reader.text(node, "path") else {
        reader.report(
            "config-missing",
            node.place(),
            "this feed has no `path`",
            "add `path: name`",
        );
        return None;
    };
    let path = path.trim_end_matches('/').to_owned();
    if let Some(given) = node.get("path") {
        check_path(reader, &given, &path, &each);
    }
    let title = reader.text(node, "title");
    let select = read_selection(reader, node);
    let place = node.get("path").map_or(node.place(), |path| path.place());
    Some(FeedRule {
        path,
        title,
        each,
        select,
        shape,
        place,
    })
}

fn check_path(reader: &mut Reader, given: &Node, path: &str, each: &[Each]) {
    let good = !path.is_empty()
        && path
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.'))
        && !path
            .chars()
            .any(|character| character.is_control() || matches!(character, '\\' | '?' | '#' | ':'));
    if !good {
        reader.wrong(
            given,
            "`path` must name a file inside `output.dir`",
            "write it like categories/{slug}/feed",
        );
    }
    for placeholder in placeholders(path) {
        if !matches!(placeholder, "slug" | "lang") {
            reader.wrong(
                given,
                format!("`path` knows no {{{placeholder}}}"),
                "it knows {slug} and {lang}",
            );
        }
    }
    let pair = each.len() > 1;
    let names_all = match each {
        [] => !path.contains('{'),
        _ if pair => path.contains("{slug}") && path.contains("{lang}"),
        [Each::Language] => path.contains("{slug}") || path.contains("{lang}"),
        _ => path.contains("{slug}"),
    };
    if !names_all {
        let help = if each.is_empty() {
            "give `each`, or remove the braces"
        } else {
            "add {slug}, and {lang} for a pair"
        };
        reader.wrong(
            given,
            "`path` and `each` do not fit: feeds would overwrite one another",
            help,
        );
    }
    let languages = each.iter().filter(|each| **each == Each::Language).count();
    if pair && (each.len(), languages) != (2, 1) {
        reader.wrong(
            given,
            "a pair in `each` is language and one other",
            "write each: [language, category]",
        );
    }
}

/// The selection under `select` of `parent`; everything when none is given.
pub(super) fn read_selection(reader: &mut Reader, parent: &Node) -> Selection {
    match reader.section(parent, "select", &SELECT_KEYS) {
        Some(node) => selection_of(reader, &node),
        None => Selection::default(),
    }
}

fn selection_of(reader: &mut Reader, node: &Node) -> Selection {
    let mut languages = Vec::new();
    for given in reader.text_nodes(node, "languages") {
        let read = reader.language(&given);
        languages.extend(read.map(|language| named(&given, language)));
    }
    Selection {
        any: picks(reader, node, "any"),
        all: picks(reader, node, "all"),
        none: picks(reader, node, "none"),
        authors: names(reader, node, "authors", Name::of),
        languages,
        sections: names(reader, node, "sections", |section| {
            section.trim_matches('/').to_owned()
        }),
    }
}

fn named<T>(node: &Node, value: T) -> Named<T> {
    let place = node.place();
    Named { value, place }
}

fn names<T>(
    reader: &mut Reader,
    node: &Node,
    key: &str,
    read: impl Fn(&str) -> T,
) -> Vec<Named<T>> {
    let given = reader.text_nodes(node, key);
    given
        .iter()
        .map(|member| named(member, read(&member.text().unwrap_or_default())))
        .collect()
}

fn picks(reader: &mut Reader, node: &Node, key: &str) -> Vec<Pick> {
    let Some(given) = node.get(key).filter(|given| !given.is_null()) else {
        return Vec::new();
    };
    let members = if given.is_list() {
        given.items()
    } else {
        vec![given]
    };
    let mut picks = Vec::new();
    for member in members {
        if member.is_mapping() {
            reader.check_keys(&member, "a selection", &SELECT_KEYS);
            let inner = selection_of(reader, &member);
            if inner == Selection::default() {
                reader.wrong(
                    &member,
                    format!("this selection in `{key}` is empty, and so takes every post"),
                    "name something in it, or remove it",
                );
            }
            picks.push(Pick::Nested(Box::new(inner)));
        } else if let Some(name) = member.text() {
            let (kind, name) = match name.split_once(':') {
                Some(("category", name)) => (Kind::Category, name),
                Some(("tag", name)) => (Kind::Tag, name),
                _ => (Kind::Either, name.as_str()),
            };
            if name.trim().is_empty() {
                reader.wrong(&member, format!("`{key}` names nothing here"), "");
                continue;
            }
            picks.push(Pick::Name(kind, named(&member, Name::of(name))));
        } else {
            reader.wrong(
                &member,
                format!("`{key}` holds names of categories or tags, or selections"),
                "",
            );
        }
    }
    picks
}
