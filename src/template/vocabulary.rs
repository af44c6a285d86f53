//! The words of all languages, ready for templates, and days as people write them.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::model::diagnostic::Diagnostic;
use crate::model::language::Language;
use crate::template::built_in::Folder;
use crate::template::phrases::{self, FALLBACK, Phrases, write_day};

/// The words of a folder's templates, by language.
#[derive(Debug)]
pub(super) struct Vocabulary(BTreeMap<String, Words>);

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) phrases: Phrases,
    /// As templates see them.
    pub(super) value: Value,
}

impl Vocabulary {
    /// The words of `folder` and, over them, the site's `own` by their path below the site's folder.
    pub(super) fn load(
        folder: &Folder,
        own: &BTreeMap<String, String>,
        mistakes: &mut Vec<Diagnostic>,
    ) -> Self {
        let all = phrases::load(folder.words(), own, mistakes);
        let ready = all.into_iter().map(|(tag, phrases)| {
            let value = value_of(&tag, &phrases);
            (tag, Words { phrases, value })
        });
        Self(ready.collect())
    }

    /// The words of a language, or of the one that stands in for it.
    pub(super) fn of(&self, language: &Language) -> Option<&Words> {
        [language.as_str(), language.primary(), FALLBACK]
            .iter()
            .find_map(|tag| self.0.get(*tag))
    }

    /// A day (`2026-03-01`) as people write it in `language`.
    pub(super) fn write_day(&self, language: &Language, day: &str) -> String {
        let words = self.of(language);
        words.map_or_else(|| day.to_owned(), |words| write_day(&words.phrases, day))
    }
}

/// The words, with the language that they are in: it is not the reader's where that one has none.
fn value_of(tag: &str, phrases: &Phrases) -> Value {
    let direction = Language::parse(tag).map_or("ltr", |language| language.direction());
    let words = phrases.iter().map(|(key, values)| match &values[..] {
        [one] => (key.clone(), Value::from(one.clone())),
        many => (key.clone(), Value::from(many.to_vec())),
    });
    let about = [("language", tag), ("direction", direction)];
    let about = about.map(|(key, value)| (key.to_owned(), Value::from(value)));
    words.chain(about).collect::<BTreeMap<_, _>>().into()
}
