//! A year of weekly issues: people come, go and change their minds, posts are written, dated back, edited, deleted, renamed
//! and translated late; a model that knows nothing of the program says what each person must get.

mod model;
mod people;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use postrider::config::{Config, Newsletter};
use postrider::content;
use postrider::mail::freeze::{Press, Purpose};
use postrider::model::issue::FrozenIssue;
use postrider::newsletter::{Draft, Due, Material, compose, due};
use postrider::publish::load_ledger;
use postrider::store::Store;
use postrider::template::Templates;
use postrider::token::Secret;

use crate::app::TestSite;
use crate::year::model::{Model, Rules};
use crate::year::world::World;

/// Another number tries another year.
const SEED: &str = "POSTRIDER_TEST_SEED";
const BEGIN: Timestamp = Timestamp::constant(1_767_225_600, 0);
const WEEKS: i64 = 53;

#[test]
fn nobody_gets_a_post_twice_and_none_is_lost() {
    live(Rules::EDITIONS, 10);
}

#[test]
fn a_fallback_fills_gaps_and_repeats_nothing() {
    live(Rules::FALLBACK, 10);
}

#[test]
fn what_does_not_fit_into_an_issue_comes_later() {
    live(Rules::FALLBACK, 2);
    live(Rules::ALL_LANGUAGES, 2);
}

/// Lives through a year and some weeks of peace, in which everything that waits must go out.
fn live(rules: Rules, max_posts: usize) {
    let mut year = Year::begin(rules, max_posts);
    let mut now = BEGIN;
    for week in 0..WEEKS * 4 {
        let is_lively = week < WEEKS;
        let monday = now + SignedDuration::from_hours(24 * 7);
        if is_lively {
            year.world.live_a_week(&year.site, &mut year.store, now);
        }
        // Looked at by a careless cron: at any hour, but at least twice a day.
        while now < monday {
            now += SignedDuration::from_mins(year.world.random(60, 700));
            year.publish(now);
        }
        if !is_lively && year.model.is_satisfied(&year.world, now) {
            break;
        }
    }
    assert!(
        year.model.is_satisfied(&year.world, now),
        "something waits for ever"
    );
    let (issues, mails) = (year.model.issues, year.model.mails());
    assert!(
        issues >= 35 && mails > 5000,
        "a dull year: {issues} issues, {mails} posts mailed"
    );
}

struct Year {
    site: TestSite,
    config: Config,
    store: Store,
    world: World,
    model: Model,
}

impl Year {
    fn begin(rules: Rules, max_posts: usize) -> Self {
        let keys = rules.config();
        let site = TestSite::new(&format!(
            "  languages: [en, fr]\n  time_zone: Europe/Zurich\nnewsletters:\n  weekly: {{from: n@blog.example, schedule: 'monday 08:00', \
             select: {{none: [sponsored]}}, max_posts: {max_posts}{keys}}}\n"
        ));
        let loaded = Config::load(&site.path().join("postrider.yaml")).expect("read");
        let mut store = Store::open(&site.path().join("postrider.db")).expect("a store");
        let seed = std::env::var(SEED).ok().and_then(|seed| seed.parse().ok());
        let mut world = World::new(seed.unwrap_or(1));
        world.found(&site, &mut store, BEGIN);
        Self {
            config: loaded.config.expect("valid"),
            model: Model::new(rules, max_posts),
            site,
            store,
            world,
        }
    }

    fn newsletter(&self) -> &Newsletter {
        &self.config.newsletters[0]
    }

    /// What `publish` does at `now`, with what the model makes of it.
    fn publish(&mut self, now: Timestamp) {
        let newsletter = self.newsletter();
        let (schedule, zone) = (&newsletter.schedule, &newsletter.time_zone);
        let served = self.store.served_at("weekly").expect("read");
        match due(schedule, zone, served, now, newsletter.late_s) {
            Due::NotYet => return,
            Due::Late(moment) => panic!("{moment} is late at {now}"),
            Due::Now => {}
        }
        let shown = zone.to_datetime(now);
        assert!(
            shown.weekday() == jiff::civil::Weekday::Monday && shown.hour() >= 8,
            "{shown}"
        );
        let issue = self.freeze(now);
        let Some((sources, issue)) = issue else {
            self.model.expect_nothing(&self.world, now);
            self.store.note_served("weekly", now).expect("noted");
            return;
        };
        let posts = sources.values().flatten().cloned().collect();
        let got = mails(&issue, &sources);
        self.model.expect(&self.world, now, &posts, &got);
        self.store.freeze(&issue).expect("frozen");
        self.store.freeze(&issue).expect_err("only once");
    }

    /// The sources of the posts of each variant, and the issue.
    fn freeze(&self, now: Timestamp) -> Option<(BTreeMap<usize, Vec<String>>, FrozenIssue)> {
        let library = content::load(&self.config, now).expect("posts");
        assert_eq!(
            library.diagnostics.iter().find(|found| found.is_error()),
            None
        );
        let (mut ledger, _) = load_ledger(&self.config).expect("a ledger");
        let minted = ledger.settle(&library.posts, &library.left_out, &self.config.site, now);
        self.site.write(
            "content/.postrider/ids.json",
            ledger.to_json().expect("a ledger"),
        );
        let id = |source: &str| minted.get(source).expect("an id").id.clone();
        let ids: Vec<String> = library.posts.iter().map(|post| id(&post.source)).collect();
        let last = self.store.last_issue("weekly").expect("read");
        let material = Material {
            newsletter: self.newsletter(),
            posts: &library.posts,
            ids: &ids,
            past: &self.store.past("weekly").expect("read"),
            last_issue: last.map_or(0, |last| last.name.number),
            subscriptions: &self.store.subscriptions("weekly").expect("read"),
            since: None,
        };
        let draft = compose(&material)?;
        let press = Press {
            config: &self.config,
            templates: &Templates::load(&self.config).expect("templates"),
            secret: &Secret::new(&[7; 32]).expect("long enough"),
            now,
            purpose: Purpose::Issue,
        };
        let frozen = press.freeze(&draft, &material).expect("frozen");
        Some((sources(&draft, &material), frozen))
    }
}

fn sources(draft: &Draft, material: &Material) -> BTreeMap<usize, Vec<String>> {
    let source = |at: &usize| material.posts[*at].source.clone();
    let variants = draft.variants.iter().enumerate();
    variants
        .map(|(number, variant)| (number, variant.posts.iter().map(source).collect()))
        .collect()
}

/// Who gets which posts, by address and source.
fn mails(
    issue: &FrozenIssue,
    sources: &BTreeMap<usize, Vec<String>>,
) -> BTreeMap<String, BTreeSet<String>> {
    let mut mails = BTreeMap::new();
    for (number, variant) in issue.variants.iter().enumerate() {
        for recipient in &variant.recipients {
            let posts: BTreeSet<String> = sources[&number].iter().cloned().collect();
            assert_eq!(
                posts.len(),
                sources[&number].len(),
                "a post stands there twice"
            );
            let twice = mails.insert(recipient.address.as_str().to_owned(), posts);
            assert!(
                twice.is_none(),
                "{} gets two mails",
                recipient.address.as_str()
            );
        }
    }
    mails
}
