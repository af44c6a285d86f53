//! A CSV file of subscribers on disk: its good rows go to the store, its bad ones to the editor.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, absolute};

use anyhow::{Context as _, ensure};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::site::plural;
use crate::config::Config;
use crate::model::diagnostic::{Diagnostic, Mistakes, Place};
use crate::model::slug::Slug;
use crate::store::roster::{BadRow, Expected, Fault, Roster, RosterRow};

/// Nobody mends more at a time; the rest is counted.
const BAD_ROWS_SHOWN: usize = 1000;
const CATEGORIES_COUNTED: usize = 1000;

/// A roster under way. As an iterator it gives the good rows and keeps the bad ones aside.
pub(super) struct RosterFile<'a> {
    /// The first bad rows.
    pub(super) bad: Vec<BadRow>,
    pub(super) bad_count: usize,
    /// The categories that were chosen, each with the number of its rows.
    pub(super) categories: BTreeMap<Slug, usize>,
    roster: Roster<'a>,
    /// As diagnostics name it.
    name: String,
}

impl<'a> RosterFile<'a> {
    /// Opens a plain file: a pipe would never end, and a folder has no rows.
    pub(super) fn open(
        config: &'a Config,
        path: &Path,
        newsletter: Option<&'a str>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let shown = path.display();
        let about = fs::metadata(path).with_context(|| format!("reading `{shown}`"))?;
        ensure!(about.is_file(), "`{shown}` is not a plain file");
        let file = File::open(path).with_context(|| format!("reading `{shown}`"))?;
        let newsletters: Vec<&str> = config
            .newsletters
            .iter()
            .map(|newsletter| newsletter.name.as_str())
            .collect();
        ensure!(
            !newsletters.is_empty(),
            "postrider.yaml names no newsletter to subscribe to"
        );
        let only = newsletters
            .first()
            .copied()
            .filter(|_| newsletters.len() == 1);
        let name = name_below(&config.root, path);
        let expected = Expected {
            newsletter: newsletter.or(only),
            newsletters,
            // Where the day begins first, it is tomorrow already.
            latest: TimeZone::UTC.to_datetime(now).date().tomorrow()?,
        };
        let roster = Roster::open(BufReader::with_capacity(1 << 16, file), expected)
            .map_err(|fault| failure(fault, &name, &[]))?;
        Ok(Self {
            bad: Vec::new(),
            bad_count: 0,
            categories: BTreeMap::new(),
            roster,
            name,
        })
    }

    pub(super) fn outcome(&self) -> Outcome {
        if self.bad_count == 0 {
            Outcome::Done
        } else {
            Outcome::Mistakes
        }
    }

    /// Each bad row at its place.
    pub(super) fn mistakes(&self) -> Vec<Diagnostic> {
        let bad = self.bad.iter();
        bad.map(|bad| row_mistake(bad, &self.name)).collect()
    }

    /// Shows each bad row at its place; a JSON document that has no room for them leaves them to standard error.
    pub(super) fn show_bad_rows(&self, console: &Console) {
        console.mistakes(&self.mistakes());
        let more = self.bad_count - self.bad.len();
        if more > 0 {
            console.note(format!("and {}", plural(more, "more bad row")));
        }
    }

    fn note(&mut self, row: &RosterRow) {
        for slug in row.categories.iter().flatten() {
            if let Some(count) = self.categories.get_mut(slug) {
                *count += 1;
            } else if self.categories.len() < CATEGORIES_COUNTED {
                self.categories.insert(slug.clone(), 1);
            }
        }
    }
}

impl Iterator for RosterFile<'_> {
    type Item = anyhow::Result<RosterRow>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.roster.next()? {
                Ok(row) => {
                    self.note(&row);
                    return Some(Ok(row));
                }
                Err(Fault::Row(bad)) => {
                    self.bad_count += 1;
                    if self.bad.len() < BAD_ROWS_SHOWN {
                        self.bad.push(bad);
                    }
                }
                Err(fault) => return Some(Err(failure(fault, &self.name, &self.bad))),
            }
        }
    }
}

/// The path below the site's folder, as diagnostics give it, or the whole path of a file elsewhere.
fn name_below(root: &Path, path: &Path) -> String {
    let whole = absolute(path).unwrap_or_else(|_| path.to_owned());
    let root = absolute(root).unwrap_or_else(|_| root.to_owned());
    let below = whole.strip_prefix(&root).unwrap_or(&whole);
    below.display().to_string()
}

fn row_mistake(bad: &BadRow, name: &str) -> Diagnostic {
    mistake("subscriber-row", bad, name)
        .help("mend the row and run this again: nobody comes in twice")
}

fn mistake(rule: &'static str, bad: &BadRow, name: &str) -> Diagnostic {
    let place = Place {
        line: u32::try_from(bad.line).unwrap_or(u32::MAX),
        column: 1,
    };
    let mut found = Diagnostic::error(rule, name, place, &bad.message);
    found.source_line.clone_from(&bad.text);
    found
}

/// Why nothing of a file can be taken: with the rows that were bad before, so that all is mended at once.
fn failure(fault: Fault, name: &str, rows: &[BadRow]) -> anyhow::Error {
    let last = match fault {
        Fault::Broken(error) => {
            return anyhow::Error::new(error).context(format!("reading `{name}`"));
        }
        Fault::File(bad) => mistake("subscriber-file", &bad, name)
            .help("nothing was taken from this file; mend it and run this again"),
        Fault::Row(bad) => row_mistake(&bad, name),
    };
    let mut found: Vec<Diagnostic> = rows.iter().map(|bad| row_mistake(bad, name)).collect();
    found.push(last);
    Mistakes(found).into()
}
