//! An issue in each language, as a reader of every category gets it. Does not know who reads it.

use crate::newsletter::readers::Profile;
use crate::newsletter::{Draft, DraftVariant, Material};

/// The editions that have posts, in the newsletter's order; one without a language where it has no editions. Nobody is
/// among their subscriptions.
pub fn editions(material: &Material, draft: &Draft) -> Vec<DraftVariant> {
    let languages = material.newsletter.languages.iter();
    let mut languages: Vec<_> = languages.map(|edition| Some(&edition.language)).collect();
    if languages.is_empty() {
        languages.push(None);
    }
    let editions = languages.into_iter().map(|language| {
        let profile = Profile::of_everything(language);
        let gets = |at: &usize| profile.gets(material, *at);
        DraftVariant {
            language: language.cloned(),
            posts: draft.posts.iter().copied().filter(gets).collect(),
            subscriptions: Vec::new(),
        }
    });
    editions
        .filter(|edition| !edition.posts.is_empty())
        .collect()
}
