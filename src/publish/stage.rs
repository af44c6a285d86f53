//! Feeds to files that wait: rendered, read back where they differ from what stands there, and not yet in place.

use anyhow::Context as _;
use rayon::prelude::*;
use serde::Serialize;
use url::Url;

use crate::feed::{Document, Feed, FeedFile};
use crate::publish::files::Staged;
use crate::publish::output::Output;

/// One file of a build.
#[derive(Clone, Debug, Serialize)]
pub struct Written {
    /// Its path below `output.dir`.
    pub path: String,
    /// How many entries it holds.
    pub entries: usize,
    /// Whether its bytes changed.
    pub written: bool,
    /// Where readers fetch it.
    #[serde(skip)]
    pub url: Url,
    /// By how many bytes it is larger than its `max_bytes` allows.
    #[serde(skip)]
    pub excess: Option<usize>,
}

impl Written {
    fn of(document: &Document, written: bool) -> Self {
        Self {
            path: document.path.clone(),
            entries: document.entries.len(),
            written,
            url: document.url.clone(),
            excess: None,
        }
    }
}

/// What waits to take its place.
#[derive(Default)]
pub(super) struct StagedFeeds {
    /// The files that readers subscribe to.
    pub(super) feeds: Vec<Written>,
    /// The pages of their archives.
    pub(super) archives: Vec<Written>,
    /// Every change on disk: archives first, so that no link leads nowhere.
    pub(super) changes: Vec<Staged>,
}

/// Renders every document of `feeds`.
pub(super) fn stage_feeds(feeds: &[Feed], output: &Output) -> anyhow::Result<StagedFeeds> {
    let all: Vec<(&Feed, &FeedFile)> = feeds
        .iter()
        .flat_map(|made| made.files.iter().map(move |file| (made, file)))
        .collect();
    let current = all.par_iter().map(|(made, file)| {
        let made = made.current(file);
        let (document, bytes) = made.with_context(|| format!("making {}", file.path))?;
        let (mut written, changes) = stage(&document, &bytes, output)?;
        written.excess = document.excess(&bytes);
        Ok((document, (written, changes)))
    });
    let current = current.collect::<anyhow::Result<Vec<_>>>()?;
    let archives: Vec<Vec<Document>> = all
        .iter()
        .zip(&current)
        .map(|((made, file), (document, _))| made.archive(file, document))
        .collect();
    let stale = stale_pages(&all, &archives, output);
    let pages = archives.into_par_iter().flatten().map(|page| {
        let mark = page.mark().unwrap_or_default();
        if output.ends_with(&page.path, &mark) && output.is_packed(&page.path) {
            return Ok((Written::of(&page, false), Vec::new()));
        }
        let context = format!("making {}", page.path);
        let bytes = page.render().context(context)?;
        stage(&page, &bytes, output)
    });
    let pages = pages.collect::<anyhow::Result<Vec<_>>>()?;
    let mut staged = StagedFeeds::default();
    for (written, changes) in pages {
        staged.archives.push(written);
        staged.changes.extend(changes);
    }
    for (_, (written, changes)) in current {
        staged.feeds.push(written);
        staged.changes.extend(changes);
    }
    // Last: until then something may lead to them.
    staged.changes.extend(stale);
    Ok(staged)
}

/// The removal of pages that a longer archive has left behind.
fn stale_pages(
    all: &[(&Feed, &FeedFile)],
    archives: &[Vec<Document>],
    output: &Output,
) -> Vec<Staged> {
    let mut removals = Vec::new();
    for ((_, file), pages) in all.iter().zip(archives) {
        let beyond = (pages.len() + 1..).map(|page| file.archive_file(page));
        for path in beyond.take_while(|path| output.ends_with(path, Document::MARK)) {
            removals.extend(output.stage_removal(&path));
        }
    }
    removals
}

/// What differs from what is on disk is read back and waits beside its place, with its twins.
fn stage(
    document: &Document,
    bytes: &[u8],
    output: &Output,
) -> anyhow::Result<(Written, Vec<Staged>)> {
    let context = || format!("making {}", document.path);
    let verify = || document.verify(bytes).with_context(context);
    let change = output.stage(&document.path, bytes, document.updated(), verify)?;
    Ok((Written::of(document, change.is_new), change.staged))
}
