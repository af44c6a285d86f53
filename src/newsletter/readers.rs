//! Who gets which posts: readers who chose alike are one profile, and profiles with the same posts one variant.

use std::collections::BTreeMap;

use crate::config::Newsletter;
use crate::model::language::Language;
use crate::model::post::Post;
use crate::model::slug::Slug;
use crate::newsletter::{DraftVariant, Material, takes};

/// Readers who chose the same categories in the same language.
#[derive(Debug)]
pub(super) struct Profile<'a> {
    /// Their edition; `None` where the newsletter has none.
    language: Option<&'a Language>,
    /// Their categories; empty = all.
    categories: Vec<Slug>,
    subscriptions: Vec<usize>,
}

/// Sorts the readers of a newsletter by what they chose.
pub(super) fn profiles<'a>(material: &Material<'a>) -> Vec<Profile<'a>> {
    let newsletter = material.newsletter;
    let first = newsletter.languages.first().map(|first| &first.language);
    let mut groups: BTreeMap<(Option<&Language>, Vec<Slug>), Vec<usize>> = BTreeMap::new();
    for (who, subscription) in material.subscriptions.iter().enumerate() {
        let own = subscription.subscriber.language.as_ref();
        let edition = own.and_then(|language| edition_of(newsletter, language));
        let mut categories = subscription.categories.clone();
        categories.sort_unstable();
        groups
            .entry((edition.or(first), categories))
            .or_default()
            .push(who);
    }
    groups
        .into_iter()
        .map(|((language, categories), subscriptions)| Profile {
            language,
            categories,
            subscriptions,
        })
        .collect()
}

impl<'a> Profile<'a> {
    /// A reader of every category in a language.
    pub(super) fn of_everything(language: Option<&'a Language>) -> Self {
        Self {
            language,
            categories: Vec::new(),
            subscriptions: Vec::new(),
        }
    }

    /// Their edition; `None` where the newsletter has none.
    pub(super) fn language(&self) -> Option<&'a Language> {
        self.language
    }
}

impl Profile<'_> {
    /// Who they are, by place in the material.
    pub(super) fn subscriptions(&self) -> &[usize] {
        &self.subscriptions
    }

    /// Whether these readers get the post at `at` when it is new.
    pub(super) fn gets(&self, material: &Material, at: usize) -> bool {
        let post = &material.posts[at];
        let mut terms = post.categories.iter().chain(&post.tags);
        self.reads(material, post)
            && (self.categories.is_empty()
                || terms.any(|term| self.categories.contains(&term.slug)))
    }

    /// Whether the post is in their language, or fills the gap that its missing translation leaves.
    pub(super) fn reads(&self, material: &Material, post: &Post) -> bool {
        let newsletter = material.newsletter;
        let Some(wanted) = self.language else {
            return true;
        };
        let edition = edition_of(newsletter, &post.language);
        let is_translated = || {
            material.posts.iter().any(|other| {
                edition_of(newsletter, &other.language) == Some(wanted)
                    && other.is_translation_of(post)
                    && takes(newsletter, other)
            })
        };
        edition == Some(wanted)
            || (edition.is_some() && edition == newsletter.fallback.as_ref() && !is_translated())
    }
}

/// The renderings of an issue of the posts `chosen`; readers for whom it has nothing are in none.
pub(super) fn variants(
    material: &Material,
    profiles: &[Profile],
    chosen: &[usize],
) -> Vec<DraftVariant> {
    let mut groups: BTreeMap<(Option<&Language>, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for profile in profiles {
        let gets = |at: &usize| profile.gets(material, *at);
        let posts: Vec<usize> = chosen.iter().copied().filter(gets).collect();
        if !posts.is_empty() {
            let group = groups.entry((profile.language, posts)).or_default();
            group.extend(&profile.subscriptions);
        }
    }
    let variants = groups.into_iter();
    variants
        .map(|((language, posts), mut subscriptions)| {
            subscriptions.sort_unstable();
            DraftVariant {
                language: language.cloned(),
                posts,
                subscriptions,
            }
        })
        .collect()
}

/// The newsletter's edition for a language: the same tag, else the same primary language.
pub(super) fn edition_of<'a>(
    newsletter: &'a Newsletter,
    language: &Language,
) -> Option<&'a Language> {
    let editions = || newsletter.languages.iter().map(|edition| &edition.language);
    editions()
        .find(|edition| *edition == language)
        .or_else(|| editions().find(|edition| edition.primary() == language.primary()))
}
