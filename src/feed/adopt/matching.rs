//! Which post each entry of an old feed is: by what both say, the surest signs first, and never by a guess.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use url::Url;

use crate::feed::adopt::signs::{How, Near, title};
use crate::feed::adopt::{OldEntry, OldFeed, address};
use crate::model::post::Post;
use crate::model::slug::Slug;

/// More posts than this share no sign by which one could be told.
const CANDIDATES_MAX: usize = 16;

const ROUNDS: [(How, Near); 11] = [
    (How::Url, Near::Any),
    (How::OwnId, Near::Any),
    (How::Path, Near::Any),
    (How::IdIsUrl, Near::Any),
    (How::Slug, Near::SameInstant),
    (How::Slug, Near::SameDay),
    (How::Slug, Near::WithinHours),
    (How::TitleAndDate, Near::SameInstant),
    (How::TitleAndDate, Near::SameDay),
    (How::TitleAndDate, Near::WithinHours),
    (How::Title, Near::Any),
];

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// It is the post at this place of the list.
    Post(usize, How),
    /// It may be any of these.
    Several(Vec<usize>),
    /// Several entries may be the post at this place.
    Shared(usize),
    /// Other entries of the feed have its id, so that it names none of them.
    Repeated,
    /// It is an earlier entry once more, as in pages that overlap.
    Echo,
    /// It is none of them.
    None,
}

/// Finds the post of each entry of `feed`; one entry is one post.
pub(super) fn match_entries(feed: &OldFeed, posts: &[Post], site: &Url) -> Vec<Match> {
    let mut table = Table {
        feed,
        posts,
        site,
        is_taken: vec![false; posts.len()],
        found: repeated(&feed.entries),
    };
    for (how, near) in ROUNDS {
        table.play(how, near);
    }
    table.found
}

/// Entries that share an id but are not the same: no reader can tell them apart, and neither can we.
fn repeated(entries: &[OldEntry]) -> Vec<Match> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut found = vec![Match::None; entries.len()];
    for (at, entry) in entries.iter().enumerate() {
        let before = *first.entry(&entry.id).or_insert(at);
        if before == at {
            continue;
        }
        if entries[before].link == entry.link {
            found[at] = Match::Echo;
        } else {
            found[at] = Match::Repeated;
            found[before] = Match::Repeated;
        }
    }
    found
}

struct Table<'a> {
    feed: &'a OldFeed,
    posts: &'a [Post],
    site: &'a Url,
    is_taken: Vec<bool>,
    found: Vec<Match>,
}

impl Table<'_> {
    fn play(&mut self, how: How, near: Near) {
        let entries = &self.feed.entries;
        let is_open =
            |found: &Match| !matches!(found, Match::Post(..) | Match::Repeated | Match::Echo);
        let open: Vec<usize> = (0..entries.len())
            .filter(|at| is_open(&self.found[*at]))
            .collect();
        if open.is_empty() {
            return;
        }
        let index = self.index(how, near);
        let mut wanted: HashMap<usize, usize> = HashMap::new();
        let mut wishes: Vec<(usize, BTreeSet<usize>)> = Vec::new();
        for at in open {
            let candidates = self.candidates(&index, how, near, &entries[at]);
            for post in &candidates {
                *wanted.entry(*post).or_default() += 1;
            }
            wishes.push((at, candidates));
        }
        if how == How::Title {
            self.count_all_titles(&mut wanted);
        }
        for (at, candidates) in wishes {
            let only = (candidates.len() == 1).then(|| candidates.first().copied());
            match only.flatten() {
                Some(post) if wanted[&post] == 1 => {
                    self.is_taken[post] = true;
                    self.found[at] = Match::Post(post, how);
                }
                _ if self.found[at] != Match::None || candidates.is_empty() => {}
                Some(post) => self.found[at] = Match::Shared(post),
                None => self.found[at] = Match::Several(candidates.into_iter().collect()),
            }
        }
        self.forget_taken();
    }

    /// What a later round has settled for others is no candidate any more.
    fn forget_taken(&mut self) {
        for found in &mut self.found {
            match found {
                Match::Several(posts) => {
                    posts.retain(|post| !self.is_taken[*post]);
                    if posts.is_empty() {
                        *found = Match::None;
                    }
                }
                Match::Shared(post) if self.is_taken[*post] => *found = Match::None,
                _ => {}
            }
        }
    }

    /// A title is a sign of its own only where no other post and no other entry has it, matched or not.
    fn count_all_titles(&self, wanted: &mut HashMap<usize, usize>) {
        let mut of_entries: HashMap<String, usize> = HashMap::new();
        for entry in &self.feed.entries {
            *of_entries.entry(title(&entry.title)).or_default() += 1;
        }
        let mut of_posts: HashMap<String, usize> = HashMap::new();
        for post in self.posts {
            *of_posts.entry(title(&post.title)).or_default() += 1;
        }
        for (post, count) in wanted {
            let title = title(&self.posts[*post].title);
            let most = of_posts.get(&title).max(of_entries.get(&title));
            *count = (*count).max(most.copied().unwrap_or(1));
        }
    }

    /// The posts that no entry is yet, by their keys.
    fn index(&self, how: How, near: Near) -> HashMap<String, Vec<usize>> {
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, post) in self.posts.iter().enumerate() {
            if self.is_taken[at] {
                continue;
            }
            for key in self.keys_of_post(how, post) {
                let key = near.with_day(&key, post.date, 0);
                let same = index.entry(key).or_default();
                if same.len() < CANDIDATES_MAX {
                    same.push(at);
                }
            }
        }
        index
    }

    fn candidates(
        &self,
        index: &HashMap<String, Vec<usize>>,
        how: How,
        near: Near,
        entry: &OldEntry,
    ) -> BTreeSet<usize> {
        let date = entry.date();
        if near != Near::Any && date.is_none() {
            return BTreeSet::new();
        }
        let date = date.unwrap_or(Timestamp::UNIX_EPOCH);
        let days = if near == Near::WithinHours {
            -2..=2
        } else {
            0..=0
        };
        let mut found = BTreeSet::new();
        for key in self.keys_of_entry(how, entry) {
            for day in days.clone() {
                let same = index.get(&near.with_day(&key, date, day));
                found.extend(same.into_iter().flatten().copied());
            }
        }
        found.retain(|post| near.holds(self.posts[*post].date, date));
        found
    }

    fn keys_of_post(&self, how: How, post: &Post) -> Vec<String> {
        let url = post.url.as_str();
        match how {
            How::Url => address::exact(url).into_iter().collect(),
            How::OwnId => post.id.iter().map(ToString::to_string).collect(),
            How::Path | How::IdIsUrl => address::paths(url, Some(self.site)),
            How::Slug => vec![Slug::romanised(&post.slug).to_string()],
            How::TitleAndDate | How::Title => vec![title(&post.title)],
        }
    }

    fn keys_of_entry(&self, how: How, entry: &OldEntry) -> Vec<String> {
        let home = self.feed.home.as_ref();
        let mut keys = match how {
            How::Url => address::exact(&entry.link).into_iter().collect(),
            How::OwnId => vec![entry.id.clone()],
            How::Path => address::paths(&entry.link, home),
            How::IdIsUrl => address::paths(&entry.id, home),
            How::Slug => {
                let slugs = [address::slug(&entry.link), address::slug(&entry.id)];
                let slugs = slugs.into_iter().flatten();
                slugs
                    .map(|slug| Slug::romanised(&slug).to_string())
                    .collect()
            }
            How::TitleAndDate | How::Title => vec![title(&entry.title)],
        };
        keys.retain(|key| !key.is_empty());
        keys.dedup();
        keys
    }
}
