//! The next issue of a newsletter before anybody's mail is made of it: what is new, and which variants there are.

use crate::config::Newsletter;
use crate::model::issue::Past;
use crate::model::post::Post;
use crate::model::subscriber::Subscription;
use crate::newsletter::{Draft, DraftVariant, Material, compose};
use crate::publish::Record;
use crate::store::Store;
use crate::web::preview::readers::{Chosen, Readers};
use crate::web::preview::snapshot::Snapshot;

/// What an issue is made of at this moment.
#[derive(Debug)]
pub struct Occasion<'a> {
    /// The site.
    pub snapshot: &'a Snapshot,
    /// The newsletter.
    pub newsletter: &'a Newsletter,
    /// As whom it can be seen.
    pub readers: Readers,
    ids: Vec<String>,
    past: Past,
    last_issue: u32,
}

/// An issue as it would be.
#[derive(Debug)]
pub struct Plan {
    /// The issue.
    pub draft: Draft,
    /// Whether its posts are new.
    pub newness: Newness,
}

/// Whether an issue has a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newness {
    /// Its posts are new.
    New,
    /// Nothing is: it only shows what one would look like.
    Example,
}

impl<'a> Occasion<'a> {
    /// Gathers what store and record say; makes neither.
    pub fn of(snapshot: &'a Snapshot, newsletter: &'a Newsletter) -> Self {
        let config = &snapshot.config;
        let id = |post: &Post| {
            snapshot
                .ids
                .get(&post.source)
                .map(|minted| minted.id.clone())
        };
        let ids = snapshot
            .library
            .posts
            .iter()
            .map(|post| id(post).unwrap_or_default());
        let mut readers = Readers::of(config, newsletter);
        let (mut past, mut last_issue) = (Past::default(), 0);
        let known = Store::peek(&config.root.join(&config.store)).and_then(|store| match store {
            Some(store) => {
                let last = store.last_issue(&newsletter.name)?;
                Ok((
                    store.past(&newsletter.name)?,
                    last.map_or(0, |last| last.name.number),
                ))
            }
            None => Ok((Past::default(), 0)),
        });
        match known {
            Ok(known) => (past, last_issue) = known,
            Err(error) => readers.trouble = Some(format!("{error:#}")),
        }
        if let Ok(record) = Record::load(config) {
            last_issue = last_issue.max(record.last_issue(&newsletter.name));
            let elsewhere = record.posts(&newsletter.name).iter();
            past.sent.extend(elsewhere.cloned());
        }
        Self {
            snapshot,
            newsletter,
            readers,
            ids: ids.collect(),
            past,
            last_issue,
        }
    }

    /// The issue for these readers; without anything new, one of the newest posts. `None` without any post for them.
    pub fn plan(&self, readers: &[Subscription]) -> Option<Plan> {
        let material = self.material(readers);
        if let Some(draft) = compose(&material) {
            return Some(Plan {
                draft,
                newness: Newness::New,
            });
        }
        let none = Past::default();
        let first = Material {
            past: &none,
            last_issue: 0,
            ..material
        };
        let mut draft = compose(&first)?;
        draft.name.number = self.last_issue + 1;
        draft.before_first.clear();
        Some(Plan {
            draft,
            newness: Newness::Example,
        })
    }

    /// What the issue for these readers is made of.
    pub fn material<'b>(&'b self, readers: &'b [Subscription]) -> Material<'b> {
        Material {
            newsletter: self.newsletter,
            posts: &self.snapshot.library.posts,
            ids: &self.ids,
            past: &self.past,
            last_issue: self.last_issue,
            subscriptions: readers,
            since: None,
        }
    }

    /// Everybody whom the issue is for when it is seen as `chosen`, and who of them that is.
    pub fn audience(&'a self, chosen: &'a Chosen) -> (&'a [Subscription], usize) {
        match chosen {
            Chosen::Real(at) => (&self.readers.real, *at),
            Chosen::Sample(sample) => (std::slice::from_ref(sample), 0),
        }
    }
}

impl Plan {
    /// The variant that the reader `who` gets; `None` where the issue has nothing for them.
    pub fn variant_of(&self, who: usize) -> Option<&DraftVariant> {
        let mut variants = self.draft.variants.iter();
        variants.find(|variant| variant.subscriptions.contains(&who))
    }
}
