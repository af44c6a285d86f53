//! `postrider subscribers`: who gets what.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::console::Console;
use crate::cli::office::{open_store, read_address, read_roster};
use crate::cli::site::{open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::Config;
use crate::model::language::Language;
use crate::model::slug::Slug;
use crate::model::text::Text;
use crate::store::roster::RosterRow;
use crate::store::subscribers::Removed;

/// What `subscribers` can do.
#[derive(Debug, Subcommand)]
pub(super) enum PeopleCommand {
    /// Add one person who asked for it
    Add(AddArgs),
    /// Take in a CSV with the columns email,name,language,categories,source,date and perhaps newsletter
    Import(ImportArgs),
    /// List everybody
    List(ListArgs),
    /// Unsubscribe a person
    Remove(RemoveArgs),
}

/// What `add` takes.
#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// The address
    address: String,
    /// The person's name
    #[arg(long, default_value = "")]
    name: String,
    /// The language, such as fr
    #[arg(long)]
    language: Option<String>,
    /// Categories, split at `;`; all when left out
    #[arg(long, default_value = "")]
    categories: String,
    /// Where the consent was given
    #[arg(long, default_value = "added by the editor")]
    source: String,
    /// Which newsletter; needless with one
    #[arg(long)]
    newsletter: Option<String>,
}

/// What `import` takes.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The CSV file
    file: PathBuf,
    /// The newsletter of rows that name none
    #[arg(long)]
    newsletter: Option<String>,
    /// Bring back people who left or bounced, for this reason
    #[arg(long, value_name = "REASON")]
    force: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Only this newsletter's
    #[arg(long)]
    newsletter: Option<String>,
}

/// What `remove` takes.
#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// The address
    address: String,
    /// Only from this newsletter
    #[arg(long)]
    newsletter: Option<String>,
}

pub(super) fn run(
    command: &PeopleCommand,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = match open_config(global, console)? {
        Ok(config) => config,
        Err(outcome) => return Ok(outcome),
    };
    match command {
        PeopleCommand::Add(args) => add(args, &config, console),
        PeopleCommand::Import(args) => import(args, &config, console),
        PeopleCommand::List(args) => list(args, &config, console),
        PeopleCommand::Remove(args) => remove(args, &config, console),
    }
}

fn newsletter_of<'a>(config: &'a Config, given: Option<&'a str>) -> anyhow::Result<&'a str> {
    match (given, config.newsletters.as_slice()) {
        (Some(name), all) if all.iter().any(|newsletter| newsletter.name == name) => Ok(name),
        (Some(name), _) => anyhow::bail!("postrider.yaml names no newsletter `{name}`"),
        (None, [only]) => Ok(&only.name),
        (None, []) => anyhow::bail!("postrider.yaml names no newsletter to subscribe to"),
        (None, _) => anyhow::bail!("there are several newsletters: give --newsletter"),
    }
}

fn add(args: &AddArgs, config: &Config, console: &Console) -> anyhow::Result<Outcome> {
    let now = read_clock();
    let language = match &args.language {
        Some(typed) => Some(
            Language::parse(typed).with_context(|| format!("`{typed}` is not a language tag"))?,
        ),
        None => None,
    };
    let row = RosterRow {
        address: read_address(&args.address)?,
        name: Text::one_line(&args.name),
        language,
        categories: args
            .categories
            .split(';')
            .filter(|name| !name.trim().is_empty())
            .map(Slug::of)
            .collect(),
        source: Text::one_line(&args.source),
        date: config.site.time_zone.to_datetime(now).date(),
        newsletter: newsletter_of(config, args.newsletter.as_deref())?.to_owned(),
    };
    let report = open_store(config)?.import(&[row], now, None)?;
    console.say(match (report.added, report.stayed_out) {
        (1.., _) => "Added",
        (_, 1..) => "Stays out: this person unsubscribed or the address must not be mailed",
        _ => "Known already",
    });
    Ok(Outcome::Done)
}

fn import(args: &ImportArgs, config: &Config, console: &Console) -> anyhow::Result<Outcome> {
    if let Some(name) = &args.newsletter {
        newsletter_of(config, Some(name))?;
    }
    let roster = read_roster(config, &args.file, args.newsletter.as_deref(), console)?;
    let report = open_store(config)?.import(&roster.rows, read_clock(), args.force.as_deref())?;
    console.document(&json!({
        "added": report.added, "updated": report.updated, "repeated": report.repeated, "stayed_out": report.stayed_out,
        "bad": roster.bad.iter().map(|bad| json!({ "line": bad.line, "message": bad.message })).collect::<Vec<_>>(),
    }))?;
    console.say(format!(
        "{} added, {} known already, {} repeated, {} stay out, {} bad",
        report.added,
        report.updated,
        report.repeated,
        report.stayed_out,
        roster.bad.len()
    ));
    Ok(if roster.bad.is_empty() {
        Outcome::Done
    } else {
        Outcome::Mistakes
    })
}

fn list(args: &ListArgs, config: &Config, console: &Console) -> anyhow::Result<Outcome> {
    let known = open_store(config)?.list(args.newsletter.as_deref())?;
    let rows: Vec<_> = known.iter().map(|known| json!({
        "address": known.subscriber.address.as_str(), "name": known.subscriber.name, "language": known.subscriber.language,
        "newsletter": known.newsletter, "categories": known.categories, "status": known.status,
        "source": known.source, "date": known.consented_on,
    })).collect();
    console.document(&json!({ "subscribers": rows }))?;
    for known in &known {
        console.say(format!(
            "{}  {}  {}",
            known.subscriber.address.as_str(),
            known.newsletter,
            known.status
        ));
    }
    console.say(plural(known.len(), "subscription"));
    Ok(Outcome::Done)
}

fn remove(args: &RemoveArgs, config: &Config, console: &Console) -> anyhow::Result<Outcome> {
    let address = read_address(&args.address)?;
    match open_store(config)?.remove(&address, args.newsletter.as_deref(), read_clock())? {
        Removed::Unknown => anyhow::bail!("nobody with this address subscribes"),
        Removed::Subscriptions(0) => console.say("Unsubscribed already"),
        Removed::Subscriptions(_) => console.say("Unsubscribed: no further issue goes there"),
    }
    Ok(Outcome::Done)
}
