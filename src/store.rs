//! The store: one `SQLite` file that knows subscribers, issues and deliveries; the only module that holds SQL.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

pub mod corrections;
pub mod deliveries;
pub mod history;
pub mod issues;
pub mod lock;
pub mod offers;
mod peek;
pub mod pages;
pub mod refused;
pub mod rests;
pub mod roster;
pub mod schedules;
pub mod status;
pub mod subscribers;

pub use deliveries::{Job, Swept};
pub use issues::IssueSummary;
pub use lock::SendLock;
pub use offers::{Claim, Ledger, OfferAnswer, Outcome};
pub use status::{Doubt, IssueStatus, ReplyCount};
pub use subscribers::{ImportReport, Known, Removed};

/// `SQLite` 3.51.3 mended a bug by which a WAL could lose a commit.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Each is one transaction; its place in the list is the version it leads to.
const MIGRATIONS: &[&str] = &[
    include_str!("store/schema/001-start.sql"),
    include_str!("store/schema/002-schedules.sql"),
    include_str!("store/schema/003-turns.sql"),
    include_str!("store/schema/004-continuations.sql"),
    include_str!("store/schema/005-reasons.sql"),
    include_str!("store/schema/006-pages.sql"),
    include_str!("store/schema/007-corrections.sql"),
    include_str!("store/schema/008-rests.sql"),
];

/// How long one attempt waits for another process that holds the store. A sending run tries again after it.
const BUSY: Duration = if cfg!(test) {
    Duration::from_millis(200)
} else {
    Duration::from_secs(10)
};

/// Whether an error says only that another process holds the store for now.
pub fn is_busy(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<rusqlite::Error>()
            .and_then(rusqlite::Error::sqlite_error_code)
            .is_some_and(|code| matches!(code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    })
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the store, makes it (mode 0600) where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// When the file cannot be used, others can read it, or a newer Postrider made it.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        ensure!(
            rusqlite::version_number() >= OLDEST_SQLITE,
            "SQLite {} is too old: 3.51.3 is the first that keeps every commit",
            rusqlite::version()
        );
        make_private(path)?;
        for file in [path.to_owned(), beside(path, "-wal"), beside(path, "-shm")] {
            refuse_public(&file)?;
        }
        let mut db = connect(path).with_context(|| format!("opening `{}`", path.display()))?;
        migrate(&mut db).with_context(|| format!("preparing `{}`", path.display()))?;
        Ok(Self {
            db,
            path: path.to_owned(),
        })
    }

    /// Where the store is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The file `path` with `ending` behind its whole name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Makes the file, readable by its owner only, where there is none. `SQLite` gives `-wal` and `-shm` its mode.
pub(crate) fn make_private(path: &Path) -> anyhow::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).with_context(|| format!("making `{}`", folder.display()))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .with_context(|| format!("opening `{}`", path.display()))?;
    Ok(())
}

#[cfg(unix)]
pub(crate) fn refuse_public(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let Ok(about) = fs::metadata(path) else {
        return Ok(());
    };
    ensure!(about.is_file(), "`{}` is not a file", path.display());
    let mode = about.permissions().mode() & 0o777;
    ensure!(
        mode.trailing_zeros() >= 6,
        "`{0}` can be read by others (mode {mode:o}); it holds addresses: chmod 600 {0}",
        path.display()
    );
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn refuse_public(_path: &Path) -> anyhow::Result<()> {
    Ok(())
}

fn connect(path: &Path) -> anyhow::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(BUSY)?;
    db.execute_batch(
        "PRAGMA trusted_schema = OFF;
         PRAGMA mmap_size = 0;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA synchronous = FULL;",
    )?;
    let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    ensure!(
        mode == "wal",
        "this disk cannot keep a write-ahead log (journal mode {mode})"
    );
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

fn ensure_known(version: i64) -> anyhow::Result<()> {
    let newest = i64::try_from(MIGRATIONS.len())?;
    ensure!(
        version <= newest,
        "a newer Postrider made this store (version {version}, this one knows {newest}): use that one"
    );
    Ok(())
}

fn migrate(db: &mut Connection) -> anyhow::Result<()> {
    let newest = i64::try_from(MIGRATIONS.len())?;
    // A reader must not wait for a writer only to learn that nothing is to be done.
    if db.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))? == newest {
        return Ok(());
    }
    loop {
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        ensure_known(version)?;
        let Some(script) = usize::try_from(version)
            .ok()
            .and_then(|version| MIGRATIONS.get(version))
        else {
            return Ok(());
        };
        change.execute_batch(script)?;
        change.pragma_update(None, "user_version", version + 1)?;
        change.commit()?;
    }
}

/// A stored time.
fn time(second: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_second(second).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Integer, error.into())
    })
}

/// A stored address; what was stored was valid.
fn address(text: &str) -> rusqlite::Result<crate::model::Address> {
    crate::model::Address::parse(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::store::roster;

    /// A store in a folder of its own with `count` subscribers of `weekly`.
    pub(crate) fn filled(count: usize) -> (tempfile::TempDir, Store) {
        use std::fmt::Write as _;
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(&folder.path().join("p.db")).expect("a store");
        let mut csv = String::from("email,name,language,categories,source,date\n");
        for number in 0..count {
            let _ = writeln!(csv, "u{number}@example.org,U {number},en,,form,2026-01-02");
        }
        let roster = roster::parse(csv.as_bytes(), &["weekly"]).expect("a roster");
        store.import(&roster.rows, now(), None).expect("imported");
        (folder, store)
    }

    pub(crate) fn now() -> Timestamp {
        "2026-05-04T08:00:00Z".parse().expect("a time")
    }

    #[cfg(unix)]
    #[test]
    fn the_files_are_private_and_public_ones_are_refused() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, store) = filled(1);
        for name in ["p.db", "p.db-wal", "p.db-shm"] {
            let about = fs::metadata(folder.path().join(name)).expect(name);
            assert_eq!(about.permissions().mode() & 0o777, 0o600, "{name}");
        }
        drop(store);
        let path = folder.path().join("p.db");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("chmod");
        let error = Store::open(&path).expect_err("refused").to_string();
        assert!(error.contains("chmod 600"), "{error}");
    }

    #[test]
    fn a_newer_schema_is_refused_and_an_old_one_is_opened_again() {
        let (folder, store) = filled(1);
        let full: i64 = store
            .db
            .query_row("PRAGMA synchronous", [], |row| row.get(0))
            .expect("a pragma");
        assert_eq!(full, 2);
        drop(store);
        let path = folder.path().join("p.db");
        let store = Store::open(&path).expect("opened again");
        store
            .db
            .pragma_update(None, "user_version", 99)
            .expect("set");
        drop(store);
        let error = format!("{:#}", Store::open(&path).expect_err("refused"));
        assert!(error.contains("newer Postrider"), "{error}");
    }
}
