//! `postrider test`: the next issue to a few addresses, marked as a test; nothing is recorded.

use std::collections::HashSet;

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::office::{open_store, open_transport, read_secret};
use crate::cli::site::{load_library, open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::{Config, Newsletter};
use crate::content::Library;
use crate::mail::freeze::{Press, Purpose};
use crate::mail::message::Prepared;
use crate::mail::session::body::Body;
use crate::mail::session::{Envelope, Finished, Opened, Relay, Session};
use crate::model::address::Address;
use crate::model::delivery::IssueName;
use crate::model::diagnostic::Diagnostic;
use crate::model::issue::{FrozenIssue, Recipient};
use crate::model::post::Post;
use crate::model::subscriber::{Subscriber, Subscription};
use crate::model::text::Text;
use crate::newsletter::{Material, compose};
use crate::publish;
use crate::template::Templates;
use crate::worker::Transport;

/// What `test` takes.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// The newsletter's name in postrider.yaml
    newsletter: String,
    /// Who gets the test
    #[arg(required = true)]
    addresses: Vec<String>,
}

/// One message to hand over.
struct Letter {
    envelope: Envelope,
    message: Vec<u8>,
}

pub(super) fn run(args: &TestArgs, global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    let config = match open_config(global, console)? {
        Ok(config) => config,
        Err(outcome) => return Ok(outcome),
    };
    let newsletter = config
        .newsletters
        .iter()
        .find(|newsletter| newsletter.name == args.newsletter);
    let newsletter = newsletter
        .with_context(|| format!("postrider.yaml names no newsletter `{}`", args.newsletter))?;
    let now = read_clock();
    let library = load_library(&config, now)?;
    if library.diagnostics.iter().any(Diagnostic::is_error) {
        console.diagnostics(&library.diagnostics);
        return Ok(Outcome::Mistakes);
    }
    let frozen = freeze(args, &config, newsletter, &library, now)?;
    let letters = letters_of(&frozen, newsletter, now)?;
    match open_transport(&config)? {
        Transport::Folder(outbox) => {
            let name = IssueName {
                newsletter: format!("{}-test", newsletter.name),
                number: frozen.name.number,
            };
            letters.iter().try_for_each(|letter| {
                outbox.put(&name, &letter.envelope.recipient, &letter.message)
            })?;
        }
        Transport::Smtp(relay) => {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build();
            runtime
                .context("starting the sender")?
                .block_on(hand_over(&relay, &letters))?;
        }
    }
    console.say(format!(
        "{} handed over, marked as a test",
        plural(letters.len(), "message")
    ));
    Ok(Outcome::Done)
}

/// The next issue as the testers would get it; with nothing new, the newest posts show what one looks like.
fn freeze(
    args: &TestArgs,
    config: &Config,
    newsletter: &Newsletter,
    library: &Library,
    now: Timestamp,
) -> anyhow::Result<FrozenIssue> {
    let posts = &library.posts;
    let minted = publish::load_ledger(config)?
        .0
        .settle(posts, &config.site, now);
    let id = |post: &Post| {
        minted
            .get(&post.source)
            .map(|minted| minted.id.clone())
            .unwrap_or_default()
    };
    let ids: Vec<String> = posts.iter().map(id).collect();
    let store = open_store(config)?;
    let known = store.known_posts(&newsletter.name)?;
    let last_issue = store
        .last_issue(&newsletter.name)?
        .map_or(0, |last| last.name.number);
    let subscriptions = args
        .addresses
        .iter()
        .zip(1..)
        .map(|(typed, id)| tester(typed, id))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let material = Material {
        newsletter,
        posts,
        ids: &ids,
        known: &known,
        last_issue,
        subscriptions: &subscriptions,
        since: None,
    };
    let nothing = HashSet::new();
    let first = Material {
        last_issue: 0,
        known: &nothing,
        ..material
    };
    let draft = compose(&material)
        .or_else(|| compose(&first))
        .context("there is no post to test with")?;
    let (templates, secret) = (&Templates::load(&config.root)?, &read_secret(config)?);
    let purpose = Purpose::Test(format!("[Test {now:.0}]"));
    Press {
        config,
        templates,
        secret,
        now,
        purpose,
    }
    .freeze(&draft, &material)
}

/// Each message with a Message-ID of its own, so that no mailbox takes a second test for a repeat.
fn letters_of(
    frozen: &FrozenIssue,
    newsletter: &Newsletter,
    now: Timestamp,
) -> anyhow::Result<Vec<Letter>> {
    let mut letters = Vec::new();
    for variant in &frozen.variants {
        let prepared = Prepared::from_bytes(&variant.message)?;
        for recipient in &variant.recipients {
            let message_id = format!("test-{}-{}", now.as_nanosecond(), recipient.message_id);
            let recipient = Recipient {
                message_id,
                ..recipient.clone()
            };
            let sender = newsletter.from.address.clone();
            let envelope = Envelope {
                sender,
                recipient: recipient.address.clone(),
                id: format!("test-{}", recipient.subscriber),
            };
            letters.push(Letter {
                envelope,
                message: prepared.personalise(&recipient),
            });
        }
    }
    Ok(letters)
}

fn tester(typed: &str, id: i64) -> anyhow::Result<Subscription> {
    let address = Address::parse(typed)
        .map_err(|why| anyhow::anyhow!("`{}` is not an address: {why}", typed.escape_debug()))?;
    let subscriber = Subscriber {
        id,
        address,
        name: Text::default(),
        language: None,
    };
    Ok(Subscription {
        subscriber,
        categories: Vec::new(),
    })
}

async fn hand_over(relay: &Relay, letters: &[Letter]) -> anyhow::Result<()> {
    let mut session = Session::connect(relay)
        .await
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    for letter in letters {
        let body = Body::new(&letter.message)?;
        let who = letter.envelope.recipient.as_str();
        ensure!(
            !session.is_over(),
            "the server closed the connection before {who}"
        );
        match session.open(&letter.envelope, &body).await {
            Opened::Ready => {}
            other => bail!("the server did not take {who}: {other:?}"),
        }
        match session.finish(&body).await {
            Finished::Accepted(_) => {}
            other => bail!("the server did not take the message to {who}: {other:?}"),
        }
    }
    session.quit().await;
    Ok(())
}
