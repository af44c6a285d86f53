//! Language tags (BCP 47), normalised so that equal languages compare equal.

use std::fmt;

use oxilangtag::LanguageTag;

/// A BCP 47 language tag in its normal case, e.g. `en`, `fr-CH`, `zh-Hant`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(String);

impl Language {
    /// Reads a tag; `_` is taken for `-` (`fr_FR`), case does not matter. `None` when it is not BCP 47.
    pub fn parse(raw: &str) -> Option<Self> {
        let tag = LanguageTag::parse_and_normalize(&raw.trim().replace('_', "-")).ok()?;
        // Longer ones are well-formed, and no language has one.
        let is_known_length = (2..=3).contains(&tag.primary_language().len());
        is_known_length.then(|| Self(tag.into_inner()))
    }

    /// The tag, e.g. `fr-CH`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary subtag, e.g. `fr` of `fr-CH`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Whether the script is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        matches!(
            self.primary(),
            "ar" | "dv" | "fa" | "he" | "ku" | "ps" | "sd" | "ug" | "ur" | "yi"
        )
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl serde::Serialize for Language {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_normalised_and_nonsense_is_refused() {
        assert_eq!(
            Language::parse("FR_ch").map(|tag| tag.to_string()),
            Some("fr-CH".into())
        );
        for nonsense in ["not a language", "english", "x-private", ""] {
            assert_eq!(Language::parse(nonsense), None, "{nonsense}");
        }
    }
}
