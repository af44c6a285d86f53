//! Ids of old feeds into the ledger file, and what tells which ids readers know already.

use std::collections::{BTreeSet, HashSet};
use std::io::Read;
use std::path::Path;

use anyhow::{Context as _, ensure};
use jiff::Timestamp;

use crate::config::Config;
use crate::content::Library;
use crate::feed::{self, Force, Ledger, OldFeed, Report, Takeover};
use crate::model::diagnostic::Mistakes;
use crate::publish::{Record, Turn, files, load_ledger};

/// What became of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerChange {
    /// It says what it said.
    Unchanged,
    /// It was written.
    Written,
    /// It would have changed, and was not to.
    WouldChange,
}

/// A feed larger than this is none that anybody wrote.
const FEED_BYTES_MAX: u64 = 32 << 20;

/// Whether an adoption is only tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehearsal {
    /// `--dry-run`: nothing is written.
    Yes,
    /// The ledger is written.
    No,
}

/// Reads a file that may be a feed.
///
/// # Errors
/// When it cannot be read or is larger than 32 MiB.
pub fn read_feed_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let name = format!("`{}`", path.display());
    let file = std::fs::File::open(path).with_context(|| format!("reading {name}"))?;
    read_feed(file, &name)
}

/// A feed from what can be read, which messages call `name`.
///
/// # Errors
/// When reading fails, or there is more than 32 MiB.
pub fn read_feed(from: impl Read, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(FEED_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("reading {name}"))?;
    let is_small = u64::try_from(bytes.len()).is_ok_and(|length| length <= FEED_BYTES_MAX);
    ensure!(is_small, "reading {name}: it is larger than 32 MiB");
    Ok(bytes)
}

/// Takes the ids of old feeds over into the ledger; the next build uses them. `library` was read in this `_turn`;
/// `mailed` are the ids that the store knows, besides those in `newsletters.json`.
///
/// # Errors
/// [`Mistakes`] in the ledger, and failures of the world.
pub fn adopt(
    config: &Config,
    library: &Library,
    feeds: &[OldFeed],
    mailed: Vec<String>,
    (force, rehearsal): (Force, Rehearsal),
    now: Timestamp,
    _turn: &Turn,
) -> anyhow::Result<(Report, LedgerChange)> {
    let recorded = Record::load(config)?;
    let (mut ledger, mistakes) = load_ledger(config)?;
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes).into());
    }
    let takeover = Takeover {
        feeds,
        posts: &library.posts,
        left_out: &library.left_out,
        site: &config.site,
        published: published_ids(config, library),
        mailed: recorded.all_posts().cloned().chain(mailed).collect(),
        force,
        now,
    };
    let report = feed::adopt(&takeover, &mut ledger);
    if ledger.is_changed() {
        put_in_order(&mut ledger, config, library, now);
    }
    let change = match (ledger.is_changed(), rehearsal) {
        (false, _) => LedgerChange::Unchanged,
        (true, Rehearsal::Yes) => LedgerChange::WouldChange,
        (true, Rehearsal::No) => {
            let text = ledger.to_json()?;
            files::write(&config.root, &config.content.ledger, text.as_bytes())?;
            LedgerChange::Written
        }
    };
    Ok((report, change))
}

/// Where every post has its id by now, the next build shall find nothing to add: it may run where the ledger is frozen.
fn put_in_order(ledger: &mut Ledger, config: &Config, library: &Library, now: Timestamp) {
    let mut settled = ledger.clone();
    let ids = settled.settle(&library.posts, &library.left_out, &config.site, now);
    if settled.id_count() == ledger.id_count() {
        let (plans, _) = feed::plan(config, library);
        settled.close_pages(&plans, library, &ids);
        *ledger = settled;
    }
}

/// The ids in every feed file beside those that a build writes; `None` where no feed is built here.
fn published_ids(config: &Config, library: &Library) -> Option<HashSet<String>> {
    let root = config.root.join(&config.output.dir);
    let (plans, _) = feed::plan(config, library);
    let files = plans.iter().flat_map(|plan| &plan.files);
    let folders: BTreeSet<_> = files
        .filter_map(|file| Some(root.join(&file.path).parent()?.to_owned()))
        .collect();
    let mut found: Option<HashSet<String>> = None;
    for folder in folders {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            if !matches!(ending, Some("xml" | "json" | "atom" | "rss")) {
                continue;
            }
            // Who cannot read a feed does not know what it holds; what is no feed holds nothing.
            let Ok(bytes) = read_feed_file(&path) else {
                return None;
            };
            let feed = feed::read_old(&bytes, None, "");
            let ids = feed.into_iter().flat_map(|feed| feed.entries);
            let ids = ids.map(|entry| entry.id);
            found.get_or_insert_default().extend(ids);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_feed_is_read_beyond_its_limit() -> anyhow::Result<()> {
        let endless = read_feed(std::io::repeat(b' '), "standard input");
        let message = endless.err().map(|error| error.to_string());
        let expected = "reading standard input: it is larger than 32 MiB";
        assert_eq!(message.as_deref(), Some(expected));
        let largest = std::io::repeat(b' ').take(FEED_BYTES_MAX);
        assert_eq!(read_feed(largest, "x")?.len(), 32 << 20);
        Ok(())
    }
}
