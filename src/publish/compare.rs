//! What a build would write against what is published, here or elsewhere.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use crate::config::Config;
use crate::content::Library;
use crate::feed::{self, Changes, Feed, FeedFile};
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::publish::letters::Letters;
use crate::publish::{Client, load_ledger};

/// More pages of one archive than any site has.
const ARCHIVE_PAGES_MAX: usize = 10_000;

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

/// Where the published feeds are.
#[derive(Clone, Debug)]
pub enum Against {
    /// In `output.dir`.
    Output,
    /// In another folder of the same shape.
    Folder(PathBuf),
    /// Below a URL: the site's own, or a copy of it.
    Web(Url),
}

/// What is published of one file.
struct Published {
    text: String,
    archive: Vec<String>,
}

/// Compares what a build would write with what is published; writes nothing, the ledger neither.
///
/// # Errors
/// [`Mistakes`] in the ledger or the feeds' rules, a published file that is no feed, and a server that fails.
pub fn diff(
    config: &Config,
    library: &Library,
    against: &Against,
    now: Timestamp,
) -> anyhow::Result<Vec<FeedChanges>> {
    let (mut ledger, mut mistakes) = load_ledger(config)?;
    let ids = ledger.settle(&library.posts, &library.left_out, &config.site, now);
    let (mut plans, found) = feed::plan(config, library);
    ledger.close_pages(&plans, library, &ids);
    ledger.lay_out(&mut plans, library, &ids);
    mistakes.extend(found.into_iter().filter(Diagnostic::is_error));
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes).into());
    }
    let letters = Letters::load(config)?;
    let mut feeds = feed::compose(config, library, &ids, &plans);
    feeds.extend(letters.feeds());
    match against {
        Against::Output => {
            let folder = config.root.join(&config.output.dir);
            compare(&feeds, |file| Ok(read(&folder, file)))
        }
        Against::Folder(folder) => compare(&feeds, |file| Ok(read(folder, file))),
        Against::Web(base) => {
            let client = Client::of_system();
            compare(&feeds, |file| fetch(&client, base, file))
        }
    }
}

fn compare(
    feeds: &[Feed],
    published: impl Fn(&FeedFile) -> anyhow::Result<Option<Published>>,
) -> anyhow::Result<Vec<FeedChanges>> {
    let mut all = Vec::new();
    for made in feeds {
        let mut found = None;
        for file in &made.files {
            found = published(file)?.map(|published| (file, published));
            if found.is_some() {
                break;
            }
        }
        let Some(file) = found.as_ref().map(|(file, _)| *file).or(made.files.first()) else {
            continue;
        };
        let published = found.as_ref().map(|(_, published)| published);
        let text = published.map(|published| published.text.as_str());
        let archive = published.map_or(&[][..], |published| &published.archive);
        all.push(FeedChanges {
            path: file.path.clone(),
            is_published: text.is_some(),
            changes: made
                .diff(file, text, archive)
                .with_context(|| format!("reading the published `{}`", file.path))?,
        });
    }
    Ok(all)
}

fn read(folder: &Path, file: &FeedFile) -> Option<Published> {
    let text = |path: &str| std::fs::read_to_string(folder.join(path)).ok();
    let pages = (1..ARCHIVE_PAGES_MAX).map_while(|page| text(&file.archive_file(page)));
    Some(Published {
        text: text(&file.path)?,
        archive: pages.collect(),
    })
}

/// What stands on the web; the pages of archives are not fetched.
fn fetch(client: &Client, base: &Url, file: &FeedFile) -> anyhow::Result<Option<Published>> {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(file.path.split('/'));
    }
    let fetched = client.fetch_if_there(&url)?;
    Ok(fetched.map(|fetched| Published {
        text: String::from_utf8_lossy(&fetched.bytes).into_owned(),
        archive: Vec::new(),
    }))
}
