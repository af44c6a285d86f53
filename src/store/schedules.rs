//! When each newsletter's schedule was last looked after.

use jiff::Timestamp;
use rusqlite::params;

use crate::store::Store;
use crate::store::time;

impl Store {
    /// The latest moment by which `newsletter` was looked after: its last issue's freeze, or a run that found nothing to send.
    ///
    /// # Errors
    /// When the store fails.
    pub fn served_at(&self, newsletter: &str) -> anyhow::Result<Option<Timestamp>> {
        let moment: Option<i64> = self
            .db
            .prepare_cached(
                "SELECT max(moment) FROM (SELECT max(frozen_at) AS moment FROM issues WHERE newsletter = $1
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
}
