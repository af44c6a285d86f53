//! An issue that mails one post again to those who had it. Does not know what became of their mail: the store does.

use std::collections::BTreeSet;

use ring::digest;

use crate::model::delivery::IssueName;
use crate::model::post::Post;
use crate::model::text::hex;
use crate::newsletter::readers::edition_of;
use crate::newsletter::{Draft, DraftVariant, Material};

/// The correction of the post at `at` for those of the newsletter's subscribers who had it; `None` where nobody is left.
pub fn correct(material: &Material, at: usize, had: &BTreeSet<i64>) -> Option<Draft> {
    let (newsletter, post) = (material.newsletter, &material.posts[at]);
    let subscriptions = material.subscriptions.iter().enumerate();
    let subscriptions: Vec<usize> = subscriptions
        .filter(|(_, subscription)| had.contains(&subscription.subscriber.id))
        .map(|(who, _)| who)
        .collect();
    if subscriptions.is_empty() {
        return None;
    }
    Some(Draft {
        name: IssueName {
            newsletter: newsletter.name.clone(),
            number: material.last_issue + 1,
        },
        posts: vec![at],
        before_first: Vec::new(),
        for_nobody: Vec::new(),
        waiting: Vec::new(),
        variants: vec![DraftVariant {
            language: edition_of(newsletter, &post.language)
                .or(newsletter.languages.first().map(|first| &first.language))
                .cloned(),
            posts: vec![at],
            subscriptions,
        }],
    })
}

/// A digest of what a post says: a correction of the same words is none.
pub fn digest(post: &Post) -> String {
    let image = post.image.as_ref().map(|image| image.url.as_str());
    let mut context = digest::Context::new(&digest::SHA256);
    for part in [
        post.title.as_str(),
        post.summary.as_deref().unwrap_or_default(),
        &post.body.hash,
        post.url.as_str(),
        image.unwrap_or_default(),
    ] {
        context.update(part.as_bytes());
        context.update(&[0]);
    }
    hex(&context.finish().as_ref()[..16])
}
