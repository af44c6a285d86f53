//! The people of a plan: what each chose, and in which group the others are who get nothing.

use std::collections::BTreeMap;

use crate::cli::outlook::{Outlook, choice};
use crate::model::delivery::IssueName;
use crate::model::subscriber::Subscription;
use crate::newsletter::Miss;
use crate::store::refused::{Refusal, Refused};

/// People who get nothing for the same reason.
pub(super) struct Group {
    /// The word in JSON.
    pub(super) reason: &'static str,
    /// In words.
    pub(super) words: String,
    /// Address and detail of each.
    pub(super) people: Vec<(String, String)>,
}

/// Everybody who asked for the newsletter and gets nothing: those who may not be mailed last.
pub(super) fn group_absent(outlook: &Outlook, missed: &BTreeMap<Miss, Vec<usize>>) -> Vec<Group> {
    let mut groups = Vec::new();
    for (miss, people) in missed {
        let (behind, others) = split_behind(outlook, *miss, people);
        for (cancelled, people) in behind {
            groups.push(Group {
                reason: "cancelled",
                words: format!(
                    "nothing new: theirs was in {cancelled}, cancelled before it reached them"
                ),
                people,
            });
        }
        if !others.is_empty() {
            groups.push(Group {
                reason: miss.as_str(),
                words: miss.to_string(),
                people: others,
            });
        }
    }
    let mut refused: BTreeMap<(&'static str, String), Vec<(String, String)>> = BTreeMap::new();
    for who in &outlook.refused {
        let group = refused.entry((who.why.as_str(), words_of(&who.why)));
        let address = who.address.as_str().to_owned();
        group.or_default().push((address, detail_of(outlook, who)));
    }
    let groups_of_refused = refused.into_iter();
    groups.extend(groups_of_refused.map(|((reason, words), people)| Group {
        reason,
        words,
        people,
    }));
    groups
}

/// People as they are named.
type People = Vec<(String, String)>;

/// Of those who miss an issue, who had nothing of an earlier one that was cancelled, by that issue; and the others.
fn split_behind<'o>(
    outlook: &'o Outlook,
    miss: Miss,
    people: &[usize],
) -> (BTreeMap<&'o IssueName, People>, People) {
    let (mut behind, mut others): (BTreeMap<&IssueName, People>, _) = Default::default();
    for at in people {
        let subscription = &outlook.gathered.subscriptions[*at];
        let cancelled = outlook.left_behind.get(&subscription.subscriber.id);
        match cancelled.filter(|_| miss == Miss::HasAll) {
            Some(cancelled) => behind.entry(cancelled).or_default(),
            None => &mut others,
        }
        .push(named(subscription));
    }
    (behind, others)
}

fn named(subscription: &Subscription) -> (String, String) {
    let address = subscription.subscriber.address.as_str().to_owned();
    (address, choice(subscription))
}

fn words_of(why: &Refusal) -> String {
    match why {
        Refusal::Unconfirmed => "not confirmed".to_owned(),
        Refusal::Unsubscribed => "unsubscribed".to_owned(),
        // The rest is the server's own words, which differ from person to person.
        Refusal::Suppressed(reason) => {
            let (cause, _) = reason.split_once(':').unwrap_or((reason, ""));
            format!("suppressed: {cause}")
        }
    }
}

fn detail_of(outlook: &Outlook, who: &Refused) -> String {
    let zone = &outlook.newsletter.time_zone;
    let since = who.since.map(|moment| zone.to_datetime(moment).date());
    let since = since.map_or_else(String::new, |day| format!("since {day}"));
    match &who.why {
        Refusal::Suppressed(reason) => format!("{since}, {reason}"),
        Refusal::Unconfirmed | Refusal::Unsubscribed => since,
    }
}
