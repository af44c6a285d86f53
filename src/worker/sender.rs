//! One connection's work: each message is opened, offered in the store, finished, and its outcome recorded.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use crate::mail::message::Prepared;
use crate::mail::outbox::Outbox;
use crate::mail::reply::{Blame, Reply};
use crate::mail::session::{Body, Envelope, Finished, Opened, Relay, Session};
use crate::model::Address;
use crate::store::{Job, OfferAnswer};
use crate::worker::breaker::Breaker;
use crate::worker::judge::Judge;
use crate::worker::lanes::{Lane, Lanes};
use crate::worker::ledger::{Handle, Record};
use crate::worker::pace::Pace;
use crate::worker::{self, RunArgs, Transport};

mod answers;
mod lines;

/// What the connections of a run share.
#[derive(Debug)]
pub struct Shared {
    /// The store.
    pub handle: Handle,
    /// How to send.
    pub args: RunArgs,
    /// The issue's renderings.
    pub variants: Arc<HashMap<i64, Prepared>>,
    /// The rate.
    pub pace: Arc<Pace>,
    /// How many connections the relay takes.
    pub lanes: Arc<Lanes>,
    /// The relay's faults.
    pub breaker: Arc<Breaker>,
    /// The server's refusals.
    pub judge: Arc<Judge>,
}

impl Shared {
    /// Whether the run must end before its work is done.
    pub fn has_ended(&self) -> bool {
        *self.args.stop.borrow() || self.judge.stopped().is_some()
    }

    /// Waits for something that may be dropped at any moment; `None` when the run ends meanwhile.
    async fn unless_ended<T>(&self, wait: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            found = wait => Some(found),
            () = worker::told_to_stop(&self.args.stop) => None,
            () = self.judge.ended() => None,
        }
    }
}

/// Works until nothing is due or the run must end.
///
/// # Errors
/// When the store or the folder fails.
pub async fn work(shared: Arc<Shared>) -> anyhow::Result<()> {
    let mut connection = Connection {
        shared: &shared,
        lane: None,
        line: None,
        pending: None,
    };
    let result = connection.work().await;
    let flushed = connection.flush().await;
    if let Some(line) = connection.line.take() {
        line.session.quit().await;
    }
    if let Err(error) = &result {
        shared.judge.stop(&format!("{error:#}"));
    }
    result.and(flushed)
}

/// An open session.
struct Line {
    session: Session,
    /// Messages the server has answered on it for good or ill.
    answered: usize,
}

struct Connection<'a> {
    shared: &'a Shared,
    /// The right to a connection; nothing is claimed without it.
    lane: Option<Lane>,
    line: Option<Line>,
    /// The outcome of the last message: recorded with the next offer.
    pending: Option<Record>,
}

impl Connection<'_> {
    async fn work(&mut self) -> anyhow::Result<()> {
        while !self.shared.has_ended() {
            if self.lane.is_none() {
                self.flush().await?;
                self.lane = self.shared.unless_ended(self.shared.lanes.enter()).await;
                continue;
            }
            let Some(job) = self.shared.handle.claim().await? else {
                return Ok(());
            };
            let prepared = self.shared.variants.get(&job.variant);
            let message = prepared
                .ok_or_else(|| anyhow::anyhow!("a variant of the issue is missing"))?
                .personalise(&job.recipient);
            match &self.shared.args.transport {
                Transport::Folder(outbox) => self.put(outbox, &job, &message).await?,
                Transport::Smtp(relay) => self.send(relay, &job, &message).await?,
            }
        }
        Ok(())
    }

    async fn put(&mut self, outbox: &Outbox, job: &Job, message: &[u8]) -> anyhow::Result<()> {
        if !self.wait_for_turn(job).await? {
            return Ok(());
        }
        let before = self.pending.take();
        if self.shared.handle.offer(job, "folder", before).await? != OfferAnswer::Go {
            return Ok(());
        }
        let (outbox, issue) = (outbox.clone(), self.shared.args.issue.clone());
        let (address, message) = (job.recipient.address.clone(), message.to_vec());
        tokio::task::spawn_blocking(move || outbox.put(&issue, &address, &message)).await??;
        let reply = Reply {
            code: 250,
            text: "written to the folder".into(),
        };
        self.accept(job, reply).await
    }

    async fn send(&mut self, relay: &Relay, job: &Job, message: &[u8]) -> anyhow::Result<()> {
        let body = match Body::new(message) {
            Ok(body) => body,
            Err(error) => {
                let text = format!("5.6.0 this message cannot be made: {error}");
                return self
                    .refuse(job, Reply { code: 554, text }, Blame::Nobody)
                    .await;
            }
        };
        let envelope = Envelope {
            sender: self.return_path(&job.recipient.token),
            recipient: job.recipient.address.clone(),
            id: format!("{}-{}", job.delivery, job.epoch),
        };
        let Some((line, opened)) = self.open(relay, job, &envelope, &body).await? else {
            return Ok(());
        };
        let line = match opened {
            Opened::Ready => self.finish(line, job, &body).await?,
            Opened::Later(reply) => {
                self.defer(job, reply).await?;
                Some(line)
            }
            Opened::Refused(reply, blame) => {
                self.refuse(job, reply, blame).await?;
                Some(line)
            }
            Opened::Fault(fault) => {
                self.lose(job, &fault).await?;
                None
            }
        };
        match line {
            Some(line) => self.keep_open(line).await,
            None => Ok(()),
        }
    }

    /// Offers in the store, then lets the message go; the line comes back where it is still good.
    async fn finish(
        &mut self,
        mut line: Line,
        job: &Job,
        body: &Body,
    ) -> anyhow::Result<Option<Line>> {
        let before = self.pending.take();
        let answer = self.shared.handle.offer(job, "smtp", before).await?;
        if answer != OfferAnswer::Go {
            // The server waits for a message that must not come: dropping the connection cancels it.
            return Ok(None);
        }
        match line.session.finish(body).await {
            Finished::Accepted(reply) => self.accept(job, reply).await?,
            Finished::Later(reply) => self.defer(job, reply).await?,
            Finished::Refused(reply, blame) => self.refuse(job, reply, blame).await?,
            Finished::Unsent(text) => self.take_back(job, text).await?,
            Finished::Doubt(text) => self.doubt(job, text).await?,
        }
        Ok(Some(line))
    }

    async fn keep_open(&mut self, mut line: Line) -> anyhow::Result<()> {
        line.answered += 1;
        if line.session.is_over() {
            return Ok(());
        }
        if line.answered >= self.shared.args.messages_per_connection.max(1) {
            self.flush().await?;
            line.session.quit().await;
        } else {
            self.line = Some(line);
        }
        Ok(())
    }

    fn return_path(&self, token: &str) -> Address {
        let Some(bounces) = &self.shared.args.bounces else {
            return self.shared.args.from.clone();
        };
        let tagged = format!("{}+{token}@{}", bounces.local(), bounces.domain());
        // Without its token where that makes it longer than an address may be.
        Address::parse(&tagged).unwrap_or_else(|_| bounces.clone())
    }
}
