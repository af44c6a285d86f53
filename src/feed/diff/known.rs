//! Entries whose ids are gone, by what else tells that a post is the same.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::feed::Entry;
use crate::feed::readback::Seen;

/// Where an entry is looked for: the surest sign first.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Sign {
    Url,
    /// Its path and title: the site has another domain.
    Path,
    TitleAndDate,
}

type Key = (Sign, String, Option<i64>);

pub(super) struct Known<'a> {
    by_key: HashMap<Key, Vec<&'a Seen>>,
    returned: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    pub(super) fn of(gone: &[&'a Seen]) -> Self {
        let mut by_key: HashMap<Key, Vec<&'a Seen>> = HashMap::new();
        // The last is taken first.
        for seen in gone.iter().rev() {
            let second = seen.published.map(Timestamp::as_second);
            for key in keys(&seen.url, &seen.title, second) {
                by_key.entry(key).or_default().push(seen);
            }
        }
        Self {
            by_key,
            returned: HashSet::new(),
        }
    }

    /// What each of the entries was known as; no two as the same.
    pub(super) fn find_all<'e>(
        &mut self,
        entries: impl Iterator<Item = &'e Arc<Entry>>,
    ) -> Vec<Option<&'a Seen>> {
        let entries: Vec<&Arc<Entry>> = entries.collect();
        let mut found = vec![None; entries.len()];
        for sign in [Sign::Url, Sign::Path, Sign::TitleAndDate] {
            for (slot, entry) in found.iter_mut().zip(&entries) {
                if slot.is_none() {
                    *slot = self.find(entry, sign);
                }
            }
        }
        found
    }

    fn find(&mut self, entry: &Entry, sign: Sign) -> Option<&'a Seen> {
        let second = Some(entry.published.as_second());
        let keys = keys(entry.url.as_str(), &entry.title, second);
        let key = keys.into_iter().find(|(own, ..)| *own == sign)?;
        let candidates = self.by_key.get_mut(&key)?;
        while let Some(seen) = candidates.pop() {
            if self.returned.insert(&seen.id) {
                return Some(seen);
            }
        }
        None
    }

    /// Whether an entry with this id comes back under another.
    pub(super) fn has_returned(&self, id: &str) -> bool {
        self.returned.contains(id)
    }
}

fn keys(url: &str, title: &str, second: Option<i64>) -> Vec<Key> {
    let mut keys = vec![(Sign::Url, url.to_owned(), None)];
    let path = Url::parse(url).map(|url| url.path().to_owned());
    keys.extend(path.map(|path| (Sign::Path, format!("{path} {title}"), None)));
    keys.extend(second.map(|second| (Sign::TitleAndDate, title.to_owned(), Some(second))));
    keys
}
