//! Which feeds take a post, and why the others do not.

use serde::Serialize;

use crate::config::{Config, Each, FeedRule};
use crate::content::Library;
use crate::feed::plan::{members_of, plan_rule, rules_of};
use crate::model::post::Audience;

/// What one feed, or one rule that makes feeds, does with a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The feed's path, or the rule's pattern where none of its feeds takes the post.
    pub path: String,
    /// Whether it holds the post.
    pub takes: bool,
    /// Where in it, or why not.
    pub why: String,
}

/// Asks every feed about the post at `at` of the library.
pub fn explain(config: &Config, library: &Library, at: usize) -> Vec<Answer> {
    let mut answers = Vec::new();
    for rule in rules_of(config, library) {
        let before = answers.len();
        for plan in plan_rule(config, library, &rule) {
            let Some(position) = plan.posts.iter().position(|own| *own == at) else {
                continue;
            };
            let shown = rule.shape.limit.unwrap_or(usize::MAX);
            let shown = shown.min(plan.posts.len());
            answers.push(Answer {
                why: if position < shown {
                    format!("entry {} of {shown}", position + 1)
                } else {
                    format!("it is older than the newest {shown}: its archive has it")
                },
                takes: position < shown,
                path: plan.path,
            });
        }
        if answers.len() == before {
            answers.push(Answer {
                why: why_not(library, &rule, at),
                path: rule.path,
                takes: false,
            });
        }
    }
    answers
}

fn why_not(library: &Library, rule: &FeedRule, at: usize) -> String {
    let post = &library.posts[at];
    if let Some(refusal) = rule.select.refusal(post) {
        return refusal.to_string();
    }
    if members_of(post, &rule.each).is_empty() && !rule.each.is_empty() {
        let lacks = match rule.each.iter().find(|each| **each != Each::Language) {
            Some(Each::Category) => "category",
            Some(Each::Tag) => "tag",
            Some(Each::Author) => "author",
            Some(Each::Section) => "section",
            Some(Each::Language) | None => "language",
        };
        return format!("it has no {lacks}, and there is a feed for each");
    }
    match (&post.feeds, rule.shape.limit) {
        (Audience::None, _) => "its own `feed` key keeps it out of every feed".to_owned(),
        (Audience::Only(names), _) => {
            format!("its own `feed` key names only {}", names.join(", "))
        }
        (Audience::All, Some(limit)) => format!("it is older than the newest {limit}"),
        (Audience::All, None) => "there is no room for it".to_owned(),
    }
}
