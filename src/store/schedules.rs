//! When each newsletter's schedule was last looked after, and after which issue of another store it goes on.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use crate::store::Store;
use crate::store::time;

impl Store {
    /// The latest moment by which `newsletter` was looked after: the freeze of its last issue
    /// that was neither a correction nor the rest of a cancelled one, or a run that found nothing to send.
    ///
    /// # Errors
    /// When the store fails.
    pub fn served_at(&self, newsletter: &str) -> anyhow::Result<Option<Timestamp>> {
        let moment: Option<i64> = self
            .db
            .prepare_cached(
                "SELECT max(moment) FROM (SELECT max(frozen_at) AS moment FROM issues i WHERE newsletter = $1
                     AND NOT EXISTS (SELECT 1 FROM corrections c
                       WHERE c.newsletter = i.newsletter AND c.number = i.number)
                     AND NOT EXISTS (SELECT 1 FROM rests r
                       WHERE r.newsletter = i.newsletter AND r.number = i.number)
                   UNION ALL SELECT served_at FROM schedules WHERE newsletter = $1)",
            )?
            .query_row([newsletter], |row| row.get(0))?;
        Ok(moment.map(time).transpose()?)
    }

    /// Notes that `newsletter` was looked after at `now`, with nothing to send.
    ///
    /// # Errors
    /// When the store fails.
    pub fn note_served(&mut self, newsletter: &str, now: Timestamp) -> anyhow::Result<()> {
        self.db.execute(
            "INSERT INTO schedules (newsletter, served_at) VALUES ($1, $2)
             ON CONFLICT (newsletter) DO UPDATE SET served_at = excluded.served_at",
            params![newsletter, now.as_second()],
        )?;
        Ok(())
    }

    /// The last issue of `newsletter` that another store sent, as an editor has said; 0 where nobody has.
    ///
    /// # Errors
    /// When the store fails.
    pub fn goes_on_after(&self, newsletter: &str) -> anyhow::Result<u32> {
        Ok(self
            .db
            .prepare_cached("SELECT number FROM continuations WHERE newsletter = $1")?
            .query_row([newsletter], |row| row.get(0))
            .optional()?
            .unwrap_or(0))
    }

    /// Notes that another store sent the issues of `newsletter` up to `number`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn go_on_after(&mut self, newsletter: &str, number: u32) -> anyhow::Result<()> {
        self.db.execute(
            "INSERT INTO continuations (newsletter, number) VALUES ($1, $2)
             ON CONFLICT (newsletter) DO UPDATE SET number = excluded.number",
            params![newsletter, number],
        )?;
        Ok(())
    }
}
