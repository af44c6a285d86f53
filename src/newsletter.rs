//! Posts to an issue: what is new, who gets what, when it is due. Does no I/O and never reads the clock.

mod choice;
mod correction;
mod editions;
mod explain;
mod misses;
mod readers;
mod rest;
mod schedule;

use jiff::Timestamp;

use crate::config::Newsletter;
use crate::model::delivery::IssueName;
use crate::model::issue::Past;
use crate::model::language::Language;
use crate::model::post::Post;
use crate::model::subscriber::Subscription;

pub use correction::{correct, digest};
pub use editions::editions;
pub use explain::{Standing, explain};
pub use misses::{Miss, misses};
pub use rest::rest;
pub use schedule::{Due, due, next};

use choice::Choice;
use readers::edition_of;

/// What an issue is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The newsletter.
    pub newsletter: &'a Newsletter,
    /// All posts, newest first.
    pub posts: &'a [Post],
    /// The entry id of each post.
    pub ids: &'a [String],
    /// What earlier issues had or passed over.
    pub past: &'a Past,
    /// The number of the last issue; 0 = none yet.
    pub last_issue: u32,
    /// Everybody who may be mailed.
    pub subscriptions: &'a [Subscription],
    /// Leave older posts out of a first issue.
    pub since: Option<Timestamp>,
}

/// An issue before it is rendered: indices into the material's posts and subscriptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its newsletter and number.
    pub name: IssueName,
    /// Its posts, newest first.
    pub posts: Vec<usize>,
    /// What a first issue passes over.
    pub before_first: Vec<usize>,
    /// New posts that no subscriber would get: they are passed over too.
    pub for_nobody: Vec<usize>,
    /// What waits for the next issue.
    pub waiting: Vec<usize>,
    /// One for each set of posts and language.
    pub variants: Vec<DraftVariant>,
}

/// A rendering to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftVariant {
    /// Its language; `None` where the newsletter has no editions.
    pub language: Option<Language>,
    /// Its posts, newest first.
    pub posts: Vec<usize>,
    /// Who gets it.
    pub subscriptions: Vec<usize>,
}

/// Composes the next issue; `None` when no post is new or nobody would get it.
///
/// A first issue takes the newest `max_posts` and passes over all older ones; a later one takes the oldest first. A
/// post counts once with its translations where the newsletter has editions by language. What is new is told by ids,
/// not by dates: a post that is dated back is new all the same.
pub fn compose(material: &Material) -> Option<Draft> {
    let fresh: Vec<usize> = (0..material.posts.len())
        .filter(|at| is_new(material, *at))
        .collect();
    let profiles = readers::profiles(material);
    let is_wanted = |at: &usize| profiles.iter().any(|profile| profile.gets(material, *at));
    let (wanted, for_nobody): (Vec<usize>, Vec<usize>) = fresh.into_iter().partition(is_wanted);
    let Choice {
        chosen,
        before_first,
        waiting,
    } = Choice::of(material, wanted, &for_nobody);
    let variants = readers::variants(material, &profiles, &chosen);
    if variants.is_empty() {
        return None;
    }
    Some(Draft {
        name: IssueName {
            newsletter: material.newsletter.name.clone(),
            number: material.last_issue + 1,
        },
        posts: chosen,
        before_first,
        for_nobody,
        waiting,
        variants,
    })
}

/// Whether a post is the newsletter's and no issue has had it.
fn is_new(material: &Material, at: usize) -> bool {
    let (newsletter, post) = (material.newsletter, &material.posts[at]);
    !material.past.holds(&material.ids[at])
        && takes(newsletter, post)
        && !was_sent_in_fallback(material, post)
}

/// Whether a post is one of the newsletter's, new or not.
fn takes(newsletter: &Newsletter, post: &Post) -> bool {
    newsletter.select.takes(post)
        && post.newsletters.admits(&newsletter.name)
        && (newsletter.languages.is_empty() || edition_of(newsletter, &post.language).is_some())
}

/// Whether every reader has had the post already, in the language that fills gaps: a late translation is not new to them.
fn was_sent_in_fallback(material: &Material, post: &Post) -> bool {
    let Some(fallback) = &material.newsletter.fallback else {
        return false;
    };
    let edition = |post: &Post| edition_of(material.newsletter, &post.language).cloned();
    let fills = |other: &Post| edition(other).as_ref() == Some(fallback);
    edition(post).as_ref() != Some(fallback)
        && material.posts.iter().zip(material.ids).any(|(other, id)| {
            fills(other) && other.is_translation_of(post) && material.past.sent.contains(id)
        })
}

#[cfg(test)]
mod tests;
