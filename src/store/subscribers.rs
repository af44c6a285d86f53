//! Subscribers and their subscriptions: import, list, removal, and who may get a newsletter.

mod changes;
mod import;
mod rehearse;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, TransactionBehavior, params};

use crate::model::Address;
use crate::model::Language;
use crate::model::Slug;
use crate::model::Subscriber;
use crate::model::Subscription;
use crate::model::Text;
use crate::store::Store;
use crate::store::address;

pub use changes::{Changes, Widened};
pub use import::{ImportReport, Manner};
pub use rehearse::Arrivals;

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
    /// The address does not subscribe and never did.
    Unknown,
    /// It was unsubscribed from this many newsletters just now (0 = it was already).
    Subscriptions(usize),
}

impl Store {
    /// Shows every subscription, of one newsletter or of all, to `visit`, by newsletter and address: there may be
    /// more than fit into memory.
    ///
    /// # Errors
    /// When the store or `visit` fails.
    pub fn visit_subscriptions(
        &self,
        newsletter: Option<&str>,
        mut visit: impl FnMut(Known) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut found = self.db.prepare_cached(
            "SELECT s.id, s.address, s.name, s.language, p.newsletter, p.categories,
               CASE WHEN x.key IS NULL THEN p.status ELSE 'suppressed' END, p.source, p.consented_on
             FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber
             LEFT JOIN suppressions x ON x.key = s.key
             WHERE $1 IS NULL OR p.newsletter = $1 ORDER BY p.newsletter, s.key",
        )?;
        let mut rows = found.query([newsletter])?;
        while let Some(row) = rows.next()? {
            visit(Known {
                subscriber: subscriber(row)?,
                newsletter: row.get(4)?,
                categories: slugs(&row.get::<_, String>(5)?),
                status: row.get(6)?,
                source: row.get(7)?,
                consented_on: row.get(8)?,
            })?;
        }
        Ok(())
    }

    /// The newsletters to which people subscribe, each with their number.
    ///
    /// # Errors
    /// When the store fails.
    pub fn followed(&self) -> anyhow::Result<Vec<(String, u32)>> {
        let mut found = self.db.prepare_cached(
            "SELECT newsletter, count(*) FROM subscriptions WHERE status = 'confirmed'
             GROUP BY newsletter ORDER BY newsletter",
        )?;
        let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether anybody subscribes or subscribed to `newsletter`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn has_newsletter(&self, newsletter: &str) -> anyhow::Result<bool> {
        Ok(self.db.query_row(
            "SELECT EXISTS (SELECT 1 FROM subscriptions WHERE newsletter = $1)",
            [newsletter],
            |row| row.get(0),
        )?)
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
                "SELECT s.id FROM subscribers s JOIN subscriptions p ON p.subscriber = s.id
                 WHERE s.key = $1 AND ($2 IS NULL OR p.newsletter = $2)",
                params![who.key(), newsletter],
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
        if count > 0 {
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
        }
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

pub(crate) fn subscriber(row: &rusqlite::Row<'_>) -> rusqlite::Result<Subscriber> {
    Ok(Subscriber {
        id: row.get(0)?,
        address: address(&row.get::<_, String>(1)?)?,
        name: Text::clean_owned(row.get(2)?),
        language: row
            .get::<_, Option<String>>(3)?
            .and_then(|tag| Language::parse(&tag)),
    })
}

pub(crate) fn slugs(joined: &str) -> Vec<Slug> {
    joined
        .split(';')
        .filter(|name| !name.is_empty())
        .map(Slug::of)
        .collect()
}

#[cfg(test)]
mod tests;
