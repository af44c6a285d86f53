//! Why somebody who was to be mailed had nothing in an issue: by its posts and what was chosen.

use crate::cli::site::load_library;
use crate::cli::who::choice_of;
use crate::cli::why_not::Answer;
use crate::cli::why_not::frozen::Case;
use crate::config::Newsletter;
use crate::model::issue::{IssuePost, Past};
use crate::model::post::Post;
use crate::model::subscriber::Subscription;
use crate::newsletter::{Material, Miss, compose, misses};
use crate::publish;
use crate::store::history::Enrolment;

impl Case<'_> {
    /// By the posts of the issue and what was chosen: as they are today, which is said where it may differ.
    pub(super) fn by_choice(&self) -> anyhow::Result<Answer> {
        let name = &self.issue.name;
        if self
            .store
            .corrections(&name.newsletter)?
            .contains_key(&name.number)
        {
            let words =
                format!("{name} mailed a post once more, to nobody but those who had had it");
            return Ok(Answer::no("correction", words));
        }
        if let Some(cancelled) = self.store.rest_of(name)? {
            let words = format!(
                "{name} mailed what {cancelled} held, to nobody but those whom that had not reached when it was cancelled"
            );
            return Ok(Answer::no("rest", words));
        }
        let mut newsletters = self.config.newsletters.iter();
        let newsletter = newsletters.find(|newsletter| newsletter.name == name.newsletter);
        let mut enrolments = self.person.subscriptions.iter();
        let enrolment = enrolments.find(|one| one.newsletter == name.newsletter);
        let (Some(newsletter), Some(enrolment), Some(subscriber)) =
            (newsletter, enrolment, &self.person.subscriber)
        else {
            let words = format!(
                "subscribed when {}; its newsletter is configured no more, and the store does not know more",
                self.frozen()
            );
            return Ok(Answer::no("unknown", words));
        };
        let held = self.store.posts_in(name)?;
        let (posts, ids) = self.find_posts(&held)?;
        let subscription = Subscription {
            subscriber: subscriber.clone(),
            categories: enrolment.categories.clone(),
        };
        let miss = judge(newsletter, (&posts, &ids), &subscription);
        Ok(self.say_choice(
            miss,
            &posts,
            (enrolment, &subscription),
            held.len() - posts.len(),
        ))
    }

    /// The issue's posts that the site still has, with their ids.
    fn find_posts(&self, held: &[IssuePost]) -> anyhow::Result<(Vec<Post>, Vec<String>)> {
        let library = load_library(self.config, self.now)?;
        let (mut ledger, _) = publish::load_ledger(self.config)?;
        let site = &self.config.site;
        let minted = ledger.settle(&library.posts, &library.left_out, site, self.now);
        let found = library.posts.iter().filter_map(|post| {
            let id = &minted.get(&post.source)?.id;
            let is_held = held.iter().any(|held| held.id == *id);
            is_held.then(|| (post.clone(), id.clone()))
        });
        Ok(found.unzip())
    }

    fn say_choice(
        &self,
        miss: Option<Miss>,
        posts: &[Post],
        (enrolment, subscription): (&Enrolment, &Subscription),
        gone: usize,
    ) -> Answer {
        let is_changed = enrolment.changed_at > self.issue.frozen_at;
        let chosen = choice_of(&enrolment.categories);
        let language = subscription.subscriber.language.as_ref();
        let language = language.map_or_else(|| "none given".to_owned(), ToString::to_string);
        let had: Vec<String> = posts.iter().map(describe).collect();
        let (reason, mut words) = match miss {
            Some(Miss::Categories) => (
                "categories",
                format!(
                    "nothing in the categories chosen ({chosen}): {} had {}",
                    self.issue.name,
                    had.join(", ")
                ),
            ),
            Some(_) if !posts.is_empty() => (
                "language",
                format!(
                    "nothing in the language read ({language}, as it is now): {} had {}",
                    self.issue.name,
                    had.join(", ")
                ),
            ),
            _ => (
                "unknown",
                format!(
                    "subscribed when {}, and by the choice ({chosen}; language {language}) and the posts of today it would have been theirs: one of these was another then, and the store does not know which",
                    self.frozen()
                ),
            ),
        };
        if is_changed {
            words += &format!(
                ". The subscription changed {}, after the issue was frozen: what was chosen then the store does not know",
                self.at(enrolment.changed_at)
            );
        }
        if gone > 0 {
            words += &format!(". Of its posts {gone} are not on the site any more");
        }
        Answer::no(reason, words)
    }
}

/// Why the posts were not for this reader; `None` where some were.
fn judge(
    newsletter: &Newsletter,
    (posts, ids): (&[Post], &[String]),
    subscription: &Subscription,
) -> Option<Miss> {
    let newsletter = Newsletter {
        max_posts: posts.len().max(1),
        ..newsletter.clone()
    };
    let material = Material {
        newsletter: &newsletter,
        posts,
        ids,
        past: &Past::default(),
        last_issue: 1,
        subscriptions: std::slice::from_ref(subscription),
        since: None,
    };
    let draft = compose(&material);
    misses(&material, draft.as_ref()).into_keys().next()
}

/// `` `Title` (birds, tides)``
fn describe(post: &Post) -> String {
    let terms = post.categories.iter().chain(&post.tags);
    let slugs: Vec<&str> = terms.map(|term| term.slug.as_str()).collect();
    let of = if slugs.is_empty() {
        "no category".to_owned()
    } else {
        slugs.join(", ")
    };
    format!("`{}` ({}, {of})", post.title, post.language)
}
