//! One connection's work: each message is opened, offered in the store, finished, and its outcome recorded.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::time::sleep;

use crate::mail::message::Prepared;
use crate::mail::outbox::Outbox;
use crate::mail::reply::{Blame, Reply};
use crate::mail::session::{Body, Envelope, Finished, Opened, Relay, Session};
use crate::model::Address;
use crate::store::{Job, OfferAnswer, Outcome};
use crate::worker::clock;
use crate::worker::ledger::{Handle, Record};
use crate::worker::pace::{Breaker, Judge, Pace, retry_delay};
use crate::worker::{Event, RunArgs, Transport};

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
    /// The relay's faults.
    pub breaker: Arc<Breaker>,
    /// The server's refusals.
    pub judge: Arc<Judge>,
}

/// Works until nothing is due or the run must end.
///
/// # Errors
/// When the store or the folder fails, or a stored message must not go over a wire.
pub async fn work(shared: Arc<Shared>) -> anyhow::Result<()> {
    let mut connection = Connection {
        shared: &shared,
        session: None,
        sent: 0,
        pending: None,
    };
    let result = connection.work().await;
    let flushed = connection.flush().await;
    if let Some(session) = connection.session.take() {
        session.quit().await;
    }
    if let Err(error) = &result {
        shared.judge.stop(&format!("{error:#}"));
    }
    result.and(flushed)
}

struct Connection<'a> {
    shared: &'a Shared,
    session: Option<Session>,
    sent: usize,
    /// The outcome of the last message: recorded with the next offer.
    pending: Option<Record>,
}

impl Connection<'_> {
    async fn work(&mut self) -> anyhow::Result<()> {
        while !self.must_end() {
            let wait = self.shared.pace.reserve();
            if !wait.is_zero() {
                self.flush().await?;
                sleep(wait).await;
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

    fn must_end(&self) -> bool {
        *self.shared.args.stop.borrow()
            || self.shared.judge.stopped().is_some()
            || self.shared.breaker.gave_up().is_some()
    }

    async fn put(&mut self, outbox: &Outbox, job: &Job, message: &[u8]) -> anyhow::Result<()> {
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
        self.accept(job, reply);
        Ok(())
    }

    async fn send(&mut self, relay: &Relay, job: &Job, message: &[u8]) -> anyhow::Result<()> {
        let body = Body::new(message)?;
        let Some(mut session) = self.connect(relay, job).await? else {
            return Ok(());
        };
        let envelope = Envelope {
            sender: self.return_path(&job.recipient.token),
            recipient: job.recipient.address.clone(),
            id: format!("{}-{}", job.delivery, job.epoch),
        };
        match session.open(&envelope, &body).await {
            Opened::Ready => {
                let before = self.pending.take();
                let answer = self.shared.handle.offer(job, "smtp", before).await?;
                if answer != OfferAnswer::Go {
                    // The server waits for a message that must not come: dropping the connection cancels it.
                    return Ok(());
                }
                match session.finish(&body).await {
                    Finished::Accepted(reply) => self.accept(job, reply),
                    Finished::Later(reply) => self.defer(job, reply),
                    Finished::Refused(reply, blame) => self.refuse(job, reply, blame).await?,
                    Finished::Doubt(text) => self.doubt(job, text).await?,
                }
            }
            Opened::Later(reply) => {
                self.flush().await?;
                self.defer(job, reply);
            }
            Opened::Refused(reply, blame) => {
                self.flush().await?;
                self.refuse(job, reply, blame).await?;
            }
            Opened::Fault(text, reply) => {
                let is_rate = reply.is_some_and(|reply| reply.is_rate_limit());
                self.fault(job, &text, is_rate).await?;
            }
        }
        self.sent += 1;
        if session.is_over() {
            return Ok(());
        }
        if self.sent >= self.shared.args.messages_per_connection.max(1) {
            self.flush().await?;
            session.quit().await;
        } else {
            self.session = Some(session);
        }
        Ok(())
    }

    /// The open session or a new one; `None` when there is none to be had and the job went back.
    async fn connect(&mut self, relay: &Relay, job: &Job) -> anyhow::Result<Option<Session>> {
        if let Some(session) = self.session.take() {
            return Ok(Some(session));
        }
        self.flush().await?;
        let mut stop = self.shared.args.stop.clone();
        tokio::select! {
            () = sleep(self.shared.breaker.pause()) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
        if self.must_end() {
            self.give_back(job).await?;
            return Ok(None);
        }
        match Session::connect(relay).await {
            Ok(session) => {
                self.sent = 0;
                Ok(Some(session))
            }
            Err(error) if error.is_halt() => {
                self.give_back(job).await?;
                self.pause(error.to_string()).await?;
                Ok(None)
            }
            Err(error) => {
                let is_rate = error.is_rate_limit();
                self.fault(job, &error.to_string(), is_rate).await?;
                Ok(None)
            }
        }
    }

    fn return_path(&self, token: &str) -> Address {
        let Some(bounces) = &self.shared.args.bounces else {
            return self.shared.args.from.clone();
        };
        let tagged = format!("{}+{token}@{}", bounces.local(), bounces.domain());
        // Without its token where that makes it longer than an address may be.
        Address::parse(&tagged).unwrap_or_else(|_| bounces.clone())
    }

    fn accept(&mut self, job: &Job, Reply { code, text }: Reply) {
        self.shared.breaker.reset();
        self.shared.judge.accept();
        self.shared.pace.speed_up();
        self.keep(job, Outcome::Accepted { code, text });
        self.tell(Event::Accepted);
    }

    fn defer(&mut self, job: &Job, reply: Reply) {
        if reply.is_rate_limit() {
            self.shared.pace.slow_down();
        }
        self.tell(Event::Deferred(format!("{} {}", reply.code, reply.text)));
        let now = clock::now();
        let next_try = now.checked_add(retry_delay(job)).unwrap_or(now);
        let Reply { code, text } = reply;
        self.keep(
            job,
            Outcome::Deferred {
                code,
                text,
                next_try,
            },
        );
    }

    async fn refuse(&mut self, job: &Job, reply: Reply, blame: Blame) -> anyhow::Result<()> {
        self.tell(Event::Rejected(format!("{} {}", reply.code, reply.text)));
        let address = job.recipient.address.as_str();
        let reason = self.shared.judge.refuse(&reply, blame, address);
        let Reply { code, text } = reply;
        let suppress = blame == Blame::Address;
        self.keep(
            job,
            Outcome::Rejected {
                code,
                text,
                suppress,
            },
        );
        match reason {
            Some(reason) => self.pause(reason).await,
            None => Ok(()),
        }
    }

    async fn doubt(&mut self, job: &Job, text: String) -> anyhow::Result<()> {
        self.tell(Event::InDoubt(text.clone()));
        self.shared.breaker.trip(&text);
        self.keep(job, Outcome::InDoubt { text });
        self.flush().await
    }

    async fn fault(&mut self, job: &Job, text: &str, is_rate: bool) -> anyhow::Result<()> {
        if is_rate {
            self.shared.pace.slow_down();
        }
        self.shared.breaker.trip(text);
        self.tell(Event::Note(text.to_owned()));
        self.give_back(job).await
    }

    async fn give_back(&mut self, job: &Job) -> anyhow::Result<()> {
        self.flush().await?;
        self.keep(job, Outcome::Returned);
        self.flush().await
    }

    async fn pause(&mut self, reason: String) -> anyhow::Result<()> {
        self.flush().await?;
        self.shared.judge.stop(&reason);
        self.shared.handle.pause(reason).await
    }

    fn keep(&mut self, job: &Job, outcome: Outcome) {
        self.pending = Some(Record {
            delivery: job.delivery,
            epoch: job.epoch,
            outcome,
        });
    }

    async fn flush(&mut self) -> anyhow::Result<()> {
        match self.pending.take() {
            Some(record) => self.shared.handle.record(record).await,
            None => Ok(()),
        }
    }

    fn tell(&self, event: Event) {
        (self.shared.args.progress)(event);
    }
}
