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

/// A digest of all that mails show of a post: a correction of the same words is none.
pub fn digest(post: &Post) -> String {
    let mut parts = vec![
        post.title.as_str(),
        post.summary.as_deref().unwrap_or_default(),
        &post.body.hash,
        post.url.as_str(),
    ];
    if let Some(image) = &post.image {
        parts.push(image.url.as_str());
        parts
            .extend([&image.alt, &image.caption].map(|words| words.as_deref().unwrap_or_default()));
    }
    let date = post.date.to_string();
    parts.push(&date);
    for (kind, terms) in [("categories", &post.categories), ("tags", &post.tags)] {
        parts.push(kind);
        parts.extend(terms.iter().map(|term| term.label.as_str()));
    }
    parts.push("authors");
    parts.extend(post.authors.iter().map(|author| author.name.as_str()));
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part.as_bytes());
        context.update(&[0]);
    }
    hex(&context.finish().as_ref()[..16])
}
