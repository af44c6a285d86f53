//! `postrider diff`: what subscribers will see if this is published.

use clap::Args;

use crate::cli::console::Console;
use crate::cli::site::{load_library, open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::content::Why;
use crate::feed::Mention;
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::publish::{self, FeedChanges};

/// What `diff` takes.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {}

pub(super) fn run(global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let now = read_clock();
    let mut library = load_library(&config, now)?;
    let errors: Vec<Diagnostic> = library
        .diagnostics
        .drain(..)
        .filter(Diagnostic::is_error)
        .collect();
    if !errors.is_empty() {
        return Err(Mistakes(errors).into());
    }
    let feeds = publish::diff(&config, &library, now)?;
    console.document(&serde_json::json!({ "feeds": feeds, "left_out": library.left_out }))?;
    for left_out in &library.left_out {
        match left_out.why {
            Why::Draft | Why::Future => console.say(left_out.to_string()),
            _ => console.detail(left_out.to_string()),
        }
    }
    for feed in &feeds {
        tell(feed, console);
    }
    let again: usize = feeds.iter().map(|feed| feed.changes.renotified.len()).sum();
    let touched = feeds.iter().filter(|feed| !feed.changes.is_empty()).count();
    console.say(format!(
        "{} of {} would change for readers",
        touched,
        plural(feeds.len(), "feed")
    ));
    if again > 0 {
        Console::warn(
            "Old entries would come back as new: their ids are lost. Restore the ledger of ids from version control",
        );
        return Ok(Outcome::Mistakes);
    }
    Ok(Outcome::Done)
}

fn tell(feed: &FeedChanges, console: &Console) {
    let changes = &feed.changes;
    if changes.is_empty() {
        console.detail(format!("{}: nothing changes", feed.path));
        return;
    }
    let is_new = if feed.is_published {
        ""
    } else {
        " (not published yet)"
    };
    console.say(format!("{}{is_new}", feed.path));
    let kinds: [(&str, &[Mention]); 4] = [
        ("new", &changes.new),
        ("changed", &changes.changed),
        ("removed", &changes.removed),
        ("again", &changes.renotified),
    ];
    for (word, mentions) in kinds {
        for mention in mentions {
            let known = mention.known_as.as_ref();
            let known = known.map_or_else(String::new, |id| {
                format!(" (known as {id}, now {})", mention.id)
            });
            console.say(format!("  {word:<8} {}{known}", mention.title));
        }
    }
}
