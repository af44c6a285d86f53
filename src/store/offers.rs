//! What the sending loop writes: claims, offers and outcomes, many to one synced commit.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use crate::model::IssueName;
use crate::model::IssueState;
use crate::store::Store;
use crate::store::deliveries::{self, BLOCKED, Job};

mod settle;

/// One claim of a delivery: what a later claim has overtaken changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The delivery's number.
    pub delivery: i64,
    /// The claim's epoch.
    pub epoch: i64,
}

impl From<&Job> for Claim {
    fn from(job: &Job) -> Self {
        Self {
            delivery: job.delivery,
            epoch: job.epoch,
        }
    }
}

/// What became of a claimed delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it.
    Accepted {
        /// The reply's code.
        code: u16,
        /// The reply's text.
        text: String,
    },
    /// The server said "later".
    Deferred {
        /// The reply's code, 4xx.
        code: u16,
        /// The reply's text.
        text: String,
        /// Not before this.
        next_try: Timestamp,
    },
    /// The server said "never".
    Rejected {
        /// The reply's code, 5xx.
        code: u16,
        /// The reply's text.
        text: String,
    },
    /// The dot may have been written and no reply came.
    InDoubt {
        /// What happened instead.
        text: String,
    },
    /// Nothing was sent: it waits again, and no attempt is counted.
    Returned,
    /// The connection broke at this recipient, before any offer: it waits again; the third time in a row it is
    /// deferred, else one address could keep an issue from its end.
    Dropped {
        /// What happened.
        text: String,
        /// Not before this, the third time.
        next_try: Timestamp,
    },
    /// The connection broke behind the offer and not a byte of the message was written: as [`Outcome::Dropped`]. Only
    /// whoever holds the connection can know that.
    Unsent {
        /// What happened.
        text: String,
        /// Not before this, the third time.
        next_try: Timestamp,
    },
}

/// The answer to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferAnswer {
    /// Once the commit is synced, the dot may be written.
    Go,
    /// The person left or the address is suppressed: nothing may be sent.
    Blocked,
    /// The issue was paused or cancelled.
    Stopped,
    /// Somebody else has claimed the delivery since.
    Stale,
}

/// The states in which something is left to do.
const UNSETTLED: &str = "('queued', 'leased', 'offered', 'deferred')";

/// One transaction of the sending loop (parameters are numbered by first use: `SQLite` counts so); nothing counts before [`Ledger::commit`] returns.
#[derive(Debug)]
pub struct Ledger<'a> {
    change: Transaction<'a>,
}

impl Store {
    /// Begins a transaction of the sending loop.
    ///
    /// # Errors
    /// When the store is locked for long or fails.
    pub fn ledger(&mut self) -> anyhow::Result<Ledger<'_>> {
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Ledger { change })
    }
}

impl Ledger<'_> {
    /// Claims up to `limit` deliveries; `None` where the issue is not sending.
    ///
    /// # Errors
    /// When the store fails.
    pub fn claim(
        &self,
        issue: &IssueName,
        limit: usize,
        worker: &str,
        now: Timestamp,
    ) -> anyhow::Result<Option<Vec<Job>>> {
        deliveries::claim(&self.change, issue, limit, worker, now)
    }

    /// Marks a claimed delivery as offered by `via` (`smtp` or `folder`), if nothing has changed since the claim.
    ///
    /// # Errors
    /// When the store fails.
    pub fn offer(
        &self,
        delivery: i64,
        epoch: i64,
        via: &str,
        now: Timestamp,
    ) -> anyhow::Result<OfferAnswer> {
        let count = self
            .change
            .prepare_cached(&format!(
                "UPDATE deliveries SET state = 'offered', via = $1, changed_at = $2
                 WHERE id = $3 AND epoch = $4 AND state = 'leased' AND NOT {BLOCKED}
                   AND EXISTS (SELECT 1 FROM issues i WHERE i.id = deliveries.issue AND i.state = 'sending')"
            ))?
            .execute(params![via, now.as_second(), delivery, epoch])?;
        if count == 1 {
            return Ok(OfferAnswer::Go);
        }
        let why: Option<(String, bool)> = self
            .change
            .prepare_cached(&format!(
                "SELECT i.state, {BLOCKED} FROM deliveries JOIN issues i ON i.id = deliveries.issue
                 WHERE deliveries.id = $1 AND epoch = $2 AND deliveries.state IN ('leased', 'cancelled')"
            ))?
            .query_row(params![delivery, epoch], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match why {
            Some((state, _)) if state != IssueState::Sending.as_str() => {
                self.settle(delivery, epoch, &Outcome::Returned, now)?;
                Ok(OfferAnswer::Stopped)
            }
            Some((_, true)) => {
                deliveries::skip(&self.change, delivery, now)?;
                Ok(OfferAnswer::Blocked)
            }
            _ => Ok(OfferAnswer::Stale),
        }
    }

    /// Gives back what `worker` claimed and did not touch, and closes the issue where nothing is left to do.
    ///
    /// # Errors
    /// When the store fails.
    pub fn close(&self, issue: &IssueName, worker: &str, now: Timestamp) -> anyhow::Result<()> {
        self.change.execute(
            "UPDATE deliveries SET state = 'queued', worker = NULL, lease_until = NULL, changed_at = $1
             WHERE state = 'leased' AND worker = $2",
            params![now.as_second(), worker],
        )?;
        self.change.execute(
            &format!(
                "UPDATE issues SET state = 'done', changed_at = $1
             WHERE newsletter = $2 AND number = $3 AND state = 'sending' AND NOT EXISTS (
               SELECT 1 FROM deliveries d WHERE d.issue = issues.id
                 AND d.state IN {UNSETTLED})"
            ),
            params![now.as_second(), issue.newsletter, issue.number],
        )?;
        Ok(())
    }

    /// Whether deliveries of the issue wait or are under way.
    ///
    /// # Errors
    /// When the store fails.
    pub fn has_more(&self, issue: &IssueName) -> anyhow::Result<bool> {
        Ok(self
            .change
            .prepare_cached(&format!(
                "SELECT EXISTS (SELECT 1 FROM deliveries d JOIN issues i ON i.id = d.issue
                 WHERE i.newsletter = $1 AND i.number = $2
                   AND d.state IN {UNSETTLED})"
            ))?
            .query_row(params![issue.newsletter, issue.number], |row| row.get(0))?)
    }

    /// Pauses the issue with a reason, where it is sending.
    ///
    /// # Errors
    /// When the store fails.
    pub fn pause(&self, issue: &IssueName, reason: &str, now: Timestamp) -> anyhow::Result<()> {
        self.change.execute(
            "UPDATE issues SET state = 'paused', reason = $1, changed_at = $2
             WHERE newsletter = $3 AND number = $4 AND state = 'sending'",
            params![reason, now.as_second(), issue.newsletter, issue.number],
        )?;
        Ok(())
    }

    /// Suppresses the addresses of rejected deliveries: hard bounces.
    ///
    /// # Errors
    /// When the store fails.
    pub fn suppress(&self, bounced: &[Claim], now: Timestamp) -> anyhow::Result<()> {
        let mut insert = self.change.prepare_cached(
            "INSERT INTO suppressions (key, reason, since)
             SELECT key, 'bounced: ' || code || ' ' || reply, $1 FROM deliveries
             WHERE id = $2 AND epoch = $3 AND state = 'rejected'
             ON CONFLICT (key) DO NOTHING",
        )?;
        for claim in bounced {
            insert.execute(params![now.as_second(), claim.delivery, claim.epoch])?;
        }
        Ok(())
    }

    /// Puts refused deliveries of an unfinished issue back: it was the issue that the server refused, and after a
    /// definite refusal it is safe to send again.
    ///
    /// # Errors
    /// When the store fails.
    pub fn take_back(&self, refused: &[Claim], now: Timestamp) -> anyhow::Result<()> {
        let mut update = self.change.prepare_cached(
            "UPDATE deliveries SET state = 'queued', worker = NULL, lease_until = NULL, changed_at = $1,
               attempts = attempts - 1
             WHERE id = $2 AND epoch = $3 AND state = 'rejected' AND EXISTS (
               SELECT 1 FROM issues i WHERE i.id = deliveries.issue AND i.state IN ('sending', 'paused'))",
        )?;
        for claim in refused {
            update.execute(params![now.as_second(), claim.delivery, claim.epoch])?;
        }
        Ok(())
    }

    /// Commits and syncs.
    ///
    /// # Errors
    /// When the commit fails: nothing of this transaction counts.
    pub fn commit(self) -> anyhow::Result<()> {
        Ok(self.change.commit()?)
    }
}

#[cfg(test)]
mod tests;
