//! The people of a plan: what each chose, and in which group the others are who get nothing.

use std::collections::BTreeMap;

use crate::cli::outlook::{Outlook, choice};
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
    let all = &outlook.gathered.subscriptions;
    let mut groups: Vec<Group> = missed
        .iter()
        .map(|(miss, people)| Group {
            reason: miss.as_str(),
            words: miss.to_string(),
            people: people.iter().map(|at| named(&all[*at])).collect(),
        })
        .collect();
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
