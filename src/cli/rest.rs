//! `postrider send --rest-of`: what a cancelled issue held is mailed to those whom it did not reach, and to nobody else.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};

use crate::cli::console::Console;
use crate::cli::next_issue::{Made, Next};
use crate::cli::office::{Office, find_issue};
use crate::cli::site::plural;
use crate::mail::freeze::{Press, Purpose};
use crate::model::delivery::{IssueName, IssueState};
use crate::newsletter::{Draft, rest};
use crate::store::Store;

/// Whether what is under way is such an issue, which is finished then.
///
/// # Errors
/// When it is another one.
pub(super) fn check_under_way(office: &mut Office, issue: &IssueName) -> anyhow::Result<()> {
    let name = &issue.newsletter;
    ensure!(
        office.store()?.rest_of(issue)?.is_some(),
        "{issue} is under way: nothing else was sent. Finish it first (`postrider send {name}`), or give it up \
         (`postrider cancel {issue}`)"
    );
    Ok(())
}

/// How the rest of a cancelled issue is mailed; a correction has a way of its own.
pub(super) fn way_to_the_rest(store: &Store, cancelled: &IssueName) -> anyhow::Result<String> {
    let name = &cancelled.newsletter;
    let corrections = store.corrections(name)?;
    Ok(match corrections.get(&cancelled.number) {
        Some(_) => format!("postrider send {name} --again POST"),
        None => format!("postrider send {name} --rest-of {cancelled}"),
    })
}

impl Next<'_> {
    /// Freezes the issue that mails the rest of the cancelled one that was `typed`.
    pub(super) fn freeze_rest(
        &self,
        office: &mut Office,
        typed: &str,
        console: &Console,
    ) -> anyhow::Result<Made> {
        self.settle_losses(office)?;
        let store = office.store.as_ref().context("the store is in use")?;
        let cancelled = self.find_cancelled(store, typed)?;
        let gathered = self.gather(store, &office.record)?;
        let unreached = store.unreached(&cancelled)?;
        let material = self.material(&gathered);
        let Some(draft) = rest(&material, &unreached) else {
            console.say(format!(
                "{cancelled}: nobody is left whom it did not reach and who still subscribes to what it held"
            ));
            return Ok(Made::Nothing);
        };
        announce(&draft, &cancelled, console);
        let ids: BTreeSet<&String> = gathered.ids.iter().collect();
        let missed: BTreeSet<&String> = unreached.values().flatten().collect();
        let gone = missed.difference(&ids).count();
        if gone > 0 {
            let posts = plural(gone, "post");
            console.say(format!(
                "  {posts} of it not on the site any more: not sent"
            ));
        }
        let press = Press {
            config: self.config,
            templates: &office.templates,
            secret: &office.secret,
            now: self.now,
            purpose: Purpose::Issue,
        };
        let frozen = press.freeze(&draft, &material)?;
        if let Some(held) = self.hold_back(&draft, &frozen, "Send it now?", office, console)? {
            return Ok(held);
        }
        office.store()?.freeze_rest(&frozen, &cancelled)?;
        self.put_on_record(office, draft.name, console)
    }

    fn find_cancelled(&self, store: &Store, typed: &str) -> anyhow::Result<IssueName> {
        let name = &self.newsletter.name;
        let issue = find_issue(store, typed)?;
        ensure!(issue.newsletter == *name, "{issue} is no issue of `{name}`");
        let known = store.issue(&issue)?;
        let known = known.with_context(|| format!("the store has no issue {issue}"))?;
        let state = known.state;
        ensure!(
            state == IssueState::Cancelled,
            "{issue} is {state}: only of a cancelled issue a rest is left"
        );
        let way = way_to_the_rest(store, &issue)?;
        ensure!(
            way.contains("--rest-of"),
            "{issue} mailed a post once more: `{way}` goes on with those whom it did not reach"
        );
        Ok(issue)
    }
}

fn announce(draft: &Draft, cancelled: &IssueName, console: &Console) {
    let people = draft.variants.iter();
    let people: usize = people.map(|variant| variant.subscriptions.len()).sum();
    console.say(format!(
        "{}: {} of {cancelled}, to {} whom it did not reach",
        draft.name,
        plural(draft.posts.len(), "post"),
        plural(people, "recipient")
    ));
}
