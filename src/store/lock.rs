//! The lock that lets one process send from a store: it dies with its holder, however that dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::store::beside;
use crate::store::make_private;
use crate::store::refuse_public;

/// Held while sending; whoever holds it may sweep.
#[derive(Debug)]
pub struct SendLock {
    _file: File,
}

impl SendLock {
    /// Takes the lock `<store>.sending` and writes this process's number into it.
    ///
    /// # Errors
    /// When another sender holds it (its process is named), or the file cannot be used.
    pub fn take(store: &Path) -> anyhow::Result<Self> {
        let path = beside(store, ".sending");
        make_private(&path)?;
        refuse_public(&path)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)
            .with_context(|| format!("opening `{}`", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = match holder.trim() {
                    "" => "another process".to_owned(),
                    number => format!("process {number}"),
                };
                bail!(
                    "{holder} is already sending from `{}`; wait for it, or stop it first",
                    store.display()
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("locking `{}`", path.display()));
            }
        }
        file.set_len(0)?;
        file.rewind()?;
        write!(file, "{}", std::process::id())?;
        file.flush()?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_sender_is_told_who_holds_the_lock() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("p.db");
        let lock = SendLock::take(&store).expect("free");
        let error = SendLock::take(&store).expect_err("taken").to_string();
        assert!(
            error.contains(&format!("process {}", std::process::id())),
            "{error}"
        );
        drop(lock);
        SendLock::take(&store).expect("free again");
    }
}
