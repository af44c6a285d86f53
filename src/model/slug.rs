//! Slugs: the ASCII names of categories, tags and authors in URLs and file names, from any script.

use std::fmt;

use deunicode::deunicode;

/// Lower-case ASCII letters and digits joined by single `-`; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// Makes a slug of a name in any script (`Économie` → `economie`, `李雷` → `li-lei`).
    /// A name of signs only becomes the hexadecimal numbers of its characters (`++` → `2b-2b`).
    pub fn of(name: &str) -> Self {
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

    /// The slug, e.g. `worth-reading`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
            ("李雷", "li-lei"),
            ("C++", "c"),
            ("What's new?", "whats-new"),
            ("++", "2b-2b"),
            ("", "0"),
        ] {
            assert_eq!(Slug::of(name).as_str(), slug, "{name}");
        }
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
