//! Finds the Markdown files below a folder of the site, and nothing outside it.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use cap_std::fs::Dir;
use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, Walk, WalkBuilder};

use crate::config::Config;
use crate::content::source::POST_BYTES_MAX;
use crate::content::{LeftOut, Why};
use crate::model::diagnostic::{Diagnostic, Place};

/// Folders of other programs that a site's folder may hold.
const SKIPPED: [&str; 3] = ["node_modules", "_site", ".git"];
const OUTSIDE: &str =
    "this link leads out of the site's folder: it could publish a file that is nobody's business";

/// A file that may be a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its path below the site's folder, with `/`.
    pub(super) shown: String,
}

/// The files below a folder, each sorted by path.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// `.md` and `.markdown`.
    pub(super) markdown: Vec<Found>,
    /// What other generators would publish and nobody reads here.
    pub(super) others: Vec<LeftOut>,
}

/// Every file below `folder` that is or could be a post; what `content.ignore` names is left out.
pub(super) fn find_files(
    config: &Config,
    folder: &Path,
    diagnostics: &mut Vec<Diagnostic>,
) -> anyhow::Result<Files> {
    let start = config.root.join(folder);
    let outside = Arc::new(Mutex::new(Vec::new()));
    let walk = walk_below(config, &start, &outside)?;
    let mut found = Files::default();
    let mut refuse = |path: &Path, why: String| {
        let shown = show(config, path);
        diagnostics.push(Diagnostic::error("unreadable", &shown, Place::START, why));
    };
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = path_of(&error).unwrap_or(&start).to_owned();
                refuse(&path, format!("this cannot be read: {error}"));
                continue;
            }
        };
        let path = entry.path();
        let below = path.strip_prefix(&start).unwrap_or(path);
        let is_hidden = below
            .iter()
            .any(|part| part.as_encoded_bytes().starts_with(b"."));
        let kind = entry.file_type();
        if is_hidden || kind.is_some_and(|kind| kind.is_dir()) {
            continue;
        }
        if !is_markdown(path) {
            if is_foreign_post(config, path, below) {
                found.others.push(LeftOut {
                    file: show(config, path),
                    why: Why::Format,
                    detail: "only .md and .markdown files are read".to_owned(),
                });
            }
            continue;
        }
        if path.to_str().is_none() {
            refuse(
                path,
                "the name of this file is not UTF-8: rename it".to_owned(),
            );
        } else if kind.is_some_and(|kind| kind.is_file()) {
            found.markdown.push(Found {
                shown: show(config, path),
            });
        } else {
            refuse(path, "this is not a plain file".to_owned());
        }
    }
    for path in outside
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .iter()
    {
        refuse(path, OUTSIDE.to_owned());
    }
    found.markdown.sort_by(|a, b| a.shown.cmp(&b.shown));
    found.others.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(found)
}

/// Everything below `start` that belongs to the site; links that lead out of it are noted in `outside`.
fn walk_below(
    config: &Config,
    start: &Path,
    outside: &Arc<Mutex<Vec<PathBuf>>>,
) -> anyhow::Result<Walk> {
    let (root, outside) = (config.root.clone(), Arc::clone(outside));
    let mut walk = WalkBuilder::new(start);
    walk.standard_filters(false)
        .overrides(ignored(config)?)
        .follow_links(true)
        .filter_entry(move |entry| {
            if is_foreign(entry) {
                return false;
            }
            let leaves = leaves(entry, &root);
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            if leaves && (is_folder || is_markdown(entry.path())) {
                let mut outside = outside.lock().unwrap_or_else(PoisonError::into_inner);
                outside.push(entry.path().to_owned());
            }
            !leaves
        });
    Ok(walk.build())
}

/// Whether another program keeps its files there.
fn is_foreign(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let is_known = SKIPPED.iter().any(|skipped| name == *skipped);
    entry.depth() > 0 && (is_known || entry.path().ends_with("vendor/bundle"))
}

/// Whether a link leads out of the site's folder.
fn leaves(entry: &DirEntry, root: &Path) -> bool {
    let is_outside = |real: PathBuf| !real.starts_with(root);
    entry.path_is_symlink() && entry.path().canonicalize().is_ok_and(is_outside)
}

/// What `content.ignore` names.
fn ignored(config: &Config) -> anyhow::Result<Override> {
    let mut overrides = OverrideBuilder::new(&config.root);
    for pattern in &config.content.ignore {
        overrides
            .add(&format!("!{pattern}"))
            .with_context(|| format!("content.ignore: `{pattern}`"))?;
    }
    overrides.build().context("content.ignore")
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|ending| {
        ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
    })
}

/// Whether another generator would make a page of the file: what lies in `_layouts` and its like is none.
fn is_foreign_post(config: &Config, path: &Path, below: &Path) -> bool {
    const ENDINGS: [&str; 7] = ["mdx", "rst", "org", "html", "ipynb", "adoc", "asciidoc"];
    let is_known = path.extension().is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    });
    let posts = config.root.join(&config.content.posts);
    let is_made = [&config.output.dir, &config.content.assets]
        .into_iter()
        .map(|folder| config.root.join(folder))
        .any(|folder| path.starts_with(&folder) && !posts.starts_with(&folder));
    let mut names = below.iter().map(|part| part.to_string_lossy());
    let is_part = names.any(|name| name.starts_with('_') && name != "_posts" && name != "_drafts");
    is_known && !is_made && !is_part
}

/// The path that a failure of the walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

/// Reads a file below the site's folder; the system resolves the path, so that no link leads out of it. Only plain files.
pub(super) fn read_inside(config: &Config, site: &Dir, shown: &str) -> io::Result<Vec<u8>> {
    let mut file = match site.open(shown) {
        Ok(file) => file,
        Err(error) => {
            // A link by its whole path may lead inside all the same; what it leads to is opened below the folder again.
            let real = config.root.join(shown).canonicalize();
            let real = real.ok().filter(|real| *real != config.root.join(shown));
            match real
                .as_deref()
                .and_then(|real| real.strip_prefix(&config.root).ok())
            {
                Some(below) => site.open(below)?,
                None => return Err(error),
            }
        }
    };
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this is not a plain file",
        ));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0) + 1);
    file.by_ref()
        .take(POST_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn show(config: &Config, path: &Path) -> String {
    let below = path.strip_prefix(&config.root).unwrap_or(path);
    below.to_string_lossy().replace('\\', "/")
}
