//! Which feeds take a post, and why the others do not.

use serde::Serialize;

use crate::config::{Config, FeedRule};
use crate::content::Library;
use crate::feed::plan::{members_of, plan_rule, rules_of};

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
    if !rule.each.is_empty() && members_of(post, &rule.each).is_empty() {
        return "it has nothing that `each` counts over".to_owned();
    }
    match rule.shape.limit {
        Some(limit) if post.feeds == crate::model::post::Audience::All => {
            format!("it is older than the newest {limit}")
        }
        _ => "its own `feed` key keeps it out".to_owned(),
    }
}
