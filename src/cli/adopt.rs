//! `postrider adopt`: takes ids and dates over from the feeds of the site's old generator.

mod table;

use std::collections::HashSet;
use std::path::Path;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use url::Url;

use crate::cli::build::take_turn;
use crate::cli::console::Console;
use crate::cli::office::open_store;
use crate::cli::site::{count_mistakes, load_library, open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::Config;
use crate::feed::{self, Force, OldFeed};
use crate::model::diagnostic::Diagnostic;
use crate::publish::{self, Client, LedgerChange, Rehearsal};

/// More pages of one feed than any site has.
const PAGES_MAX: usize = 200;

/// What `adopt` takes.
#[derive(Debug, Args)]
pub(super) struct AdoptArgs {
    /// The old feeds, as files or URLs: RSS, Atom or JSON Feed; the first one's ids come first
    #[arg(required = true, value_name = "FILE|URL")]
    feeds: Vec<String>,
    /// Change ids that readers know from this site's own feeds, too: they will see those posts as new
    #[arg(long)]
    force: bool,
    /// Say what would be taken over, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &AdoptArgs, global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let now = read_clock();
    let old = read_sources(&args.feeds, console)?;
    let turn = take_turn(&config, console);
    let library = load_library(&config, now)?;
    let broken: Vec<&Diagnostic> = library
        .diagnostics
        .iter()
        .filter(|found| found.is_error())
        .collect();
    let feeds: Vec<OldFeed> = old.iter().map(|old| old.feed.clone()).collect();
    let force = if args.force { Force::Yes } else { Force::No };
    let rehearsal = if args.dry_run {
        Rehearsal::Yes
    } else {
        Rehearsal::No
    };
    let mailed = mailed_ids(&config)?;
    let how = (force, rehearsal);
    let adopted = publish::adopt(&config, &library, &feeds, mailed, how, now, &turn);
    let (report, change) = adopted?;
    let mut document = json!({
        "feeds": old.iter().map(Old::document).collect::<Vec<_>>(),
        "written": change == LedgerChange::Written,
    });
    let of_report = serde_json::to_value(&report)?;
    if let (Some(document), Some(more)) = (document.as_object_mut(), of_report.as_object()) {
        document.extend(more.clone());
    }
    console.document(&document)?;
    let sources: Vec<&str> = old.iter().map(|old| old.source.as_str()).collect();
    table::tell(&report, &sources, console);
    let ledger = console.path(&config.content.ledger);
    console.say(match change {
        LedgerChange::Unchanged => "Nothing to do".to_owned(),
        LedgerChange::Written => format!("{ledger} is written: commit it with the posts"),
        LedgerChange::WouldChange => {
            format!("{ledger} would change (--dry-run: nothing was written)")
        }
    });
    if !broken.is_empty() {
        let broken: Vec<Diagnostic> = broken.into_iter().cloned().collect();
        Console::warn(format!(
            "{} in the posts (`postrider check` names them): mend them and adopt again, for no entry was matched to a broken post",
            count_mistakes(&broken)
        ));
    }
    let is_whole =
        report.refused.is_empty() && !library.diagnostics.iter().any(Diagnostic::is_error);
    Ok(if is_whole {
        Outcome::Done
    } else {
        Outcome::Mistakes
    })
}

/// The ids that newsletters of the store are done with; a look must not make a store.
fn mailed_ids(config: &Config) -> anyhow::Result<Vec<String>> {
    let mut mailed = Vec::new();
    if config.root.join(&config.store).is_file() {
        let store = open_store(config)?;
        for newsletter in &config.newsletters {
            let past = store.past(&newsletter.name)?;
            mailed.extend(past.sent.into_iter().chain(past.passed_over));
        }
    }
    Ok(mailed)
}

/// Reads every feed, and says what was found.
fn read_sources(sources: &[String], console: &Console) -> anyhow::Result<Vec<Old>> {
    let mut old = Vec::new();
    for source in sources {
        let read = read_source(source).with_context(|| format!("reading the feed `{source}`"))?;
        old.push(read);
    }
    for Old {
        source,
        feed,
        pages,
    } in &old
    {
        let pages = if *pages > 1 {
            format!(" on {}", plural(*pages, "page"))
        } else {
            String::new()
        };
        let entries = plural(feed.entries.len(), "entry");
        console.say(format!("{source}: {}, {entries}{pages}", feed.format));
        for note in &feed.notes {
            Console::warn(format!("{source}: {note}"));
        }
    }
    Ok(old)
}

/// An old feed, all its pages together.
struct Old {
    source: String,
    feed: OldFeed,
    pages: usize,
}

impl Old {
    fn document(&self) -> serde_json::Value {
        json!({
            "source": self.source, "format": self.feed.format, "pages": self.pages,
            "entries": self.feed.entries.len(), "notes": self.feed.notes,
        })
    }
}

fn read_source(source: &str) -> anyhow::Result<Old> {
    let is_web = source.starts_with("http://") || source.starts_with("https://");
    let (feed, pages) = if is_web {
        fetch_pages(&Url::parse(source)?)?
    } else {
        let bytes = publish::read_feed_file(Path::new(source))?;
        let mut feed = feed::read_old(&bytes, None, "")?;
        if let Some(next) = feed.next.take() {
            feed.notes
                .push(format!("it goes on at {next}: name that address, too"));
        }
        (feed, 1)
    };
    let source = source.to_owned();
    Ok(Old {
        source,
        feed,
        pages,
    })
}

/// A feed and the older pages that it leads to on the same host.
fn fetch_pages(start: &Url) -> anyhow::Result<(OldFeed, usize)> {
    let client = Client::of_system();
    let fetch = |url: &Url| {
        let fetched = client.fetch(url)?;
        feed::read_old(&fetched.bytes, Some(&fetched.url), &fetched.content_type)
    };
    let mut feed = fetch(start)?;
    let mut seen = HashSet::from([start.clone()]);
    while let Some(next) = feed.next.take() {
        if next.host() != start.host() {
            feed.notes.push(format!(
                "it goes on at {next}, another host: name that address, too"
            ));
        } else if seen.len() >= PAGES_MAX {
            feed.notes.push(format!(
                "it goes on at {next}: only {PAGES_MAX} pages were read"
            ));
        } else if seen.insert(next.clone()) {
            match fetch(&next) {
                Ok(page) => {
                    feed.entries.extend(page.entries);
                    feed.notes.extend(page.notes);
                    feed.next = page.next;
                }
                Err(error) => feed
                    .notes
                    .push(format!("an older page could not be read: {error:#}")),
            }
        }
    }
    Ok((feed, seen.len()))
}
