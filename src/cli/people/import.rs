//! `postrider subscribers import`: everybody in a CSV file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::office::open_store;
use crate::cli::people::categories::{find_unknown, warn};
use crate::cli::people::changed;
use crate::cli::people::roster_file::RosterFile;
use crate::cli::people::{newsletter_of, read_words};
use crate::cli::site::read_clock;
use crate::config::Config;
use crate::store::subscribers::Manner;

/// What `import` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// The CSV file
    file: PathBuf,
    /// The newsletter of rows that name none
    #[arg(long)]
    newsletter: Option<String>,
    /// Bring back people who left or bounced, for this reason
    #[arg(long, value_name = "REASON", value_parser = read_words)]
    force: Option<String>,
}

pub(super) fn run(
    args: &ImportArgs,
    config: &Config,
    console: &Console,
) -> anyhow::Result<Outcome> {
    if let Some(name) = &args.newsletter {
        newsletter_of(config, Some(name))?;
    }
    let now = read_clock();
    let mut file = RosterFile::open(config, &args.file, args.newsletter.as_deref(), now)?;
    let manner = args.force.as_deref().map_or(Manner::Follow, Manner::Force);
    let report = open_store(config)?.take_in(&mut file, now, manner)?;
    let unknown = find_unknown(config, &file.categories, now);
    let bad: Vec<_> = file
        .bad
        .iter()
        .map(|bad| json!({ "line": bad.line, "message": bad.message }))
        .collect();
    console.document(&json!({
        "added": report.added, "updated": report.updated, "repeated": report.repeated, "stayed_out": report.stayed_out,
        "changed": changed::document(&report.changes), "bad": bad, "bad_rows": file.bad_count, "unknown_categories": unknown,
    }))?;
    file.show_bad_rows(console);
    warn(&unknown, console);
    console.say(format!(
        "{} added, {} known already, {} repeated, {} stay out, {} bad",
        report.added, report.updated, report.repeated, report.stayed_out, file.bad_count
    ));
    changed::tell(&report.changes, console);
    Ok(file.outcome())
}
