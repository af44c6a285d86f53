//! Mends posts in place: each file is replaced whole, with its rights, or stays as it was.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;

use crate::config::Config;
use crate::content::{self, Change};

/// A file that was mended.
#[derive(Clone, Debug, Serialize)]
pub struct MendedFile {
    /// Its path below the site's folder.
    pub file: String,
    /// What was changed, by line.
    pub changes: Vec<Change>,
}

/// Mends what is mechanical in `files`, given by their paths below the site's folder. A file that is not UTF-8, or that
/// lies outside of the folder, is left alone.
///
/// # Errors
/// When a file cannot be read or replaced; those before it are mended.
pub fn mend(config: &Config, files: &[String]) -> anyhow::Result<Vec<MendedFile>> {
    let root = fs::canonicalize(&config.root).context("opening the site's folder")?;
    let mut all = Vec::new();
    for file in files {
        let context = || format!("mending `{file}`");
        let path = fs::canonicalize(root.join(file)).with_context(context)?;
        let bytes = fs::read(&path).with_context(context)?;
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let (mended, changes) = content::mend(&text);
        if changes.is_empty() || !path.starts_with(&root) {
            continue;
        }
        replace(&path, mended.as_bytes()).with_context(context)?;
        all.push(MendedFile {
            file: file.clone(),
            changes,
        });
    }
    Ok(all)
}

/// Writes `bytes` beside `path`, with its rights, and then takes its place.
fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let name = path.file_name().context("a file has a name")?;
    let temporary: PathBuf = path.with_file_name(format!(".{}.new", name.to_string_lossy()));
    let write = || -> std::io::Result<()> {
        // Whatever has its name goes: a link there would lead the words elsewhere.
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = fs::File::create_new(&temporary)?;
        file.write_all(bytes)?;
        file.set_permissions(fs::metadata(path)?.permissions())?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    let written = write();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    Ok(written?)
}
