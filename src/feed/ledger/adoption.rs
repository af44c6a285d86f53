//! Ids of old feeds into the ledger, which keeps them like its own.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::config::Site;
use crate::content::LeftOut;
use crate::feed::ledger::moments::Moments;
use crate::feed::ledger::order::Key;
use crate::feed::ledger::{Ledger, Names, Record, content_hash, matching, shared_names};
use crate::model::post::Post;

/// A ledger that takes over ids.
pub(in crate::feed) struct Adoption<'a> {
    ledger: &'a mut Ledger,
    site: &'a Site,
    shared: HashSet<String>,
    taken: Moments,
}

impl Ledger {
    /// The id that each post has by now, without minting any.
    pub(in crate::feed) fn find(
        &self,
        posts: &[Post],
        left_out: &[LeftOut],
    ) -> Vec<Option<String>> {
        let posts: Vec<&Post> = posts.iter().collect();
        matching::match_posts(&self.entries, &posts, left_out)
    }

    /// The names of an entry.
    pub(in crate::feed) fn names(&self, id: &str) -> Option<Names> {
        let record = self.entries.get(id)?;
        Some(Names {
            id: id.to_owned(),
            guid: record.guid.clone(),
            origin: record.adopted,
        })
    }

    /// Begins to take over ids for `posts`.
    pub(in crate::feed) fn adoption<'a>(
        &'a mut self,
        posts: &[Post],
        site: &'a Site,
    ) -> Adoption<'a> {
        Adoption {
            shared: shared_names(&posts.iter().collect::<Vec<_>>()),
            taken: self.moments(),
            ledger: self,
            site,
        }
    }
}

impl Adoption<'_> {
    pub(in crate::feed) fn names(&self, id: &str) -> Option<Names> {
        self.ledger.names(id)
    }

    pub(in crate::feed) fn mint(&self, post: &Post) -> String {
        self.ledger.mint(post, self.site, &self.shared)
    }

    /// Gives `post` its names in place of the id `replaces`, and the moment when it was last changed: what the author
    /// typed, else what the old feed says, else its date. Gives back that moment as no other entry has it.
    pub(in crate::feed) fn give(
        &mut self,
        post: &Post,
        names: &Names,
        replaces: Option<&str>,
        updated: Option<Timestamp>,
    ) -> Timestamp {
        let (mut nth, mut key) = (None, None);
        for id in [replaces, Some(&*names.id)].into_iter().flatten() {
            if let Some(old) = self.ledger.entries.remove(id) {
                nth = nth.or(old.nth);
                key = key.or(old.key).or_else(|| Some(Key::of(id)));
                self.taken.free(old.updated);
            }
        }
        // Where it was published under another id, pages know it by that.
        let key = key.filter(|key| *key != Key::of(&names.id));
        self.ledger.moved.extend(key);
        let changed = post.updated.or(updated).unwrap_or(post.date).max(post.date);
        let updated = self.taken.take(changed);
        let record = Record {
            guid: names.guid.clone(),
            adopted: names.origin,
            nth,
            key,
            changed,
            updated,
            ..Record::of(post, content_hash(post))
        };
        self.ledger.entries.insert(names.id.clone(), record);
        self.ledger.is_changed = true;
        updated
    }
}
