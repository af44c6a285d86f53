//! Names of categories, tags and people as somebody typed them, and which of them mean one thing. Slugs are not compared here.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use crate::model::slug::Slug;
use crate::model::text::Text;

/// A name in a selection, as it was typed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    typed: Text,
    slug: Slug,
}

impl Name {
    /// The name that somebody typed.
    pub fn of(typed: &str) -> Self {
        Self {
            typed: Text::one_line(typed),
            slug: Slug::of(typed),
        }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// Its slug.
    pub fn slug(&self) -> &Slug {
        &self.slug
    }

    /// Whether the category or tag with this slug and one of these names is meant: `c` and `C` do not mean `C++`.
    pub fn means(&self, slug: &Slug, names: &[&str]) -> bool {
        let is_marked = |name: &&str| name.contains(['+', '#']);
        *slug == self.slug
            && (names.iter().any(|name| sounds_like(name, &self.typed))
                || (self.is_slug() && !names.iter().any(is_marked)))
    }

    /// Whether the person with this id or name is meant: `Ana Maria` is not `Ana-Maria`.
    pub fn means_person(&self, name: &str) -> bool {
        same_person(name, &self.typed) || (self.is_slug() && Slug::of(name) == self.slug)
    }

    /// Whether a slug was typed, which stands for every name that has it.
    fn is_slug(&self) -> bool {
        *self.typed == *self.slug.as_str()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.typed)
    }
}

/// Whether two names differ only in case, spaces, dashes and how accents are coded.
pub fn same_name(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// Whether two names of people differ only in case, white space and how accents are coded: a dash makes another name.
pub fn same_person(one: &str, other: &str) -> bool {
    fold_person(one) == fold_person(other)
}

/// What is equal for names that are one.
pub fn fold(name: &str) -> String {
    let composed = name.nfc().filter(|sign| !matches!(sign, ' ' | '-' | '_'));
    composed.flat_map(char::to_lowercase).collect()
}

/// What is equal for names of people that are one.
pub fn fold_person(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let joined = words.join(" ");
    joined.nfc().flat_map(char::to_lowercase).collect()
}

/// Whether two names with one slug have the same signs: an accent may be missing, a `+` may not.
fn sounds_like(one: &str, other: &str) -> bool {
    let signs = |name: &str| -> String {
        let folded = fold(name);
        let signs = folded.chars().filter(|sign| !sign.is_alphanumeric());
        signs.filter(|sign| !matches!(sign, '\'' | '’')).collect()
    };
    same_name(one, other) || signs(one) == signs(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_what_was_typed_and_not_what_only_has_its_slug() {
        for (typed, name, is_meant) in [
            ("c", "C", true),
            ("C", "c", true),
            ("c", "C++", false),
            ("C++", "c++", true),
            ("C++", "C", false),
            ("C#", "C++", false),
            ("worth-reading", "Worth reading", true),
            ("Worth Reading", "worth-reading", true),
            ("economie", "Économie", true),
            ("Whats new", "What’s new", true),
            ("a-b", "A & B", true),
            ("A & B", "a & b", true),
            ("A & B", "A, B", false),
            ("权利", "权力", false),
            ("权利", "权利", true),
        ] {
            let meant = Name::of(typed).means(&Slug::of(name), &[name]);
            assert_eq!(meant, is_meant, "{typed} {name}");
        }
    }

    #[test]
    fn a_dash_makes_another_person() {
        assert!(Name::of("ana  maria").means_person("Ana Maria"));
        assert!(!Name::of("Ana Maria").means_person("Ana-Maria"));
        assert!(Name::of("ana-maria").means_person("Ana Maria"));
        assert!(!Name::of("李明").means_person("黎明"));
        assert!(!Name::of("A & B").means_person("A, B"));
    }
}
