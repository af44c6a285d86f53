//! `postrider who`: everything that was ever sent to one person, and why.

mod fate;

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::cli::office::read_address;
use crate::cli::people::rehearse_person;
use crate::cli::site::{moment, open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::Config;
use crate::model::address::Address;
use crate::model::delivery::IssueState;
use crate::model::language::Language;
use crate::model::slug::Slug;
use crate::store::Store;
use crate::store::history::{Consent, Enrolment, Person, Sent};

pub(super) use fate::{left_out, words_of};

/// What `who` takes.
#[derive(Debug, Args)]
pub(super) struct WhoArgs {
    /// The person's address
    address: String,
}

pub(super) fn run(args: &WhoArgs, global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let address = read_address(&args.address)?;
    let mut store = Store::look(&config.root.join(&config.store))?;
    let person = store.person(&address)?;
    let joins = rehearse_person(&config, &mut store, &address, read_clock())?;
    anyhow::ensure!(
        person.is_some() || !joins.is_empty(),
        "the store knows nothing of {}: no subscription, no mail, no suppression",
        address.as_str()
    );
    let person = person.unwrap_or_default();
    console.document(&document(&address, &person, &joins))?;
    Teller {
        console,
        zone: &config.site.time_zone,
    }
    .tell(&config, &address, &person, &joins)?;
    Ok(Outcome::Done)
}

fn document(address: &Address, person: &Person, joins: &[String]) -> Value {
    let subscriber = person.subscriber.as_ref();
    json!({
        "address": subscriber.map_or(address.as_str(), |known| known.address.as_str()),
        "name": subscriber.map(|known| known.name.as_str()),
        "language": subscriber.and_then(|known| known.language.as_ref()),
        "suppressed": person.suppression.as_ref().map(|(reason, since)| json!({ "reason": reason, "since": since.to_string() })),
        "joins_with_the_next_issue_of": joins,
        "subscriptions": person.subscriptions.iter().map(subscription_document).collect::<Vec<_>>(),
        "consents": person.consents.iter().map(consent_document).collect::<Vec<_>>(),
        "issues": person.deliveries.iter().map(|sent| sent_document(sent, person)).collect::<Vec<_>>(),
    })
}

fn subscription_document(subscription: &Enrolment) -> Value {
    json!({
        "newsletter": subscription.newsletter, "status": subscription.status, "categories": subscription.categories,
        "source": subscription.source, "date": subscription.consented_on, "changed_at": subscription.changed_at.to_string(),
    })
}

fn consent_document(consent: &Consent) -> Value {
    json!({
        "newsletter": consent.newsletter, "event": consent.event, "source": consent.source, "date": consent.dated,
        "recorded_at": consent.recorded_at.to_string(),
    })
}

/// One issue to a person, for `who` and `why-not`.
pub(super) fn sent_document(sent: &Sent, person: &Person) -> Value {
    json!({
        "left_out": left_out(sent, person).map(|left_out| left_out.reason),
        "issue": sent.issue.to_string(), "state": sent.state.as_str(), "changed_at": sent.changed_at.to_string(),
        "frozen_at": sent.frozen_at.to_string(), "issue_state": sent.issue_state.0.as_str(),
        "subject": sent.subject, "language": sent.language, "code": sent.code, "reply": sent.reply, "via": sent.via,
        "attempts": sent.attempts, "next_try": sent.next_try.map(|next| next.to_string()),
        "address": sent.address, "message_id": sent.message_id, "delivery": sent.delivery,
        "posts": sent.posts.iter().map(|post| json!({ "id": post.id, "title": post.title, "url": post.url })).collect::<Vec<_>>(),
    })
}

/// Tells it to people, in the site's zone.
struct Teller<'a> {
    console: &'a Console,
    zone: &'a TimeZone,
}

impl Teller<'_> {
    fn tell(
        &self,
        config: &Config,
        address: &Address,
        person: &Person,
        joins: &[String],
    ) -> anyhow::Result<()> {
        let console = self.console;
        let subscriber = person.subscriber.as_ref();
        let name = subscriber.map_or("", |known| known.name.as_str());
        let language = subscriber.and_then(|known| known.language.as_ref());
        let language =
            language.map_or_else(String::new, |tag| format!("  ({})", Language::as_str(tag)));
        let address = subscriber.map_or(address.as_str(), |known| known.address.as_str());
        console.say(format!("{address}  {name}{language}").trim_end());
        if let Some((reason, since)) = &person.suppression {
            console.say(format!(
                "No mail goes there since {}: {reason}",
                self.at(*since)
            ));
        }
        for subscription in &person.subscriptions {
            self.tell_subscription(subscription);
        }
        if !joins.is_empty() {
            let file = config
                .subscribers
                .as_ref()
                .context("a file of subscribers")?;
            let (file, names) = (console.path(file), joins.join(", "));
            console.say(format!("{names}: joins with the next issue, by {file}"));
        }
        if !person.consents.is_empty() {
            console.say("\nWhat was said of consent");
        }
        for consent in &person.consents {
            self.tell_consent(consent);
        }
        console.say(format!(
            "\nMail: {}",
            plural(person.deliveries.len(), "issue")
        ));
        for sent in &person.deliveries {
            self.tell_sent(sent, person);
        }
        Ok(())
    }

    fn tell_subscription(&self, subscription: &Enrolment) {
        let Enrolment {
            newsletter,
            status,
            source,
            consented_on,
            ..
        } = subscription;
        let categories = choice_of(&subscription.categories);
        let line = match status.as_str() {
            "confirmed" => format!("{newsletter}: subscribes to {categories}"),
            _ => format!(
                "{newsletter}: {status} since {}",
                self.at(subscription.changed_at)
            ),
        };
        self.console.say(line);
        self.console
            .say(format!("  agreed {consented_on}: {source}"));
    }

    fn tell_consent(&self, consent: &Consent) {
        let newsletter = match consent.newsletter.as_str() {
            "*" => "all newsletters",
            name => name,
        };
        let (at, event) = (self.at(consent.recorded_at), &consent.event);
        let source = match event.as_str() {
            "unsubscribed" => format!("by {}", consent.source),
            _ => format!("{}, {}", consent.source, consent.dated),
        };
        self.console
            .say(format!("  {at}  {newsletter}: {event}, {source}"));
    }

    fn tell_sent(&self, sent: &Sent, person: &Person) {
        let console = self.console;
        console.say(format!("  {}  {}", sent.issue, sent.subject));
        console.say(format!(
            "    {} {}",
            self.at(sent.changed_at),
            words_of(sent, person, self.zone)
        ));
        let (state, reason) = &sent.issue_state;
        if sent.is_waiting() && *state == IssueState::Paused && left_out(sent, person).is_none() {
            let reason = if reason.is_empty() {
                String::new()
            } else {
                format!(" ({reason})")
            };
            console.say(format!("    {} is paused{reason}", sent.issue));
        }
        for post in &sent.posts {
            console.say(format!("    - {}\n      {}", post.title, post.url));
        }
        if sent.posts.is_empty() {
            console.say("    - an earlier version froze it and did not keep which posts it held");
        }
    }

    fn at(&self, at: Timestamp) -> String {
        moment(at, self.zone)
    }
}

/// `birds, tides` or `all categories`.
pub(super) fn choice_of(categories: &[Slug]) -> String {
    let slugs: Vec<&str> = categories.iter().map(Slug::as_str).collect();
    match slugs.as_slice() {
        [] => "all categories".to_owned(),
        some => some.join(", "),
    }
}
