//! Finds the Markdown files below a folder of the site, and nothing outside it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;

use crate::config::Config;
use crate::model::diagnostic::{Diagnostic, Place};

/// A file that may be a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it is.
    pub(super) path: PathBuf,
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
    let mut overrides = OverrideBuilder::new(&config.root);
    for pattern in &config.content.ignore {
        overrides
            .add(&format!("!{pattern}"))
            .with_context(|| format!("content.ignore: `{pattern}`"))?;
    }
    let overrides = overrides.build().context("content.ignore")?;
    let walk = WalkBuilder::new(&start)
        .standard_filters(false)
        .overrides(overrides)
        .follow_links(false)
        .build();
    let mut found = Vec::new();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let message = format!("part of this folder cannot be read: {error}");
                diagnostics.push(Diagnostic::error(
                    "unreadable",
                    &show(config, &start),
                    Place::START,
                    message,
                ));
                continue;
            }
        };
        let path = entry.path();
        let hidden = path.strip_prefix(&start).is_ok_and(|below| {
            below
                .iter()
                .any(|part| part.as_encoded_bytes().starts_with(b"."))
        });
        if hidden || !is_markdown(path) || entry.file_type().is_some_and(|kind| kind.is_dir()) {
            continue;
        }
        match refuse(config, path) {
            None => found.push(Found {
                path: path.to_owned(),
                shown: show(config, path),
            }),
            Some(why) => diagnostics.push(Diagnostic::error(
                "unreadable",
                &show(config, path),
                Place::START,
                why,
            )),
        }
    }
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    Ok(found)
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|ending| {
        ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
    })
}

/// Why a directory entry must not be read; `None` for a plain file inside the site.
fn refuse(config: &Config, path: &Path) -> Option<String> {
    let real = match path.canonicalize() {
        Ok(real) => real,
        Err(error) => return Some(format!("this cannot be read: {error}")),
    };
    if !real.starts_with(&config.root) {
        return Some("this link leads out of the site's folder: it could publish a file that is nobody's business".into());
    }
    match std::fs::metadata(&real) {
        Ok(found) if found.is_file() => None,
        Ok(_) => Some("this is not a plain file".into()),
        Err(error) => Some(format!("this cannot be read: {error}")),
    }
}

fn show(config: &Config, path: &Path) -> String {
    let below = path.strip_prefix(&config.root).unwrap_or(path);
    below.to_string_lossy().replace('\\', "/")
}
