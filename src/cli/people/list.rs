//! `postrider subscribers list`: everybody, however many they are.

use clap::Args;
use serde::ser::{Error as _, SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::office::open_store;
use crate::cli::people::check_newsletter;
use crate::cli::site::plural;
use crate::config::Config;
use crate::model::language::Language;
use crate::model::slug::Slug;
use crate::store::{Known, Store};

/// One long address does not push everybody's columns apart.
const WIDEST_ADDRESS: usize = 40;

/// What `list` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct ListArgs {
    /// Only this newsletter's
    #[arg(long)]
    newsletter: Option<String>,
}

pub(super) fn run(args: &ListArgs, config: &Config, console: &Console) -> anyhow::Result<Outcome> {
    let store = open_store(config)?;
    let newsletter = args.newsletter.as_deref();
    check_newsletter(config, &store, newsletter)?;
    console.document(&Listing(Rows {
        store: &store,
        newsletter,
    }))?;
    if console.json {
        return Ok(Outcome::Done);
    }
    let mut widths = [0; 4];
    store.visit_subscriptions(newsletter, |known| {
        for (width, cell) in widths.iter_mut().zip(cells(&known)) {
            *width = cell.chars().count().max(*width);
        }
        Ok(())
    })?;
    let [address, newsletters, status, language] = widths;
    let address = address.min(WIDEST_ADDRESS);
    let mut count = 0;
    store.visit_subscriptions(newsletter, |known| {
        count += 1;
        let cells = cells(&known);
        console.say(format!(
            "{:address$}  {:newsletters$}  {:status$}  {:language$}  {}",
            cells[0],
            cells[1],
            cells[2],
            cells[3],
            categories(&known)
        ));
        Ok(())
    })?;
    console.say(plural(count, "subscription"));
    Ok(Outcome::Done)
}

fn cells(known: &Known) -> [&str; 4] {
    let language = known.subscriber.language.as_ref();
    [
        known.subscriber.address.as_str(),
        &known.newsletter,
        &known.status,
        language.map_or("-", Language::as_str),
    ]
}

fn categories(known: &Known) -> String {
    if known.categories.is_empty() {
        return "all".into();
    }
    let slugs: Vec<&str> = known.categories.iter().map(Slug::as_str).collect();
    slugs.join(";")
}

/// `{"subscribers": […]}`.
struct Listing<'a>(Rows<'a>);

impl Serialize for Listing<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("subscribers", &self.0)?;
        map.end()
    }
}

/// The rows as they come out of the store: all of them at once would fill the memory.
struct Rows<'a> {
    store: &'a Store,
    newsletter: Option<&'a str>,
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(None)?;
        let visited = self.store.visit_subscriptions(self.newsletter, |known| {
            let row = json!({
                "address": known.subscriber.address.as_str(), "name": known.subscriber.name, "language": known.subscriber.language,
                "newsletter": known.newsletter, "categories": known.categories, "status": known.status,
                "source": known.source, "date": known.consented_on,
            });
            rows.serialize_element(&row)
                .map_err(|error| anyhow::anyhow!("{error}"))
        });
        visited.map_err(|error| S::Error::custom(format!("{error:#}")))?;
        rows.end()
    }
}
