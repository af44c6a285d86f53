//! Feeds to disk: the ledger first, then every file that changed, each whole or not at all.

mod adopting;
mod compare;
mod ejecting;
mod files;
mod http;
mod hubs;
mod judging;
mod letters;
mod leads;
mod mending;
mod output;
mod pages;
mod record;
mod stage;

use anyhow::Context as _;
use jiff::Timestamp;

use crate::config::Config;
use crate::content::Library;
use crate::feed::{self, Ids, Ledger, Unreadable};
use crate::model::diagnostic::{Diagnostic, Mistakes, Place};

pub use adopting::{LedgerChange, Rehearsal, adopt, read_feed, read_feed_file};
pub use compare::{Against, FeedChanges, diff};
pub use ejecting::{Overwrite, eject};
pub use files::Turn;
pub use http::{Client, Fetched, Posted};
pub use hubs::{Heard, Ping, ping};
pub use judging::judge;
pub use leads::{Lead, Missing, find_missing};
pub use letters::{build_letters, keep_letter};
pub use mending::{MendedFile, mend};
pub use pages::WrittenPage;
pub use record::Record;
pub use stage::Written;

use letters::Letters;
use output::Output;

/// Whether the ledger may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frozen {
    /// `--frozen`: a change is an error and nothing is written.
    Yes,
    /// Ids are minted as needed.
    No,
}

/// What a build did.
#[derive(Debug)]
pub struct Built {
    /// The files that readers subscribe to, in the order of the configuration.
    pub feeds: Vec<Written>,
    /// The pages of their archives, each feed's oldest first.
    pub archives: Vec<Written>,
    /// Every file beside them: pages, directory, fragments.
    pub pages: Vec<WrittenPage>,
    /// Whether the ledger was written.
    pub ledger_changed: bool,
    /// The permanent ids.
    pub ids: Ids,
    /// Warnings of the feeds' rules and pages.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the id ledger; a missing one is empty.
///
/// # Errors
/// When it cannot be read. A ledger that is no ledger is a diagnostic.
pub fn load_ledger(config: &Config) -> anyhow::Result<(Ledger, Vec<Diagnostic>)> {
    let path = config.root.join(&config.content.ledger);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok((Ledger::default(), Vec::new()));
        }
        Err(error) => return Err(error).with_context(|| format!("reading `{}`", path.display())),
    };
    Ok(match Ledger::parse_bytes(&bytes) {
        Ok(ledger) => (ledger, Vec::new()),
        Err(Unreadable {
            place,
            message,
            help,
        }) => {
            let file = config.content.ledger.to_string_lossy();
            let message = format!(
                "the ledger of ids cannot be read, and without it every reader gets every post again: {message}"
            );
            let mistake = Diagnostic::error("ledger-broken", &file, place, message);
            (
                Ledger::default(),
                vec![mistake.help(help).quoting(&String::from_utf8_lossy(&bytes))],
            )
        }
    })
}

/// What a build came to.
#[derive(Debug)]
pub enum Building {
    /// Everything stands in its place.
    Done(Built),
    /// Nothing was written: mistakes in the ledger, the feeds' rules or the templates of pages.
    Mistaken(Vec<Diagnostic>),
    /// Nothing was written: the ledger would change, and is frozen.
    Frozen(Vec<Diagnostic>),
}

/// Writes every feed of the site that changed; the ledger goes first. Nothing takes its place before everything is
/// rendered, read back and on disk. `library` was read in this `_turn`, so that no older posts replace newer ones.
///
/// # Errors
/// Failures of the world, and a feed that does not read back as it was meant.
pub fn build(
    config: &Config,
    library: &Library,
    now: Timestamp,
    frozen: Frozen,
    _turn: &Turn,
) -> anyhow::Result<Building> {
    let (mut ledger, mut diagnostics) = load_ledger(config)?;
    let ids = ledger.settle(&library.posts, &library.left_out, &config.site, now);
    let (mut plans, mistakes) = feed::plan(config, library);
    // A full page is closed once, by whoever may write that down.
    if frozen == Frozen::No {
        ledger.close_pages(&plans, library, &ids);
    }
    ledger.lay_out(&mut plans, library, &ids);
    diagnostics.extend(mistakes);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(Building::Mistaken(diagnostics));
    }
    if ledger.is_changed() && frozen == Frozen::Yes {
        return Ok(Building::Frozen(diagnostics));
    }
    let letters = Letters::load(config)?;
    let mut feeds = feed::compose(config, library, &ids, &plans);
    feeds.extend(letters.feeds());
    let pages = match pages::make(config, library, &feeds, &letters) {
        Ok(pages) => pages,
        Err(error) => {
            diagnostics.extend(error.downcast::<Mistakes>()?.0);
            return Ok(Building::Mistaken(diagnostics));
        }
    };
    let output = Output::open(config, now)?;
    let mut staged = stage::stage_feeds(&feeds, &output)?;
    diagnostics.extend(
        staged
            .feeds
            .iter()
            .filter_map(|feed| too_large(config, feed)),
    );
    let mut written = Vec::new();
    for page in pages::stage(config, &pages, &output)? {
        written.push(page.page);
        diagnostics.extend(page.warning);
        staged.changes.extend(page.changes);
    }
    if ledger.is_changed() {
        let text = ledger.to_json()?;
        files::write(&config.root, &config.content.ledger, text.as_bytes())?;
    }
    let stale = letters.stale(&output);
    staged.changes.extend(stale.files);
    files::land(staged.changes)?;
    output.remove_empty(&stale.folders);
    Ok(Building::Done(Built {
        feeds: staged.feeds,
        archives: staged.archives,
        pages: written,
        ledger_changed: ledger.is_changed(),
        ids,
        diagnostics,
    }))
}

/// A feed that keeps its `max_bytes` in no way.
fn too_large(config: &Config, feed: &Written) -> Option<Diagnostic> {
    let message = format!(
        "{} is {} bytes larger than its `max_bytes`: what it holds at the least does not fit",
        feed.path, feed.excess?
    );
    let warning = Diagnostic::warning("feed-large", &config.file, Place::START, message);
    Some(warning.help("allow more, or fewer entries with `limit`"))
}
