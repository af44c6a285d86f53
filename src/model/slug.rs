//! Slugs: the ASCII names of categories, tags and authors in URLs and file names, from any script.

use std::fmt;

use deunicode::deunicode;

use crate::model::name::fold;

/// Lower-case ASCII letters and digits joined by single `-`; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// Makes a slug of a name in any script (`Économie` → `economie`, `李雷` → `li-lei-62f4`).
    ///
    /// Many names in Chinese characters sound alike, so their slugs end in a check of what was written: it tells them apart
    /// whatever other names there are, and does not change when names come and go.
    /// A name of signs only becomes the hexadecimal numbers of its characters (`++` → `2b-2b`).
    pub fn of(name: &str) -> Self {
        let Self(plain) = Self::romanised(name);
        if name.chars().any(is_han) {
            return Self(format!("{plain}-{:04x}", check_of(&fold(name))));
        }
        Self(plain)
    }

    /// A slug of letters and digits only, for what need not be told apart by it: `李雷` → `li-lei`.
    pub fn romanised(name: &str) -> Self {
        let joined = join_words(&deunicode(name));
        if joined.is_empty() {
            let numbers: Vec<String> = name
                .trim()
                .chars()
                .map(|character| format!("{:x}", u32::from(character)))
                .collect();
            let numbers = numbers.join("-");
            return Self(if numbers.is_empty() {
                "0".into()
            } else {
                numbers
            });
        }
        Self(joined)
    }

    /// The slug of a name whose own is taken: it ends in the numbers of what is neither letter nor digit (`C#` → `c-23`).
    pub fn apart(name: &str) -> Self {
        let signs = name.chars().filter(|sign| !sign.is_ascii_alphanumeric());
        let code = |sign: char| format!("{:x}", u32::from(sign));
        let mut signs: Vec<String> = signs.map(code).collect();
        if signs.is_empty() {
            signs = name.chars().map(code).collect();
        }
        Self(format!("{}-{}", Self::of(name), signs.concat()))
    }

    /// The slug, e.g. `worth-reading`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Chinese characters, which Japanese has too: romanised, they lose what they mean.
fn is_han(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Sixteen bits of a name: FNV-1a, folded.
fn check_of(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash >> 16) ^ (hash & 0xffff)
}

fn join_words(ascii: &str) -> String {
    let mut joined = String::with_capacity(ascii.len());
    for character in ascii.chars() {
        if character.is_ascii_alphanumeric() {
            joined.push(character.to_ascii_lowercase());
        } else if !matches!(character, '\'' | '`') && !joined.is_empty() && !joined.ends_with('-') {
            joined.push('-');
        }
    }
    joined.truncate(joined.trim_end_matches('-').len());
    joined
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl serde::Serialize for Slug {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_come_from_any_script() {
        for (name, slug) in [
            ("Worth reading", "worth-reading"),
            ("économie", "economie"),
            ("李雷", "li-lei-62f4"),
            ("C++", "c"),
            ("What's new?", "whats-new"),
            ("++", "2b-2b"),
            ("", "0"),
        ] {
            assert_eq!(Slug::of(name).as_str(), slug, "{name}");
        }
    }

    #[test]
    fn names_that_only_sound_alike_have_slugs_of_their_own() {
        for (one, other) in [("权利", "权力"), ("実施", "実試"), ("李明", "黎明")] {
            assert_eq!(Slug::romanised(one), Slug::romanised(other), "{one}");
            assert_ne!(Slug::of(one), Slug::of(other), "{one} {other}");
        }
        assert_eq!(Slug::of("AI 学习"), Slug::of("ai-学习"));
        let slug = Slug::of("权利");
        assert_eq!(Slug::of(slug.as_str()), slug, "a slug is its own slug");
        assert_eq!(Slug::apart("C#").as_str(), "c-23");
        assert_eq!(Slug::apart("cafe").as_str(), "cafe-63616665");
    }

    proptest! {
        #[test]
        fn a_slug_is_safe_in_a_path(name in any::<String>()) {
            let slug = Slug::of(&name);
            prop_assert!(!slug.as_str().is_empty());
            prop_assert!(slug.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        }
    }
}
