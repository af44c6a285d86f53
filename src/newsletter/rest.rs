//! An issue that mails what a cancelled one held to those whom it did not reach. Does not know whom: the store does.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::delivery::IssueName;
use crate::model::language::Language;
use crate::newsletter::readers::profiles;
use crate::newsletter::{Draft, DraftVariant, Material};

/// The issue for those of the newsletter's subscribers who are in `unreached`, each with the entry ids of the posts that
/// did not reach them; of these, what they would get today. `None` where nothing is left for anybody.
pub fn rest(material: &Material, unreached: &BTreeMap<i64, BTreeSet<String>>) -> Option<Draft> {
    let missed: BTreeSet<&String> = unreached.values().flatten().collect();
    let posts: Vec<usize> = (0..material.posts.len())
        .filter(|at| missed.contains(&material.ids[*at]))
        .collect();
    let mut groups: BTreeMap<(Option<&Language>, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for profile in profiles(material) {
        let own = posts.iter().filter(|at| profile.gets(material, **at));
        let own: Vec<usize> = own.copied().collect();
        for who in profile.subscriptions() {
            let subscriber = material.subscriptions[*who].subscriber.id;
            let Some(missed) = unreached.get(&subscriber) else {
                continue;
            };
            let gets = own.iter().filter(|at| missed.contains(&material.ids[**at]));
            let gets: Vec<usize> = gets.copied().collect();
            if !gets.is_empty() {
                let group = groups.entry((profile.language(), gets)).or_default();
                group.push(*who);
            }
        }
    }
    if groups.is_empty() {
        return None;
    }
    let sent: BTreeSet<usize> = groups
        .keys()
        .flat_map(|(_, posts)| posts)
        .copied()
        .collect();
    Some(Draft {
        name: IssueName {
            newsletter: material.newsletter.name.clone(),
            number: material.last_issue + 1,
        },
        posts: sent.into_iter().collect(),
        before_first: Vec::new(),
        for_nobody: Vec::new(),
        waiting: Vec::new(),
        variants: groups.into_iter().map(variant).collect(),
    })
}

fn variant(
    ((language, posts), mut subscriptions): ((Option<&Language>, Vec<usize>), Vec<usize>),
) -> DraftVariant {
    subscriptions.sort_unstable();
    DraftVariant {
        language: language.cloned(),
        posts,
        subscriptions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newsletter::tests::{Case, post};

    #[test]
    fn each_gets_what_did_not_reach_them_and_what_they_want_today() {
        let posts = vec![post(2, "b", &["land"]), post(1, "a", &["sea"])];
        let case = Case::new("max_posts: 1", posts, &["en", "en:sea", "en:land", "en"]);
        case.with_material(|material| {
            let ids = |posts: &[&str]| -> BTreeSet<String> {
                posts.iter().map(|id| format!("en/{id}.md")).collect()
            };
            let id = |who: usize| material.subscriptions[who].subscriber.id;
            let unreached = BTreeMap::from([
                (id(0), ids(&["a", "b", "gone"])),
                (id(1), ids(&["a"])),
                // Chose land since then.
                (id(2), ids(&["a"])),
            ]);
            let draft = rest(material, &unreached).expect("a rest");
            assert_eq!(draft.posts, [0, 1]);
            let variants = draft.variants.iter();
            let variants: Vec<(&[usize], &[usize])> = variants
                .map(|variant| (&variant.posts[..], &variant.subscriptions[..]))
                .collect();
            assert_eq!(variants, [(&[0, 1][..], &[0][..]), (&[1], &[1])]);
            assert_eq!(rest(material, &BTreeMap::new()), None);
        });
    }
}
