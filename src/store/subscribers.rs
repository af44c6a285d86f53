//! Subscribers and their subscriptions: import, list, removal, and who may get a newsletter.

use anyhow::Context;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use crate::model::Address;
use crate::model::Language;
use crate::model::Slug;
use crate::model::Subscriber;
use crate::model::Subscription;
use crate::model::Text;
use crate::store::Store;
use crate::store::address;
use crate::store::roster::RosterRow;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// New subscriptions.
    pub added: usize,
    /// Subscriptions that were there already; name, language and categories follow the file.
    pub updated: usize,
    /// Rows whose address and newsletter an earlier row of the file had.
    pub repeated: usize,
    /// Rows that stay out, because the person unsubscribed or the address must not be mailed.
    pub stayed_out: usize,
}

/// A subscription as `subscribers list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub subscriber: Subscriber,
    /// Which newsletter.
    pub newsletter: String,
    /// Chosen categories; empty = all.
    pub categories: Vec<Slug>,
    /// `confirmed`, `unsubscribed` or `suppressed`.
    pub status: String,
    /// Where the consent was given.
    pub source: String,
    /// The day of the consent.
    pub consented_on: String,
}

/// What a removal did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// The address is not known.
    Unknown,
    /// It was unsubscribed from this many newsletters just now (0 = it was already).
    Subscriptions(usize),
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
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut report = ImportReport::default();
        let mut seen = std::collections::HashSet::new();
        for row in rows {
            if seen.insert((row.address.key(), row.newsletter.as_str())) {
                import_row(&change, row, now, force, &mut report)
                    .with_context(|| format!("importing {}", row.address.masked()))?;
            } else {
                report.repeated += 1;
            }
        }
        change.commit()?;
        Ok(report)
    }

    /// Every subscription, of one newsletter or of all, by newsletter and address.
    ///
    /// # Errors
    /// When the store fails.
    pub fn list(&self, newsletter: Option<&str>) -> anyhow::Result<Vec<Known>> {
        let mut found = self.db.prepare_cached(
            "SELECT s.id, s.address, s.name, s.language, p.newsletter, p.categories,
               CASE WHEN x.key IS NULL THEN p.status ELSE 'suppressed' END, p.source, p.consented_on
             FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber
             LEFT JOIN suppressions x ON x.key = s.key
             WHERE $1 IS NULL OR p.newsletter = $1 ORDER BY p.newsletter, s.key",
        )?;
        let rows = found.query_map([newsletter], |row| {
            Ok(Known {
                subscriber: subscriber(row)?,
                newsletter: row.get(4)?,
                categories: slugs(&row.get::<_, String>(5)?),
                status: row.get(6)?,
                source: row.get(7)?,
                consented_on: row.get(8)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Unsubscribes an address by the editor's hand, from one newsletter or from all. It stays known, so that
    /// a later import cannot bring it back by accident.
    ///
    /// # Errors
    /// When the store fails.
    pub fn remove(
        &mut self,
        who: &Address,
        newsletter: Option<&str>,
        now: Timestamp,
    ) -> anyhow::Result<Removed> {
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let known: Option<i64> = change
            .query_row(
                "SELECT id FROM subscribers WHERE key = $1",
                [who.key()],
                |row| row.get(0),
            )
            .optional()?;
        let Some(id) = known else {
            return Ok(Removed::Unknown);
        };
        let count = change.execute(
            "UPDATE subscriptions SET status = 'unsubscribed', changed_at = $1
             WHERE subscriber = $2 AND status = 'confirmed' AND ($3 IS NULL OR newsletter = $3)",
            params![now.as_second(), id, newsletter],
        )?;
        change.execute(
            "INSERT INTO consents (key, newsletter, event, source, dated, recorded_at)
             VALUES ($1, $2, 'unsubscribed', 'editor', $3, $4)",
            params![
                who.key(),
                newsletter.unwrap_or("*"),
                now.to_string(),
                now.as_second()
            ],
        )?;
        change.commit()?;
        Ok(Removed::Subscriptions(count))
    }

    /// Who may get `newsletter` now: confirmed and not suppressed, in the order they came.
    ///
    /// # Errors
    /// When the store fails.
    pub fn subscriptions(&self, newsletter: &str) -> anyhow::Result<Vec<Subscription>> {
        let mut found = self.db.prepare_cached(
            "SELECT s.id, s.address, s.name, s.language, p.categories
             FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber
             WHERE p.newsletter = $1 AND p.status = 'confirmed'
               AND NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.key = s.key)
             ORDER BY s.id",
        )?;
        let rows = found.query_map([newsletter], |row| {
            Ok(Subscription {
                subscriber: subscriber(row)?,
                categories: slugs(&row.get::<_, String>(4)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn subscriber(row: &rusqlite::Row<'_>) -> rusqlite::Result<Subscriber> {
    Ok(Subscriber {
        id: row.get(0)?,
        address: address(&row.get::<_, String>(1)?)?,
        name: Text::clean_owned(row.get(2)?),
        language: row
            .get::<_, Option<String>>(3)?
            .and_then(|tag| Language::parse(&tag)),
    })
}

fn slugs(joined: &str) -> Vec<Slug> {
    joined
        .split(';')
        .filter(|name| !name.is_empty())
        .map(Slug::of)
        .collect()
}

fn import_row(
    change: &Transaction<'_>,
    row: &RosterRow,
    now: Timestamp,
    force: Option<&str>,
    report: &mut ImportReport,
) -> anyhow::Result<()> {
    let key = row.address.key();
    let suppressed: bool = change
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM suppressions WHERE key = $1)")?
        .query_row([&key], |found| found.get(0))?;
    let status: Option<String> = change
        .prepare_cached(
            "SELECT p.status FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber
             WHERE s.key = $1 AND p.newsletter = $2",
        )?
        .query_row(params![key, row.newsletter], |found| found.get(0))
        .optional()?;
    if (suppressed || status.as_deref() == Some("unsubscribed")) && force.is_none() {
        report.stayed_out += 1;
        return Ok(());
    }
    if suppressed {
        change.execute("DELETE FROM suppressions WHERE key = $1", [&key])?;
    }
    write_row(change, row, &key, now)?;
    if status.as_deref() == Some("confirmed") {
        report.updated += 1;
    } else {
        report.added += 1;
    }
    let (event, source) = match force {
        Some(reason) => ("forced", format!("{} ({reason})", row.source)),
        None => ("imported", row.source.to_string()),
    };
    change
        .prepare_cached(
            "INSERT INTO consents (key, newsletter, event, source, dated, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )?
        .execute(params![
            key,
            row.newsletter,
            event,
            source,
            row.date.to_string(),
            now.as_second()
        ])?;
    Ok(())
}

fn write_row(
    change: &Transaction<'_>,
    row: &RosterRow,
    key: &str,
    now: Timestamp,
) -> anyhow::Result<()> {
    let id: i64 = change
        .prepare_cached(
            "INSERT INTO subscribers (key, address, name, language, created_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (key) DO UPDATE SET name = excluded.name, language = excluded.language
             RETURNING id",
        )?
        .query_row(
            params![
                key,
                row.address.as_str(),
                row.name.as_str(),
                row.language.as_ref().map(Language::as_str),
                now.as_second()
            ],
            |found| found.get(0),
        )?;
    let categories: Vec<&str> = row.categories.iter().map(Slug::as_str).collect();
    change
        .prepare_cached(
            "INSERT INTO subscriptions (newsletter, subscriber, categories, status, source, consented_on, changed_at)
             VALUES ($1, $2, $3, 'confirmed', $4, $5, $6)
             ON CONFLICT (newsletter, subscriber) DO UPDATE SET categories = excluded.categories,
               status = 'confirmed', source = excluded.source,
               consented_on = excluded.consented_on, changed_at = excluded.changed_at",
        )?
        .execute(params![
            row.newsletter,
            id,
            categories.join(";"),
            row.source.as_str(),
            row.date.to_string(),
            now.as_second()
        ])?;
    Ok(())
}

#[cfg(test)]
mod tests;
