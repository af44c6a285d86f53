//! Where secrets come from, and reading them: environment or file, never this file or the command line.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::config::reader::Reader;
use crate::config::{Config, SecretKey, SecretSource};
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::yaml::Node;

/// Why a secret cannot be had. The secret itself is never part of the words.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The variable is not set or is empty.
    #[error("the environment variable {0} is not set: it must hold the secret")]
    NotSet(String),
    /// The file cannot be read.
    #[error("reading the secret in `{0}`: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// Others may read the file.
    #[error("`{0}` can be read by others on this machine: run chmod 600 on it")]
    Exposed(PathBuf),
    /// The file is empty.
    #[error("`{0}` is empty: it must hold the secret")]
    Empty(PathBuf),
}

impl SecretKey {
    /// Reads the secret; line ends at its end are dropped.
    ///
    /// # Errors
    /// A mistake at its key when it is missing, empty or readable by others.
    pub fn read(&self, config: &Config) -> Result<Zeroizing<String>, Mistakes> {
        self.source.read(&config.root).map_err(|error| {
            let message = format!("`{}` cannot be read: {error}", self.key);
            Diagnostic::error("secret", &config.file, self.place, message)
                .quoting(&config.text)
                .into()
        })
    }
}

impl SecretSource {
    /// Reads the secret; line ends at its end are dropped. `root` is the site's folder.
    ///
    /// # Errors
    /// When it is missing, empty or readable by others.
    pub fn read(&self, root: &Path) -> Result<Zeroizing<String>, SecretError> {
        match self {
            Self::Env(name) => match std::env::var(name) {
                Ok(value) if !value.is_empty() => Ok(Zeroizing::new(value)),
                _ => Err(SecretError::NotSet(name.clone())),
            },
            Self::File(path) => read_file(&root.join(path)),
        }
    }
}

fn read_file(path: &Path) -> Result<Zeroizing<String>, SecretError> {
    let unreadable = |error| SecretError::Unreadable(path.to_owned(), error);
    let found = std::fs::metadata(path).map_err(unreadable)?;
    if is_exposed(&found) {
        return Err(SecretError::Exposed(path.to_owned()));
    }
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(unreadable)?);
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(SecretError::Empty(path.to_owned()));
    }
    Ok(Zeroizing::new(secret.to_owned()))
}

#[cfg(unix)]
fn is_exposed(found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_exposed(_: &std::fs::Metadata) -> bool {
    false
}

/// `{env: NAME}` or `{file: PATH}`; a bare text would be the secret itself and is refused.
pub(super) fn read_source(
    reader: &mut Reader,
    parent: &Node,
    name: &str,
    key: &'static str,
) -> Option<SecretKey> {
    let node = parent.get(name).filter(|node| !node.is_null())?;
    if !node.is_mapping() {
        reader.wrong(
            &node,
            format!("`{key}` must not stand in this file"),
            format!("write {name}: {{env: NAME}} or {name}: {{file: PATH}}"),
        );
        return None;
    }
    reader.check_keys(&node, &format!("`{key}`"), &["env", "file"]);
    let source = match (reader.text(&node, "env"), reader.text(&node, "file")) {
        (Some(name), None) if !name.is_empty() => SecretSource::Env(name),
        (None, Some(path)) if !path.is_empty() => SecretSource::File(path.into()),
        _ => {
            reader.wrong(&node, format!("`{key}` needs either `env` or `file`"), "");
            return None;
        }
    };
    let place = node.place();
    Some(SecretKey { key, source, place })
}
