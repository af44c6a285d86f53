//! The next issue as readers would get it, for tests and checks: nothing is recorded.

use jiff::Timestamp;

use crate::config::{Config, Newsletter};
use crate::mail::freeze::{Press, Purpose};
use crate::model::address::Address;
use crate::model::issue::{FrozenIssue, Past};
use crate::model::language::Language;
use crate::model::post::Post;
use crate::model::subscriber::{Subscriber, Subscription};
use crate::model::text::Text;
use crate::newsletter::{Material, compose};
use crate::publish;
use crate::template::Templates;
use crate::token::Secret;

/// What a sample is made of.
pub(super) struct Sample<'a> {
    pub(super) config: &'a Config,
    pub(super) newsletter: &'a Newsletter,
    pub(super) posts: &'a [Post],
    pub(super) past: &'a Past,
    pub(super) last_issue: u32,
    pub(super) templates: &'a Templates,
    pub(super) secret: &'a Secret,
    pub(super) now: Timestamp,
    pub(super) purpose: Purpose,
}

impl Sample<'_> {
    /// The next issue to `readers`; with nothing new the newest posts show what one looks like. `None` without any post.
    ///
    /// # Errors
    /// What is wrong in a template or a header, with its place.
    pub(super) fn freeze(&self, readers: &[Subscription]) -> anyhow::Result<Option<FrozenIssue>> {
        let mut ledger = publish::load_ledger(self.config)?.0;
        let minted = ledger.settle(self.posts, &[], &self.config.site, self.now);
        let id = |post: &Post| minted.get(&post.source).map(|minted| minted.id.clone());
        let ids: Vec<String> = self.posts.iter().filter_map(id).collect();
        let material = Material {
            newsletter: self.newsletter,
            posts: self.posts,
            ids: &ids,
            past: self.past,
            last_issue: self.last_issue,
            subscriptions: readers,
            since: None,
        };
        let first = Material {
            last_issue: 0,
            past: &Past::default(),
            ..material
        };
        let Some(mut draft) = compose(&material).or_else(|| compose(&first)) else {
            return Ok(None);
        };
        draft.name.number = self.last_issue + 1;
        let press = Press {
            config: self.config,
            templates: self.templates,
            secret: self.secret,
            now: self.now,
            purpose: self.purpose.clone(),
        };
        press.freeze(&draft, &material).map(Some)
    }
}

/// Somebody who reads in `language` and gets everything.
pub(super) fn reader(address: Address, id: i64, language: Option<Language>) -> Subscription {
    Subscription {
        subscriber: Subscriber {
            id,
            address,
            name: Text::default(),
            language,
        },
        categories: Vec::new(),
    }
}
