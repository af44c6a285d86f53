//! Taking people in: all or nothing, and without keeping a sender waiting while a long file is read.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::model::Language;
use crate::model::Slug;
use crate::store::Store;
use crate::store::roster::RosterRow;
use crate::store::subscribers::changes::{Changes, find_changes};

/// Enough for the index of a million addresses; less would write each of its pages many times over.
const IMPORT_CACHE_KIB: i64 = 64 * 1024;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// New subscriptions.
    pub added: usize,
    /// Subscriptions that were there already, changed or not.
    pub updated: usize,
    /// What became different of people who were there already.
    pub changes: Changes,
    /// Rows whose address and newsletter an earlier row of the file had.
    pub repeated: usize,
    /// Rows that stay out, because the person unsubscribed or the address must not be mailed.
    pub stayed_out: usize,
}

/// What becomes of people who are known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner<'a> {
    /// Nothing: only new subscriptions come in.
    AddUnknown,
    /// Name, language, categories and consent follow the row where it gives them, unless its consent is older than
    /// the one known; people who left stay out.
    Follow,
    /// As [`Manner::Follow`], and people who left or whose address is suppressed come back for this reason.
    Force(&'a str),
}

impl Store {
    /// Takes rows in by one transaction: all or nothing. `force` is the reason for which people who
    /// left or whose address is suppressed come back; it goes into the consent log.
    ///
    /// # Errors
    /// When the store fails; nothing is imported then.
    pub fn import(
        &mut self,
        rows: &[RosterRow],
        now: Timestamp,
        force: Option<&str>,
    ) -> anyhow::Result<ImportReport> {
        let manner = force.map_or(Manner::Follow, Manner::Force);
        self.take_in(rows.iter().cloned().map(Ok), now, manner)
    }

    /// Takes rows in as they come: they are set aside first, and only then is the store locked and changed.
    ///
    /// # Errors
    /// The first error among the rows, or of the store; nothing is imported then.
    pub fn take_in(
        &mut self,
        rows: impl IntoIterator<Item = anyhow::Result<RosterRow>>,
        now: Timestamp,
        manner: Manner,
    ) -> anyhow::Result<ImportReport> {
        let usual: i64 = self
            .db
            .query_row("PRAGMA main.cache_size", [], |row| row.get(0))?;
        for schema in ["main", "temp"] {
            self.db
                .pragma_update(Some(schema), "cache_size", -IMPORT_CACHE_KIB)?;
        }
        let result = take_in(&mut self.db, rows, now, manner);
        self.db.execute_batch(
            "DROP TABLE IF EXISTS temp.incoming; DROP TABLE IF EXISTS temp.arrivals;",
        )?;
        for schema in ["main", "temp"] {
            self.db.pragma_update(Some(schema), "cache_size", usual)?;
        }
        result
    }
}

fn take_in(
    db: &mut Connection,
    rows: impl IntoIterator<Item = anyhow::Result<RosterRow>>,
    now: Timestamp,
    manner: Manner,
) -> anyhow::Result<ImportReport> {
    let repeated = set_aside(db, rows)?;
    let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    judge(&change, manner)?;
    let count = |state: &str| -> anyhow::Result<usize> {
        let count: i64 = change.query_row(
            "SELECT count(*) FROM temp.arrivals WHERE state = $1",
            [state],
            |row| row.get(0),
        )?;
        Ok(usize::try_from(count)?)
    };
    let changes = match manner {
        Manner::AddUnknown => Changes::default(),
        Manner::Follow | Manner::Force(_) => find_changes(&change)?,
    };
    let report = ImportReport {
        added: count("new")? + count("back")?,
        updated: count("known")? + count("edited")? + count("changed")?,
        changes,
        repeated,
        stayed_out: count("out")?,
    };
    write(&change, now, manner)?;
    change.commit()?;
    Ok(report)
}

/// Puts the rows into a temporary table, where they keep nobody waiting; counts those that were there before.
pub(super) fn set_aside(
    db: &mut Connection,
    rows: impl IntoIterator<Item = anyhow::Result<RosterRow>>,
) -> anyhow::Result<usize> {
    db.execute_batch(
        "CREATE TEMP TABLE incoming (
           place INTEGER PRIMARY KEY, key TEXT NOT NULL, newsletter TEXT NOT NULL,
           address TEXT NOT NULL, name TEXT NOT NULL, language TEXT, categories TEXT,
           source TEXT NOT NULL, dated TEXT NOT NULL, UNIQUE (key, newsletter)) STRICT;
         CREATE TEMP TABLE arrivals (place INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;",
    )?;
    let aside = db.transaction()?;
    let mut put = aside.prepare(
        "INSERT OR IGNORE INTO temp.incoming
           (key, newsletter, address, name, language, categories, source, dated)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )?;
    let mut repeated = 0;
    for row in rows {
        let row = row?;
        let count = put.execute(params![
            row.address.key(),
            row.newsletter,
            row.address.as_str(),
            row.name.as_str(),
            row.language.as_ref().map(Language::as_str),
            row.categories.as_deref().map(join),
            row.source.as_str(),
            row.date.to_string(),
        ])?;
        repeated += 1 - count;
    }
    drop(put);
    aside.commit()?;
    Ok(repeated)
}

fn join(categories: &[Slug]) -> String {
    let slugs: Vec<&str> = categories.iter().map(Slug::as_str).collect();
    slugs.join(";")
}

/// Says of each row what it is to the store: `out`, `back` (had left, comes back), `new`, `changed` (known with another
/// consent), `edited` (known with another name, language or choice) or `known`, also where the row's consent is older: what
/// the person chose since must not be undone.
pub(super) fn judge(change: &Transaction<'_>, manner: Manner) -> anyhow::Result<()> {
    change.execute(
        "INSERT INTO temp.arrivals (place, state)
         SELECT i.place, CASE
             WHEN x.key IS NOT NULL OR p.status = 'unsubscribed' THEN iif($1, 'back', 'out')
             WHEN p.status IS NULL THEN 'new'
             WHEN i.dated < p.consented_on THEN 'known'
             WHEN i.source <> p.source OR i.dated <> p.consented_on THEN 'changed'
             WHEN i.name NOT IN ('', s.name) OR coalesce(i.language, s.language) IS NOT s.language
               OR coalesce(i.categories, p.categories) <> p.categories THEN 'edited'
             ELSE 'known' END
         FROM temp.incoming i
         LEFT JOIN subscribers s ON s.key = i.key
         LEFT JOIN subscriptions p ON p.newsletter = i.newsletter AND p.subscriber = s.id
         LEFT JOIN suppressions x ON x.key = i.key
         ORDER BY i.place",
        [matches!(manner, Manner::Force(_))],
    )?;
    Ok(())
}

fn write(change: &Transaction<'_>, now: Timestamp, manner: Manner) -> anyhow::Result<()> {
    let (follows, reason) = match manner {
        Manner::AddUnknown => (false, ""),
        Manner::Follow => (true, ""),
        Manner::Force(reason) => (true, reason),
    };
    let idle = if follows {
        "'out', 'known'"
    } else {
        "'out', 'known', 'edited', 'changed'"
    };
    change.execute(
        &format!("DELETE FROM temp.arrivals WHERE state IN ({idle})"),
        [],
    )?;
    write_people(change, now, follows)?;
    change.execute(
        "INSERT INTO consents (key, newsletter, event, source, dated, recorded_at)
         SELECT i.key, i.newsletter, iif(a.state = 'back', 'forced', 'imported'),
           iif(a.state = 'back', i.source || ' (' || $1 || ')', i.source), i.dated, $2
         FROM temp.arrivals a JOIN temp.incoming i ON i.place = a.place
         WHERE a.state <> 'edited' ORDER BY a.place",
        params![reason, now.as_second()],
    )?;
    write_subscriptions(change, now)?;
    change.execute(
        "DELETE FROM suppressions WHERE key IN (SELECT i.key FROM temp.arrivals a
           JOIN temp.incoming i ON i.place = a.place WHERE a.state = 'back')",
        [],
    )?;
    Ok(())
}

fn write_people(change: &Transaction<'_>, now: Timestamp, follows: bool) -> anyhow::Result<()> {
    change.execute(
        "INSERT INTO subscribers (key, address, name, language, created_at)
         SELECT i.key, i.address, i.name, i.language, $1
         FROM temp.arrivals a JOIN temp.incoming i ON i.place = a.place
         WHERE true ORDER BY a.place
         ON CONFLICT (key) DO UPDATE
           SET name = iif(excluded.name = '', name, excluded.name),
             language = coalesce(excluded.language, language)
           WHERE $2",
        params![now.as_second(), follows],
    )?;
    Ok(())
}

fn write_subscriptions(change: &Transaction<'_>, now: Timestamp) -> anyhow::Result<()> {
    change.execute(
        "INSERT INTO subscriptions AS old (newsletter, subscriber, categories, status, source, consented_on, changed_at)
         SELECT i.newsletter, s.id,
           coalesce(i.categories, (SELECT p.categories FROM subscriptions p
             WHERE p.newsletter = i.newsletter AND p.subscriber = s.id), ''),
           'confirmed', i.source, i.dated, $1
         FROM temp.arrivals a JOIN temp.incoming i ON i.place = a.place
         JOIN subscribers s ON s.key = i.key
         WHERE true ORDER BY a.place
         ON CONFLICT (newsletter, subscriber) DO UPDATE SET categories = excluded.categories,
           status = 'confirmed', source = excluded.source,
           consented_on = excluded.consented_on, changed_at = excluded.changed_at
         WHERE (excluded.status, excluded.categories, excluded.source, excluded.consented_on)
           <> (old.status, old.categories, old.source, old.consented_on)",
        [now.as_second()],
    )?;
    Ok(())
}
