//! The files beside the feeds, as bytes: pages, directory, OPML, and fragments for the site's pages and web servers.

use jiff::Timestamp;
use rayon::prelude::*;
use serde::Serialize;

use crate::config::Config;
use crate::content::Library;
use crate::feed::{self, Beside, Directory, Feed, Page};
use crate::model::diagnostic::{Diagnostic, Mistakes, Place};
use crate::publish::files::Staged;
use crate::publish::letters::Letters;
use crate::publish::output::{Change, Output};
use crate::template::Web;

/// By this a file is known to be ours.
pub(super) const MARK: &str = "Made by Postrider";

/// One file beside the feeds.
#[derive(Clone, Debug, Serialize)]
pub struct WrittenPage {
    /// Its path below `output.dir`.
    pub path: String,
    /// Whether its bytes changed.
    pub written: bool,
}

/// What is to stand beside the feeds.
pub(super) struct Companion {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    /// When what it shows was last changed.
    pub(super) updated: Timestamp,
}

/// A file beside the feeds on its way.
pub(super) struct StagedPage {
    pub(super) page: WrittenPage,
    pub(super) changes: Vec<Staged>,
    pub(super) warning: Option<Diagnostic>,
}

/// Everything that goes with `feeds`: nothing but the pages of issues where `output.pages` is false.
///
/// # Errors
/// [`Mistakes`] in the templates.
pub(super) fn make(
    config: &Config,
    library: &Library,
    feeds: &[Feed],
    letters: &Letters,
) -> anyhow::Result<Vec<Companion>> {
    if config.output.page_name.is_none() && letters.is_empty() {
        return Ok(Vec::new());
    }
    let web = Web::load(config)?;
    let letters = letters.pages(&web);
    if config.output.page_name.is_none() {
        return letters;
    }
    let beside = Beside::of(config);
    let language = &config.site.language;
    let directory = Directory::of(config, &beside, feeds, |kind| web.heading(language, kind));
    // The first moment of the site: a new post leaves it as it is.
    let created = library.posts.iter().map(|post| post.date).min();
    let created = created.unwrap_or(feed::NEVER);
    let pages = feeds.par_iter().map(|feed| {
        let path = beside.page_path(&feed.path).unwrap_or_default();
        let write_day = |day: &str| web.write_day(&feed.language, day);
        let page = Page::of(config, &beside, &path, feed, write_day);
        Ok(Companion {
            bytes: sign(web.feed_page(&page)?),
            updated: feed.updated(),
            path,
        })
    });
    let pages: anyhow::Result<Vec<Companion>> = pages.collect();
    let listed = both(letters, web.directory(&directory));
    let (mut all, (letters, listed)) = both(pages, listed)?;
    all.extend(letters);
    let fixed = [
        (Beside::DIRECTORY, sign(listed)),
        (Beside::OPML, sign(feed::opml(&directory, created)?)),
        (Beside::AUTODISCOVERY, feed::autodiscovery(feeds).into()),
        (Beside::NGINX, feed::nginx(config, feeds).into()),
        (Beside::CADDY, feed::caddy(config, feeds).into()),
        (Beside::STATIC_HOST, feed::static_host(config, feeds).into()),
    ];
    let updated = feeds.first().map_or(created, |feed| feed.site_updated);
    all.extend(fixed.map(|(path, bytes)| Companion {
        path: path.to_owned(),
        bytes,
        updated,
    }));
    Ok(all)
}

/// Both values, or the mistakes of both.
fn both<A, B>(one: anyhow::Result<A>, other: anyhow::Result<B>) -> anyhow::Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(one), Err(other)) => {
            let mut mistakes = one.downcast::<Mistakes>()?;
            mistakes.0.extend(other.downcast::<Mistakes>()?.0);
            Err(mistakes.into())
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// Puts the mark behind a page or OPML, whatever template made it.
pub(super) fn sign(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.trim_ascii_end().len());
    bytes.extend(format!("\n<!-- {MARK}. -->\n").bytes());
    bytes
}

/// Puts every file that differs from what is on disk beside its place. What somebody else made stays, with a warning:
/// `output.dir` may be the folder of the site's own generator.
pub(super) fn stage(
    config: &Config,
    pages: &[Companion],
    output: &Output,
) -> anyhow::Result<Vec<StagedPage>> {
    let stage = |page: &Companion| {
        let path = &page.path;
        let found = output.read(path);
        let is_foreign = found.is_some_and(|found| found != page.bytes && !is_ours(&found));
        let change = if is_foreign {
            Change::default()
        } else if path.starts_with(Beside::FRAGMENTS) {
            output.stage_alone(path, &page.bytes)?
        } else {
            output.stage(path, &page.bytes, page.updated, || Ok(()))?
        };
        Ok(StagedPage {
            page: WrittenPage {
                path: path.clone(),
                written: change.is_new,
            },
            changes: change.staged,
            warning: is_foreign.then(|| taken(config, path)),
        })
    };
    pages.par_iter().map(stage).collect()
}

fn is_ours(bytes: &[u8]) -> bool {
    let mark = MARK.as_bytes();
    bytes.windows(mark.len()).any(|found| found == mark)
}

fn taken(config: &Config, path: &str) -> Diagnostic {
    let file = config.output.dir.join(path);
    let message =
        "this file was not made by Postrider, and stays as it is: no page is written here";
    let warning = Diagnostic::warning(
        "page-taken",
        &file.to_string_lossy().replace('\\', "/"),
        Place::START,
        message,
    );
    warning.help("remove it, or name the pages otherwise (output.file_names.page), or do without (output.pages: false)")
}
