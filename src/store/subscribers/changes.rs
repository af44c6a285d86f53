//! What an import changes of people who are known already: how many, and whom it gives more than they chose.

use rusqlite::Transaction;

use crate::model::{Address, Slug};
use crate::store::address;
use crate::store::subscribers::slugs;

/// Nobody reads more names than these; the rest is counted.
const NAMED: usize = 1000;

/// What rows change of people who are known already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows that change anything of these.
    pub rows: usize,
    /// Rows with other categories.
    pub categories: usize,
    /// Rows with another language.
    pub languages: usize,
    /// Rows with another name.
    pub names: usize,
    /// Rows with another source or day of consent.
    pub consents: usize,
    /// Rows that give more categories than were chosen.
    pub widened: usize,
    /// The first 1,000 of those.
    pub wider: Vec<Widened>,
}

/// Somebody who gets more categories than were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Widened {
    /// Who.
    pub address: Address,
    /// Which newsletter.
    pub newsletter: String,
    /// What was chosen; never empty.
    pub before: Vec<Slug>,
    /// What is chosen by the row; empty = all.
    pub after: Vec<Slug>,
}

/// What the rows set aside will change, once they are judged and before they are written.
pub(super) fn find_changes(change: &Transaction<'_>) -> anyhow::Result<Changes> {
    let mut found = change.prepare(
        "SELECT s.address, i.newsletter, p.categories, coalesce(i.categories, p.categories),
           coalesce(i.language, s.language) IS NOT s.language, i.name NOT IN ('', s.name),
           a.state = 'changed'
         FROM temp.arrivals a JOIN temp.incoming i ON i.place = a.place
         JOIN subscribers s ON s.key = i.key
         LEFT JOIN subscriptions p ON p.newsletter = i.newsletter AND p.subscriber = s.id
         WHERE a.state IN ('new', 'back', 'edited', 'changed') ORDER BY a.place",
    )?;
    let mut rows = found.query([])?;
    let mut changes = Changes::default();
    while let Some(row) = rows.next()? {
        let before: Option<String> = row.get(2)?;
        let after: Option<String> = row.get(3)?;
        let (before, after) = (before.as_deref(), after.as_deref());
        let choice = before
            .zip(after)
            .map(|(before, after)| (set(before), set(after)));
        let choice = choice.filter(|(before, after)| before != after);
        let (has_language, has_name, has_consent) = (row.get(4)?, row.get(5)?, row.get(6)?);
        changes.categories += usize::from(choice.is_some());
        changes.languages += usize::from(has_language);
        changes.names += usize::from(has_name);
        changes.consents += usize::from(has_consent);
        changes.rows += usize::from(choice.is_some() || has_language || has_name || has_consent);
        if let Some((before, after)) = choice.filter(|(before, after)| is_wider(before, after)) {
            changes.widened += 1;
            if changes.wider.len() < NAMED {
                changes.wider.push(Widened {
                    address: address(&row.get::<_, String>(0)?)?,
                    newsletter: row.get(1)?,
                    before,
                    after,
                });
            }
        }
    }
    Ok(changes)
}

/// The categories, each once and in one order.
fn set(joined: &str) -> Vec<Slug> {
    let mut categories = slugs(joined);
    categories.sort_unstable();
    categories.dedup();
    categories
}

fn is_wider(before: &[Slug], after: &[Slug]) -> bool {
    !before.is_empty() && (after.is_empty() || before.iter().all(|chosen| after.contains(chosen)))
}
