//! Posts to an issue: what is new, who gets what, when it is due. Does no I/O and never reads the clock.

mod schedule;

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use crate::config::Newsletter;
use crate::model::delivery::IssueName;
use crate::model::language::Language;
use crate::model::post::Post;
use crate::model::subscriber::Subscription;

pub use schedule::{Due, due};

/// What an issue is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The newsletter.
    pub newsletter: &'a Newsletter,
    /// All posts, newest first.
    pub posts: &'a [Post],
    /// The entry id of each post.
    pub ids: &'a [String],
    /// Entry ids that earlier issues had or passed over.
    pub known: &'a HashSet<String>,
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
/// A first issue takes the newest `max_posts` and passes over all older ones; a later one takes the oldest first.
pub fn compose(material: &Material) -> Option<Draft> {
    let Material {
        newsletter,
        posts,
        ids,
        known,
        ..
    } = *material;
    let is_new = |at: &usize| {
        let post = &posts[*at];
        !known.contains(&ids[*at])
            && newsletter.select.takes(post)
            && post.newsletters.admits(&newsletter.name)
            && (newsletter.languages.is_empty() || edition_of(newsletter, &post.language).is_some())
    };
    let fresh: Vec<usize> = (0..posts.len()).filter(is_new).collect();
    let (chosen, before_first, waiting) = choose(material, fresh);
    if chosen.is_empty() {
        return None;
    }
    let variants = variants(material, &chosen);
    if variants.is_empty() {
        return None;
    }
    let name = IssueName {
        newsletter: newsletter.name.clone(),
        number: material.last_issue + 1,
    };
    Some(Draft {
        name,
        posts: chosen,
        before_first,
        waiting,
        variants,
    })
}

/// The posts of the issue, those before the first issue, those that wait.
fn choose(material: &Material, mut fresh: Vec<usize>) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let most = material.newsletter.max_posts;
    if material.last_issue == 0 {
        let since = material.since.unwrap_or(Timestamp::MIN);
        let keep = fresh
            .iter()
            .take(most)
            .take_while(|at| material.posts[**at].date >= since)
            .count();
        let before = fresh.split_off(keep);
        return (fresh, before, Vec::new());
    }
    let over = fresh.len().saturating_sub(most);
    let chosen = fresh.split_off(over);
    (chosen, Vec::new(), fresh)
}

/// The newsletter's edition for a language: the same tag, else the same primary language.
fn edition_of<'a>(newsletter: &'a Newsletter, language: &Language) -> Option<&'a Language> {
    let editions = || newsletter.languages.iter().map(|edition| &edition.language);
    editions()
        .find(|edition| *edition == language)
        .or_else(|| editions().find(|edition| edition.primary() == language.primary()))
}

fn variants(material: &Material, chosen: &[usize]) -> Vec<DraftVariant> {
    let newsletter = material.newsletter;
    let mut groups: BTreeMap<(Option<Language>, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for (who, subscription) in material.subscriptions.iter().enumerate() {
        let first = newsletter
            .languages
            .first()
            .map(|edition| &edition.language);
        let wanted = subscription
            .subscriber
            .language
            .as_ref()
            .and_then(|language| edition_of(newsletter, language))
            .or(first);
        let gets = |at: &&usize| {
            let post = &material.posts[**at];
            let speaks = match wanted {
                None => true,
                Some(wanted) => {
                    let own = edition_of(newsletter, &post.language) == Some(wanted);
                    own || (newsletter.fallback.as_ref() == Some(&post.language)
                        && !is_translated(material, chosen, post, wanted))
                }
            };
            let mut terms = post.categories.iter().chain(&post.tags);
            speaks
                && (subscription.categories.is_empty()
                    || terms.any(|term| subscription.categories.contains(&term.slug)))
        };
        let posts: Vec<usize> = chosen.iter().filter(gets).copied().collect();
        if !posts.is_empty() {
            groups
                .entry((wanted.cloned(), posts))
                .or_default()
                .push(who);
        }
    }
    groups
        .into_iter()
        .map(|((language, posts), subscriptions)| DraftVariant {
            language,
            posts,
            subscriptions,
        })
        .collect()
}

/// Whether the issue holds `post` in `wanted` too, so that no gap needs filling.
fn is_translated(material: &Material, chosen: &[usize], post: &Post, wanted: &Language) -> bool {
    chosen.iter().map(|at| &material.posts[*at]).any(|other| {
        edition_of(material.newsletter, &other.language) == Some(wanted)
            && other.section == post.section
            && (other.slug == post.slug || (other.id.is_some() && other.id == post.id))
    })
}
