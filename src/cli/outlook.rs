//! The next issue of a newsletter as it stands now, seen without writing anything.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use jiff::Timestamp;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::leads::Leads;
use crate::cli::next_issue::{Gathered, Next, Wish};
use crate::cli::people::rehearse_subscribers;
use crate::cli::site::load_library;
use crate::config::{Config, Newsletter};
use crate::content::Library;
use crate::feed::{self, Ids};
use crate::model::delivery::IssueName;
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::model::language::Language;
use crate::model::slug::Slug;
use crate::model::subscriber::Subscription;
use crate::newsletter::Material;
use crate::publish::{self, Record};
use crate::store::Store;
use crate::store::refused::Refused;
use crate::token::{SECRET_BYTES_MIN, Secret};

/// What the next issue would be made of.
pub(super) struct Outlook<'a> {
    pub(super) config: &'a Config,
    pub(super) newsletter: &'a Newsletter,
    pub(super) library: Library,
    pub(super) store: Store,
    pub(super) gathered: Gathered,
    /// By subscriber, the latest issue of which they got nothing because it was cancelled.
    pub(super) left_behind: BTreeMap<i64, IssueName>,
    /// Who asked for it and may not be mailed.
    pub(super) refused: Vec<Refused>,
    /// Whether the site's file of subscribers has bad rows.
    pub(super) roster: Outcome,
    /// When the schedule was last looked after.
    pub(super) served_at: Option<Timestamp>,
    ids: Ids,
    since: Option<Timestamp>,
    now: Timestamp,
}

impl<'a> Outlook<'a> {
    /// Looks at the site, the ledger, the store and the file of subscribers. What is not there is not made.
    ///
    /// # Errors
    /// [`Mistakes`] that a build would stop at, a store that was lost, or failures of the world.
    pub(super) fn open(
        config: &'a Config,
        newsletter: &'a Newsletter,
        since: Option<Timestamp>,
        now: Timestamp,
        console: &Console,
    ) -> anyhow::Result<Self> {
        let library = load_library(config, now)?;
        let (mut ledger, mut mistakes) = publish::load_ledger(config)?;
        mistakes.extend(library.diagnostics.iter().cloned());
        mistakes.extend(feed::plan(config, &library).1);
        if mistakes.iter().any(Diagnostic::is_error) {
            return Err(Mistakes(mistakes).into());
        }
        let ids = ledger.settle(&library.posts, &library.left_out, &config.site, now);
        let mut store = Store::look(&config.root.join(&config.store))?;
        let record = Record::load(config)?;
        let mut gathered =
            next(config, newsletter, (&library, &ids), since, now).gather(&store, &record)?;
        let name = &newsletter.name;
        let mut left_behind = store.left_behind(name)?;
        let subscribed = gathered.subscriptions.iter();
        let subscribed: BTreeSet<i64> = subscribed.map(|one| one.subscriber.id).collect();
        left_behind.retain(|who, _| subscribed.contains(who));
        let (roster, arrivals) = rehearse_subscribers(config, &mut store, name, now, console)?;
        gathered.subscriptions.extend(arrivals.joining);
        let mut refused = store.refused(name)?;
        refused.extend(arrivals.staying_out);
        Ok(Self {
            config,
            newsletter,
            served_at: store.served_at(name)?,
            left_behind,
            library,
            store,
            gathered,
            refused,
            roster,
            ids,
            since,
            now,
        })
    }

    pub(super) fn next(&self) -> Next<'_> {
        let site = (&self.library, &self.ids);
        next(self.config, self.newsletter, site, self.since, self.now)
    }

    pub(super) fn material(&self) -> Material<'_> {
        self.gathered
            .material(self.newsletter, &self.library.posts, self.since)
    }
}

fn next<'a>(
    config: &'a Config,
    newsletter: &'a Newsletter,
    (library, ids): (&'a Library, &'a Ids),
    since: Option<Timestamp>,
    now: Timestamp,
) -> Next<'a> {
    Next {
        config,
        newsletter,
        posts: &library.posts,
        ids,
        plan: None,
        wish: Wish {
            since,
            leads: Leads::Trust,
            ..Wish::default()
        },
        now,
    }
}

/// A secret for messages that nobody gets: as long as a real one, and none is made for a look.
pub(super) fn stand_in_secret() -> anyhow::Result<Secret> {
    Secret::new(&[0; SECRET_BYTES_MIN]).context("a secret for samples")
}

/// What somebody chose: `all categories`, `birds, tides`, `all categories, fr`.
pub(super) fn choice(subscription: &Subscription) -> String {
    let mut slugs: Vec<&str> = subscription.categories.iter().map(Slug::as_str).collect();
    slugs.sort_unstable();
    if slugs.is_empty() {
        slugs.push("all categories");
    }
    slugs.extend(
        subscription
            .subscriber
            .language
            .as_ref()
            .map(Language::as_str),
    );
    slugs.join(", ")
}
