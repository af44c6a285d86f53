//! Writing down what became of a claimed delivery; a stale claim changes nothing.

use anyhow::bail;
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::store::offers::{Claim, Ledger, Outcome};

/// A delivery deferred for longer than this is given up.
pub(super) const EXPIRE_S: i64 = 72 * 3600;
/// Connections that break at one recipient before it is deferred.
const MOST_FAULTS: i64 = 3;
/// What a lost connection is in a server's own code (RFC 5321, 4.2.1: "closing transmission channel").
const LOST: u16 = 421;

impl Ledger<'_> {
    /// Records what became of a delivery; `false` when its claim is not the latest and nothing changed.
    ///
    /// # Errors
    /// When a rejection has no 5xx code, or the store fails.
    pub fn settle(
        &self,
        delivery: i64,
        epoch: i64,
        outcome: &Outcome,
        now: Timestamp,
    ) -> anyhow::Result<bool> {
        let (db, at) = (&*self.change, now.as_second());
        let claim = Claim { delivery, epoch };
        let count = match outcome {
            Outcome::Accepted { code, text } => accept(db, claim, (*code, text), at)?,
            Outcome::Deferred {
                code,
                text,
                next_try,
            } => defer(db, claim, (*code, text), *next_try, at)?,
            Outcome::Rejected { code, text } => reject(db, claim, (*code, text), at)?,
            Outcome::InDoubt { text } => doubt(db, claim, text, at)?,
            Outcome::Returned => give_back(db, claim, at)?,
            Outcome::Dropped { text, next_try } => {
                count_fault(db, claim, "leased", text, *next_try, at)?
            }
            Outcome::Unsent { text, next_try } => {
                count_fault(db, claim, "offered", text, *next_try, at)?
            }
        };
        Ok(count == 1)
    }
}

fn accept(
    db: &Connection,
    claim: Claim,
    (code, text): (u16, &str),
    at: i64,
) -> anyhow::Result<usize> {
    Ok(db
        .prepare_cached(
            "UPDATE deliveries SET state = 'accepted', code = $1, reply = $2, changed_at = $3
             WHERE id = $4 AND epoch = $5 AND state IN ('offered', 'in_doubt')",
        )?
        .execute(params![code, text, at, claim.delivery, claim.epoch])?)
}

fn defer(
    db: &Connection,
    claim: Claim,
    (code, text): (u16, &str),
    next_try: Timestamp,
    at: i64,
) -> anyhow::Result<usize> {
    Ok(db
        .prepare_cached(
            "UPDATE deliveries SET code = $1, reply = $2, changed_at = $3, attempts = attempts + 1, faults = 0,
               state = CASE WHEN $3 - coalesce(first_deferred, $3) >= $4 THEN 'expired' ELSE 'deferred' END,
               first_deferred = coalesce(first_deferred, $3), next_try = $5
             WHERE id = $6 AND epoch = $7 AND state IN ('leased', 'offered', 'in_doubt')",
        )?
        .execute(params![
            code,
            text,
            at,
            EXPIRE_S,
            next_try.as_second(),
            claim.delivery,
            claim.epoch
        ])?)
}

fn reject(
    db: &Connection,
    claim: Claim,
    (code, text): (u16, &str),
    at: i64,
) -> anyhow::Result<usize> {
    if !(500..600).contains(&code) {
        bail!("a rejection needs a 5xx reply, not {code}");
    }
    Ok(db
        .prepare_cached(
            "UPDATE deliveries SET state = 'rejected', code = $1, reply = $2, changed_at = $3,
               attempts = attempts + 1
             WHERE id = $4 AND epoch = $5 AND state IN ('leased', 'offered', 'in_doubt')",
        )?
        .execute(params![code, text, at, claim.delivery, claim.epoch])?)
}

fn doubt(db: &Connection, claim: Claim, text: &str, at: i64) -> anyhow::Result<usize> {
    Ok(db
        .prepare_cached(
            "UPDATE deliveries SET state = 'in_doubt', reply = $1, changed_at = $2
             WHERE id = $3 AND epoch = $4 AND state = 'offered'",
        )?
        .execute(params![text, at, claim.delivery, claim.epoch])?)
}

fn give_back(db: &Connection, claim: Claim, at: i64) -> anyhow::Result<usize> {
    Ok(db
        .prepare_cached(
            "UPDATE deliveries SET state = 'queued', worker = NULL, lease_until = NULL, changed_at = $1
             WHERE id = $2 AND epoch = $3 AND state = 'leased'",
        )?
        .execute(params![at, claim.delivery, claim.epoch])?)
}

/// The count is in the store, not in the run: a run may give up before the third fault, or be killed by it.
fn count_fault(
    db: &Connection,
    claim: Claim,
    state: &str,
    text: &str,
    next_try: Timestamp,
    at: i64,
) -> anyhow::Result<usize> {
    let last = db
        .prepare_cached(
            "UPDATE deliveries SET faults = faults + 1
             WHERE id = $1 AND epoch = $2 AND state = $3 RETURNING faults >= $4",
        )?
        .query_row(
            params![claim.delivery, claim.epoch, state, MOST_FAULTS],
            |row| row.get::<_, bool>(0),
        );
    match last {
        Ok(true) => defer(db, claim, (LOST, text), next_try, at),
        Ok(false) => Ok(db
            .prepare_cached(
                "UPDATE deliveries SET state = 'queued', worker = NULL, lease_until = NULL, changed_at = $1
                 WHERE id = $2",
            )?
            .execute(params![at, claim.delivery])?),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(0),
        Err(error) => Err(error.into()),
    }
}
