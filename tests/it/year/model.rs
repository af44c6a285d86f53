//! What each person must get, by the rules that a reader is told: nothing here is the program's.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::year::world::{Person, Version, World};

/// How the newsletter treats languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    has_editions: bool,
    has_fallback: bool,
}

impl Rules {
    pub const ALL_LANGUAGES: Self = Self {
        has_editions: false,
        has_fallback: false,
    };
    pub const EDITIONS: Self = Self {
        has_editions: true,
        has_fallback: false,
    };
    pub const FALLBACK: Self = Self {
        has_editions: true,
        has_fallback: true,
    };

    pub fn config(self) -> &'static str {
        match (self.has_editions, self.has_fallback) {
            (false, _) => "",
            (true, false) => ", languages: [en, fr]",
            (true, true) => ", languages: [en, fr], fallback: en",
        }
    }
}

/// A text, whatever its file is called: the article's number and the language.
type Key = (usize, &'static str);

pub struct Model {
    pub issues: usize,
    rules: Rules,
    max_posts: usize,
    sent: BTreeSet<Key>,
    passed_over: BTreeSet<Key>,
    had: BTreeMap<String, BTreeSet<Key>>,
}

impl Model {
    pub fn new(rules: Rules, max_posts: usize) -> Self {
        Self {
            issues: 0,
            rules,
            max_posts,
            sent: BTreeSet::new(),
            passed_over: BTreeSet::new(),
            had: BTreeMap::new(),
        }
    }

    /// How many posts people were mailed.
    pub fn mails(&self) -> usize {
        self.had.values().map(BTreeSet::len).sum()
    }

    /// An issue with the posts at these sources, and who got which.
    pub fn expect(
        &mut self,
        world: &World,
        now: Timestamp,
        posts: &BTreeSet<String>,
        got: &BTreeMap<String, BTreeSet<String>>,
    ) {
        let fresh = self.fresh(world, now);
        let source = |key: &Key| world.source(key.0, key.1);
        let (chosen, rest): (Vec<Key>, Vec<Key>) = fresh
            .iter()
            .copied()
            .partition(|key| posts.contains(&source(key)));
        assert_eq!(
            chosen.len(),
            posts.len(),
            "not new at {now}: {posts:?}, new were {fresh:?}"
        );
        for (address, person) in &world.people {
            let expected: BTreeSet<Key> = chosen
                .iter()
                .copied()
                .filter(|key| self.matches(world, person, *key, now))
                .collect();
            let sources: BTreeSet<String> = expected.iter().map(source).collect();
            let mailed = got.get(address).cloned().unwrap_or_default();
            assert_eq!(mailed, sources, "{address} ({person:?}) at {now}");
            for key in expected {
                let is_first = self.had.entry(address.clone()).or_default().insert(key);
                assert!(is_first, "{address} had {key:?} before {now}");
            }
        }
        for address in got.keys() {
            assert!(
                world.people.contains_key(address),
                "{address} does not subscribe"
            );
        }
        self.judge_the_rest(world, now, &chosen, rest);
        self.sent.extend(chosen);
        self.issues += 1;
    }

    /// What is new and not in the issue is for nobody, older than the first issue, or waits since the issue is full.
    fn judge_the_rest(&mut self, world: &World, now: Timestamp, chosen: &[Key], rest: Vec<Key>) {
        let date = |key: &Key| version(world, *key).expect("there").date;
        let stories: BTreeSet<Key> = chosen
            .iter()
            .map(|key| {
                if self.rules.has_editions {
                    (key.0, "")
                } else {
                    *key
                }
            })
            .collect();
        assert!(stories.len() <= self.max_posts, "{chosen:?}");
        let is_first = self.issues == 0;
        for key in rest {
            if !self.is_wanted(world, key, now) {
                self.passed_over.insert(key);
                continue;
            }
            assert_eq!(stories.len(), self.max_posts, "{key:?} is lost at {now}");
            if is_first {
                self.passed_over.insert(key);
            } else if !self.rules.has_editions {
                let newest = chosen.iter().map(date).max().expect("an issue has posts");
                assert!(
                    date(&key) >= newest,
                    "{key:?} waits behind newer ones at {now}"
                );
            }
        }
        if is_first {
            let newest = |story: &usize| {
                let of_it = chosen.iter().filter(|key| key.0 == *story);
                of_it.map(date).max().expect("posts")
            };
            let stories: BTreeSet<usize> = chosen.iter().map(|key| key.0).collect();
            let limit = stories
                .iter()
                .map(newest)
                .min()
                .expect("an issue has posts");
            let archive =
                existing(world, now).filter(|key| date(key) < limit && !chosen.contains(key));
            self.passed_over.extend(archive);
        }
    }

    /// No issue was made: nothing is new for anybody.
    pub fn expect_nothing(&self, world: &World, now: Timestamp) {
        assert!(
            self.is_satisfied(world, now),
            "an issue is missing at {now}"
        );
    }

    /// Whether nobody waits for anything.
    pub fn is_satisfied(&self, world: &World, now: Timestamp) -> bool {
        let fresh = self.fresh(world, now);
        !fresh.into_iter().any(|key| self.is_wanted(world, key, now))
    }

    fn fresh(&self, world: &World, now: Timestamp) -> BTreeSet<Key> {
        let is_new = |key: &Key| {
            let was_filled = self.rules.has_fallback
                && key.1 == "fr"
                && self.sent.contains(&(key.0, "en"))
                && is_public(world, (key.0, "en"), now);
            !self.sent.contains(key) && !self.passed_over.contains(key) && !was_filled
        };
        existing(world, now)
            .filter(|key| is_taken(world, *key, now))
            .filter(is_new)
            .collect()
    }

    fn is_wanted(&self, world: &World, key: Key, now: Timestamp) -> bool {
        world
            .people
            .values()
            .any(|person| self.matches(world, person, key, now))
    }

    fn matches(&self, world: &World, person: &Person, key: Key, now: Timestamp) -> bool {
        let reads = match person.language {
            _ if !self.rules.has_editions => true,
            Some("fr") if key.1 == "fr" => true,
            Some("fr") => self.rules.has_fallback && !is_taken(world, (key.0, "fr"), now),
            _ => key.1 == "en",
        };
        let categories = &version(world, key).expect("there").categories;
        let chose = person.categories.is_empty()
            || person
                .categories
                .iter()
                .any(|chosen| categories.contains(chosen));
        reads && chose
    }
}

fn version(world: &World, key: Key) -> Option<&Version> {
    let mut versions = world.articles[key.0].versions.iter();
    versions.find(|version| version.language == key.1 && version.is_there)
}

fn is_public(world: &World, key: Key, now: Timestamp) -> bool {
    version(world, key).is_some_and(|version| version.date <= now)
}

fn is_taken(world: &World, key: Key, now: Timestamp) -> bool {
    is_public(world, key, now)
        && version(world, key).is_some_and(|version| !version.categories.contains(&"sponsored"))
}

fn existing(world: &World, now: Timestamp) -> impl Iterator<Item = Key> {
    let all = (0..world.articles.len()).flat_map(|article| [(article, "en"), (article, "fr")]);
    all.filter(move |key| is_public(world, *key, now))
}
