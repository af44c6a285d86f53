//! Built-in templates into the site's own folder, where the editor changes them.

use std::path::Path;

use anyhow::bail;

use crate::publish::files::{Folder, land};

/// Whether what stands there already may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// `--force`: the file that stands there is lost.
    Yes,
    /// Nothing is written where a file stands that says something else.
    No,
}

/// Writes each text to its path below the site's folder, all of them or none; returns the paths that changed.
///
/// # Errors
/// When a file that says something else stands there and may not go, or when the disk refuses.
pub fn eject(
    root: &Path,
    files: &[(&str, &str)],
    overwrite: Overwrite,
) -> anyhow::Result<Vec<String>> {
    let folder = Folder::open(root, Path::new(""))?;
    let changed: Vec<(&str, &str)> = files
        .iter()
        .copied()
        .filter(|(path, text)| !folder.holds(path, text.as_bytes()))
        .collect();
    let stand = changed
        .iter()
        .filter(|(path, _)| folder.read(path).is_some());
    let stand: Vec<String> = stand.map(|(path, _)| format!("`{path}`")).collect();
    if overwrite == Overwrite::No && !stand.is_empty() {
        bail!(
            "{} would be lost: nothing was written; remove what you do not need, or use --force",
            stand.join(", ")
        );
    }
    let staged = changed
        .iter()
        .map(|(path, text)| folder.stage(path, text.as_bytes(), None));
    land(staged.collect::<anyhow::Result<_>>()?)?;
    Ok(changed.iter().map(|(path, _)| (*path).to_owned()).collect())
}
