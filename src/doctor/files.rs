//! What lies on this machine: the secret, and files that nobody else may read.

use std::path::PathBuf;

use crate::config::Config;
use crate::doctor::{Finding, State};
use crate::token::Secret;

const SUBJECT: &str = "machine";

pub(super) fn examine(config: &Config, secret: &anyhow::Result<Option<Secret>>) -> Vec<Finding> {
    let mut found = vec![match secret {
        Err(error) => Finding::new(SUBJECT, "secret", State::Problem, format!("{error:#}"))
            .help("It signs Message-IDs and links: without it nothing can be sent"),
        Ok(Some(_)) => Finding::new(SUBJECT, "secret", State::Ok, "there, and long enough"),
        Ok(None) => Finding::new(
            SUBJECT,
            "secret",
            State::Skipped,
            "not made yet: the first send makes it",
        ),
    }];
    found.extend(examine_modes(config));
    found
}

/// The store and what belongs to it hold addresses and keys.
#[cfg(unix)]
fn examine_modes(config: &Config) -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt as _;
    let files = private_files(config);
    let open = |path: &PathBuf| {
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then(|| (path.clone(), mode))
    };
    let bad: Vec<(PathBuf, u32)> = files.iter().filter_map(open).collect();
    if let Some((path, mode)) = bad.first() {
        let names: Vec<String> = bad
            .iter()
            .map(|(path, _)| path.display().to_string())
            .collect();
        let message = format!("others may read {} (mode {mode:04o})", path.display());
        return Some(
            Finding::new(SUBJECT, "files", State::Problem, message).help(format!(
                "It holds addresses or keys, and Postrider refuses it so: chmod 600 {}",
                names.join(" ")
            )),
        );
    }
    if files.is_empty() {
        return None;
    }
    let message = format!(
        "{} of the store and the secret are yours alone",
        plural(files.len())
    );
    Some(Finding::new(SUBJECT, "files", State::Ok, message))
}

#[cfg(not(unix))]
fn examine_modes(_: &Config) -> Option<Finding> {
    None
}

#[cfg(unix)]
fn plural(count: usize) -> String {
    if count == 1 {
        "1 file".into()
    } else {
        format!("{count} files")
    }
}

/// Those of the files that are there.
#[cfg(unix)]
fn private_files(config: &Config) -> Vec<PathBuf> {
    let store = config.root.join(&config.store);
    let name = store
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let beside = ["", "-wal", "-shm", "-journal", ".sending"];
    let files = beside
        .iter()
        .map(|ending| store.with_file_name(format!("{name}{ending}")));
    let secret = store.with_file_name("postrider.secret");
    files
        .chain([secret])
        .filter(|path| path.is_file())
        .collect()
}
