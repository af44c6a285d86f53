//! `postrider test`: the next issue to a few addresses, marked as a test; nothing is recorded.

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::office::{open_store, open_transport, read_address, read_secret};
use crate::cli::sample::{Sample, reader};
use crate::cli::site::{find_newsletter, load_library, open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::{Config, Newsletter};
use crate::content::Library;
use crate::mail::freeze::Purpose;
use crate::mail::message::Prepared;
use crate::mail::session::body::Body;
use crate::mail::session::{Envelope, Finished, Opened, Relay, Session};
use crate::model::delivery::IssueName;
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::model::issue::{FrozenIssue, Recipient};
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
    let config = open_config(global, console)?;
    let newsletter = find_newsletter(&config, &args.newsletter)?;
    let now = read_clock();
    let library = load_library(&config, now)?;
    if library.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Mistakes(library.diagnostics).into());
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
    console.document(&serde_json::json!({ "messages": letters.len() }))?;
    console.say(format!(
        "{} handed over, marked as a test",
        plural(letters.len(), "message")
    ));
    Ok(Outcome::Done)
}

fn freeze(
    args: &TestArgs,
    config: &Config,
    newsletter: &Newsletter,
    library: &Library,
    now: Timestamp,
) -> anyhow::Result<FrozenIssue> {
    let store = open_store(config)?;
    let last = store.last_issue(&newsletter.name)?;
    let sample = Sample {
        config,
        newsletter,
        posts: &library.posts,
        past: &store.past(&newsletter.name)?,
        last_issue: last.map_or(0, |last| last.name.number),
        templates: &Templates::load(config)?,
        secret: &read_secret(config)?,
        now,
        purpose: Purpose::Test(format!("[Test {now:.0}]")),
    };
    let testers = args
        .addresses
        .iter()
        .zip(1..)
        .map(|(typed, id)| Ok(reader(read_address(typed)?, id, None)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    sample
        .freeze(&testers)?
        .context("there is no post to test with")
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
            Opened::Later(reply) | Opened::Refused(reply, _) => {
                bail!(
                    "the server did not take {who}: {} {}",
                    reply.code,
                    reply.text
                )
            }
            Opened::Fault(fault) => {
                bail!("the connection failed before {who}: {}", fault.text)
            }
        }
        match session.finish(&body).await {
            Finished::Accepted(_) => {}
            Finished::Later(reply) | Finished::Refused(reply, _) => {
                bail!(
                    "the server did not take the message to {who}: {} {}",
                    reply.code,
                    reply.text
                )
            }
            Finished::Unsent(text) => bail!("the connection failed before {who}: {text}"),
            Finished::Doubt(text) => {
                bail!("nobody can know whether the server has the message to {who}: {text}")
            }
        }
    }
    session.quit().await;
    Ok(())
}
