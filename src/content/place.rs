//! What a path says of a post: section, language, slug and date.

mod stamps;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::Config;
use crate::model::language::Language;

use stamps::{date_of_folders, impossible_date, split_date, split_moment};

/// The longest name of a folder, less what stands around it.
pub(super) const SLUG_BYTES_MAX: usize = 200;

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
    /// What reads like a date in the name and is none (`2024-02-30`).
    pub(super) impossible: Option<String>,
    /// The moment in the name (`2024-01-02T10:00:00Z-slug`, as Zola reads it).
    pub(super) moment: Option<Timestamp>,
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
    let (moment, rest) = split_moment(stem, config);
    let (mut date, rest) = match moment {
        Some(typed) => (Some(typed.day), rest),
        None => split_date(stem),
    };
    let moment = moment.map(|typed| typed.moment);
    let dated_name = date.is_some();
    let impossible = impossible_date(stem).map(str::to_owned);
    if date.is_none() {
        date = date_of_folders(&folders);
    }
    let stem = if rest.is_empty() { stem } else { rest };
    Placed {
        section: folders.join("/"),
        language,
        stem: stem.to_owned(),
        date,
        impossible,
        moment,
        dated_name,
        kind,
    }
}

/// The slug that a post's `slug` gives it, or why it gives none. Some generators take a whole path there; its last part is the
/// post's own.
pub(super) fn own_slug(typed: &str) -> Result<&str, &'static str> {
    let is_path = !typed.starts_with('/') && !typed.split('/').any(|part| part.starts_with('.'));
    let path = typed.trim_matches('/');
    let own = path.rsplit('/').next().unwrap_or_default();
    let own = if is_path { own } else { typed };
    refuse_slug(own).map_or(Ok(own), Err)
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
    if slug.len() > SLUG_BYTES_MAX {
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
    fn days_that_no_calendar_has_are_noticed() {
        for (path, impossible) in [
            ("2024-02-30-g.md", Some("2024-02-30")),
            ("2023_2_29.md", Some("2023_2_29")),
            ("2024-02-29-g.md", None),
            ("3000-99-99-g.md", None),
        ] {
            assert_eq!(
                read(path, &config()).impossible.as_deref(),
                impossible,
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
