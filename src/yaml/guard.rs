//! What a YAML text is refused for before or after the parser sees it: bombs, tabs, tags, repeated keys.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, Tag};

use crate::model::diagnostic::Place;
use crate::yaml::Mistake;
use crate::yaml::flaws::{Flaw, find_repeated_keys, find_tabs};
use crate::yaml::outline::place_of;

/// Values that aliases may stand for in one document; real front matter has a handful.
const ALIASED_VALUES_MAX: usize = 10_000;
/// Depth of nesting; real front matter has four.
const DEPTH_MAX: usize = 100;
const CORE_TAGS: [&str; 12] = [
    "str",
    "int",
    "float",
    "bool",
    "null",
    "map",
    "seq",
    "timestamp",
    "binary",
    "set",
    "omap",
    "merge",
];

/// What was found before the parser runs.
pub(super) struct Findings {
    /// Every mistake that can be told from the text's lines and events.
    pub(super) mistakes: Vec<Mistake>,
    /// The text with tabs and repeated keys out of the way, each character at its place, so that what else is
    /// wrong can be told in the same run; `None` where nothing more can be read.
    pub(super) mended: Option<String>,
}

/// Looks for what the parser cannot tell, or tells without a line.
pub(super) fn examine(text: &str, first_line: u32) -> Findings {
    let mut flaws: Vec<Flaw> = find_tabs(text, first_line);
    flaws.extend(find_repeated_keys(text, first_line));
    let mut mended = text.to_owned();
    flaws.sort_by_key(|flaw| std::cmp::Reverse(flaw.bytes.start));
    for flaw in &flaws {
        mended.replace_range(flaw.bytes.clone(), flaw.instead);
    }
    let mut mistakes: Vec<Mistake> = flaws.into_iter().map(|flaw| flaw.mistake).collect();
    let dangers = find_dangers(text, first_line);
    let is_readable = dangers.is_empty();
    mistakes.extend(dangers);
    mistakes.sort_by_key(|mistake| mistake.place);
    Findings {
        mistakes,
        mended: is_readable.then_some(mended),
    }
}

/// Bombs and tags, by the events of a parser that expands nothing; most texts need no look.
fn find_dangers(text: &str, first_line: u32) -> Vec<Mistake> {
    let deep = text
        .bytes()
        .filter(|byte| matches!(byte, b'[' | b'{'))
        .count()
        > DEPTH_MAX
        || text
            .lines()
            .any(|line| line.len() - line.trim_start_matches([' ', '-']).len() > DEPTH_MAX);
    if deep || text.contains('!') || (text.contains('&') && text.contains('*')) {
        walk_events(text, first_line)
    } else {
        Vec::new()
    }
}

/// Tags, depth and aliases, from the events of a parser that expands nothing.
fn walk_events(text: &str, first_line: u32) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut aliased = 0_usize;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                if error.info().contains("recursion limit") {
                    mistakes.push(too_deep(place_of(
                        error.marker().line(),
                        error.marker().col(),
                        first_line,
                    )));
                }
                return mistakes;
            }
        };
        let place = place_of(span.start.line(), span.start.col(), first_line);
        match event {
            Event::Scalar(_, _, anchor, tag) => {
                mistakes.extend(tag.and_then(|tag| judge_tag(&tag, Shape::Scalar, place)));
                grow(&mut open, &mut sizes, 1, anchor);
            }
            Event::Alias(anchor) => {
                let size = sizes.get(&anchor).copied().unwrap_or(1);
                aliased = aliased.saturating_add(size);
                grow(&mut open, &mut sizes, size, 0);
                if aliased > ALIASED_VALUES_MAX {
                    mistakes.push(alias_bomb(place));
                    return mistakes;
                }
            }
            Event::MappingStart(anchor, tag) | Event::SequenceStart(anchor, tag) => {
                mistakes.extend(tag.and_then(|tag| judge_tag(&tag, Shape::Collection, place)));
                open.push((anchor, 1));
                if open.len() > DEPTH_MAX {
                    mistakes.push(too_deep(place));
                    return mistakes;
                }
            }
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some((anchor, size)) = open.pop() {
                    grow(&mut open, &mut sizes, size, anchor);
                }
            }
            _ => {}
        }
    }
    mistakes
}

fn grow(
    open: &mut [(usize, usize)],
    sizes: &mut HashMap<usize, usize>,
    size: usize,
    anchor: usize,
) {
    if anchor > 0 {
        sizes.insert(anchor, size);
    }
    if let Some((_, total)) = open.last_mut() {
        *total = total.saturating_add(size);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Scalar,
    Collection,
}

/// `!word` before a scalar is text that real posts hold; any other tag asks for a type we do not have.
fn judge_tag(tag: &Tag, shape: Shape, place: Place) -> Option<Mistake> {
    let core = tag.handle.starts_with("tag:yaml.org") || tag.handle == "!!";
    let known = if core {
        CORE_TAGS.contains(&tag.suffix.as_str())
    } else {
        shape == Shape::Scalar || tag.suffix.is_empty()
    };
    (!known).then(|| Mistake {
        rule: "unknown-tag",
        place,
        message: format!(
            "the tag `{}{}` asks for a type that does not exist here",
            if core { "!!" } else { &tag.handle },
            tag.suffix
        ),
        help: "remove the tag, or quote the whole value if the ! belongs to the text".into(),
    })
}

fn too_deep(place: Place) -> Mistake {
    Mistake {
        rule: "too-deep",
        place,
        message: format!("values are nested more than {DEPTH_MAX} deep"),
        help: "flatten the value".into(),
    }
}

fn alias_bomb(place: Place) -> Mistake {
    Mistake {
        rule: "alias-bomb",
        place,
        message: format!("aliases stand for more than {ALIASED_VALUES_MAX} values"),
        help: "write the values out, or remove the aliases".into(),
    }
}

/// The parser's own words with their place in the file.
pub(super) fn explain(error: &serde_yaml::Error, text: &str, first_line: u32) -> Mistake {
    let words = error.to_string();
    let place = error.location().map_or(
        Place {
            line: first_line,
            column: 1,
        },
        |location| {
            place_of(
                location.line(),
                location.column().saturating_sub(1),
                first_line,
            )
        },
    );
    let reason = words.split(" at line ").next().unwrap_or(&words);
    let line = text
        .lines()
        .nth(usize::try_from(place.line.saturating_sub(first_line)).unwrap_or(0))
        .unwrap_or_default();
    let (rule, help) = if reason.contains("duplicate entry") {
        ("duplicate-key", "remove one of the two".to_owned())
    } else if line.contains(": ") {
        (
            "yaml-syntax",
            "put the value in quotes if it holds a colon, a quote or a bracket".to_owned(),
        )
    } else {
        ("yaml-syntax", String::new())
    };
    Mistake {
        rule,
        place,
        message: format!("this is not YAML: {reason}"),
        help,
    }
}
