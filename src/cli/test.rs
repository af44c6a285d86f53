//! `postrider test`: the next issue to a few addresses, marked as a test; nothing is recorded.

mod contents;

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::office::{open_transport, read_address};
use crate::cli::site::{find_newsletter, open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::Newsletter;
use crate::mail::message::Prepared;
use crate::mail::session::body::Body;
use crate::mail::session::{Envelope, Finished, Opened, Relay, Session};
use crate::model::address::Address;
use crate::model::delivery::IssueName;
use crate::model::issue::{FrozenIssue, Recipient};
use crate::worker::Transport;

use contents::make;

/// What `test` takes.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// The newsletter's name in postrider.yaml
    newsletter: String,
    /// Who gets the test
    #[arg(required = true)]
    addresses: Vec<String>,
    /// The issue as this subscriber would get it, instead of one with every post
    #[arg(long = "as", value_name = "SUBSCRIBER")]
    reader: Option<String>,
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
    let mut testers: Vec<Address> = Vec::new();
    for typed in &args.addresses {
        let address = read_address(typed)?;
        let is_same = |known: &Address| known.key() == address.key();
        if !testers.iter().any(is_same) {
            testers.push(address);
        }
    }
    let reader = args.reader.as_deref().map(read_address).transpose()?;
    let contents = make(
        (&config, newsletter),
        &testers,
        reader.as_ref(),
        now,
        console,
    )?;
    let letters = letters_of(&contents.frozen, newsletter, now)?;
    contents.tell(reader.as_ref(), console);
    match open_transport(&config)? {
        Transport::Folder(outbox) => {
            let name = IssueName {
                newsletter: format!("{}-test", newsletter.name),
                number: contents.frozen.name.number,
            };
            for letter in &letters {
                let to = &letter.envelope.recipient;
                outbox.put(&name, to, &letter.message)?;
                console.say(format!("  {}", outbox.path(&name, to).display()));
            }
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
    console.document(&contents.document(letters.len(), reader.as_ref()))?;
    console.say(format!(
        "{} handed over, marked as a test; nothing of it is recorded",
        plural(letters.len(), "message")
    ));
    Ok(Outcome::Done)
}

/// Each message with a Message-ID of its own, so that no mailbox takes a second test for a repeat, and nothing in it
/// that is signed for a subscriber.
fn letters_of(
    frozen: &FrozenIssue,
    newsletter: &Newsletter,
    now: Timestamp,
) -> anyhow::Result<Vec<Letter>> {
    let sender = &newsletter.from.address;
    let mut letters = Vec::new();
    for variant in &frozen.variants {
        let prepared = Prepared::from_bytes(&variant.message)?;
        for recipient in &variant.recipients {
            let number = letters.len() + 1;
            let (moment, domain) = (now.as_nanosecond(), sender.domain());
            let own = Recipient {
                message_id: format!("test-{moment}-{number}@{domain}"),
                token: String::new(),
                ..recipient.clone()
            };
            let envelope = Envelope {
                sender: sender.clone(),
                recipient: recipient.address.clone(),
                id: format!("test-{number}"),
            };
            letters.push(Letter {
                envelope,
                message: prepared.personalise(&own),
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
