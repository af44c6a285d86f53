//! The ledger's text read, and what is wrong with it in words that an editor can act on.

use serde::Deserialize;

use crate::feed::adopt::is_iri;
use crate::feed::ledger::merging::Merged;
use crate::feed::ledger::{Ledger, VERSION};
use crate::model::diagnostic::Place;
use crate::model::text::Text;

/// What keeps a ledger from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where.
    pub place: Place,
    /// What.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl Unreadable {
    fn at(line: usize, column: usize, message: impl Into<String>, help: &str) -> Self {
        let number = |value: usize| u32::try_from(value.max(1)).unwrap_or(1);
        Self {
            place: Place {
                line: number(line),
                column: number(column),
            },
            message: message.into(),
            help: help.to_owned(),
        }
    }
}

const RESTORE: &str = "restore it from version control";
/// The marks that version control leaves where two changes meet.
const MERGE_MARKS: [&str; 3] = ["<<<<<<< ", "||||||| ", ">>>>>>> "];

/// What every version begins with.
#[derive(Deserialize)]
struct Head {
    version: u64,
}

impl Ledger {
    /// Reads the file's bytes.
    ///
    /// # Errors
    /// As [`Ledger::parse`], and where they are no UTF-8.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let lines = before.split(|byte| *byte == b'\n').count();
            Unreadable::at(lines, 1, "it holds bytes that are no text (UTF-8)", RESTORE)
        })?;
        Self::parse(text)
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// What is wrong and where, when it is no ledger of this version.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let is_mark = |line: &str| MERGE_MARKS.iter().any(|mark| line.starts_with(mark));
        if let Some(line) = text.lines().position(is_mark) {
            return Err(Unreadable::at(
                line + 1,
                1,
                "two versions of it meet here, and their merge is not finished",
                "keep the lines of both sides, each is one entry, and remove the three with the marks",
            ));
        }
        let broken = |error: serde_json::Error| {
            let words = error.to_string();
            let words = words
                .rsplit_once(" at line ")
                .map_or(&*words, |(words, _)| words);
            Unreadable::at(error.line(), error.column(), words, RESTORE)
        };
        let whole = serde_json::from_str::<Merged>(text);
        // A newer version may have other keys, which is no reason to call it broken.
        if let Ok(Head { version }) = serde_json::from_str(text)
            && version != u64::from(VERSION)
        {
            let words =
                format!("it is of version {version}, and this Postrider reads version {VERSION}");
            return Err(Unreadable::at(
                1,
                1,
                words,
                "use the Postrider that wrote it",
            ));
        }
        let merged = match whole {
            Ok(merged) => merged,
            Err(error) => match Merged::by_lines(text) {
                Some(Ok(merged)) => merged,
                Some(Err((line, error))) => {
                    return Err(Unreadable {
                        place: Unreadable::at(line, error.column(), "", "").place,
                        ..broken(error)
                    });
                }
                None => return Err(broken(error)),
            },
        };
        let ledger = merged.into_ledger().map_err(|(name, why)| {
            let quoted = serde_json::to_string(&name).unwrap_or_default();
            let line = text.lines().position(|line| line.contains(&quoted));
            Unreadable::at(
                line.unwrap_or(0) + 1,
                1,
                format!("{quoted}: {why}"),
                RESTORE,
            )
        })?;
        match ledger.find_impossible_name() {
            Some(name) => {
                let quoted = serde_json::to_string(name).unwrap_or_default();
                let line = text.lines().position(|line| line.contains(&quoted));
                let words = format!(
                    "{quoted} can be no id: Atom demands a URI, and XML can hold only text"
                );
                Err(Unreadable::at(line.unwrap_or(0) + 1, 1, words, RESTORE))
            }
            None => Ok(ledger),
        }
    }

    /// A name that somebody typed here and no feed can bear.
    fn find_impossible_name(&self) -> Option<&str> {
        self.entries.iter().find_map(|(id, record)| {
            let is_text =
                |name: &str| !name.trim().is_empty() && Text::clean(name).as_str() == name;
            if !is_iri(id) || !is_text(id) {
                return Some(id.as_str());
            }
            record.guid.as_deref().filter(|guid| !is_text(guid))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> (u32, String) {
        let wrong = Ledger::parse(text).expect_err(text);
        (wrong.place.line, wrong.message)
    }

    #[test]
    fn what_is_no_ledger_is_told_with_its_line() {
        assert_eq!(
            wrong("{\n<<<<<<< HEAD\n=======\n>>>>>>> b\n}"),
            (
                2,
                "two versions of it meet here, and their merge is not finished".into()
            )
        );
        let newer = "{\"version\": 2, \"notes\": {}}";
        assert_eq!(
            wrong(newer).1,
            "it is of version 2, and this Postrider reads version 1"
        );
        assert_eq!(wrong("{\n}"), (2, "missing field `version`".into()));
        assert_eq!(wrong("").0, 1);
        let bytes = Ledger::parse_bytes(b"{\n\xFF").expect_err("no text");
        assert_eq!(bytes.place.line, 2);
        let record = r#"{"source":"a","language":"en","section":"","title":"","date":"2024-01-01T00:00:00Z","body":"","content":"","changed":"2024-01-01T00:00:00Z","updated":"2024-01-01T00:00:00Z"}"#;
        let with_id = |id: &str| format!("{{\"version\":1,\n\"entries\":{{\n\"{id}\":{record}}}}}");
        assert_eq!(wrong(&with_id("a b")).0, 3);
        assert!(Ledger::parse(&with_id("tag:x.example,2024:a")).is_ok());
        assert!(
            wrong("{\"version\":1,\"entries\":{\"tag:x.example,2024:a\":{\"title\":1}}}")
                .1
                .contains("expected a string")
        );
    }
}
