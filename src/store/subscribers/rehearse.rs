//! Who would come in with some rows, without letting anybody in.

use rusqlite::params;

use crate::model::{Address, Language, Subscriber, Subscription, Text};
use crate::store::Store;
use crate::store::address;
use crate::store::refused::{Refusal, Refused};
use crate::store::roster::RosterRow;
use crate::store::subscribers::import::{Manner, judge, set_aside};
use crate::store::subscribers::slugs;

/// Who would come in, and who would not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrivals {
    /// New subscriptions; a person whom the store does not know yet has a number below 0.
    pub joining: Vec<Subscription>,
    /// People who do not subscribe yet and whose address must not be mailed.
    pub staying_out: Vec<Refused>,
}

impl Store {
    /// Who of some rows would come in to `newsletter` as [`Manner::AddUnknown`] has it. The store stays as it is.
    ///
    /// # Errors
    /// The first error among the rows, or of the store.
    pub fn rehearse(
        &mut self,
        rows: impl IntoIterator<Item = anyhow::Result<RosterRow>>,
        newsletter: &str,
    ) -> anyhow::Result<Arrivals> {
        let result = self.judge_aside(rows, newsletter);
        self.db.execute_batch(
            "DROP TABLE IF EXISTS temp.incoming; DROP TABLE IF EXISTS temp.arrivals;",
        )?;
        result
    }

    fn judge_aside(
        &mut self,
        rows: impl IntoIterator<Item = anyhow::Result<RosterRow>>,
        newsletter: &str,
    ) -> anyhow::Result<Arrivals> {
        set_aside(&mut self.db, rows)?;
        let look = self.db.transaction()?;
        judge(&look, Manner::AddUnknown)?;
        let mut arrivals = Arrivals::default();
        let mut found = look.prepare(
            "SELECT coalesce(s.id, -a.place), coalesce(s.address, i.address), coalesce(s.name, i.name),
               iif(s.id IS NULL, i.language, s.language), coalesce(i.categories, '')
             FROM temp.arrivals a JOIN temp.incoming i ON i.place = a.place
             LEFT JOIN subscribers s ON s.key = i.key
             WHERE a.state = 'new' AND i.newsletter = $1 ORDER BY a.place",
        )?;
        let mut rows = found.query([newsletter])?;
        while let Some(row) = rows.next()? {
            let language: Option<String> = row.get(3)?;
            let subscriber = Subscriber {
                id: row.get(0)?,
                address: read(row, 1)?,
                name: Text::clean_owned(row.get(2)?),
                language: language.and_then(|tag| Language::parse(&tag)),
            };
            arrivals.joining.push(Subscription {
                subscriber,
                categories: slugs(&row.get::<_, String>(4)?),
            });
        }
        drop(rows);
        let mut found = look.prepare_cached(
            "SELECT i.address, x.reason, x.since FROM temp.arrivals a JOIN temp.incoming i ON i.place = a.place
             JOIN suppressions x ON x.key = i.key
             WHERE a.state = 'out' AND i.newsletter = $1 AND NOT EXISTS (
               SELECT 1 FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber
               WHERE s.key = i.key AND p.newsletter = i.newsletter)
             ORDER BY a.place",
        )?;
        let mut rows = found.query(params![newsletter])?;
        while let Some(row) = rows.next()? {
            arrivals.staying_out.push(Refused {
                address: read(row, 0)?,
                why: Refusal::Suppressed(row.get(1)?),
                since: Some(crate::store::time(row.get(2)?)?),
            });
        }
        Ok(arrivals)
    }
}

fn read(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Address> {
    address(&row.get::<_, String>(column)?)
}
