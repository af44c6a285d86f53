//! Why somebody would not get the next issue, if it were sent now.

use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::outlook::{Outlook, choice};
use crate::cli::rest::way_to_the_rest;
use crate::cli::site::moment;
use crate::cli::why_not::Answer;
use crate::config::{Config, Newsletter};
use crate::model::address::Address;
use crate::model::delivery::IssueName;
use crate::newsletter::{Miss, compose, misses};
use crate::store::Store;
use crate::store::refused::Refusal;

pub(super) fn explain(
    config: &Config,
    newsletter: &Newsletter,
    address: &Address,
    now: Timestamp,
    console: &Console,
) -> anyhow::Result<Answer> {
    let outlook = Outlook::open(config, newsletter, None, now, console)?;
    let (name, key) = (&newsletter.name, address.key());
    let refused = outlook.refused.iter().find(|who| who.address.key() == key);
    if let Some(refused) = refused {
        let since = refused
            .since
            .map(|since| moment(since, &newsletter.time_zone));
        let since = since.map_or_else(String::new, |since| format!(" since {since}"));
        return Ok(match &refused.why {
            Refusal::Unconfirmed => {
                Answer::no("unconfirmed", "asked for it and has not confirmed yet")
            }
            Refusal::Unsubscribed => Answer::no("unsubscribed", format!("unsubscribed{since}")),
            Refusal::Suppressed(why) => {
                Answer::no("suppressed", format!("no mail goes there{since}: {why}"))
            }
        });
    }
    let all = &outlook.gathered.subscriptions;
    let Some(at) = all
        .iter()
        .position(|one| one.subscriber.address.key() == key)
    else {
        return Ok(Answer::no(
            "not_subscribed",
            format!("does not subscribe to {name}"),
        ));
    };
    let material = outlook.material();
    let draft = compose(&material);
    let chose = choice(&all[at]);
    if let Some((miss, _)) = misses(&material, draft.as_ref())
        .into_iter()
        .find(|(_, people)| people.contains(&at))
    {
        let behind = outlook.left_behind.get(&all[at].subscriber.id);
        if let Some(cancelled) = behind.filter(|_| miss == Miss::HasAll) {
            return left_behind(&outlook.store, cancelled, &chose);
        }
        let words = format!("if it were sent now: {miss} (chose {chose})");
        return Ok(Answer::no(miss.as_str(), words));
    }
    let posts = draft.iter().flat_map(|draft| &draft.variants);
    let own = posts
        .filter(|variant| variant.subscriptions.contains(&at))
        .flat_map(|variant| &variant.posts);
    let titles: Vec<String> = own
        .map(|at| format!("`{}`", outlook.library.posts[*at].title))
        .collect();
    Ok(Answer {
        got: Some(true),
        reason: "next",
        words: format!(
            "it is not sent yet; if it were sent now, it would go there with {} (chose {chose})",
            titles.join(", ")
        ),
        delivery: None,
    })
}

/// Why there is nothing for somebody whom a cancelled issue did not reach.
fn left_behind(store: &Store, cancelled: &IssueName, chose: &str) -> anyhow::Result<Answer> {
    let way = way_to_the_rest(store, cancelled)?;
    let words = format!(
        "if it were sent now: nothing new. What is theirs was in {cancelled}, which was cancelled before it reached \
         them, and counts as sent; `{way}` mails it to them (chose {chose})"
    );
    Ok(Answer::no("cancelled", words))
}
