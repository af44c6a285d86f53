//! How issues stand: counts by state, errors grouped by the server's words, deliveries in doubt.

use jiff::Timestamp;
use rusqlite::params;

use crate::model::Address;
use crate::model::DeliveryState;
use crate::model::IssueName;
use crate::store::Store;
use crate::store::address;
use crate::store::issues::IssueSummary;
use crate::store::time;

/// At most this many different replies are shown.
const MOST_REPLIES: usize = 50;

/// How one issue stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueStatus {
    /// Its name, state and the reason for it.
    pub issue: IssueSummary,
    /// All deliveries.
    pub recipients: u64,
    /// Deliveries by state: every state, in the order of a delivery's life.
    pub counts: Vec<(DeliveryState, u64)>,
    /// Replies of deferred, rejected and expired deliveries, most frequent first.
    pub errors: Vec<ReplyCount>,
    /// Deliveries in doubt.
    pub doubts: Vec<Doubt>,
    /// When the first deferred delivery is tried again.
    pub next_try: Option<Timestamp>,
}

/// A reply and how often it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyCount {
    /// Code and text; the recipient's address is `…`.
    pub reply: String,
    /// How many deliveries have it.
    pub count: u64,
}

/// A delivery of which nobody knows whether the server has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The delivery's number.
    pub delivery: i64,
    /// To whom.
    pub address: Address,
    /// Since when.
    pub since: Timestamp,
    /// The Message-ID, for a look into the server's log.
    pub message_id: String,
    /// What happened.
    pub reason: String,
}

impl IssueStatus {
    /// How many deliveries are in `state`.
    pub fn count(&self, state: DeliveryState) -> u64 {
        let found = self.counts.iter().find(|(counted, _)| *counted == state);
        found.map_or(0, |(_, count)| *count)
    }

    /// The counts that are not zero, in words: `9 accepted, 1 in doubt`.
    pub fn summary(&self) -> String {
        let told = self.counts.iter().filter(|(_, count)| *count > 0);
        let told: Vec<String> = told
            .map(|(state, count)| format!("{count} {}", state.as_str().replace('_', " ")))
            .collect();
        told.join(", ")
    }
}

impl Store {
    /// How one issue stands, or all of them, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn status(&self, issue: Option<&IssueName>) -> anyhow::Result<Vec<IssueStatus>> {
        let names = match issue {
            Some(name) => vec![name.clone()],
            None => self.issue_names()?,
        };
        let mut all = Vec::new();
        for name in names {
            if let Some(summary) = self.issue(&name)? {
                all.push(self.issue_status(summary)?);
            }
        }
        Ok(all)
    }

    /// The state of the latest delivery to an address, for tests of the sending loop.
    #[cfg(test)]
    pub(crate) fn state_of(&self, address: &str) -> anyhow::Result<String> {
        Ok(self.db.query_row(
            "SELECT state FROM deliveries WHERE address = $1 ORDER BY id DESC LIMIT 1",
            [address],
            |row| row.get(0),
        )?)
    }

    fn issue_names(&self) -> anyhow::Result<Vec<IssueName>> {
        let mut found = self
            .db
            .prepare_cached("SELECT newsletter, number FROM issues ORDER BY id")?;
        let rows = found.query_map([], |row| {
            Ok(IssueName {
                newsletter: row.get(0)?,
                number: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn issue_status(&self, issue: IssueSummary) -> anyhow::Result<IssueStatus> {
        let id: i64 = self.db.query_row(
            "SELECT id FROM issues WHERE newsletter = $1 AND number = $2",
            params![issue.name.newsletter, issue.name.number],
            |row| row.get(0),
        )?;
        let counts = self.counts(id)?;
        let next_try: Option<i64> = self.db.query_row(
            "SELECT min(next_try) FROM deliveries WHERE issue = $1 AND state = 'deferred'",
            [id],
            |row| row.get(0),
        )?;
        Ok(IssueStatus {
            issue,
            recipients: counts.iter().map(|(_, count)| count).sum(),
            counts,
            errors: self.errors(id)?,
            doubts: self.doubts(id)?,
            next_try: next_try.map(time).transpose()?,
        })
    }

    fn counts(&self, issue: i64) -> anyhow::Result<Vec<(DeliveryState, u64)>> {
        let mut counts: Vec<(DeliveryState, u64)> =
            DeliveryState::ALL.iter().map(|state| (*state, 0)).collect();
        let mut found = self.db.prepare_cached(
            "SELECT state, count(*) FROM deliveries WHERE issue = $1 GROUP BY state",
        )?;
        let mut rows = found.query([issue])?;
        while let Some(row) = rows.next()? {
            let word: String = row.get(0)?;
            for (state, count) in &mut counts {
                if state.as_str() == word {
                    *count = u64::try_from(row.get::<_, i64>(1)?)?;
                }
            }
        }
        Ok(counts)
    }

    fn errors(&self, issue: i64) -> anyhow::Result<Vec<ReplyCount>> {
        let mut found = self.db.prepare_cached(
            "SELECT code, replace(reply, address, '…') AS words, count(*) AS many FROM deliveries
             WHERE issue = $1 AND state IN ('deferred', 'rejected', 'expired')
             GROUP BY code, words ORDER BY many DESC, code, words LIMIT $2",
        )?;
        let rows = found.query_map(params![issue, i64::try_from(MOST_REPLIES)?], |row| {
            let (code, words, many): (u16, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(ReplyCount {
                reply: format!("{code} {words}"),
                count: many.unsigned_abs(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn doubts(&self, issue: i64) -> anyhow::Result<Vec<Doubt>> {
        let mut found = self.db.prepare_cached(
            "SELECT id, address, changed_at, message_id, coalesce(reply, '') FROM deliveries
             WHERE issue = $1 AND state = 'in_doubt' ORDER BY id",
        )?;
        let rows = found.query_map([issue], |row| {
            Ok(Doubt {
                delivery: row.get(0)?,
                address: address(&row.get::<_, String>(1)?)?,
                since: time(row.get(2)?)?,
                message_id: row.get(3)?,
                reason: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
