//! What cancelled issues held for people whom they did not reach, and the issues that mailed it to them afterwards.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, params};

use crate::model::FrozenIssue;
use crate::model::IssueName;
use crate::store::Store;

/// Nothing of such a delivery was taken by a server, nor can have been; nothing more of a cancelled issue is sent.
const NOT_SENT: &str = "('queued', 'deferred', 'cancelled')";

impl Store {
    /// By subscriber, the posts that a cancelled issue held for them and that went to them neither with it nor with a
    /// later one, whatever became of that. Empty where the issue is not cancelled.
    ///
    /// # Errors
    /// When the store fails.
    pub fn unreached(&self, issue: &IssueName) -> anyhow::Result<BTreeMap<i64, BTreeSet<String>>> {
        let mut found = self.db.prepare_cached(&format!(
            "SELECT d.subscriber, v.post FROM issues i JOIN deliveries d ON d.issue = i.id
             JOIN variant_posts v ON v.variant = d.variant
             WHERE i.newsletter = $1 AND i.number = $2 AND i.state = 'cancelled' AND d.state IN {NOT_SENT}
               AND NOT EXISTS (
                 SELECT 1 FROM issues j JOIN deliveries o ON o.issue = j.id AND o.subscriber = d.subscriber
                 JOIN variant_posts w ON w.variant = o.variant AND w.post = v.post
                 WHERE j.newsletter = $1 AND j.number > $2
                   AND NOT (j.state = 'cancelled' AND o.state IN {NOT_SENT}))"
        ))?;
        let mut rows = found.query(params![issue.newsletter, issue.number])?;
        let mut unreached: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let posts = unreached.entry(row.get(0)?).or_default();
            posts.insert(row.get(1)?);
        }
        Ok(unreached)
    }

    /// Who has not had posts of a newsletter because an issue was cancelled, with the latest such issue of each.
    /// Corrections do not count: what they repeat was had.
    ///
    /// # Errors
    /// When the store fails.
    pub fn left_behind(&self, newsletter: &str) -> anyhow::Result<BTreeMap<i64, IssueName>> {
        let mut found = self.db.prepare_cached(
            "SELECT number FROM issues i WHERE newsletter = $1 AND state = 'cancelled' AND NOT EXISTS (
               SELECT 1 FROM corrections c WHERE c.newsletter = i.newsletter AND c.number = i.number)
             ORDER BY number",
        )?;
        let numbers = found.query_map([newsletter], |row| row.get(0))?;
        let mut behind = BTreeMap::new();
        for number in numbers {
            let issue = IssueName {
                newsletter: newsletter.to_owned(),
                number: number?,
            };
            for subscriber in self.unreached(&issue)?.into_keys() {
                behind.insert(subscriber, issue.clone());
            }
        }
        Ok(behind)
    }

    /// The cancelled issue whose rest an issue mailed; `None` where it is none of those.
    ///
    /// # Errors
    /// When the store fails.
    pub fn rest_of(&self, issue: &IssueName) -> anyhow::Result<Option<IssueName>> {
        let number: Option<u32> = self
            .db
            .prepare_cached("SELECT cancelled FROM rests WHERE newsletter = $1 AND number = $2")?
            .query_row(params![issue.newsletter, issue.number], |row| row.get(0))
            .optional()?;
        Ok(number.map(|number| IssueName {
            newsletter: issue.newsletter.clone(),
            number,
        }))
    }

    /// Stores an issue that mails the rest of a `cancelled` one: as [`Store::freeze`], but the posts stay those of their
    /// first issue.
    ///
    /// # Errors
    /// When the number is taken, or the store fails.
    pub fn freeze_rest(
        &mut self,
        issue: &FrozenIssue,
        cancelled: &IssueName,
    ) -> anyhow::Result<()> {
        self.freeze_bare(
            issue,
            "INSERT INTO rests (newsletter, number, cancelled) VALUES ($1, $2, $3)",
            params![issue.name.newsletter, issue.name.number, cancelled.number],
        )
    }
}
