//! Posts that were mailed again: to whom one can be, and which issues corrected it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use rusqlite::{OptionalExtension as _, Params, TransactionBehavior, params};

use crate::model::FrozenIssue;
use crate::model::IssueName;
use crate::store::Store;
use crate::store::issues::write_issue;

/// The last time that a post was mailed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The issue that did.
    pub issue: IssueName,
    /// The digest of what the post said then.
    pub digest: String,
}

impl Store {
    /// The subscribers whose mail with that post a server took, or may have taken: what is in doubt may have been read.
    ///
    /// # Errors
    /// When the store fails.
    pub fn readers_of(&self, newsletter: &str, post: &str) -> anyhow::Result<BTreeSet<i64>> {
        let mut found = self.db.prepare_cached(
            "SELECT DISTINCT d.subscriber FROM deliveries d JOIN issues i ON i.id = d.issue
             JOIN variant_posts v ON v.variant = d.variant
             WHERE i.newsletter = $1 AND v.post = $2 AND d.state IN ('accepted', 'in_doubt')",
        )?;
        let rows = found.query_map([newsletter, post], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last correction of a post.
    ///
    /// # Errors
    /// When the store fails.
    pub fn last_correction(
        &self,
        newsletter: &str,
        post: &str,
    ) -> anyhow::Result<Option<Correction>> {
        let mut found = self.db.prepare_cached(
            "SELECT newsletter, number, digest FROM corrections
             WHERE newsletter = $1 AND post = $2 ORDER BY number DESC LIMIT 1",
        )?;
        let correction = found.query_row([newsletter, post], |row| {
            Ok(Correction {
                issue: IssueName {
                    newsletter: row.get(0)?,
                    number: row.get(1)?,
                },
                digest: row.get(2)?,
            })
        });
        Ok(correction.optional()?)
    }

    /// The post that each correcting issue of a newsletter mailed again and the digest of what it said, by the issue's
    /// number.
    ///
    /// # Errors
    /// When the store fails.
    pub fn corrections(&self, newsletter: &str) -> anyhow::Result<BTreeMap<u32, (String, String)>> {
        let mut found = self
            .db
            .prepare_cached("SELECT number, post, digest FROM corrections WHERE newsletter = $1")?;
        let rows = found.query_map([newsletter], |row| {
            Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Stores an issue that mails `post` again: as [`Store::freeze`], but the post stays the one of its first issue.
    ///
    /// # Errors
    /// When the number is taken, or the store fails.
    pub fn freeze_correction(
        &mut self,
        issue: &FrozenIssue,
        post: &str,
        digest: &str,
    ) -> anyhow::Result<()> {
        self.freeze_bare(
            issue,
            "INSERT INTO corrections (newsletter, number, post, digest) VALUES ($1, $2, $3, $4)",
            params![issue.name.newsletter, issue.name.number, post, digest],
        )
    }

    /// Stores an issue without its posts, which stay those of their first issue, and with it what kind of issue it is.
    pub(super) fn freeze_bare(
        &mut self,
        issue: &FrozenIssue,
        kind: &str,
        values: impl Params,
    ) -> anyhow::Result<()> {
        let bare = FrozenIssue {
            posts: Vec::new(),
            passed_over: Vec::new(),
            ..issue.clone()
        };
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        write_issue(&change, &bare, "").with_context(|| format!("freezing {}", issue.name))?;
        change.execute(kind, values)?;
        change.commit()?;
        Ok(())
    }
}
