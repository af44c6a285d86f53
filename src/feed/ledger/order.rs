//! The order of publishing, in which posts fill the pages of archives; a full page is closed, and keeps its posts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use ring::digest;
use serde::{Deserialize, Serialize};

use crate::content::Library;
use crate::feed::archive::page_entries;
use crate::feed::ledger::Ledger;
use crate::feed::{Ids, Plan};
use crate::model::post::Post;

/// By which pages know a post: 48 bits of a digest of its first id, as hexadecimal digits in the file. Unlike the id it
/// stays what it is when `adopt` takes over another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Key(u64);

impl Key {
    pub(super) fn of(id: &str) -> Self {
        let hash = digest::digest(&digest::SHA256, id.as_bytes());
        let bytes = hash.as_ref().iter().take(6);
        Self(bytes.fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:012x}", self.0)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}

impl FromStr for Key {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let key = u64::from_str_radix(text, 16)
            .ok()
            .filter(|_| text.len() == 12);
        key.map(Self)
            .ok_or_else(|| format!("`{}` is no key of a post", text.escape_debug()))
    }
}

impl TryFrom<String> for Key {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// By feed, the closed pages of its archive and the posts on each, in the order of publishing.
pub(super) type Pages = BTreeMap<String, Vec<Vec<Key>>>;

/// A post of a feed, as its archive counts it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn<'a> {
    nth: u32,
    /// Two branches may have given one number to two posts.
    source: &'a str,
    at: usize,
}

impl Ledger {
    /// The number of each post in the order of publishing: that which the ledger knows, and behind it the new ones, the
    /// oldest first. Of new posts of one date the first by name is the last to come.
    pub(super) fn numbers(&self, posts: &[&Post], known: &[Option<String>]) -> Vec<u32> {
        let next = self.entries.values().filter_map(|record| record.nth).max();
        let mut next = next.map_or(0, |last| last.saturating_add(1));
        let known = |at: usize| self.entries.get(known[at].as_ref()?)?.nth;
        let mut new: Vec<usize> = (0..posts.len()).filter(|at| known(*at).is_none()).collect();
        new.sort_by_key(|at| (posts[*at].date, Reverse(&posts[*at].source)));
        let mut numbers: Vec<u32> = (0..posts.len())
            .map(|at| known(at).unwrap_or_default())
            .collect();
        for at in new {
            numbers[at] = next;
            next = next.saturating_add(1);
        }
        numbers
    }

    /// Closes the pages of archives that are full by now. What is closed stays so, whatever becomes of its posts: one
    /// that is deleted leaves a gap on its own page, and one that comes to the feed later, or from another branch, goes
    /// on a later page, whatever its date.
    pub fn close_pages(&mut self, plans: &[Plan], library: &Library, ids: &Ids) {
        let keys = self.keys(library, ids);
        for plan in plans.iter().filter(|plan| plan.has_archive()) {
            let mut pages = self.pages.get(&plan.path).cloned().unwrap_or_default();
            let known = pages.len();
            let open = open_posts(&pages, plan, library, ids, &keys);
            let mut open = open.iter().filter_map(|turn| keys[turn.at]);
            loop {
                // The entry that fills a page is also the first of the next.
                let mut page: Vec<Key> = pages
                    .last()
                    .and_then(|page| page.last())
                    .copied()
                    .into_iter()
                    .collect();
                let missing = page_entries(&plan.shape) - page.len();
                page.extend(open.by_ref().take(missing));
                if page.len() < page_entries(&plan.shape) {
                    break;
                }
                pages.push(page);
            }
            if pages.len() > known {
                self.pages.insert(plan.path.clone(), pages);
                self.is_changed = true;
            }
        }
    }

    /// Gives every plan the pages of its archive: those that are closed, and the one that is being filled.
    pub fn lay_out(&self, plans: &mut [Plan], library: &Library, ids: &Ids) {
        let keys = self.keys(library, ids);
        for plan in plans.iter_mut().filter(|plan| plan.has_archive()) {
            let none = Vec::new();
            let closed = self.pages.get(&plan.path).unwrap_or(&none);
            let place = |at: &usize| Some((keys[*at]?, *at));
            let places: HashMap<Key, usize> = plan.posts.iter().filter_map(place).collect();
            let on = |page: &[Key]| {
                page.iter()
                    .filter_map(|key| places.get(key).copied())
                    .collect()
            };
            let mut pages: Vec<Vec<usize>> = closed.iter().map(|page| on(page)).collect();
            let last = closed.last().and_then(|page| page.last());
            let mut filling: Vec<usize> = on(last.map_or(&[], std::slice::from_ref));
            let open = open_posts(closed, plan, library, ids, &keys);
            filling.extend(open.iter().map(|turn| turn.at));
            pages.push(filling);
            plan.pages = pages;
        }
    }

    /// By which pages know each post of the library.
    fn keys(&self, library: &Library, ids: &Ids) -> Vec<Option<Key>> {
        let key = |post: &Post| {
            let id = &ids.get(&post.source)?.id;
            let known = self.entries.get(id).and_then(|record| record.key);
            Some(known.unwrap_or_else(|| Key::of(id)))
        };
        library.posts.iter().map(key).collect()
    }
}

/// The posts of a feed that are on no closed page, in the order of publishing.
fn open_posts<'a>(
    closed: &[Vec<Key>],
    plan: &Plan,
    library: &'a Library,
    ids: &Ids,
    keys: &[Option<Key>],
) -> Vec<Turn<'a>> {
    let closed: HashSet<&Key> = closed.iter().flatten().collect();
    let turn = |at: &usize| {
        let source = &library.posts[*at].source;
        let is_closed = closed.contains(keys[*at].as_ref()?);
        let nth = ids.get(source)?.nth;
        (!is_closed).then_some(Turn {
            nth,
            source,
            at: *at,
        })
    };
    let mut open: Vec<Turn> = plan.posts.iter().filter_map(turn).collect();
    open.sort_unstable();
    open
}
