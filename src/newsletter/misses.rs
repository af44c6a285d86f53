//! Whom the next issue leaves out, and why.

use std::collections::BTreeMap;
use std::fmt;

use crate::newsletter::readers::{Profile, profiles};
use crate::newsletter::{Draft, Material, takes, was_sent_in_fallback};

/// Why somebody who may be mailed gets nothing of the next issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Miss {
    /// What is new for them waits for a later issue: more than `max_posts` are new.
    Waits,
    /// What is theirs is older than the first issue.
    BeforeFirst,
    /// What is theirs was in earlier issues.
    HasAll,
    /// What is new is in other categories than they chose.
    Categories,
    /// What is new is in another language than they read.
    Language,
    /// The newsletter has no post at all.
    Nothing,
}

impl Miss {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::BeforeFirst => "before_first",
            Self::HasAll => "has_all",
            Self::Categories => "categories",
            Self::Language => "language",
            Self::Nothing => "no_post",
        }
    }
}

impl fmt::Display for Miss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Waits => "their posts wait for the next issue (max_posts)",
            Self::BeforeFirst => "their posts are older than the first issue",
            Self::HasAll => "nothing new: what is theirs was in earlier issues",
            Self::Categories => "nothing in the categories they chose",
            Self::Language => "nothing in their language",
            Self::Nothing => "the newsletter has no post yet",
        })
    }
}

/// The subscriptions, by place in the material, that get nothing of `draft`; all of them without a draft.
pub fn misses(material: &Material, draft: Option<&Draft>) -> BTreeMap<Miss, Vec<usize>> {
    let mut missed: BTreeMap<Miss, Vec<usize>> = BTreeMap::new();
    for profile in profiles(material) {
        let gets = |posts: &[usize]| posts.iter().any(|at| profile.gets(material, *at));
        if draft.is_some_and(|draft| gets(&draft.posts)) {
            continue;
        }
        let why = match draft {
            Some(draft) if gets(&draft.waiting) => Miss::Waits,
            Some(draft) if gets(&draft.before_first) => Miss::BeforeFirst,
            _ => why_nothing(material, &profile),
        };
        missed
            .entry(why)
            .or_default()
            .extend(profile.subscriptions());
    }
    for subscriptions in missed.values_mut() {
        subscriptions.sort_unstable();
    }
    missed
}

fn why_nothing(material: &Material, profile: &Profile) -> Miss {
    let all =
        || (0..material.posts.len()).filter(|at| takes(material.newsletter, &material.posts[*at]));
    let was_sent = |at: usize| {
        material.past.sent.contains(&material.ids[at])
            || was_sent_in_fallback(material, &material.posts[at])
    };
    let mut own = all().filter(|at| profile.gets(material, *at));
    if own.clone().any(was_sent) {
        return Miss::HasAll;
    }
    if own.next().is_some() {
        return Miss::BeforeFirst;
    }
    if all().next().is_none() {
        return Miss::Nothing;
    }
    if all().any(|at| profile.reads(material, &material.posts[at])) {
        return Miss::Categories;
    }
    Miss::Language
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newsletter::compose;
    use crate::newsletter::tests::{Case, post};

    fn missed(case: &Case) -> Vec<(Miss, Vec<usize>)> {
        case.with_material(|material| {
            let draft = compose(material);
            misses(material, draft.as_ref()).into_iter().collect()
        })
    }

    #[test]
    fn each_reader_without_a_post_has_a_reason() {
        let mut posts = vec![post(1, "a", &["sea"]), post(2, "b", &["land"])];
        posts.push(post(3, "c", &["sea"]));
        let readers = ["en:sea", "en:land", "en:sky", "en"];
        let mut case = Case::new("max_posts: 1", posts, &readers);
        case.last_issue = 1;
        case.past.sent.insert("en/b.md".into());
        // The older of the two on the sea goes, and the other waits.
        assert_eq!(
            missed(&case),
            [(Miss::HasAll, vec![1]), (Miss::Categories, vec![2])]
        );
        case.past.sent.insert("en/a.md".into());
        case.past.sent.insert("en/c.md".into());
        assert_eq!(
            missed(&case),
            [(Miss::HasAll, vec![0, 1, 3]), (Miss::Categories, vec![2])]
        );
    }
}
