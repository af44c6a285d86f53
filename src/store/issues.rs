//! Issues: the freeze in one transaction, the posts a newsletter has had, and the state of each issue.

use anyhow::{Context, bail};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use crate::model::FrozenIssue;
use crate::model::FrozenVariant;
use crate::model::IssueName;
use crate::model::IssueState;
use crate::model::Language;
use crate::model::Past;
use crate::store::Store;
use crate::store::pages;
use crate::store::time;

/// An issue in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueSummary {
    /// Its name.
    pub name: IssueName,
    /// Its state.
    pub state: IssueState,
    /// Why it is paused or cancelled; else empty.
    pub reason: String,
    /// When it was frozen.
    pub frozen_at: Timestamp,
}

impl Store {
    /// The posts that `newsletter` is done with.
    ///
    /// # Errors
    /// When the store fails.
    pub fn past(&self, newsletter: &str) -> anyhow::Result<Past> {
        let mut found = self
            .db
            .prepare_cached("SELECT post, number FROM issue_posts WHERE newsletter = $1")?;
        let mut rows = found.query([newsletter])?;
        let mut past = Past::default();
        while let Some(row) = rows.next()? {
            let was_sent = row.get::<_, u32>(1)? > 0;
            let ids = if was_sent {
                &mut past.sent
            } else {
                &mut past.passed_over
            };
            ids.insert(row.get(0)?);
        }
        Ok(past)
    }

    /// The latest issue of `newsletter`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn last_issue(&self, newsletter: &str) -> anyhow::Result<Option<IssueSummary>> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT newsletter, number, state, reason, frozen_at FROM issues
                 WHERE newsletter = $1 ORDER BY number DESC LIMIT 1",
            )?
            .query_row([newsletter], summary)
            .optional()?)
    }

    /// One issue.
    ///
    /// # Errors
    /// When the store fails.
    pub fn issue(&self, name: &IssueName) -> anyhow::Result<Option<IssueSummary>> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT newsletter, number, state, reason, frozen_at FROM issues
                 WHERE newsletter = $1 AND number = $2",
            )?
            .query_row(params![name.newsletter, name.number], summary)
            .optional()?)
    }

    /// The issue of `newsletter` that was sent by the plan that begins with `signs`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn issue_of_plan(
        &self,
        newsletter: &str,
        signs: &str,
    ) -> anyhow::Result<Option<IssueSummary>> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT newsletter, number, state, reason, frozen_at FROM issues
                 WHERE newsletter = $1 AND substr(plan, 1, length($2)) = $2 ORDER BY number DESC LIMIT 1",
            )?
            .query_row([newsletter, signs], summary)
            .optional()?)
    }

    /// Issues that are sending or paused, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn unfinished_issues(&self) -> anyhow::Result<Vec<IssueSummary>> {
        let mut found = self.db.prepare_cached(
            "SELECT newsletter, number, state, reason, frozen_at FROM issues
             WHERE state IN ('sending', 'paused') ORDER BY id",
        )?;
        let rows = found.query_map([], summary)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Stores an issue, its posts, variants and one delivery for each recipient: all or nothing.
    ///
    /// # Errors
    /// When a post was in an earlier issue, the number is taken, a recipient is there twice, or the store fails.
    pub fn freeze(&mut self, issue: &FrozenIssue) -> anyhow::Result<()> {
        self.freeze_as_planned(issue, "")
    }

    /// As [`Store::freeze`], for an issue of which a `plan` was kept: an empty one is none.
    ///
    /// # Errors
    /// As [`Store::freeze`].
    pub fn freeze_as_planned(&mut self, issue: &FrozenIssue, plan: &str) -> anyhow::Result<()> {
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        write_issue(&change, issue, plan).with_context(|| format!("freezing {}", issue.name))?;
        change.commit()?;
        Ok(())
    }

    /// Pauses, resumes or cancels an issue. A done or cancelled issue stays as it is.
    ///
    /// # Errors
    /// When there is no such unfinished issue, or the store fails.
    pub fn set_issue_state(
        &mut self,
        name: &IssueName,
        state: IssueState,
        reason: &str,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let count = change.execute(
            "UPDATE issues SET state = $1, reason = $2, changed_at = $3
             WHERE newsletter = $4 AND number = $5 AND state IN ('sending', 'paused')",
            params![
                state.as_str(),
                reason,
                now.as_second(),
                name.newsletter,
                name.number
            ],
        )?;
        if count == 0 {
            bail!("there is no unfinished issue {name}");
        }
        if state == IssueState::Cancelled {
            change.execute(
                "UPDATE deliveries SET state = 'cancelled', changed_at = $1
                 WHERE state IN ('queued', 'leased', 'deferred')
                   AND issue = (SELECT id FROM issues WHERE newsletter = $2 AND number = $3)",
                params![now.as_second(), name.newsletter, name.number],
            )?;
        }
        change.commit()?;
        Ok(())
    }
}

fn summary(row: &rusqlite::Row<'_>) -> rusqlite::Result<IssueSummary> {
    let word: String = row.get(2)?;
    Ok(IssueSummary {
        name: IssueName {
            newsletter: row.get(0)?,
            number: row.get(1)?,
        },
        state: IssueState::find(&word).ok_or(rusqlite::Error::InvalidQuery)?,
        reason: row.get(3)?,
        frozen_at: time(row.get(4)?)?,
    })
}

pub(super) fn write_issue(
    change: &Transaction<'_>,
    issue: &FrozenIssue,
    plan: &str,
) -> anyhow::Result<()> {
    let IssueName { newsletter, number } = &issue.name;
    let frozen_at = issue.frozen_at.as_second();
    change.execute(
        "INSERT INTO issues (newsletter, number, state, frozen_at, changed_at, plan)
         VALUES ($1, $2, 'sending', $3, $3, $4)",
        params![newsletter, number, frozen_at, plan],
    )?;
    let id = change.last_insert_rowid();
    let mut post = change.prepare_cached(
        "INSERT INTO issue_posts (newsletter, post, number, position, title, url)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )?;
    for (position, entry) in issue.posts.iter().enumerate() {
        post.execute(params![
            newsletter,
            entry.id,
            number,
            i64::try_from(position)?,
            entry.title.as_str(),
            entry.url
        ])
        .with_context(|| format!("post `{}`: an earlier issue has it", entry.id))?;
    }
    for entry in &issue.passed_over {
        post.execute(params![newsletter, entry, 0, 0, "", ""])?;
    }
    pages::write_page(change, issue)?;
    for variant in &issue.variants {
        write_variant(change, id, variant, frozen_at)?;
    }
    Ok(())
}

fn write_variant(
    change: &Transaction<'_>,
    issue: i64,
    variant: &FrozenVariant,
    frozen_at: i64,
) -> anyhow::Result<()> {
    change.execute(
        "INSERT INTO variants (issue, language, subject, message) VALUES ($1, $2, $3, $4)",
        params![
            issue,
            variant.language.as_ref().map(Language::as_str),
            variant.subject.as_str(),
            variant.message
        ],
    )?;
    let id = change.last_insert_rowid();
    let mut held =
        change.prepare_cached("INSERT INTO variant_posts (variant, post) VALUES ($1, $2)")?;
    for post in &variant.posts {
        held.execute(params![id, post])?;
    }
    let mut delivery = change.prepare_cached(
        "INSERT INTO deliveries
           (issue, variant, subscriber, state, changed_at, key, address, name, message_id, token)
         VALUES ($1, $2, $3, 'queued', $4, $5, $6, $7, $8, $9)",
    )?;
    for recipient in &variant.recipients {
        delivery.execute(params![
            issue,
            id,
            recipient.subscriber,
            frozen_at,
            recipient.address.key(),
            recipient.address.as_str(),
            recipient.name.as_str(),
            recipient.message_id,
            recipient.token
        ])?;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
