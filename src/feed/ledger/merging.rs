//! A ledger as version control merged it: a line that both sides wrote stands twice, and one is chosen.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::feed::ledger::moments::Moments;
use crate::feed::ledger::order::{Key, Pages};
use crate::feed::ledger::{Ledger, Record, VERSION};

/// The file's members as they stand there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Merged {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(default)]
    pages: Lines<String>,
    entries: Lines<Record>,
}

/// The members of an object in their order.
struct Lines<T>(Vec<(String, T)>);

impl<T> Default for Lines<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lines<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Lines<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut lines = Vec::new();
                while let Some(line) = map.next_entry()? {
                    lines.push(line);
                }
                Ok(Lines(lines))
            }
        }
        source.deserialize_map(Members(PhantomData))
    }
}

/// What stands around the lines of entries and pages.
const FRAME: [&str; 7] = [
    "{",
    "}",
    "},",
    "",
    "\"pages\": {",
    "\"entries\": {",
    "\"version\": 1,",
];

impl Merged {
    /// Reads the lines each by itself: where commas are missing or there is one too many, and where both sides of a merge
    /// stand one behind the other with what is around them. `None` where it is no file of ours.
    ///
    /// # Errors
    /// What is wrong with a line, and its number from 1.
    pub(super) fn by_lines(text: &str) -> Option<Result<Self, (usize, serde_json::Error)>> {
        let lines = || text.lines().map(str::trim);
        let mut from_end = lines().rev().filter(|line| !line.is_empty());
        // One that was cut off lacks ids.
        let is_whole = from_end.next() == Some("}") && from_end.next() == Some("}");
        if !is_whole || !from_end.any(|line| line.starts_with("\"version\"")) {
            return None;
        }
        let mut merged = Self {
            _version: VERSION,
            pages: Lines::default(),
            entries: Lines::default(),
        };
        for (number, line) in (1..).zip(lines()).filter(|(_, line)| !FRAME.contains(line)) {
            let bare = line.trim_end_matches(',');
            let member = format!("{{{bare}}}");
            let read = if bare.starts_with('"') && bare.ends_with('}') {
                serde_json::from_str(&member).map(|Lines(read)| merged.entries.0.extend(read))
            } else if bare.starts_with('"') && bare.ends_with('"') {
                serde_json::from_str(&member).map(|Lines(read)| merged.pages.0.extend(read))
            } else {
                return None;
            };
            if let Err(error) = read {
                return Some(Err((number, error)));
            }
        }
        Some(Ok(merged))
    }

    /// One ledger of it. It follows from the file alone, so that it counts as unchanged: every machine reads the same.
    ///
    /// # Errors
    /// The name of a page and what is wrong with it.
    pub(super) fn into_ledger(self) -> Result<Ledger, (String, String)> {
        let mut entries: BTreeMap<String, Record> = BTreeMap::new();
        for (id, record) in self.entries.0 {
            match entries.get_mut(&id) {
                // Of two posts the first line's has the id, of two versions of one post the later one's words.
                Some(kept) if kept.source == record.source && record.updated > kept.updated => {
                    let nth = kept.nth.or(record.nth);
                    *kept = Record { nth, ..record };
                }
                Some(_) => {}
                None => {
                    entries.insert(id, record);
                }
            }
        }
        let moved: HashSet<Key> = entries.values().filter_map(|record| record.key).collect();
        // One side took over another id for a post that the other side edited.
        entries.retain(|id, record| record.key.is_some() || !moved.contains(&Key::of(id)));
        let mut ledger = Ledger {
            pages: choose_pages(self.pages.0)?,
            entries,
            moved,
            ..Ledger::default()
        };
        ledger.tell_apart();
        Ok(ledger)
    }
}

impl Ledger {
    /// Both sides may have given one moment to their posts: those keep it that stand on closed pages, then the older ones.
    fn tell_apart(&mut self) {
        let mut seen = HashSet::with_capacity(self.entries.len());
        if self
            .entries
            .values()
            .all(|record| seen.insert(record.updated))
        {
            return;
        }
        let closed: HashSet<&Key> = self.pages.values().flatten().flatten().collect();
        let mut order: Vec<(bool, Option<u32>, &String)> = self
            .entries
            .iter()
            .map(|(id, record)| {
                let key = record.key.unwrap_or_else(|| Key::of(id));
                (!closed.contains(&key), record.nth, id)
            })
            .collect();
        order.sort_unstable();
        seen.clear();
        let is_twin =
            |(_, _, id): &&(bool, Option<u32>, &String)| !seen.insert(self.entries[*id].updated);
        let twins: Vec<String> = order
            .iter()
            .filter(is_twin)
            .map(|(_, _, id)| (*id).clone())
            .collect();
        let mut taken: Moments = self.moments();
        for id in twins {
            if let Some(record) = self.entries.get_mut(&id) {
                record.updated = taken.take(record.changed);
            }
        }
    }
}

/// The closed pages of each feed. Where both sides closed one, those are chosen behind which more pages were closed, then
/// those that stand first. What the other side had on its page goes on later ones.
fn choose_pages(lines: Vec<(String, String)>) -> Result<Pages, (String, String)> {
    let mut found: BTreeMap<String, BTreeMap<u32, Vec<Vec<Key>>>> = BTreeMap::new();
    for (name, keys) in lines {
        let keys = keys
            .split(' ')
            .map(str::parse)
            .collect::<Result<Vec<Key>, String>>();
        let number = name
            .rsplit_once(' ')
            .and_then(|(feed, number)| Some((feed, number.parse().ok()?)));
        match (number, keys) {
            (Some((feed, number)), Ok(keys)) => {
                let pages = found.entry(feed.to_owned()).or_default();
                pages.entry(number).or_default().push(keys);
            }
            (None, _) => return Err((name, "the name of a page ends with its number".into())),
            (_, Err(why)) => return Err((name, why)),
        }
    }
    let chosen = found.into_iter().map(|(feed, pages)| {
        let in_row = (1..)
            .zip(pages)
            .take_while(|(row, (number, _))| row == number);
        (
            feed,
            choose_row(in_row.map(|(_, (_, pages))| pages).collect()),
        )
    });
    Ok(chosen.collect())
}

/// Of the pages with each number, the oldest first, one each.
fn choose_row(pages: Vec<Vec<Vec<Key>>>) -> Vec<Vec<Key>> {
    // How many pages follow on each: the entry that fills a page is the first of the next.
    let mut followed: Vec<Vec<usize>> = Vec::with_capacity(pages.len());
    let mut later: &[Vec<Key>] = &[];
    for alike in pages.iter().rev() {
        let behind = followed.last().map_or(&[][..], Vec::as_slice);
        let count = |page: &Vec<Key>| {
            let next = later
                .iter()
                .zip(behind)
                .filter(|(next, _)| next.first() == page.last());
            next.map(|(_, count)| count + 1).max().unwrap_or_default()
        };
        let counts = alike.iter().map(count).collect();
        followed.push(counts);
        later = alike;
    }
    followed.reverse();
    let mut row: Vec<Vec<Key>> = Vec::with_capacity(pages.len());
    for (alike, counts) in pages.into_iter().zip(followed) {
        let last = row.last().and_then(|page| page.last()).copied();
        let best = alike
            .into_iter()
            .zip(counts)
            .rev()
            .max_by_key(|(page, count)| {
                let follows = last.is_none() || page.first().copied() == last;
                (follows, *count)
            });
        row.extend(best.map(|(page, _)| page));
    }
    row
}

#[cfg(test)]
mod tests;
