//! A ledger as version control merged it: what two branches numbered alike is put into one order of publishing again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::feed::ledger::order::Rank;
use crate::feed::ledger::{Ledger, Record};

/// The file's members as they stand there; a name may stand twice where two branches wrote its line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Merged {
    version: u32,
    #[serde(default = "Lines::none")]
    pages: Lines<Vec<Rank>>,
    entries: Lines<Record>,
}

struct Lines<T>(Vec<(String, T)>);

impl<T> Lines<T> {
    fn none() -> Self {
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
                let mut lines = Vec::with_capacity(map.size_hint().unwrap_or_default());
                while let Some(line) = map.next_entry()? {
                    lines.push(line);
                }
                Ok(Lines(lines))
            }
        }
        source.deserialize_map(Members(PhantomData))
    }
}

impl Merged {
    /// One ledger of it. It follows from the file alone, so that it counts as unchanged: every machine reads the same.
    ///
    /// Of two rows of posts that were numbered alike, that one is taken for published which closed more pages of
    /// archives; of equals the longer, and then the older. The posts of the other come behind it.
    pub(super) fn into_ledger(self) -> Ledger {
        let mut entries = BTreeMap::new();
        for (id, record) in self.entries.0 {
            let kept = match entries.remove(&id) {
                Some(other) => newer(other, record),
                None => record,
            };
            entries.insert(id, kept);
        }
        let begins = self
            .pages
            .0
            .iter()
            .flat_map(|(feed, begins)| begins.iter().map(|begin| (&**feed, *begin)));
        number_apart(&mut entries, &begins.collect());
        let ranks: HashMap<u32, Rank> = entries
            .values()
            .filter_map(|record| record.nth)
            .map(|rank| (rank.nth, rank))
            .collect();
        let is_known = |begin: &&Rank| ranks.get(&begin.nth).is_none_or(|rank| rank == *begin);
        let mut pages: BTreeMap<String, Vec<Rank>> = BTreeMap::new();
        for (feed, begins) in self.pages.0 {
            let kept = begins
                .iter()
                .take_while(is_known)
                .copied()
                .collect::<Vec<_>>();
            let known = pages.entry(feed).or_default();
            if kept.len() > known.len() {
                *known = kept;
            }
        }
        pages.retain(|_, begins| !begins.is_empty());
        Ledger {
            version: self.version,
            pages,
            entries,
            is_changed: false,
        }
    }
}

/// Of two versions of one post the later one, with the later of their numbers: a number changes only in a merge, and grows.
fn newer(one: Record, other: Record) -> Record {
    let nth = one.nth.max(other.nth);
    let later = if one.updated > other.updated {
        one
    } else {
        other
    };
    Record { nth, ..later }
}

/// A post in the row of those published one behind the other.
struct Link<'a> {
    rank: Rank,
    id: &'a str,
    date: Timestamp,
    /// The post before it, by place in the list of all.
    before: Option<usize>,
    /// How many pages of archives the row up to it has closed.
    closed: usize,
}

/// Gives every number to one post only; `closed` has the ranks with which pages begin, by feed.
fn number_apart(entries: &mut BTreeMap<String, Record>, closed: &HashSet<(&str, Rank)>) {
    let mut links: Vec<Link> = entries
        .iter()
        .filter_map(|(id, record)| {
            Some(Link {
                rank: record.nth?,
                id,
                date: record.date,
                before: None,
                closed: 0,
            })
        })
        .collect();
    links.sort_by_key(|link| link.rank.nth);
    let is_alike = |two: &[Link]| two[0].rank.nth == two[1].rank.nth;
    if !links.windows(2).any(is_alike) {
        return;
    }
    let mut closings: HashMap<Rank, usize> = HashMap::new();
    for (_, rank) in closed {
        *closings.entry(*rank).or_default() += 1;
    }
    link_up(&mut links, &closings);
    let best = (0..links.len()).max_by_key(|at| {
        let link = &links[*at];
        (link.closed, link.rank.nth, Reverse((link.date, link.id)))
    });
    let mut last = best.map(|at| links[at].rank);
    let mut is_kept = vec![false; links.len()];
    let mut row = best;
    while let Some(at) = row {
        is_kept[at] = true;
        row = links[at].before;
    }
    let mut others: Vec<(u32, Timestamp, String)> = links
        .iter()
        .zip(is_kept)
        .filter(|(_, is_kept)| !is_kept)
        .map(|(link, _)| (link.rank.nth, link.date, link.id.to_owned()))
        .collect();
    others.sort_unstable();
    for (_, _, id) in others {
        let rank = Rank::behind(last, &id);
        if let Some(record) = entries.get_mut(&id) {
            record.nth = Some(rank);
        }
        last = Some(rank);
    }
}

/// Finds which post each one was published behind. Where nothing tells, since ids were taken over in between, it is that
/// one whose row has closed more pages, then the older.
fn link_up(links: &mut [Link], closings: &HashMap<Rank, usize>) {
    let mut earlier = 0..0;
    let mut begin = 0;
    while begin < links.len() {
        let alike = links[begin..]
            .iter()
            .take_while(|link| link.rank.nth == links[begin].rank.nth);
        let end = begin + alike.count();
        for at in begin..end {
            let (rank, id) = (links[at].rank, links[at].id);
            let before = earlier.clone().max_by_key(|at| {
                let link = &links[*at];
                (
                    link.rank.leads_to(rank, id),
                    link.closed,
                    Reverse((link.date, link.id)),
                )
            });
            let own = closings.get(&rank).copied().unwrap_or_default();
            links[at].before = before;
            links[at].closed = before.map_or(0, |before| links[before].closed) + own;
        }
        earlier = begin..end;
        begin = end;
    }
}

#[cfg(test)]
mod tests;
