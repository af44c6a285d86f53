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

    /// Whether a language that was asked for is this one, or this one in a region, script or variant: `en` is `en-GB`, too,
    /// `en-GB` is not `en` (basic filtering, RFC 4647, section 3.3.1).
    pub fn takes(&self, other: &Self) -> bool {
        let rest = other.0.strip_prefix(&self.0);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// Whether the script is written from right to left; a script that the tag names decides.
    pub fn is_right_to_left(&self) -> bool {
        let script = self.0.split('-').skip(1).find(|part| {
            part.len() == 4 && part.starts_with(|sign: char| sign.is_ascii_alphabetic())
        });
        match script {
            Some(script) => matches!(script, "Adlm" | "Arab" | "Hebr" | "Nkoo" | "Syrc" | "Thaa"),
            None => matches!(
                self.primary(),
                "ar" | "dv" | "fa" | "he" | "ku" | "ps" | "sd" | "ug" | "ur" | "yi"
            ),
        }
    }

    /// HTML's `dir`: `rtl` or `ltr`.
    pub fn direction(&self) -> &'static str {
        if self.is_right_to_left() {
            "rtl"
        } else {
            "ltr"
        }
    }

    /// What its speakers call it, for the languages that many sites are written in.
    pub fn autonym(&self) -> Option<&'static str> {
        let found = AUTONYMS.iter().find(|(tag, _)| *tag == self.primary());
        found.map(|(_, name)| *name)
    }
}

const AUTONYMS: [(&str, &str); 40] = [
    ("ar", "العربية"),
    ("bg", "български"),
    ("ca", "català"),
    ("cs", "čeština"),
    ("cy", "Cymraeg"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "español"),
    ("et", "eesti"),
    ("eu", "euskara"),
    ("fa", "فارسی"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("gl", "galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "hrvatski"),
    ("hu", "magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "lietuvių"),
    ("lv", "latviešu"),
    ("nb", "norsk bokmål"),
    ("nl", "Nederlands"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("ru", "русский"),
    ("sk", "slovenčina"),
    ("sl", "slovenščina"),
    ("sv", "svenska"),
    ("tr", "Türkçe"),
    ("uk", "українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

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
    fn a_language_is_asked_for_by_its_first_parts() {
        let takes = |asked: &str, tag: &str| {
            let parse = |tag| Language::parse(tag).expect("a tag");
            parse(asked).takes(&parse(tag))
        };
        for (asked, tag) in [("en", "en"), ("en", "EN_gb"), ("zh-hant", "zh-Hant-TW")] {
            assert!(takes(asked, tag), "{asked} {tag}");
        }
        for (asked, tag) in [("en-GB", "en"), ("en", "enm"), ("zh-TW", "zh-Hant-TW")] {
            assert!(!takes(asked, tag), "{asked} {tag}");
        }
    }

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

    #[test]
    fn a_script_in_the_tag_decides_the_direction() {
        let direction = |tag| Language::parse(tag).expect(tag).direction();
        let found = ["ar", "ku", "ku-Latn", "az-Arab", "fr-CH"].map(direction);
        assert_eq!(found, ["rtl", "rtl", "ltr", "rtl", "ltr"]);
        let autonym = |tag| Language::parse(tag).expect(tag).autonym();
        assert_eq!(
            [autonym("pt-BR"), autonym("tlh")],
            [Some("português"), None]
        );
    }
}
