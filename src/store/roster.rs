//! Reading a CSV file of subscribers, row by row: every good row, and every bad one with its line and reason.

mod encoding;
mod records;
mod row;

use std::io::{self, BufRead};

use jiff::civil::Date;

pub use row::{RosterRow, split_categories};

use records::{Record, Records};
use row::{Fields, read_header};

/// What rows may say.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The names that a row may give.
    pub newsletters: Vec<&'a str>,
    /// The newsletter of a row that names none; without it each row must name one.
    pub newsletter: Option<&'a str>,
    /// The latest day on which a consent can have been given.
    pub latest: Date,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
    /// The beginning of that line, where it can be shown.
    pub text: String,
}

/// What can be wrong while reading.
#[derive(Debug)]
pub enum Fault {
    /// With one row; the others stay.
    Row(BadRow),
    /// With the file as a whole: nothing of it can be trusted.
    File(BadRow),
    /// With the disk.
    Broken(io::Error),
}

/// A file of subscribers under way: its rows in the file's order. After [`Fault::File`] or [`Fault::Broken`] there is nothing more.
pub struct Roster<'a> {
    records: Records<Box<dyn BufRead + 'a>>,
    columns: Vec<String>,
    expected: Expected<'a>,
    is_over: bool,
}

impl<'a> Roster<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// What is wrong with the file as a whole: its encoding, its header.
    pub fn open(source: impl BufRead + 'a, expected: Expected<'a>) -> Result<Self, Fault> {
        let mut records = Records::new(encoding::decode(source)?);
        // A mistake in the header leaves no row to keep.
        let header = records.read_header().map_err(|fault| match fault {
            Fault::Row(bad) => Fault::File(bad),
            other => other,
        })?;
        let Some(Record { first, fields }) = header else {
            return Err(Fault::File(BadRow {
                line: 1,
                message: "it is empty: the first line must name the columns".into(),
                text: String::new(),
            }));
        };
        let columns =
            read_header(&fields, &expected).map_err(|message| Fault::File(first.bad(message)))?;
        Ok(Self {
            records,
            columns,
            expected,
            is_over: false,
        })
    }

    fn read(&mut self) -> Result<Option<RosterRow>, Fault> {
        let is_blank = |record: &Record| record.fields.iter().all(|field| field.trim().is_empty());
        while let Some(record) = self.records.read()? {
            // Spreadsheets leave rows of separators at the end.
            if is_blank(&record) {
                continue;
            }
            let fields = Fields {
                columns: &self.columns,
                values: &record.fields,
            };
            let row = fields.read(&self.expected);
            return row
                .map(Some)
                .map_err(|message| Fault::Row(record.first.bad(message)));
        }
        Ok(None)
    }
}

impl Iterator for Roster<'_> {
    type Item = Result<RosterRow, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.read().transpose();
        self.is_over = !matches!(next, Some(Ok(_) | Err(Fault::Row(_))));
        next
    }
}

#[cfg(test)]
pub(crate) mod tests;

#[cfg(test)]
pub(crate) use tests::parse;
