//! Where a newsletter stands with one post, and why.

use std::fmt;

use crate::model::selection::Refusal;
use crate::newsletter::readers::edition_of;
use crate::newsletter::{Material, compose, was_sent_in_fallback};

/// What a newsletter does with a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The selection does not take it.
    Refused(Refusal),
    /// Its own `newsletter` key keeps it out.
    KeptOut,
    /// There is no edition in its language.
    NoEdition,
    /// An issue has had it.
    Sent,
    /// It is older than the first issue, or was for nobody when it was new.
    PassedOver,
    /// Its readers have had it in the language that fills gaps.
    SentInFallback,
    /// The next issue has it.
    Next,
    /// A later issue will have it: there are more than `max_posts`.
    Waits,
    /// No subscriber would get it.
    ForNobody,
}

impl Standing {
    /// Whether subscribers have it or will.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Sent | Self::Next | Self::Waits)
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Refused(refusal) => return refusal.fmt(formatter),
            Self::KeptOut => "its own `newsletter` key keeps it out",
            Self::NoEdition => "there is no edition in its language",
            Self::Sent => "an issue has had it",
            Self::PassedOver => "older than the first issue, or for nobody when it was new",
            Self::SentInFallback => "its readers have had it in the fallback language",
            Self::Next => "the next issue has it",
            Self::Waits => "a later issue will have it: more than `max_posts` are new",
            Self::ForNobody => "no subscriber would get it",
        })
    }
}

/// Where the newsletter stands with the post at `at` of the material.
pub fn explain(material: &Material, at: usize) -> Standing {
    let (newsletter, post) = (material.newsletter, &material.posts[at]);
    let id = &material.ids[at];
    if let Some(refusal) = newsletter.select.refusal(post) {
        return Standing::Refused(refusal);
    }
    if !post.newsletters.admits(&newsletter.name) {
        return Standing::KeptOut;
    }
    if !newsletter.languages.is_empty() && edition_of(newsletter, &post.language).is_none() {
        return Standing::NoEdition;
    }
    if material.past.sent.contains(id) {
        return Standing::Sent;
    }
    if material.past.passed_over.contains(id) {
        return Standing::PassedOver;
    }
    if was_sent_in_fallback(material, post) {
        return Standing::SentInFallback;
    }
    match compose(material) {
        Some(draft) if draft.posts.contains(&at) => Standing::Next,
        Some(draft) if draft.waiting.contains(&at) => Standing::Waits,
        Some(draft) if draft.before_first.contains(&at) => Standing::PassedOver,
        _ => Standing::ForNobody,
    }
}
