//! Who asked for a newsletter and is not mailed, and why.

use jiff::Timestamp;

use crate::model::Address;
use crate::store::Store;
use crate::store::address;
use crate::store::time;

/// Why somebody who asked for a newsletter is not mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The person has not confirmed yet.
    Unconfirmed,
    /// The person left.
    Unsubscribed,
    /// The address must not be mailed, for this reason.
    Suppressed(String),
}

impl Refusal {
    /// The word in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::Unsubscribed => "unsubscribed",
            Self::Suppressed(_) => "suppressed",
        }
    }
}

/// Somebody who is not mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Who.
    pub address: Address,
    /// Why.
    pub why: Refusal,
    /// Since when, where the store knows it.
    pub since: Option<Timestamp>,
}

impl Store {
    /// Who asked for `newsletter` and may not be mailed, in the order they came.
    ///
    /// # Errors
    /// When the store fails.
    pub fn refused(&self, newsletter: &str) -> anyhow::Result<Vec<Refused>> {
        let mut found = self.db.prepare_cached(
            "SELECT s.address, p.status, p.changed_at, x.reason, x.since
             FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber
             LEFT JOIN suppressions x ON x.key = s.key
             WHERE p.newsletter = $1 AND (p.status <> 'confirmed' OR x.key IS NOT NULL)
             ORDER BY s.id",
        )?;
        let rows = found.query_map([newsletter], |row| {
            let status: String = row.get(1)?;
            let suppressed: Option<String> = row.get(3)?;
            let (why, since) = match suppressed {
                Some(reason) => (Refusal::Suppressed(reason), row.get(4)?),
                None if status == "unsubscribed" => (Refusal::Unsubscribed, row.get(2)?),
                None => (Refusal::Unconfirmed, row.get(2)?),
            };
            Ok(Refused {
                address: address(&row.get::<_, String>(0)?)?,
                why,
                since: Some(time(since)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
