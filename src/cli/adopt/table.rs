//! What an adoption did, as a table of at most 80 columns.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::cli::console::Console;
use crate::cli::site::plural;
use crate::feed::Report;
use crate::model::text::wrap;

/// What is left of 80 columns behind the indentation, the sign and the day.
const TITLE_COLUMNS: usize = 52;
const COLUMNS: usize = 80;

/// Prints the report; `sources` are the feeds as they were typed.
pub(super) fn tell(report: &Report, sources: &[&str], console: &Console) {
    if !report.adopted.is_empty() {
        console.say(format!(
            "\nTaken over: {}",
            plural(report.adopted.len(), "id")
        ));
    }
    for adopted in &report.adopted {
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
    for entry in &report.unmatched {
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
}

fn tell_refused(report: &Report, sources: &[&str], console: &Console) {
    for conflict in &report.conflicts {
        let source = sources.get(conflict.feed).copied().unwrap_or_default();
        Console::warn(format!(
            "{}: keeps {}; {source} calls it {}, and its readers will see it as new",
            console.path(&conflict.file),
            conflict.kept,
            conflict.left
        ));
    }
    for refused in &report.refused {
        Console::warn(format!(
            "{}: `{}` is not taken over: {}",
            console.path(&refused.file),
            refused.id,
            refused.why
        ));
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
