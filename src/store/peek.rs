//! A look into a store that changes nothing on disk, not even beside it.

use std::path::Path;

use anyhow::{Context as _, ensure};
use rusqlite::{Connection, OpenFlags};

use crate::store::{MIGRATIONS, Store, beside, refuse_public};

impl Store {
    /// Opens a store to read from it; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, others can read it, or another version of Postrider made it.
    pub fn peek(path: &Path) -> anyhow::Result<Option<Self>> {
        if !path.is_file() {
            return Ok(None);
        }
        refuse_public(path)?;
        let context = || format!("opening `{}`", path.display());
        // Without a log beside it, nobody has it open: a plain reader would make one, and leave it there.
        let is_open = beside(path, "-wal").exists();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let how = if is_open { "mode=ro" } else { "immutable=1" };
        let mut url = url::Url::from_file_path(path)
            .map_err(|()| anyhow::anyhow!("its path is not absolute"))
            .with_context(context)?;
        url.set_query(Some(how));
        let db = Connection::open_with_flags(url.as_str(), flags).with_context(context)?;
        let version: i64 = db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .with_context(context)?;
        ensure!(
            usize::try_from(version).is_ok_and(|version| version == MIGRATIONS.len()),
            "another version of Postrider made `{}`: any command that sends brings it up to date",
            path.display()
        );
        Ok(Some(Self {
            db,
            path: path.to_owned(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::filled;

    #[test]
    fn a_look_leaves_nothing_behind() {
        let (folder, store) = filled(3);
        let path = folder.path().join("p.db");
        let names = || {
            let entries = std::fs::read_dir(folder.path()).expect("a folder");
            let mut names: Vec<_> = entries
                .map(|entry| entry.expect("a name").file_name())
                .collect();
            names.sort();
            names
        };
        let count = || {
            let peeked = Store::peek(&path).expect("read").expect("there");
            peeked.subscriptions("weekly").expect("rows").len()
        };
        assert_eq!(count(), 3, "while another has it open");
        drop(store);
        let before = names();
        assert_eq!(count(), 3);
        assert_eq!(names(), before);
        let none = folder.path().join("none.db");
        assert!(Store::peek(&none).expect("read").is_none());
        assert!(!none.exists());
    }
}
