//! Which of the new posts an issue takes, which wait, and which are never sent. Does not know who reads them.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use crate::newsletter::Material;

/// What becomes of the posts that some reader would get; every list is newest first.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// The issue has them.
    pub(super) chosen: Vec<usize>,
    /// They are older than the first issue.
    pub(super) before_first: Vec<usize>,
    /// A later issue has them.
    pub(super) waiting: Vec<usize>,
}

impl Choice {
    /// Chooses among `wanted`, newest first. The posts in `for_nobody` are settled already.
    pub(super) fn of(material: &Material, wanted: Vec<usize>, for_nobody: &[usize]) -> Self {
        if material.last_issue == 0 {
            first(material, wanted, for_nobody)
        } else {
            later(material, wanted)
        }
    }
}

/// The newest; everything older is the archive, whatever the newsletter takes of it today: a wider selection or
/// one more language does not mail it.
fn first(material: &Material, mut wanted: Vec<usize>, for_nobody: &[usize]) -> Choice {
    let since = material.since.unwrap_or(Timestamp::MIN);
    wanted.retain(|at| material.posts[*at].date >= since);
    let stories = stories(material, &wanted);
    let stories = &stories[..stories.len().min(material.newsletter.max_posts)];
    let Some(oldest) = stories.last().and_then(|story| story.first()) else {
        return Choice::default();
    };
    let mut chosen = stories.concat();
    chosen.sort_unstable();
    let settled: HashSet<usize> = chosen.iter().chain(for_nobody).copied().collect();
    let wanted: HashSet<usize> = wanted.into_iter().collect();
    let is_old = |at: &usize| {
        !settled.contains(at)
            && !material.past.holds(&material.ids[*at])
            && (at > oldest || wanted.contains(at))
    };
    Choice {
        before_first: (0..material.posts.len()).filter(is_old).collect(),
        chosen,
        waiting: Vec::new(),
    }
}

fn later(material: &Material, wanted: Vec<usize>) -> Choice {
    let mut stories = stories(material, &wanted);
    stories.sort_by_key(|story| story.last().copied());
    let over = stories.len().saturating_sub(material.newsletter.max_posts);
    let mut chosen = stories.split_off(over).concat();
    chosen.sort_unstable();
    let taken: HashSet<usize> = chosen.iter().copied().collect();
    Choice {
        waiting: wanted
            .into_iter()
            .filter(|at| !taken.contains(at))
            .collect(),
        before_first: Vec::new(),
        chosen,
    }
}

/// The posts, each with those that say the same in other languages where readers get one of them only: such are one post
/// to every reader, and parting them could keep the translation from those for whom the original did not fill a gap.
fn stories(material: &Material, wanted: &[usize]) -> Vec<Vec<usize>> {
    let mut stories: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<(&str, Name), usize> = HashMap::new();
    for at in wanted {
        let post = &material.posts[*at];
        let id = post.id.as_deref().map(Name::Id);
        let names = [Some(Name::Stem(&post.stem)), id];
        let keys = || {
            names
                .into_iter()
                .flatten()
                .map(|name| (post.section.as_str(), name))
        };
        let story = keys()
            .find_map(|key| known.get(&key).copied())
            .filter(|_| !material.newsletter.languages.is_empty())
            .unwrap_or(stories.len());
        known.extend(keys().map(|key| (key, story)));
        if story == stories.len() {
            stories.push(Vec::new());
        }
        stories[story].push(*at);
    }
    stories
}

/// By what translations are recognised, within a section.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Name<'a> {
    Stem(&'a str),
    Id(&'a str),
}
