//! Deliveries on their way: claiming a batch, sweeping after a crash, and when the next one is due.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::model::Address;
use crate::model::IssueName;
use crate::model::Recipient;
use crate::model::Text;
use crate::store::Store;
use crate::store::address;
use crate::store::time;

/// How long a claim holds; it decides only where several machines share a database.
const LEASE: SignedDuration = SignedDuration::from_secs(90);

/// A claimed delivery: one message to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The delivery's number.
    pub delivery: i64,
    /// Grows by one with each claim; a write with an older one changes nothing.
    pub epoch: i64,
    /// The variant's number.
    pub variant: i64,
    /// Earlier attempts that the server answered with "later".
    pub attempts: u32,
    /// What the server said ahead of a pause that an editor has ended.
    pub refused: Option<(u16, String)>,
    /// Who.
    pub recipient: Recipient,
}

/// What a sweep found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Claimed, nothing sent: they wait again.
    pub requeued: usize,
    /// Offered, no reply recorded: nobody can know.
    pub in_doubt: usize,
    /// Offered to the folder, and the file is there.
    pub accepted: usize,
}

/// Says whether the file of a delivery is there.
pub type Evidence<'a> = &'a dyn Fn(&IssueName, &Address) -> bool;

/// The condition under which a delivery must not go out, by the store as it is now.
pub(crate) const BLOCKED: &str = "(EXISTS (SELECT 1 FROM suppressions x WHERE x.key = deliveries.key)
   OR NOT EXISTS (SELECT 1 FROM subscriptions p JOIN issues j ON j.newsletter = p.newsletter
     WHERE j.id = deliveries.issue AND p.subscriber = deliveries.subscriber AND p.status = 'confirmed'))";

impl Store {
    /// Puts right what a dead sender left: claimed → queued, offered → in doubt. Only whoever holds
    /// [`crate::store::SendLock`] may call it. `in_folder` says whether the `.eml` file of a delivery
    /// is there: proof enough for what was offered to the folder.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sweep(
        &mut self,
        now: Timestamp,
        in_folder: Option<Evidence<'_>>,
    ) -> anyhow::Result<Swept> {
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut swept = Swept {
            requeued: change.execute(
                "UPDATE deliveries SET state = 'queued', worker = NULL, lease_until = NULL, changed_at = $1
                 WHERE state = 'leased'",
                [now.as_second()],
            )?,
            ..Swept::default()
        };
        if let Some(in_folder) = in_folder {
            for (id, name, recipient) in offered_to_folder(&change)? {
                let there = in_folder(&name, &recipient);
                let state = if there { "accepted" } else { "queued" };
                swept.accepted += usize::from(there);
                swept.requeued += usize::from(!there);
                change.execute(
                    "UPDATE deliveries SET state = $1, changed_at = $2 WHERE id = $3",
                    params![state, now.as_second(), id],
                )?;
            }
        }
        swept.in_doubt = change.execute(
            "UPDATE deliveries SET state = 'in_doubt', changed_at = $1,
               reply = 'the sender stopped before the reply was recorded'
             WHERE state = 'offered'",
            [now.as_second()],
        )?;
        change.commit()?;
        Ok(swept)
    }

    /// The variants of an issue: number and stored message.
    ///
    /// # Errors
    /// When the store fails.
    pub fn variants(&self, issue: &IssueName) -> anyhow::Result<Vec<(i64, Vec<u8>)>> {
        let mut found = self.db.prepare_cached(
            "SELECT v.id, v.message FROM variants v JOIN issues i ON i.id = v.issue
             WHERE i.newsletter = $1 AND i.number = $2",
        )?;
        let rows = found.query_map(params![issue.newsletter, issue.number], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the next delivery of the issue can go out; the past where one waits already.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next_due(&self, issue: &IssueName) -> anyhow::Result<Option<Timestamp>> {
        let due: Option<i64> = self
            .db
            .prepare_cached(
                "SELECT min(CASE d.state WHEN 'queued' THEN 0 ELSE d.next_try END)
                 FROM deliveries d JOIN issues i ON i.id = d.issue
                 WHERE i.newsletter = $1 AND i.number = $2 AND i.state = 'sending'
                   AND d.state IN ('queued', 'deferred')",
            )?
            .query_row(params![issue.newsletter, issue.number], |row| row.get(0))?;
        Ok(due.map(time).transpose()?)
    }
}

fn offered_to_folder(db: &Connection) -> anyhow::Result<Vec<(i64, IssueName, Address)>> {
    let mut found = db.prepare_cached(
        "SELECT d.id, i.newsletter, i.number, d.address FROM deliveries d JOIN issues i ON i.id = d.issue
         WHERE d.state = 'offered' AND d.via = 'folder'",
    )?;
    let rows = found.query_map([], |row| {
        let name = IssueName {
            newsletter: row.get(1)?,
            number: row.get(2)?,
        };
        Ok((row.get(0)?, name, address(&row.get::<_, String>(3)?)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Claims up to `limit` deliveries that wait or are due; people who left meanwhile are skipped. `None`
/// where the issue is not sending (any more).
pub(crate) fn claim(
    db: &Connection,
    issue: &IssueName,
    limit: usize,
    worker: &str,
    now: Timestamp,
) -> anyhow::Result<Option<Vec<Job>>> {
    let id: Option<i64> = db
        .prepare_cached(
            "SELECT id FROM issues WHERE newsletter = $1 AND number = $2 AND state = 'sending'",
        )?
        .query_row(params![issue.newsletter, issue.number], |row| row.get(0))
        .optional()?;
    let Some(id) = id else {
        return Ok(None);
    };
    let mut jobs = Vec::new();
    while jobs.len() < limit {
        let found = find_due(db, id, limit - jobs.len(), now)?;
        if found.is_empty() {
            break;
        }
        for (delivery, blocked) in found {
            if blocked {
                skip(db, delivery, now)?;
            } else {
                jobs.push(lease(db, delivery, worker, now)?);
            }
        }
    }
    Ok(Some(jobs))
}

fn find_due(
    db: &Connection,
    issue: i64,
    limit: usize,
    now: Timestamp,
) -> anyhow::Result<Vec<(i64, bool)>> {
    let mut found = Vec::new();
    for due in [
        "state = 'queued' AND $2 > 0 ORDER BY epoch, id",
        "state = 'deferred' AND next_try <= $2 ORDER BY next_try",
    ] {
        let mut query = db.prepare_cached(&format!(
            "SELECT id, {BLOCKED} FROM deliveries WHERE issue = $1 AND {due} LIMIT $3"
        ))?;
        let rest = i64::try_from(limit - found.len())?;
        let rows = query.query_map(params![issue, now.as_second(), rest], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}

/// Leaves a delivery out for good.
pub(crate) fn skip(db: &Connection, delivery: i64, now: Timestamp) -> anyhow::Result<()> {
    db.prepare_cached(
        "UPDATE deliveries SET state = 'skipped', changed_at = $1,
           reply = 'unsubscribed or suppressed after the freeze'
         WHERE id = $2 AND state IN ('queued', 'deferred', 'leased')",
    )?
    .execute(params![now.as_second(), delivery])?;
    Ok(())
}

fn lease(db: &Connection, delivery: i64, worker: &str, now: Timestamp) -> anyhow::Result<Job> {
    let until = now.checked_add(LEASE)?.as_second();
    let job = db
        .prepare_cached(
            "UPDATE deliveries SET state = 'leased', epoch = epoch + 1, worker = $1, lease_until = $2, changed_at = $3
             WHERE id = $4
             RETURNING id, epoch, variant, attempts, subscriber, address, name, message_id, token, code, reply",
        )?
        .query_row(params![worker, until, now.as_second(), delivery], |row| {
            let code: Option<u16> = row.get(9)?;
            Ok(Job {
                delivery: row.get(0)?,
                epoch: row.get(1)?,
                variant: row.get(2)?,
                attempts: row.get(3)?,
                refused: code.filter(|code| *code >= 500).zip(row.get(10)?),
                recipient: Recipient {
                    subscriber: row.get(4)?,
                    address: address(&row.get::<_, String>(5)?)?,
                    name: Text::clean_owned(row.get(6)?),
                    message_id: row.get(7)?,
                    token: row.get(8)?,
                },
            })
        })?;
    Ok(job)
}
