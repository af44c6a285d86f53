//! Feeds to disk: the ledger first, then every file that changed, each whole or not at all.

mod adopting;
mod files;
mod http;
mod hubs;
mod output;
mod pages;
mod record;
mod stage;

use anyhow::Context as _;
use jiff::Timestamp;
use serde::Serialize;

use crate::config::Config;
use crate::content::Library;
use crate::feed::{self, Changes, FeedFile, Ids, Ledger};
use crate::model::diagnostic::{Diagnostic, Mistakes, Place};

pub use adopting::{Rehearsal, adopt, read_feed_file};
pub use http::{Client, Fetched};
pub use hubs::{Ping, ping};
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
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok((Ledger::default(), Vec::new()));
        }
        Err(error) => return Err(error).with_context(|| format!("reading `{}`", path.display())),
    };
    Ok(match Ledger::parse(&text) {
        Ok(ledger) => (ledger, Vec::new()),
        Err((line, column, message)) => {
            let file = config.content.ledger.to_string_lossy();
            let message = format!(
                "the ledger of ids cannot be read, and without it every reader gets every post again: {message}"
            );
            let mistake =
                Diagnostic::error("ledger-broken", &file, Place { line, column }, message);
            (
                Ledger::default(),
                vec![
                    mistake
                        .help("restore it from version control")
                        .quoting(&text),
                ],
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

/// What the templates of the pages would refuse, with the feeds that a build would write; nothing is written.
///
/// # Errors
/// Failures of the world.
pub fn check_pages(
    config: &Config,
    library: &Library,
    now: Timestamp,
) -> anyhow::Result<Vec<Diagnostic>> {
    let ids = load_ledger(config)?
        .0
        .settle(&library.posts, &config.site, now);
    let plans = feed::plan(config, library).0;
    let feeds = feed::compose(config, library, &ids, &plans);
    match pages::make(config, library, &feeds) {
        Ok(_) => Ok(Vec::new()),
        Err(error) => Ok(error.downcast::<Mistakes>()?.0),
    }
}

/// What one feed's subscribers will see.
#[derive(Clone, Debug, Serialize)]
pub struct FeedChanges {
    /// The path of the file that was compared, below `output.dir`.
    pub path: String,
    /// Whether there is such a file already.
    pub is_published: bool,
    /// What changes.
    #[serde(flatten)]
    pub changes: Changes,
}

/// Compares what a build would write with what is published; writes nothing, the ledger neither.
///
/// # Errors
/// [`Mistakes`] in the ledger or the feeds' rules, and a published file that is no feed.
pub fn diff(
    config: &Config,
    library: &Library,
    now: Timestamp,
) -> anyhow::Result<Vec<FeedChanges>> {
    let (mut ledger, mut mistakes) = load_ledger(config)?;
    let ids = ledger.settle(&library.posts, &config.site, now);
    let (plans, found) = feed::plan(config, library);
    mistakes.extend(found.into_iter().filter(Diagnostic::is_error));
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes).into());
    }
    let folder = config.root.join(&config.output.dir);
    let read = |file: &FeedFile| std::fs::read_to_string(folder.join(&file.path)).ok();
    let mut all = Vec::new();
    for made in feed::compose(config, library, &ids, &plans) {
        let published = made.files.iter().find_map(|file| Some((file, read(file)?)));
        let Some(file) = published
            .as_ref()
            .map(|(file, _)| *file)
            .or(made.files.first())
        else {
            continue;
        };
        let text = published.as_ref().map(|(_, text)| text.as_str());
        all.push(FeedChanges {
            path: file.path.clone(),
            is_published: text.is_some(),
            changes: made
                .diff(file, text)
                .with_context(|| format!("reading the published `{}`", file.path))?,
        });
    }
    Ok(all)
}
