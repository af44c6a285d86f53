//! Why somebody did not get an issue that was frozen: by the delivery, or by the consent log.

use jiff::Timestamp;

use crate::cli::rest::way_to_the_rest;
use crate::cli::site::moment;
use crate::cli::who::{left_out, sent_document, words_of};
use crate::cli::why_not::Answer;
use crate::config::Config;
use crate::model::address::Address;
use crate::model::delivery::{DeliveryState, IssueState};
use crate::model::issue::IssuePost;
use crate::store::history::{Consent, Person, Sent};
use crate::store::{IssueSummary, Store};

/// A person and an issue, and what is known of both.
pub(super) struct Case<'a> {
    pub(super) config: &'a Config,
    pub(super) store: &'a Store,
    pub(super) person: Person,
    pub(super) issue: &'a IssueSummary,
    pub(super) now: Timestamp,
}

pub(super) fn explain(
    config: &Config,
    store: &Store,
    address: &Address,
    issue: &IssueSummary,
    now: Timestamp,
) -> anyhow::Result<Answer> {
    let Some(person) = store.person(address)? else {
        let words = "the store knows nothing of this address: it never subscribed here";
        return Ok(Answer::no("not_subscribed", words));
    };
    let case = Case {
        config,
        store,
        person,
        issue,
        now,
    };
    let mut deliveries = case.person.deliveries.iter();
    if let Some(sent) = deliveries.find(|sent| sent.issue == issue.name) {
        return case.by_delivery(sent);
    }
    match case.by_history() {
        Some(answer) => Ok(answer),
        None => case.by_choice(),
    }
}

impl Case<'_> {
    pub(super) fn at(&self, at: Timestamp) -> String {
        moment(at, &self.config.site.time_zone)
    }

    pub(super) fn frozen(&self) -> String {
        format!(
            "{} was frozen {}",
            self.issue.name,
            self.at(self.issue.frozen_at)
        )
    }

    /// What was said of consent to this newsletter, in order.
    fn consents(&self) -> impl DoubleEndedIterator<Item = &Consent> {
        let newsletter = &self.issue.name.newsletter;
        let all = self.person.consents.iter();
        all.filter(move |consent| consent.concerns(newsletter))
    }

    fn by_delivery(&self, sent: &Sent) -> anyhow::Result<Answer> {
        use DeliveryState as State;
        let words = words_of(sent, &self.person, &self.config.site.time_zone);
        let mut words = format!("{}: {words}", self.at(sent.changed_at));
        let left_out = left_out(sent, &self.person);
        let is_cancelled = sent.issue_state.0 == IssueState::Cancelled;
        match sent.state {
            State::Queued | State::Leased | State::Deferred | State::Cancelled if is_cancelled => {
                words += &self.after_cancelling(sent)?;
            }
            State::Queued | State::Leased | State::Deferred if left_out.is_none() => {
                let (state, reason) = (&sent.issue_state.0, &sent.issue_state.1);
                words += &format!(". {} is {state}", sent.issue);
                if !reason.is_empty() {
                    words += &format!(" ({reason})");
                }
            }
            State::Skipped => words += &self.why_skipped(),
            _ => {}
        }
        Ok(Answer {
            got: match sent.state {
                State::Accepted => Some(true),
                State::Offered | State::InDoubt => None,
                _ => Some(false),
            },
            reason: match left_out {
                _ if is_cancelled && sent.state == State::Queued => State::Cancelled.as_str(),
                Some(left_out) => left_out.reason,
                None => sent.state.as_str(),
            },
            words,
            delivery: Some(sent_document(sent, &self.person)),
        })
    }

    /// What became of the posts of a cancelled issue for this person.
    fn after_cancelling(&self, sent: &Sent) -> anyhow::Result<String> {
        let unreached = self.store.unreached(&sent.issue)?;
        let subscriber = self.person.subscriber.as_ref().map(|known| known.id);
        if subscriber.is_some_and(|id| unreached.contains_key(&id)) {
            let way = way_to_the_rest(self.store, &sent.issue)?;
            return Ok(format!(
                ". Its posts count as sent all the same; `{way}` mails them to those whom it did not reach"
            ));
        }
        let mut later = self.person.deliveries.iter().filter(|other| {
            let is_shared = |post: &IssuePost| sent.posts.iter().any(|own| own.id == post.id);
            other.issue.newsletter == sent.issue.newsletter
                && other.issue.number > sent.issue.number
                && other.posts.iter().any(is_shared)
        });
        Ok(later.next().map_or_else(String::new, |later| {
            format!(". {} was made for those whom it did not reach", later.issue)
        }))
    }

    /// Who left between the freeze and the delivery's turn, and when.
    fn why_skipped(&self) -> String {
        let after = |at: Timestamp| at >= self.issue.frozen_at;
        let frozen = self.frozen();
        let left = self
            .consents()
            .find(|consent| consent.event == "unsubscribed" && after(consent.recorded_at));
        if let Some(left) = left {
            let at = self.at(left.recorded_at);
            return format!(". {frozen}; unsubscribed {at}, before its turn came");
        }
        match &self.person.suppression {
            Some((why, since)) if after(*since) => {
                format!(
                    ". {frozen}; no mail goes there since {}: {why}",
                    self.at(*since)
                )
            }
            _ => format!(". {frozen}; when it was, the store does not know any more"),
        }
    }

    /// By what was known of the subscription at the freeze; `None` where the person was to be mailed.
    fn by_history(&self) -> Option<Answer> {
        let frozen_at = self.issue.frozen_at;
        let (name, frozen) = (&self.issue.name.newsletter, self.frozen());
        let known = self
            .consents()
            .rfind(|consent| consent.recorded_at <= frozen_at);
        let Some(known) = known else {
            return Some(match self.consents().next() {
                None => Answer::no("not_subscribed", format!("never subscribed to {name}")),
                Some(first) => {
                    let at = self.at(first.recorded_at);
                    let words = format!(
                        "joined later: {frozen}, and the store learnt {at} of this subscription ({}, {})",
                        first.source, first.dated
                    );
                    Answer::no("joined_later", words)
                }
            });
        };
        let later = self
            .consents()
            .find(|consent| consent.recorded_at > frozen_at);
        match known.event.as_str() {
            "unsubscribed" => {
                let mut words = format!(
                    "unsubscribed {}, before {frozen}",
                    self.at(known.recorded_at)
                );
                if let Some(back) = later {
                    words += &format!(
                        "; back since {} ({})",
                        self.at(back.recorded_at),
                        back.source
                    );
                }
                return Some(Answer::no("unsubscribed", words));
            }
            "imported" | "forced" | "confirmed" | "added" => {}
            asked => {
                let mut words = format!(
                    "{asked} {}, and not confirmed when {frozen}",
                    self.at(known.recorded_at)
                );
                if let Some(then) = later {
                    words += &format!("; {} {}", then.event, self.at(then.recorded_at));
                }
                return Some(Answer::no("unconfirmed", words));
            }
        }
        if let Some((why, since)) = &self.person.suppression
            && *since <= frozen_at
        {
            let words = format!(
                "no mail goes there since {}, before {frozen}: {why}",
                self.at(*since)
            );
            return Some(Answer::no("suppressed", words));
        }
        let back = later.filter(|later| later.event == "forced")?;
        let words = format!(
            "the address was out for a time that ended {}, when it was brought back: {}. Whether it was out when {frozen}, the store does not know",
            self.at(back.recorded_at),
            back.source
        );
        Some(Answer::no("unknown", words))
    }
}
