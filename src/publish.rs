//! Feeds to disk: the ledger first, then every file that changed, each whole or not at all.

mod adopting;
mod compare;
mod files;
mod http;
mod hubs;
mod judging;
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
use crate::model::diagnostic::{Diagnostic, Mistakes};

pub use adopting::{Rehearsal, adopt, read_feed_file};
pub use compare::{Against, FeedChanges, diff};
pub use http::{Client, Fetched};
pub use hubs::{Ping, ping};
pub use judging::judge;
pub use mending::{MendedFile, mend};
pub use pages::WrittenPage;
pub use record::Record;
pub use stage::Written;

use output::Output;

/// Whether the ledger may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frozen {
    /// `--frozen`: a change is an error and nothing is written.
    Yes,
    /// Ids are minted as needed.
    No,
}

/// What became of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerChange {
    /// It says what it said.
    Unchanged,
    /// It was written.
    Written,
    /// It would have changed, and was frozen.
    WouldChange,
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
    /// What became of the ledger.
    pub ledger: LedgerChange,
    /// The permanent ids.
    pub ids: Ids,
    /// Mistakes in the ledger and in the feeds' rules; an error means that nothing was written.
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

/// Writes every feed of the site that changed; the ledger goes first. Nothing takes its place before everything is
/// rendered, read back and on disk.
///
/// # Errors
/// Failures of the world, and a feed that does not read back as it was meant.
pub fn build(
    config: &Config,
    library: &Library,
    now: Timestamp,
    frozen: Frozen,
) -> anyhow::Result<Built> {
    let _turn = files::Turn::wait(&config.root);
    let (mut ledger, mut diagnostics) = load_ledger(config)?;
    let ids = ledger.settle(&library.posts, &config.site, now);
    let (plans, mistakes) = feed::plan(config, library);
    diagnostics.extend(mistakes);
    let mut built = Built {
        feeds: Vec::new(),
        archives: Vec::new(),
        pages: Vec::new(),
        ledger: LedgerChange::Unchanged,
        ids,
        diagnostics,
    };
    if built.diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(built);
    }
    if ledger.is_changed() {
        if frozen == Frozen::Yes {
            built.ledger = LedgerChange::WouldChange;
            return Ok(built);
        }
        built.ledger = LedgerChange::Written;
    }
    let feeds = feed::compose(config, library, &built.ids, &plans);
    let pages = match pages::make(config, library, &feeds) {
        Ok(pages) => pages,
        Err(error) => {
            built.diagnostics.extend(error.downcast::<Mistakes>()?.0);
            built.ledger = LedgerChange::Unchanged;
            return Ok(built);
        }
    };
    let output = Output::open(config, now)?;
    let mut staged = stage::stage_feeds(&feeds, &output)?;
    let staged_pages = pages::stage(config, &pages, &output)?;
    if built.ledger == LedgerChange::Written {
        files::write(
            &config.root,
            &config.content.ledger,
            ledger.to_json()?.as_bytes(),
        )?;
    }
    built.feeds = staged.feeds;
    built.archives = staged.archives;
    for page in staged_pages {
        built.pages.push(page.page);
        built.diagnostics.extend(page.warning);
        staged.changes.extend(page.changes);
    }
    files::land(staged.changes)?;
    Ok(built)
}
