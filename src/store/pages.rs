//! What issues show in a browser, from the freeze until it stands among the site's files: a run that dies in between
//! loses no page.

use rusqlite::{Connection, params};

use crate::model::FrozenIssue;
use crate::model::IssueName;
use crate::store::Store;

impl Store {
    /// The pages of a newsletter that wait for their files: each issue and its content as JSON.
    ///
    /// # Errors
    /// When the store fails.
    pub fn waiting_pages(&self, newsletter: &str) -> anyhow::Result<Vec<(IssueName, String)>> {
        let mut found = self.db.prepare_cached(
            "SELECT newsletter, number, page FROM pages WHERE newsletter = $1 ORDER BY number",
        )?;
        let rows = found.query_map([newsletter], |row| {
            let name = IssueName {
                newsletter: row.get(0)?,
                number: row.get(1)?,
            };
            Ok((name, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets the page of an issue: its file is written.
    ///
    /// # Errors
    /// When the store fails.
    pub fn forget_page(&mut self, issue: &IssueName) -> anyhow::Result<()> {
        self.db.execute(
            "DELETE FROM pages WHERE newsletter = $1 AND number = $2",
            params![issue.newsletter, issue.number],
        )?;
        Ok(())
    }
}

/// Keeps what a frozen issue shows, with the issue.
pub(super) fn write_page(change: &Connection, issue: &FrozenIssue) -> anyhow::Result<()> {
    let Some(public) = &issue.public else {
        return Ok(());
    };
    let page = serde_json::to_string(public)?;
    change.execute(
        "INSERT INTO pages (newsletter, number, page) VALUES ($1, $2, $3)",
        params![issue.name.newsletter, issue.name.number, page],
    )?;
    Ok(())
}
