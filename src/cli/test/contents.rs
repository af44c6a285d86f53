//! What is in a test: the next issue for a reader of everything, or as one subscriber would get it.

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::cli::outlook::{Outlook, choice, stand_in_secret};
use crate::cli::past::past_of;
use crate::cli::sample::{Sample, reader};
use crate::cli::site::load_library;
use crate::config::{Config, Newsletter};
use crate::mail::freeze::{Press, Purpose};
use crate::mail::weight::Weight;
use crate::model::address::Address;
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::model::issue::{FrozenIssue, Past};
use crate::model::subscriber::{Subscriber, Subscription};
use crate::newsletter::{Draft, DraftVariant, Material, compose, misses};
use crate::publish::Record;
use crate::store::Store;
use crate::template::Templates;

/// A test before it is handed over.
pub(super) struct Contents {
    pub(super) frozen: FrozenIssue,
    /// Whether nothing is new and older posts stand in.
    stands_in: bool,
    weight: Weight,
}

impl Contents {
    fn of(frozen: FrozenIssue, past: &Past) -> anyhow::Result<Self> {
        let variant = frozen.variants.first().context("a test without a mail")?;
        Ok(Self {
            weight: Weight::of(variant)?,
            stands_in: frozen.posts.iter().any(|post| past.holds(&post.id)),
            frozen,
        })
    }

    pub(super) fn document(&self, messages: usize, reader: Option<&Address>) -> Value {
        let recipients = self
            .frozen
            .variants
            .iter()
            .flat_map(|variant| &variant.recipients);
        let to: Vec<&str> = recipients
            .map(|recipient| recipient.address.as_str())
            .collect();
        let posts = self.frozen.posts.iter();
        let posts: Vec<Value> = posts
            .map(|post| json!({ "id": post.id, "title": post.title, "url": post.url }))
            .collect();
        json!({
            "messages": messages, "issue": self.frozen.name.to_string(), "as": reader.map(Address::as_str), "to": to,
            "subject": self.frozen.variants.first().map(|variant| &variant.subject), "posts": posts,
            "stands_in": self.stands_in, "html_bytes": self.weight.html, "message_bytes": self.weight.message,
        })
    }

    /// Says what will be in it.
    pub(super) fn tell(&self, reader: Option<&Address>, console: &Console) {
        let name = &self.frozen.name;
        let whom = reader.map_or_else(
            || ", with every post".to_owned(),
            |reader| format!(", as {} would get it", reader.as_str()),
        );
        console.say(format!("A test of {name}{whom}"));
        if self.stands_in {
            console.say("  nothing is new: posts that went out before stand in");
        }
        for variant in &self.frozen.variants {
            console.say(format!("  {}", variant.subject));
        }
        for post in &self.frozen.posts {
            console.say(format!("  - {}", post.title));
        }
    }
}

/// Makes a test for `testers`.
///
/// # Errors
/// Mistakes of the site, a reader who would get nothing, with the reason, or failures of the world.
pub(super) fn make(
    (config, newsletter): (&Config, &Newsletter),
    testers: &[Address],
    wanted: Option<&Address>,
    now: Timestamp,
    console: &Console,
) -> anyhow::Result<Contents> {
    let purpose = Purpose::Test(mark_at(newsletter, now));
    match wanted {
        Some(wanted) => {
            let outlook = Outlook::open(config, newsletter, None, now, console)?;
            as_reader(&outlook, testers, wanted, (purpose, now))
        }
        None => with_everything((config, newsletter), testers, (purpose, now)),
    }
}

/// `[Test 2026-03-30 08:00:15 4f21]`: no two tests are taken for one conversation.
fn mark_at(newsletter: &Newsletter, now: Timestamp) -> String {
    let moment = newsletter
        .time_zone
        .to_datetime(now)
        .strftime("%F %H:%M:%S")
        .to_string();
    format!("[Test {moment} {:05x}]", now.subsec_nanosecond() / 1000)
}

fn with_everything(
    (config, newsletter): (&Config, &Newsletter),
    testers: &[Address],
    (purpose, now): (Purpose, Timestamp),
) -> anyhow::Result<Contents> {
    let library = load_library(config, now)?;
    if library.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Mistakes(library.diagnostics).into());
    }
    let store = Store::look(&config.root.join(&config.store))?;
    let (last_issue, past) = past_of(&newsletter.name, &store, &Record::load(config)?)?;
    let sample = Sample {
        config,
        newsletter,
        posts: &library.posts,
        past: &past,
        last_issue,
        templates: &Templates::load(config)?,
        secret: &stand_in_secret()?,
        now,
        purpose,
    };
    let testers = testers.iter().zip(1..);
    let testers: Vec<Subscription> = testers
        .map(|(address, id)| reader(address.clone(), id, None))
        .collect();
    let frozen = sample.freeze(&testers)?;
    Contents::of(frozen.context("there is no post to test with")?, &past)
}

/// The variant of one subscriber, addressed to the testers in that person's name.
fn as_reader(
    outlook: &Outlook,
    testers: &[Address],
    wanted: &Address,
    (purpose, now): (Purpose, Timestamp),
) -> anyhow::Result<Contents> {
    let (name, shown) = (&outlook.newsletter.name, wanted.as_str());
    let all = &outlook.gathered.subscriptions;
    let place = all
        .iter()
        .position(|one| one.subscriber.address.key() == wanted.key());
    let Some(at) = place else {
        bail!("{shown} would not be mailed: `postrider why-not {shown} {name}` says why");
    };
    let material = outlook.material();
    let draft = compose(&material);
    let missed = misses(&material, draft.as_ref());
    if let Some((miss, _)) = missed.iter().find(|(_, people)| people.contains(&at)) {
        bail!(
            "{shown} would get nothing: {miss} (chose {})",
            choice(&all[at])
        );
    }
    let draft = draft.context("an issue")?;
    let mut variants = draft.variants.iter();
    let own = variants.find(|variant| variant.subscriptions.contains(&at));
    let own = own.context("a mail for this reader")?;
    let copies: Vec<Subscription> = testers.iter().map(|to| copy(&all[at], to)).collect();
    let draft = Draft {
        posts: own.posts.clone(),
        variants: vec![DraftVariant {
            subscriptions: (0..copies.len()).collect(),
            ..own.clone()
        }],
        ..draft.clone()
    };
    let material = Material {
        subscriptions: &copies,
        ..material
    };
    let press = Press {
        config: outlook.config,
        templates: &Templates::load(outlook.config)?,
        secret: &stand_in_secret()?,
        now,
        purpose,
    };
    Contents::of(press.freeze(&draft, &material)?, material.past)
}

fn copy(subscription: &Subscription, to: &Address) -> Subscription {
    Subscription {
        subscriber: Subscriber {
            address: to.clone(),
            ..subscription.subscriber.clone()
        },
        ..subscription.clone()
    }
}
