//! What earlier issues had, by the store and by what is committed beside the posts; where these say that either was lost,
//! nothing is sent.

use anyhow::bail;

use crate::cli::next_issue::Next;
use crate::cli::site::plural;
use crate::model::issue::Past;
use crate::publish::Record;
use crate::store::Store;

/// The last issue's number and every post that issues of a newsletter have had, whoever of store and record knows more.
pub(super) fn past_of(
    newsletter: &str,
    store: &Store,
    record: &Record,
) -> anyhow::Result<(u32, Past)> {
    let last = store.last_issue(newsletter)?;
    let last = last.map_or(0, |last| last.name.number);
    // What only the record knows went out from another store: it stays sent for ever.
    let mut past = store.past(newsletter)?;
    let elsewhere = record.posts(newsletter).iter();
    let elsewhere: Vec<String> = elsewhere.filter(|id| !past.holds(id)).cloned().collect();
    past.sent.extend(elsewhere);
    Ok((last.max(record.last_issue(newsletter)), past))
}

/// Refuses a store that knows less of a newsletter than what is on record.
///
/// # Errors
/// What to do about it.
pub(super) fn check_store(newsletter: &str, store: &Store, record: &Record) -> anyhow::Result<()> {
    let last = store.last_issue(newsletter)?;
    let last = last.map_or(0, |last| last.name.number);
    let recorded = record.last_issue(newsletter);
    if recorded > last.max(store.goes_on_after(newsletter)?) {
        bail!(
            "the store knows {last} issues of `{newsletter}`, and {recorded} are on record beside the posts: the store is \
             another or was lost, and sending could mail everybody again. Restore it, or run \
             `postrider send {newsletter} --store-was-reset` to go on after issue {recorded}"
        );
    }
    Ok(())
}

impl Next<'_> {
    /// The last issue's number and every post that issues have had, by the store and the committed record.
    pub(super) fn read_past(&self, store: &Store, record: &Record) -> anyhow::Result<(u32, Past)> {
        let name = &self.newsletter.name;
        check_store(name, store, record)?;
        past_of(name, store, record)
    }

    /// Ids of mailed posts that the ledger does not know: it was lost, or an older one was put in its place.
    pub(super) fn lost_ids(&self, past: &Past) -> Vec<String> {
        let mailed = past.sent.iter().chain(&past.passed_over);
        let mut lost: Vec<String> = mailed.filter(|id| !self.ids.knows(id)).cloned().collect();
        lost.sort_unstable();
        lost
    }

    /// # Errors
    /// Where a post that went out may pass for a new one.
    pub(super) fn refuse_lost(&self, past: &Past, record: &Record) -> anyhow::Result<()> {
        let name = &self.newsletter.name;
        let mut lost = self.lost_ids(past);
        lost.retain(|id| !record.is_lost(name, id));
        let Some(first) = lost.first() else {
            return Ok(());
        };
        let ledger = self.config.content.ledger.display();
        let ids = plural(lost.len(), "id");
        bail!(
            "`{name}` has had {ids} that `{ledger}` does not know, such as {first}: the file was lost or is an older one, \
             and a post that was renamed or redated since would be mailed again as new. Restore it from version control, \
             or look at `postrider build` and `postrider diff` and run `postrider send {name} --ids-were-lost`"
        );
    }
}
