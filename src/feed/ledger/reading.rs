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

/// The text with a comma behind each entry but the last: lines that were merged may lack one or have one too many.
fn with_commas(text: &str) -> String {
    let is_entry = |line: &str| {
        let is_version = line
            .strip_prefix("\"version\": ")
            .is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
        line.starts_with('"') && line.ends_with(['}', ']', ',']) && !is_version
    };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut made = String::with_capacity(text.len() + 2);
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).copied().unwrap_or_default();
        match line.trim_end_matches(',') {
            bare if is_entry(line) && is_entry(next) => made.extend([bare, ","]),
            bare if is_entry(line) => made.push_str(bare),
            _ => made.push_str(line),
        }
        made.push('\n');
    }
    made
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
        let mended = with_commas(text);
        // Where that does not mend it, what stands there is told of.
        let is_mended = serde_json::from_str::<Head>(text).is_err()
            && serde_json::from_str::<Head>(&mended).is_ok();
        let text = if is_mended { &mended } else { text };
        // A newer version may have other keys, which is no reason to call it broken.
        let head: Head = serde_json::from_str(text).map_err(broken)?;
        if head.version != u64::from(VERSION) {
            let words = format!(
                "it is of version {}, and this Postrider reads version {VERSION}",
                head.version
            );
            return Err(Unreadable::at(
                1,
                1,
                words,
                "use the Postrider that wrote it",
            ));
        }
        let merged: Merged = serde_json::from_str(text).map_err(broken)?;
        let ledger = merged.into_ledger();
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
        let merged = |between: &str, last: &str| {
            format!(
                "{{\n\"version\": 1,\n\"entries\": {{\n\"x:a\": {record}{between}\n\"x:b\": {record}{last}\n}}\n}}\n"
            )
        };
        let whole = Ledger::parse(&merged(",", "")).expect("whole");
        assert_eq!(whole.to_json().expect("written"), merged(",", ""));
        for (between, last) in [("", ""), ("", ","), (",", ",")] {
            assert_eq!(Ledger::parse(&merged(between, last)).as_ref(), Ok(&whole));
        }
        assert!(
            wrong("{\"version\":1,\"entries\":{\"tag:x.example,2024:a\":{\"title\":1}}}")
                .1
                .contains("expected a string")
        );
    }
}
