//! Finds the Markdown files below a folder of the site, and nothing outside it.

use std::io::{self, Read as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use cap_std::fs::Dir;
use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};

use crate::config::Config;
use crate::content::source::POST_BYTES_MAX;
use crate::model::diagnostic::{Diagnostic, Place};

const OUTSIDE: &str =
    "this link leads out of the site's folder: it could publish a file that is nobody's business";
/// A file that may be a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its path below the site's folder, with `/`.
    pub(super) shown: String,
}

/// Every `.md` and `.markdown` file below `folder`, sorted by path; what `content.ignore` names is left out.
pub(super) fn find_markdown(
    config: &Config,
    folder: &Path,
    diagnostics: &mut Vec<Diagnostic>,
) -> anyhow::Result<Vec<Found>> {
    let start = config.root.join(folder);
    let overrides = ignored(config)?;
    let (root, outside) = (config.root.clone(), Arc::new(Mutex::new(Vec::new())));
    let refused = Arc::clone(&outside);
    let walk = WalkBuilder::new(&start)
        .standard_filters(false)
        .overrides(overrides)
        .follow_links(true)
        .filter_entry(move |entry| {
            let leaves = entry.path_is_symlink()
                && entry
                    .path()
                    .canonicalize()
                    .is_ok_and(|real| !real.starts_with(&root));
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            if leaves && (is_folder || is_markdown(entry.path())) {
                let mut refused = refused.lock().unwrap_or_else(PoisonError::into_inner);
                refused.push(entry.path().to_owned());
            }
            !leaves
        })
        .build();
    let mut found = Vec::new();
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
        if is_hidden || !is_markdown(path) || kind.is_some_and(|kind| kind.is_dir()) {
            continue;
        }
        if kind.is_some_and(|kind| kind.is_file()) {
            found.push(Found {
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
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    Ok(found)
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
pub(super) fn read_inside(site: &Dir, shown: &str) -> io::Result<Vec<u8>> {
    let mut file = site.open(shown)?;
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
