//! What an adoption did, as a table of at most 80 columns.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::cli::console::Console;
use crate::cli::site::plural;
use crate::feed::{How, Report};
use crate::model::text::wrap;

/// What is left of 80 columns behind the indentation, the sign and the day.
const TITLE_COLUMNS: usize = 52;
const COLUMNS: usize = 80;
/// Without `-v` a list is no longer.
const SHOWN_MAX: usize = 100;

/// Prints the report; `sources` are the feeds as they were typed.
pub(super) fn tell(report: &Report, sources: &[&str], console: &Console) {
    if !report.adopted.is_empty() {
        console.say(format!(
            "\nTaken over: {} ({})",
            plural(report.adopted.len(), "id"),
            ways(report)
        ));
    }
    let (shown, more) = shorten(&report.adopted, console);
    for adopted in shown {
        console.say(row(
            &adopted.how.to_string(),
            Some(adopted.date),
            &adopted.title,
        ));
        console.detail(format!(
            "      {}: {}",
            console.path(&adopted.file),
            adopted.id
        ));
        if let Some(guid) = &adopted.guid {
            console.detail(format!("      in RSS and JSON Feed: {guid}"));
        }
        if let Some(replaced) = &adopted.replaces {
            console.say(format!("      in place of {replaced}"));
        }
    }
    if let Some(more) = more {
        console.say(more);
    }
    if !report.known.is_empty() {
        console.say(format!(
            "\nKnown already: {}",
            plural(report.known.len(), "id")
        ));
    }
    for known in &report.known {
        console.detail(row(&known.how.to_string(), Some(known.date), &known.title));
    }
    tell_unmatched(report, console);
    tell_refused(report, sources, console);
    let uncovered = report.uncovered.len();
    if uncovered > 0 {
        let hint = if console.verbose {
            ""
        } else {
            " (-v names them)"
        };
        let uncovered = plural(uncovered, "post");
        console.say(format!("\nIn no old feed: {uncovered}{hint}"));
    }
    for file in &report.uncovered {
        console.detail(format!("  {}", console.path(file)));
    }
    console.say("");
}

fn tell_unmatched(report: &Report, console: &Console) {
    if !report.unmatched.is_empty() {
        let count = plural(report.unmatched.len(), "entry");
        console.say(format!("\nNo post found for {count}"));
    }
    let (shown, more) = shorten(&report.unmatched, console);
    for entry in shown {
        console.say(row("", entry.date, &entry.title));
        console.say(format!(
            "      {}",
            if entry.url.is_empty() {
                &entry.id
            } else {
                &entry.url
            }
        ));
        if !entry.why.is_empty() {
            let why = format!("not told apart: {}", entry.why);
            console.say(format!("      {}", wrap(&why, 6, COLUMNS, "\n        ")));
        }
    }
    if let Some(more) = more {
        console.say(more);
    }
}

fn tell_refused(report: &Report, sources: &[&str], console: &Console) {
    let (shown, more) = shorten(&report.conflicts, console);
    for conflict in shown {
        let source = sources.get(conflict.feed).copied().unwrap_or_default();
        Console::warn(format!(
            "{}: keeps {}; {source} calls it {}, and its readers will see it as new",
            console.path(&conflict.file),
            conflict.kept,
            conflict.left
        ));
    }
    if let Some(more) = more {
        Console::warn(more);
    }
    let (shown, more) = shorten(&report.refused, console);
    for refused in shown {
        Console::warn(format!(
            "{}: `{}` is not taken over: {}",
            console.path(&refused.file),
            refused.id,
            refused.why
        ));
    }
    if let Some(more) = more {
        Console::warn(more);
    }
    let forcible = report.refused.iter().filter(|refused| refused.is_forcible);
    match forcible.count() {
        0 => {}
        count => Console::warn(format!(
            "--force takes {} over all the same: who reads the new feeds already will see those posts again",
            plural(count, "id")
        )),
    }
}

/// By what posts were recognised, and how many.
fn ways(report: &Report) -> String {
    let mut counts: BTreeMap<How, usize> = BTreeMap::new();
    for adopted in &report.adopted {
        *counts.entry(adopted.how).or_default() += 1;
    }
    let ways: Vec<String> = counts
        .iter()
        .map(|(how, count)| format!("{count} by {how}"))
        .collect();
    ways.join("; ")
}

/// The first of a long list, and how many more there are.
fn shorten<'r, T>(all: &'r [T], console: &Console) -> (&'r [T], Option<String>) {
    if console.verbose || all.len() <= SHOWN_MAX {
        return (all, None);
    }
    let more = format!("  … and {} more (-v names them)", all.len() - SHOWN_MAX);
    (&all[..SHOWN_MAX], Some(more))
}

fn row(how: &str, date: Option<Timestamp>, title: &str) -> String {
    let day = date.map_or_else(String::new, |date| {
        Offset::UTC.to_datetime(date).date().to_string()
    });
    let title = cut(title);
    format!("  {how:<11} {day:<10}  {title}")
        .trim_end()
        .to_owned()
}

/// A title on one line that fits.
fn cut(title: &str) -> String {
    let line: Vec<&str> = title.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= TITLE_COLUMNS {
        return line;
    }
    let kept: String = line.chars().take(TITLE_COLUMNS - 1).collect();
    format!("{}…", kept.trim_end())
}
