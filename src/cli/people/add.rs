//! `postrider subscribers add`: one person who asked for it.

use std::collections::BTreeMap;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::office::{open_store, read_address};
use crate::cli::people::categories::{find_unknown, warn};
use crate::cli::people::changed;
use crate::cli::people::{newsletter_of, read_words};
use crate::cli::site::{moment, read_clock};
use crate::config::Config;
use crate::model::address::Address;
use crate::model::language::Language;
use crate::model::text::Text;
use crate::store::Store;
use crate::store::roster::{RosterRow, split_categories};

/// What `add` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct AddArgs {
    /// The address
    address: String,
    /// The person's name
    #[arg(long, default_value = "")]
    name: String,
    /// The language, such as fr
    #[arg(long)]
    language: Option<String>,
    /// Categories, split at `;`; all when left out
    #[arg(long)]
    categories: Option<String>,
    /// Where the consent was given
    #[arg(long, default_value = "added by the editor", value_parser = read_words)]
    source: String,
    /// Which newsletter; needless with one
    #[arg(long)]
    newsletter: Option<String>,
    /// Bring back a person who left or bounced, for this reason
    #[arg(long, value_name = "REASON", value_parser = read_words)]
    force: Option<String>,
}

pub(super) fn run(args: &AddArgs, config: &Config, console: &Console) -> anyhow::Result<Outcome> {
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
        categories: args.categories.as_deref().map(split_categories),
        source: Text::one_line(&args.source),
        date: config.site.time_zone.to_datetime(now).date(),
        newsletter: newsletter_of(config, args.newsletter.as_deref())?.to_owned(),
    };
    let chosen: BTreeMap<_, _> = row
        .categories
        .iter()
        .flatten()
        .cloned()
        .map(|slug| (slug, 1))
        .collect();
    let (address, newsletter) = (row.address.clone(), row.newsletter.clone());
    let mut store = open_store(config)?;
    let report = store.import(&[row], now, args.force.as_deref())?;
    let (result, outcome) = match (report.added, report.stayed_out) {
        (1.., _) => ("added", Outcome::Done),
        (_, 1..) => ("stays_out", Outcome::Mistakes),
        _ => ("known", Outcome::Done),
    };
    let unknown = find_unknown(config, &chosen, now);
    console.document(&json!({
        "address": address.as_str(), "newsletter": newsletter, "result": result,
        "changed": changed::document(&report.changes), "unknown_categories": unknown,
    }))?;
    match result {
        "added" => console.say("Added"),
        "known" => console.say("Known already"),
        _ => Console::warn(format!(
            "Nobody was added. {}: if they asked to come back, say so with --force REASON",
            why_out(&store, &address, &newsletter, config)?
        )),
    }
    warn(&unknown, console);
    changed::tell(&report.changes, console);
    Ok(outcome)
}

/// Why somebody stays out of a newsletter.
fn why_out(
    store: &Store,
    who: &Address,
    newsletter: &str,
    config: &Config,
) -> anyhow::Result<String> {
    let (address, zone) = (who.as_str(), &config.site.time_zone);
    let person = store.person(who)?.unwrap_or_default();
    if let Some((reason, since)) = &person.suppression {
        let since = moment(*since, zone);
        return Ok(format!(
            "No mail goes to {address} since {since} ({reason})"
        ));
    }
    let mut all = person.subscriptions.iter();
    let left = all.find(|enrolment| enrolment.newsletter == newsletter);
    let since = left.map_or_else(String::new, |left| {
        format!(" {}", moment(left.changed_at, zone))
    });
    Ok(format!("{address} unsubscribed from {newsletter}{since}"))
}
