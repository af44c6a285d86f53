//! What a path says of a post: section, language, slug and date.

use jiff::civil::Date;

use crate::config::Config;
use crate::model::language::Language;

/// What a post's path says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Folders below `content.posts` without language, `_`-names and the bundle's own.
    pub(super) section: String,
    /// The language that a folder or suffix names.
    pub(super) language: Option<Language>,
    /// The name without date, language and ending; a bundle's folder.
    pub(super) stem: String,
    /// The date in the name, or in the folders `YYYY/MM/DD`.
    pub(super) date: Option<Date>,
    /// The name carries the date (`YYYY-MM-DD-slug`), which its default URL then shows.
    pub(super) dated_name: bool,
    /// `_index.md`, or below `_drafts/`.
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Normal,
    Draft,
    SectionIndex,
    /// `_name.md`: a piece of other pages.
    Partial,
}

/// Reads `relative`, a path below `content.posts` with `/`.
pub(super) fn read(relative: &str, config: &Config) -> Placed {
    let mut folders: Vec<&str> = relative.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut language = None;
    let find_language = |word: &str| {
        let parsed = Language::parse(word)?;
        config
            .site
            .languages
            .iter()
            .find(|known| **known == parsed)
            .cloned()
    };
    let stem = match stem
        .rsplit_once('.')
        .and_then(|(stem, suffix)| Some((stem, find_language(suffix)?)))
    {
        Some((stem, found)) => {
            language = Some(found);
            stem
        }
        None => stem,
    };
    let mut kind = match stem {
        "_index" => Kind::SectionIndex,
        _ if folders.contains(&"_drafts") => Kind::Draft,
        _ if stem.starts_with('_') => Kind::Partial,
        _ => Kind::Normal,
    };
    if folders.is_empty() && stem == "index" {
        kind = Kind::SectionIndex;
    }
    folders.retain(|folder| match find_language(folder) {
        Some(found) if language.is_none() || language.as_ref() == Some(&found) => {
            language = Some(found);
            false
        }
        _ => !folder.starts_with('_'),
    });
    let mut stem = stem;
    if matches!(stem, "index") && kind == Kind::Normal {
        stem = folders.pop().unwrap_or(stem);
    }
    let (mut date, rest) = split_date(stem);
    let dated_name = date.is_some();
    if date.is_none() {
        date = date_of_folders(&folders);
    }
    let stem = if rest.is_empty() { stem } else { rest };
    Placed {
        section: folders.join("/"),
        language,
        stem: stem.to_owned(),
        date,
        dated_name,
        kind,
    }
}

/// `2020-01-02-name` as its date and `name`; month and day may have one digit.
fn split_date(stem: &str) -> (Option<Date>, &str) {
    let read = || {
        let (year, rest) = stem.split_at_checked(4)?;
        let mark = rest
            .chars()
            .next()
            .filter(|mark| matches!(mark, '-' | '_' | '.'))?;
        let (month, rest) = rest[1..].split_once(mark)?;
        let end = rest
            .find(|sign: char| !sign.is_ascii_digit())
            .unwrap_or(rest.len());
        let (day, rest) = rest.split_at(end);
        let fits = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.']);
        let is_number = |word: &str| {
            (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !fits || !is_number(month) || !is_number(day) {
            return None;
        }
        Some((
            make_date(year, month, day)?,
            rest.trim_start_matches(['-', '_', ' ', '.']),
        ))
    };
    match read() {
        Some((date, rest)) => (Some(date), rest),
        None => (None, stem),
    }
}

/// The folders `…/2020/01/02` as a date, or the nearest folder whose name begins with one.
fn date_of_folders(folders: &[&str]) -> Option<Date> {
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let year = folders.iter().position(|folder| is_year(folder));
    let spread =
        year.and_then(|at| make_date(folders[at], folders.get(at + 1)?, folders.get(at + 2)?));
    spread.or_else(|| folders.iter().rev().find_map(|folder| split_date(folder).0))
}

fn make_date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Why a slug that was typed cannot be part of a URL and a file name; `None` when it can.
pub(super) fn refuse_slug(slug: &str) -> Option<&'static str> {
    const DEVICES: [&str; 22] = [
        "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
        "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    ];
    let base = slug.split('.').next().unwrap_or(slug).to_ascii_lowercase();
    if slug.trim().is_empty() || slug == "." || slug == ".." {
        return Some("it names no file");
    }
    if slug.chars().any(|character| {
        matches!(
            character,
            '/' | '\\' | '\u{2044}' | '\u{2215}' | '\u{29F8}' | '\u{FF0F}'
        )
    }) {
        return Some("it holds a slash, which would put the post into another folder");
    }
    if slug.chars().any(char::is_control) {
        return Some("it holds a control character");
    }
    if slug.len() > 200 {
        return Some("it is longer than 200 bytes");
    }
    DEVICES
        .contains(&base.as_str())
        .then_some("it is the name of a device on some systems")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn config() -> Config {
        let text = "site: {url: https://a.example, title: A, languages: [en, fr]}";
        Config::parse(text.as_bytes(), Path::new("/"), "postrider.yaml")
            .config
            .expect("valid")
    }

    #[test]
    fn paths_say_section_language_slug_and_date() {
        for (path, section, language, stem, date) in [
            ("hello.md", "", None, "hello", None),
            (
                "editorial/fr/hello.md",
                "editorial",
                Some("fr"),
                "hello",
                None,
            ),
            ("fr/a/b/hello.md", "a/b", Some("fr"), "hello", None),
            ("hello.fr.md", "", Some("fr"), "hello", None),
            ("trip/index.fr.md", "", Some("fr"), "trip", None),
            ("news/trip/index.md", "news", None, "trip", None),
            (
                "2021-08-01-trip/index.md",
                "",
                None,
                "trip",
                Some("2021-08-01"),
            ),
            (
                "docs/_posts/2013-05-06-one.markdown",
                "docs",
                None,
                "one",
                Some("2013-05-06"),
            ),
            (
                "2020/01/02/name.md",
                "2020/01/02",
                None,
                "name",
                Some("2020-01-02"),
            ),
            (
                "2022-03-06-trip/day.md",
                "2022-03-06-trip",
                None,
                "day",
                Some("2022-03-06"),
            ),
            ("2024-1-5-one.md", "", None, "one", Some("2024-01-05")),
            ("2024-1234-5-one.md", "", None, "2024-1234-5-one", None),
            ("2020-01-02.md", "", None, "2020-01-02", Some("2020-01-02")),
            ("v1.2-notes.md", "", None, "v1.2-notes", None),
            ("2021-13-45-x.md", "", None, "2021-13-45-x", None),
        ] {
            let placed = read(path, &config());
            let found = (
                placed.section.as_str(),
                placed.language.as_ref().map(Language::as_str),
                placed.stem.as_str(),
                placed.date.map(|date| date.to_string()),
            );
            assert_eq!(
                found,
                (section, language, stem, date.map(str::to_owned)),
                "{path}"
            );
        }
    }

    #[test]
    fn dangerous_slugs_are_refused() {
        for slug in [
            "../../etc/x",
            "/abs",
            "a\0b",
            "CON",
            ".",
            "a\u{2215}b",
            &"x".repeat(300),
            "",
        ] {
            assert!(refuse_slug(slug).is_some(), "{slug:?}");
        }
        assert_eq!(refuse_slug("hexo-deployer-1.0.0_released"), None);
    }
}
