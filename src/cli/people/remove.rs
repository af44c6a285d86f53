//! `postrider subscribers remove`: somebody wants no more mail.

use anyhow::bail;
use clap::Args;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::office::{open_store, read_address};
use crate::cli::people::check_newsletter;
use crate::cli::people::sync::sync_person;
use crate::cli::site::read_clock;
use crate::config::Config;
use crate::store::Removed;

/// What `remove` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct RemoveArgs {
    /// The address
    address: String,
    /// Only from this newsletter
    #[arg(long)]
    newsletter: Option<String>,
}

pub(super) fn run(
    args: &RemoveArgs,
    config: &Config,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let address = read_address(&args.address)?;
    let newsletter = args.newsletter.as_deref();
    let mut store = open_store(config)?;
    check_newsletter(config, &store, newsletter)?;
    let now = read_clock();
    // Who stands in the site's file only would come in with the next issue.
    let synced = sync_person(config, &mut store, &address, now);
    let count = match (store.remove(&address, newsletter, now)?, newsletter) {
        (Removed::Subscriptions(count), _) => count,
        (Removed::Unknown, None) => {
            synced?;
            bail!("nobody with this address subscribes");
        }
        (Removed::Unknown, Some(name)) => {
            synced?;
            bail!("nobody with this address subscribes to `{name}`");
        }
    };
    console.document(&json!({ "address": address.as_str(), "unsubscribed": count }))?;
    console.say(if count == 0 {
        "Unsubscribed already"
    } else {
        "Unsubscribed: no further issue goes there"
    });
    synced?;
    Ok(Outcome::Done)
}
