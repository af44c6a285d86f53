//! The path of a post's URL, from a pattern.

use jiff::civil::Date;

use crate::config::Config;
use crate::model::language::Language;

/// What stands for the placeholders of a permalink.
pub(super) struct Parts<'a> {
    pub(super) language: &'a Language,
    pub(super) section: &'a str,
    pub(super) slug: &'a str,
    pub(super) id: &'a str,
    pub(super) day: Date,
    pub(super) dated_name: bool,
}

/// The path of a post's URL, percent-encoding left to the URL parser but for what would end a path.
pub(super) fn permalink(config: &Config, parts: &Parts) -> String {
    let pattern = match (&config.content.permalink, parts.dated_name) {
        (Some(pattern), _) => pattern,
        (None, true) => "/{lang}/{section}/{year}/{month}/{day}/{slug}/",
        (None, false) => "/{lang}/{section}/{slug}/",
    };
    let written = config.content.permalink.is_some() || *parts.language != config.site.language;
    let language = if written { parts.language.as_str() } else { "" };
    let path = fill(pattern, |name| {
        Some(match name {
            "lang" => language.to_owned(),
            "section" => encode(parts.section),
            "slug" => encode(parts.slug),
            "id" => encode(parts.id),
            "year" => format!("{:04}", parts.day.year()),
            "month" => format!("{:02}", parts.day.month()),
            "day" => format!("{:02}", parts.day.day()),
            _ => return None,
        })
    });
    let mut joined = String::with_capacity(path.len());
    for character in path.chars() {
        if !(character == '/' && joined.ends_with('/')) {
            joined.push(character);
        }
    }
    joined.trim_start_matches('/').to_owned()
}

/// A pattern with its placeholders filled in one pass: what is filled in is no pattern.
pub fn fill(pattern: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after
            .split_once('}')
            .and_then(|(name, after)| Some((value(name)?, after)));
        if let Some((value, after)) = named {
            filled.push_str(&value);
            rest = after;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled + rest
}

fn encode(part: &str) -> String {
    part.replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23")
        .replace('\\', "%5C")
}
