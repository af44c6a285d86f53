//! What happens in a year: posts and people, by chance that is the same for the same number.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use postrider::store::Store;

use crate::app::TestSite;

/// The last is the one that the newsletter does not take.
pub const CATEGORIES: [&str; 5] = ["sea", "land", "sky", "law", "sponsored"];
const PEOPLE: usize = 200;

/// A text in one language.
#[derive(Clone, Debug)]
pub struct Version {
    pub language: &'static str,
    pub categories: Vec<&'static str>,
    pub date: Timestamp,
    pub is_there: bool,
    words: String,
}

/// A post with its translations; the number is what the model knows it by, whatever becomes of its file.
#[derive(Clone, Debug)]
pub struct Article {
    pub versions: Vec<Version>,
    stem: String,
    has_id: bool,
}

/// What a person has chosen.
#[derive(Clone, Debug)]
pub struct Person {
    pub language: Option<&'static str>,
    pub categories: Vec<&'static str>,
}

pub struct World {
    pub articles: Vec<Article>,
    /// Those who subscribe now, by address.
    pub people: BTreeMap<String, Person>,
    /// How many people ever subscribed.
    pub ever: usize,
    state: u64,
}

impl World {
    pub fn new(seed: u64) -> Self {
        Self {
            articles: Vec::new(),
            people: BTreeMap::new(),
            state: seed,
            ever: 0,
        }
    }

    /// A number of `from..to` (splitmix64).
    pub fn random(&mut self, from: i64, to: i64) -> i64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let span = u64::try_from(to - from).expect("a span");
        from + i64::try_from((mixed ^ (mixed >> 31)) % span).expect("a number")
    }

    pub fn once_in(&mut self, times: i64) -> bool {
        self.random(0, times) == 0
    }

    pub fn index(&mut self, below: usize) -> usize {
        usize::try_from(self.random(0, i64::try_from(below).expect("few"))).expect("positive")
    }

    /// Where the version lies now.
    pub fn source(&self, article: usize, language: &str) -> String {
        let stem = &self.articles[article].stem;
        match language {
            "en" => format!("content/posts/{stem}.md"),
            other => format!("content/posts/{stem}.{other}.md"),
        }
    }

    /// A site with an archive, and its first people.
    pub fn found(&mut self, site: &TestSite, store: &mut Store, now: Timestamp) {
        for _ in 0..40 {
            let age = self.random(1, 2000);
            self.write_article(site, now - SignedDuration::from_hours(24 * age));
        }
        for _ in 0..PEOPLE {
            self.join(store, now);
        }
    }

    pub fn live_a_week(&mut self, site: &TestSite, store: &mut Store, now: Timestamp) {
        // One thing a week happens to an article: who renames and rewrites a file at once has written another.
        let mut calm: Vec<usize> = (0..self.articles.len()).collect();
        for _ in 0..self.random(0, 6) {
            let days = match self.random(0, 10) {
                0 | 1 => self.random(-400, -8),
                2 => self.random(3, 20),
                _ => self.random(-6, 1),
            };
            self.write_article(site, now + SignedDuration::from_hours(24 * days - 1));
        }
        for _ in 0..self.random(2, 9) {
            if calm.is_empty() {
                break;
            }
            let at = self.index(calm.len());
            let article = calm.swap_remove(at);
            self.change(site, article, now);
        }
        for _ in 0..self.random(3, 12) {
            self.change_somebody(store, now);
        }
    }

    fn write_article(&mut self, site: &TestSite, date: Timestamp) {
        let number = self.articles.len();
        let has_id = self.once_in(2);
        self.articles.push(Article {
            versions: Vec::new(),
            stem: format!("post-{number}"),
            has_id,
        });
        let first = if self.once_in(5) { "fr" } else { "en" };
        self.write_version(site, number, first, date);
        if self.once_in(2) {
            self.translate(site, number);
        }
    }

    fn write_version(
        &mut self,
        site: &TestSite,
        article: usize,
        language: &'static str,
        date: Timestamp,
    ) {
        let mut categories = Vec::new();
        for _ in 0..self.random(1, 3) {
            let at = self.index(CATEGORIES.len());
            categories.push(CATEGORIES[at]);
        }
        categories.dedup();
        let words = format!("The words of {article} in {language}");
        let version = Version {
            language,
            categories,
            date,
            is_there: true,
            words,
        };
        self.articles[article].versions.push(version);
        self.save(site, article);
    }

    /// A translation of what is gone would be taken for the original that has moved.
    fn translate(&mut self, site: &TestSite, article: usize) {
        let [only] = &self.articles[article].versions[..] else {
            return;
        };
        if !only.is_there {
            return;
        }
        let (language, date) = (if only.language == "en" { "fr" } else { "en" }, only.date);
        let days = self.random(0, 3);
        self.write_version(
            site,
            article,
            language,
            date + SignedDuration::from_hours(24 * days),
        );
    }

    fn change(&mut self, site: &TestSite, article: usize, now: Timestamp) {
        let which = self.index(self.articles[article].versions.len());
        match self.random(0, 7) {
            0 => version_of(self, article, which).words += ", mended",
            1 => {
                let at = self.index(CATEGORIES.len());
                version_of(self, article, which).categories = vec![CATEGORIES[at]];
            }
            2 => {
                let version = version_of(self, article, which);
                version.is_there = !version.is_there;
            }
            3 => {
                let days = self.random(-30, 10);
                version_of(self, article, which).date = now + SignedDuration::from_hours(24 * days);
            }
            4 => return self.rename(site, article),
            _ => return self.translate(site, article),
        }
        self.save(site, article);
    }

    /// What was deleted under its old name does not come back under another.
    fn rename(&mut self, site: &TestSite, article: usize) {
        let versions = &self.articles[article].versions;
        if versions.iter().any(|version| !version.is_there) {
            return;
        }
        for version in versions {
            let old = self.source(article, version.language);
            std::fs::remove_file(site.path().join(old)).expect("removed");
        }
        self.articles[article].stem += "-renamed";
        self.save(site, article);
    }

    fn save(&self, site: &TestSite, article: usize) {
        let known = &self.articles[article];
        for version in &known.versions {
            let path = self.source(article, version.language);
            if !version.is_there {
                let _ = std::fs::remove_file(site.path().join(path));
                continue;
            }
            let id = if known.has_id {
                format!("id: article-{article}\n")
            } else {
                String::new()
            };
            let (date, words) = (version.date, &version.words);
            let categories = version.categories.join(", ");
            site.write(
                &path,
                format!("---\n{id}title: Post {article}\ndate: {date}\ncategories: [{categories}]\n---\n{words}.\n"),
            );
        }
    }
}

fn version_of(world: &mut World, article: usize, which: usize) -> &mut Version {
    &mut world.articles[article].versions[which]
}
