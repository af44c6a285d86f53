//! The signs by which an entry and a post are known to be the same, and how near their dates must be.

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::content::plain_inline;

const DAY_S: i64 = 24 * 60 * 60;
/// A day typed without a zone, and the same day in the zone farthest from it.
const NEAR_S: i64 = 26 * 60 * 60;

/// By what an entry and a post were found to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The entry's link is the post's URL.
    Url,
    /// The entry's id is the post's own `id`.
    OwnId,
    /// Their paths are the same, under whatever host and spelling.
    Path,
    /// The entry's id is the post's URL, or one with its path.
    IdIsUrl,
    /// The last part of the link is the post's slug, and the dates agree.
    Slug,
    /// Titles and dates agree.
    TitleAndDate,
    /// The titles agree, and no other post and entry has this one.
    Title,
}

impl fmt::Display for How {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Url => "URL",
            Self::OwnId => "id",
            Self::Path => "path",
            Self::IdIsUrl => "id as URL",
            Self::Slug => "slug, date",
            Self::TitleAndDate => "title, date",
            Self::Title => "title",
        })
    }
}

impl Serialize for How {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How near two dates must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Near {
    Any,
    SameInstant,
    SameDay,
    WithinHours,
}

impl Near {
    /// A key with the day, so that only what is near is looked at.
    pub(super) fn with_day(self, key: &str, date: Timestamp, more: i64) -> String {
        if self == Self::Any {
            return key.to_owned();
        }
        format!("{} {key}", date.as_second().div_euclid(DAY_S) + more)
    }

    pub(super) fn holds(self, one: Timestamp, other: Timestamp) -> bool {
        let (one, other) = (one.as_second(), other.as_second());
        match self {
            Self::Any => true,
            Self::SameInstant => one == other,
            Self::SameDay => one.div_euclid(DAY_S) == other.div_euclid(DAY_S),
            Self::WithinHours => (one - other).abs() <= NEAR_S,
        }
    }
}

/// A title by its letters and digits: generators change quotes, dashes, spaces and escapes. `+` and `#` tell C from
/// C++ and C#; a title of other signs only is compared as it is.
pub(super) fn title(raw: &str) -> String {
    let plain = if raw.contains(['&', '<']) {
        plain_inline(&plain_inline(raw))
    } else {
        raw.to_owned()
    };
    let lower = plain.to_lowercase();
    let kept: String = lower
        .chars()
        .filter(|sign| sign.is_alphanumeric() || matches!(sign, '+' | '#'))
        .collect();
    if kept.is_empty() {
        lower.trim().to_owned()
    } else {
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_the_same_however_they_are_set() {
        for (one, other) in [
            ("It's “x” — <b>y</b>", "Its \"X\" - y"),
            ("A &amp;amp; B", "A & B"),
            ("1. One", "1 one"),
            ("\u{1F600}", " \u{1F600}"),
        ] {
            assert_eq!(title(one), title(other), "{one}");
        }
        assert_ne!(title("C"), title("C#"));
        assert_ne!(title("C++"), title("C"));
    }
}
