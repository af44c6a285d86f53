//! A look into a store that changes nothing on disk, not even beside it.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::store::{MIGRATIONS, Store, beside, ensure_known, migrate, refuse_public};

/// Copied at a time, and how long others get in between where the store is in use.
const PAGES: i32 = 4096;
const PAUSE: Duration = Duration::from_millis(1);

impl Store {
    /// Opens a store to read from it; `None` where there is none. What is read of one that an older version of Postrider
    /// made is a copy in memory, brought up to date.
    ///
    /// # Errors
    /// When it cannot be read, others can read it, or a newer version of Postrider made it.
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
        let whole = std::path::absolute(path).with_context(context)?;
        let mut url = url::Url::from_file_path(whole)
            .map_err(|()| anyhow::anyhow!("its path is not absolute"))
            .with_context(context)?;
        url.set_query(Some(how));
        let db = Connection::open_with_flags(url.as_str(), flags).with_context(context)?;
        let version: i64 = db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .with_context(context)?;
        let newest = i64::try_from(MIGRATIONS.len())?;
        let db = if version < newest {
            copy(&db).with_context(context)?
        } else {
            db
        };
        ensure_known(version).with_context(context)?;
        Ok(Some(Self {
            db,
            path: path.to_owned(),
        }))
    }

    /// As [`Store::peek`], but where there is no store, an empty one in memory.
    ///
    /// # Errors
    /// As [`Store::peek`].
    pub fn look(path: &Path) -> anyhow::Result<Self> {
        if let Some(store) = Self::peek(path)? {
            return Ok(store);
        }
        let mut db = Connection::open_in_memory()?;
        migrate(&mut db).context("preparing an empty store")?;
        Ok(Self {
            db,
            path: path.to_owned(),
        })
    }
}

/// A copy in memory, brought up to date.
fn copy(db: &Connection) -> anyhow::Result<Connection> {
    let mut copy = Connection::open_in_memory()?;
    Backup::new(db, &mut copy)?.run_to_completion(PAGES, PAUSE, None)?;
    migrate(&mut copy)?;
    Ok(copy)
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

    #[test]
    fn an_older_store_is_read_as_if_it_were_up_to_date_and_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("p.db");
        crate::store::make_private(&path).expect("a file");
        let older = Connection::open(&path).expect("a database");
        older
            .execute_batch("PRAGMA journal_mode = WAL")
            .expect("a mode");
        for script in &MIGRATIONS[..2] {
            older.execute_batch(script).expect("a schema");
        }
        older
            .pragma_update(None, "user_version", 2)
            .expect("a version");
        let look = || Store::look(&path).expect("a look");
        assert!(
            look().unfinished_issues().expect("read").is_empty(),
            "while it is in use"
        );
        drop(older);
        let before = std::fs::read(&path).expect("the file");
        assert!(look().unfinished_issues().expect("read").is_empty());
        assert_eq!(look().subscriptions("weekly").expect("read"), []);
        assert_eq!(std::fs::read(&path).expect("the file"), before);
        let names = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(names, 1, "nothing is left beside it");
        let newer = Connection::open(&path).expect("a database");
        newer
            .pragma_update(None, "user_version", 99)
            .expect("a version");
        drop(newer);
        let error = format!("{:#}", Store::look(&path).expect_err("refused"));
        assert!(error.contains("newer Postrider"), "{error}");
    }
}
