//! Mistakes in what the editor wrote, each with its place, its reason and its mending.

use serde::Serialize;

use crate::model::rule;

/// How bad a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The output would be wrong or missing: nothing is written, exit status 3.
    Error,
    /// Worth a look; exit status 0 unless `check --strict`.
    Warning,
}

/// A position in a file: lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Place {
    /// The first character of a file: the place of a mistake that concerns the file as a whole.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place of byte `offset` in `text`, which starts at line `first_line` of its file.
    pub fn of_offset(text: &str, offset: usize, first_line: u32) -> Self {
        let offset = (0..=offset.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let lines = before.bytes().filter(|byte| *byte == b'\n').count();
        Self {
            line: first_line + u32::try_from(lines).unwrap_or(u32::MAX - first_line),
            column: u32::try_from(before[line_start..].chars().count() + 1).unwrap_or(u32::MAX),
        }
    }
}

/// One mistake: what, where, why it matters and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The rule's id, e.g. `date-invalid`.
    pub rule: &'static str,
    /// Whether it blocks.
    pub severity: Severity,
    /// Path of the file below the site's folder, with `/`.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong and why it matters.
    pub message: String,
    /// How to mend it; empty where nothing more can be said.
    pub help: String,
    /// The line of the file as it stands there, shown under the message.
    #[serde(skip)]
    pub source_line: String,
}

impl Diagnostic {
    /// An error at `place` of `file`.
    pub fn error(rule: &'static str, file: &str, place: Place, message: impl Into<String>) -> Self {
        Self::of(Severity::Error, rule, (file, place), message.into())
    }

    /// A warning at `place` of `file`.
    pub fn warning(
        rule: &'static str,
        file: &str,
        place: Place,
        message: impl Into<String>,
    ) -> Self {
        Self::of(Severity::Warning, rule, (file, place), message.into())
    }

    /// An error or a warning at `place` of `file`.
    pub fn of(
        severity: Severity,
        rule: &'static str,
        (file, place): (&str, Place),
        message: String,
    ) -> Self {
        debug_assert!(
            rule::find(rule).is_some_and(|known| known.allows(severity)),
            "src/model/rule does not explain `{rule}` as {severity:?}"
        );
        Self {
            rule,
            severity,
            file: file.to_owned(),
            line: place.line.max(1),
            column: place.column.max(1),
            message,
            help: String::new(),
            source_line: String::new(),
        }
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Takes the source line from the whole `text` of the file.
    #[must_use]
    pub fn quoting(mut self, text: &str) -> Self {
        let index = usize::try_from(self.line.saturating_sub(1)).unwrap_or(usize::MAX);
        text.lines()
            .nth(index)
            .unwrap_or_default()
            .clone_into(&mut self.source_line);
        self
    }

    /// Whether it blocks.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Mistakes that stop a run, as an error: whoever prints them exits with 3.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{} mistakes were found", .0.len())]
pub struct Mistakes(pub Vec<Diagnostic>);

impl From<Diagnostic> for Mistakes {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl From<Diagnostic> for anyhow::Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Mistakes::from(diagnostic).into()
    }
}

/// The candidate nearest to `typed`, when one is near enough to be meant.
pub fn find_nearest<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&typed.to_lowercase(), &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_becomes_line_and_column_in_characters() {
        assert_eq!(
            Place::of_offset("ab\nçd", 5, 10),
            Place {
                line: 11,
                column: 2
            }
        );
        assert_eq!(Place::of_offset("", 99, 1), Place::START);
    }

    #[test]
    fn no_mistake_stands_before_the_first_character() {
        let nowhere = Place { line: 0, column: 0 };
        let found = Diagnostic::error("template", "a.html", nowhere, "wrong");
        assert_eq!((found.line, found.column), (1, 1));
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        assert_eq!(find_nearest("titel", ["title", "url"]), Some("title"));
        assert_eq!(find_nearest("xyz", ["title", "url"]), None);
    }
}
