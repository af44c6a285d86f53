//! What the next issue of a newsletter is made of, and its freeze.

use anyhow::{Context as _, ensure};
use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::forgotten::find_forgotten;
use crate::cli::leads::Leads;
use crate::cli::office::Office;
use crate::cli::people::how_to_add;
use crate::cli::site::plural;
use crate::config::{Config, Newsletter};
use crate::feed::Ids;
use crate::mail::freeze::{Press, Purpose};
use crate::mail::imprint::Given;
use crate::model::delivery::IssueName;
use crate::model::issue::Past;
use crate::model::post::Post;
use crate::model::subscriber::Subscription;
use crate::newsletter::{Draft, Material, compose};
use crate::publish::Record;
use crate::store::Store;

/// How an issue is made.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wish {
    pub(super) since: Option<Timestamp>,
    pub(super) store_was_reset: bool,
    pub(super) ids_were_lost: bool,
    pub(super) ask: bool,
    pub(super) wait_s: Option<i64>,
    pub(super) leads: Leads,
}

/// What came of making an issue.
pub(super) enum Made {
    /// The issue, frozen.
    Frozen(IssueName),
    /// There is nothing to send, or somebody said no.
    Nothing,
    /// Pages or pictures of its posts are not on the web yet.
    Waits,
}

/// The next issue of a newsletter.
#[derive(Clone, Copy)]
pub(super) struct Next<'a> {
    pub(super) config: &'a Config,
    pub(super) newsletter: &'a Newsletter,
    pub(super) posts: &'a [Post],
    pub(super) ids: &'a Ids,
    /// The plan that it must be as.
    pub(super) plan: Option<&'a Given>,
    pub(super) wish: Wish,
    pub(super) now: Timestamp,
}

/// What the store and the committed record say before an issue is made.
pub(super) struct Gathered {
    pub(super) ids: Vec<String>,
    past: Past,
    last_issue: u32,
    last_frozen_at: Option<Timestamp>,
    pub(super) subscriptions: Vec<Subscription>,
}

impl Gathered {
    pub(super) fn material<'a>(
        &'a self,
        newsletter: &'a Newsletter,
        posts: &'a [Post],
        since: Option<Timestamp>,
    ) -> Material<'a> {
        Material {
            newsletter,
            posts,
            ids: &self.ids,
            past: &self.past,
            last_issue: self.last_issue,
            subscriptions: &self.subscriptions,
            since,
        }
    }
}

impl Next<'_> {
    /// Notes what the editor said of losses.
    pub(super) fn settle_losses(&self, office: &mut Office) -> anyhow::Result<()> {
        if self.wish.store_was_reset {
            let name = &self.newsletter.name;
            let recorded = office.record.last_issue(name);
            office.store()?.go_on_after(name, recorded)?;
        }
        let name = &self.newsletter.name;
        let record = &mut office.record;
        record.note_found(self.config, name, |id| self.ids.knows(id))?;
        if self.wish.ids_were_lost {
            // It is written with the issue that is frozen on the strength of it.
            let store = office.store.as_ref().context("the store is in use")?;
            let (_, past) = self.read_past(store, record)?;
            record.note_lost(name, self.lost_ids(&past));
        }
        Ok(())
    }

    /// Composes the issue; a first run, or one long missed, can tell by it whether there is anything to send.
    pub(super) fn compose(&self, office: &mut Office) -> anyhow::Result<Option<(Draft, Gathered)>> {
        self.settle_losses(office)?;
        let store = office.store.as_ref().context("the store is in use")?;
        let gathered = self.gather(store, &office.record)?;
        let draft = compose(&self.material(&gathered));
        Ok(draft.map(|draft| (draft, gathered)))
    }

    /// Composes and freezes the issue.
    pub(super) fn freeze(&self, office: &mut Office, console: &Console) -> anyhow::Result<Made> {
        let newsletter = self.newsletter;
        let Some((draft, gathered)) = self.compose(office)? else {
            ensure!(
                self.plan.is_none(),
                "nothing is new for anybody any more: `postrider status {}` tells what was sent",
                newsletter.name
            );
            console.say(self.why_nothing(office.store()?)?);
            return Ok(Made::Nothing);
        };
        let plan = self.hold_to_plan(&office.templates, &draft, &gathered)?;
        announce(&draft, console);
        self.warn(&gathered, console);
        if gathered.last_issue == 0 {
            console.diagnostics(&find_forgotten(self.config, office.store.as_ref())?);
        }
        let (templates, secret) = (&office.templates, &office.secret);
        let press = Press {
            config: self.config,
            templates,
            secret,
            now: self.now,
            purpose: Purpose::Issue,
        };
        let frozen = press.freeze(&draft, &self.material(&gathered))?;
        if let Some(held) = self.hold_back(&draft, &frozen, "Send it now?", office, console)? {
            return Ok(held);
        }
        office.store()?.freeze_as_planned(&frozen, &plan)?;
        self.put_on_record(office, draft.name, console)
    }

    fn why_nothing(&self, store: &Store) -> anyhow::Result<String> {
        let name = &self.newsletter.name;
        if !store.subscriptions(name)?.is_empty() {
            return Ok(format!("{name}: nothing new for anybody"));
        }
        if !store.refused(name)?.is_empty() {
            return Ok(format!("{name}: nobody who asked for it may be mailed"));
        }
        let begin = how_to_add(self.config, name);
        Ok(format!("{name}: it has no subscribers yet; {begin}"))
    }

    /// What is odd about this issue, and no reason to stop.
    fn warn(&self, gathered: &Gathered, console: &Console) {
        if gathered.last_frozen_at.is_some_and(|last| last > self.now) {
            Console::warn(
                "The clock of this machine stands before the last issue: dates in this one will be wrong",
            );
        }
        if self.wish.since.is_some() && gathered.last_issue > 0 {
            console.note("--since counts for a first issue only: this one takes every new post");
        }
    }

    /// What is known before the issue is made.
    pub(super) fn gather(&self, store: &Store, record: &Record) -> anyhow::Result<Gathered> {
        let (last_issue, past) = self.read_past(store, record)?;
        let id = |post: &Post| self.ids.get(&post.source).map(|minted| minted.id.clone());
        let ids: Vec<String> = self
            .posts
            .iter()
            .map(|post| id(post).unwrap_or_default())
            .collect();
        if ids.iter().any(|id| !past.holds(id)) {
            self.refuse_lost(&past, record)?;
        }
        Ok(Gathered {
            ids,
            past,
            last_issue,
            last_frozen_at: store
                .last_issue(&self.newsletter.name)?
                .map(|last| last.frozen_at),
            subscriptions: store.subscriptions(&self.newsletter.name)?,
        })
    }

    pub(super) fn material<'b>(&'b self, gathered: &'b Gathered) -> Material<'b> {
        gathered.material(self.newsletter, self.posts, self.wish.since)
    }
}

fn announce(draft: &Draft, console: &Console) {
    let recipients: usize = draft
        .variants
        .iter()
        .map(|variant| variant.subscriptions.len())
        .sum();
    let (posts, people) = (
        plural(draft.posts.len(), "post"),
        plural(recipients, "recipient"),
    );
    console.say(format!("{}: {posts} to {people}", draft.name));
    for (count, why) in [
        (
            draft.before_first.len(),
            "older than this first issue: never sent",
        ),
        (
            draft.for_nobody.len(),
            "new that no subscriber chose: never sent",
        ),
        (
            draft.waiting.len(),
            "more than max_posts: in the next issue",
        ),
    ] {
        if count > 0 {
            console.say(format!("  {} {why}", plural(count, "post")));
        }
    }
}
