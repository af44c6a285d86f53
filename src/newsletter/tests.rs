//! Which issue a newsletter gets: what is new, for whom, and what never comes.

mod newness;

use std::path::Path;

use super::*;
use crate::config::Config;
use crate::model::address::Address;
use crate::model::post::{Audience, Body, Term};
use crate::model::slug::Slug;
use crate::model::subscriber::Subscriber;
use crate::model::text::Text;
use url::Url;

fn newsletter(keys: &str) -> Newsletter {
    let text = format!(
        "site: {{url: https://a.example, title: A}}\nnewsletters: {{weekly: {{from: n@a.example, {keys}}}}}"
    );
    let loaded = Config::parse(text.as_bytes(), Path::new("/"), "postrider.yaml");
    let config = loaded.config.expect("valid");
    config.newsletters.into_iter().next().expect("one")
}

/// A post of the given day in 2026, `stem@language`, in the categories.
pub(super) fn post(day: u8, name: &str, categories: &[&str]) -> Post {
    let (stem, language) = name.split_once('@').unwrap_or((name, "en"));
    let term = |name: &&str| Term {
        id: Text::clean(name),
        slug: Slug::of(name),
        label: Text::clean(name),
    };
    Post {
        source: format!("{language}/{stem}.md"),
        id: None,
        title: Text::clean(stem),
        language: Language::parse(language).expect("a language"),
        section: String::new(),
        stem: stem.into(),
        slug: stem.into(),
        url: Url::parse("https://a.example/").expect("a URL"),
        date: format!("2026-01-{day:02}T00:00:00Z")
            .parse()
            .expect("a time"),
        updated: None,
        categories: categories.iter().map(term).collect(),
        tags: Vec::new(),
        authors: Vec::new(),
        summary: None,
        image: None,
        audio: None,
        suggested: Vec::new(),
        feeds: Audience::All,
        newsletters: Audience::All,
        body: Body::of("Text", 1),
        extra: serde_json::Map::new(),
    }
}

/// A reader `language:category,…`.
fn reader(id: i64, choice: &str) -> Subscription {
    let (language, categories) = choice.split_once(':').unwrap_or((choice, ""));
    let categories = categories.split(',').filter(|name| !name.is_empty());
    Subscription {
        subscriber: Subscriber {
            id,
            address: Address::parse("a@b.example").expect("an address"),
            name: Text::default(),
            language: Language::parse(language),
        },
        categories: categories.map(Slug::of).collect(),
    }
}

pub(super) struct Case {
    newsletter: Newsletter,
    posts: Vec<Post>,
    readers: Vec<Subscription>,
    pub(super) past: Past,
    pub(super) last_issue: u32,
}

impl Case {
    pub(super) fn new(keys: &str, mut posts: Vec<Post>, readers: &[&str]) -> Self {
        posts.sort_by_key(|post| std::cmp::Reverse(post.date));
        Self {
            newsletter: newsletter(keys),
            posts,
            readers: readers
                .iter()
                .zip(1..)
                .map(|(one, id)| reader(id, one))
                .collect(),
            past: Past::default(),
            last_issue: 1,
        }
    }

    pub(super) fn with_material<T>(&self, ask: impl FnOnce(&Material) -> T) -> T {
        let ids: Vec<String> = self.posts.iter().map(|post| post.source.clone()).collect();
        ask(&Material {
            newsletter: &self.newsletter,
            posts: &self.posts,
            ids: &ids,
            past: &self.past,
            last_issue: self.last_issue,
            subscriptions: &self.readers,
            since: None,
        })
    }

    fn draft(&self) -> Option<Draft> {
        self.with_material(compose)
    }

    fn stands(&self, at: usize) -> Standing {
        self.with_material(|material| explain(material, at))
    }

    fn names(&self, posts: &[usize]) -> Vec<&str> {
        posts.iter().map(|at| &*self.posts[*at].source).collect()
    }

    /// What each reader gets, in the readers' order.
    fn mail(&self) -> Vec<Vec<&str>> {
        let variants = self.draft().map_or_else(Vec::new, |draft| draft.variants);
        let of = |who: usize| {
            let variant = variants.iter().find(|one| one.subscriptions.contains(&who));
            variant.map_or_else(Vec::new, |variant| self.names(&variant.posts))
        };
        (0..self.readers.len()).map(of).collect()
    }
}

#[test]
fn a_first_issue_takes_the_newest_and_a_later_one_the_oldest() {
    let posts = (1..=5)
        .map(|day| post(day, &format!("p{day}"), &[]))
        .collect();
    let mut case = Case::new("max_posts: 2", posts, &["en"]);
    let draft = case.draft().expect("an issue");
    assert_eq!(case.names(&draft.posts), ["en/p2.md", "en/p1.md"]);
    assert_eq!(draft.waiting.len(), 3);
    case.last_issue = 0;
    let draft = case.draft().expect("an issue");
    assert_eq!(case.names(&draft.posts), ["en/p5.md", "en/p4.md"]);
    assert_eq!((draft.before_first.len(), draft.waiting.len()), (3, 0));
}

#[test]
fn nobody_gets_an_empty_mail_and_no_post_no_issue() {
    let mut case = Case::new(
        "max_posts: 5",
        vec![post(1, "sea", &["sea"])],
        &["en:land", "en:sea", "en"],
    );
    assert_eq!(case.mail(), [vec![], vec!["en/sea.md"], vec!["en/sea.md"]]);
    case.past.sent.insert("en/sea.md".into());
    assert_eq!(case.draft(), None);
    case.past = Past::default();
    case.readers.truncate(1);
    assert_eq!(case.draft(), None);
}

#[test]
fn posts_that_nobody_chose_do_not_keep_others_waiting() {
    let posts = vec![
        post(1, "a", &["land"]),
        post(2, "b", &["land"]),
        post(3, "c", &["sea"]),
    ];
    let case = Case::new("max_posts: 2", posts, &["en:sea"]);
    let draft = case.draft().expect("an issue");
    assert_eq!(case.names(&draft.posts), ["en/c.md"]);
    assert_eq!(case.names(&draft.for_nobody), ["en/b.md", "en/a.md"]);
}

#[test]
fn readers_get_their_language_and_an_unknown_one_is_the_first() {
    let posts = vec![post(1, "a", &[]), post(2, "a@fr", &[]), post(3, "b", &[])];
    let case = Case::new("languages: [en, fr]", posts, &["en-GB", "fr-CH", "de", ""]);
    let english = vec!["en/b.md", "en/a.md"];
    assert_eq!(
        case.mail(),
        [english.clone(), vec!["fr/a.md"], english.clone(), english]
    );
}

#[test]
fn a_fallback_fills_gaps_and_nobody_gets_a_post_in_two_languages() {
    let posts = vec![
        post(1, "a@en-GB", &[]),
        post(2, "b", &[]),
        post(3, "b@fr", &[]),
    ];
    let mut case = Case::new("languages: [en, fr], fallback: en", posts, &["fr", "en"]);
    assert_eq!(
        case.mail(),
        [vec!["fr/b.md", "en-GB/a.md"], vec!["en/b.md", "en-GB/a.md"]]
    );
    // The translation went out earlier: the original does not follow it.
    case.past.sent.insert("fr/b.md".into());
    assert_eq!(
        case.mail(),
        [vec!["en-GB/a.md"], vec!["en/b.md", "en-GB/a.md"]]
    );
    // The original filled the gap: its late translation is not new.
    case.posts.push(post(1, "a@fr", &[]));
    case.past.sent = ["fr/b.md", "en/b.md", "en-GB/a.md"]
        .map(String::from)
        .into();
    assert_eq!(case.draft(), None);
}

#[test]
fn a_late_translation_is_new_for_its_readers_only() {
    let posts = vec![post(1, "a", &[]), post(9, "a@fr", &[])];
    let mut case = Case::new("languages: [en, fr]", posts, &["fr", "en"]);
    case.past.sent.insert("en/a.md".into());
    assert_eq!(case.mail(), [vec!["fr/a.md"], vec![]]);
}

#[test]
fn a_newsletter_says_where_it_stands_with_a_post() {
    let mut posts: Vec<Post> = (1..=4)
        .map(|day| post(day, &format!("p{day}"), &["sea"]))
        .collect();
    posts.push(post(5, "land", &["land"]));
    posts.push(post(6, "fr@fr", &["sea"]));
    let mut case = Case::new(
        "max_posts: 1, select: {any: [sea, land]}, languages: [en]",
        posts,
        &["en:sea"],
    );
    case.past.sent.insert("en/p1.md".into());
    case.past.passed_over.insert("en/p2.md".into());
    let standings: Vec<(&str, Standing)> = case
        .posts
        .iter()
        .enumerate()
        .map(|(at, post)| (&*post.source, case.stands(at)))
        .collect();
    assert_eq!(
        standings,
        [
            ("fr/fr.md", Standing::NoEdition),
            ("en/land.md", Standing::ForNobody),
            ("en/p4.md", Standing::Waits),
            ("en/p3.md", Standing::Next),
            ("en/p2.md", Standing::PassedOver),
            ("en/p1.md", Standing::Sent),
        ]
    );
}

#[test]
fn a_post_can_be_kept_out() {
    let mut posts = vec![post(1, "a", &[]), post(2, "b", &[]), post(3, "c", &[])];
    posts[0].newsletters = Audience::None;
    posts[1].newsletters = Audience::Only(vec!["other".into()]);
    let case = Case::new("max_posts: 5", posts, &["en"]);
    assert_eq!(case.mail(), [vec!["en/c.md"]]);
}
