//! What a connection makes of each answer: what is recorded, what the other connections learn of it, who is told.

use crate::mail::reply::{Blame, Reply};
use crate::mail::session::Fault;
use crate::store::{Claim, Job, Outcome};
use crate::worker::clock;
use crate::worker::judge::mask;
use crate::worker::ledger::{Change, Record};
use crate::worker::pace::{Asked, retry_delay};
use crate::worker::sender::Connection;
use crate::worker::{Event, Transport};

impl Connection<'_> {
    pub(super) async fn accept(&mut self, job: &Job, reply: Reply) -> anyhow::Result<()> {
        let now = clock::instant();
        self.shared.breaker.reset();
        self.shared.pace.speed_up(now);
        self.shared.lanes.accept(now);
        let Reply { code, text } = reply;
        self.keep(job, Outcome::Accepted { code, text }).await?;
        self.tell(Event::Accepted);
        let bounced = self.shared.judge.accept();
        self.suppress(bounced).await
    }

    pub(super) async fn defer(&mut self, job: &Job, reply: Reply) -> anyhow::Result<()> {
        if reply.is_rate_limit() {
            self.slow_down();
        }
        self.tell(Event::Deferred(format!("{} {}", reply.code, reply.text)));
        let outcome = Outcome::Deferred {
            code: reply.code,
            text: mask(&reply.text, &job.recipient.address),
            next_try: next_try(job),
        };
        self.keep(job, outcome).await
    }

    /// Recorded at once: if the judge finds that it was the fault, it goes back by what the store holds.
    pub(super) async fn refuse(
        &mut self,
        job: &Job,
        reply: Reply,
        blame: Blame,
    ) -> anyhow::Result<()> {
        self.tell(Event::Rejected(format!("{} {}", reply.code, reply.text)));
        let outcome = Outcome::Rejected {
            code: reply.code,
            text: mask(&reply.text, &job.recipient.address),
        };
        self.keep(job, outcome).await?;
        self.flush().await?;
        let recipient = &job.recipient.address;
        let judge = &self.shared.judge;
        let before = job.refused.clone().map(|(code, text)| Reply { code, text });
        let ruling = judge.refuse(&reply, blame, recipient, Claim::from(job), before.as_ref());
        self.suppress(ruling.bounced).await?;
        match ruling.pause {
            Some((reason, owed)) => self.pause(reason, owed).await,
            None => Ok(()),
        }
    }

    pub(super) async fn doubt(&mut self, job: &Job, text: String) -> anyhow::Result<()> {
        self.tell(Event::InDoubt(text.clone()));
        self.trip(&text);
        self.keep(job, Outcome::InDoubt { text }).await?;
        self.flush().await
    }

    /// The connection broke before any offer.
    pub(super) async fn lose(&mut self, job: &Job, fault: &Fault) -> anyhow::Result<()> {
        if fault.reply.as_ref().is_some_and(Reply::is_rate_limit) {
            self.slow_down();
        }
        self.trip(&fault.text);
        if !fault.may_be_recipient {
            return self.give_back(job).await;
        }
        // The store gives a lost connection the code 421: said once is enough.
        let said = match &fault.reply {
            Some(reply) if reply.code == 421 => &reply.text,
            _ => &fault.text,
        };
        let outcome = Outcome::Dropped {
            text: mask(said, &job.recipient.address),
            next_try: next_try(job),
        };
        self.keep(job, outcome).await?;
        self.flush().await
    }

    /// The connection broke behind the offer and before the first byte of the message.
    pub(super) async fn take_back(&mut self, job: &Job, text: String) -> anyhow::Result<()> {
        self.trip(&text);
        let next_try = next_try(job);
        self.keep(job, Outcome::Unsent { text, next_try }).await?;
        self.flush().await
    }

    fn slow_down(&self) {
        match self.shared.pace.slow_down(clock::instant()) {
            Asked::Nothing => {}
            Asked::Slower(rate) => {
                let note =
                    format!("the server asks for less: going on at {rate:.1} messages a second");
                self.tell(Event::Note(note));
            }
            Asked::Stop => {
                let reason = "the server takes nothing, however slowly it comes: try again later";
                self.shared.judge.stop(reason);
            }
        }
    }

    pub(super) async fn give_back(&mut self, job: &Job) -> anyhow::Result<()> {
        self.keep(job, Outcome::Returned).await?;
        self.flush().await
    }

    /// Tells the breaker of a fault of the relay, and ends the run when it has had enough.
    pub(super) fn trip(&self, text: &str) {
        if self.shared.breaker.trip(text, clock::instant()) {
            self.tell(Event::Note(text.to_owned()));
        }
        let relay = match &self.shared.args.transport {
            Transport::Smtp(relay) => {
                format!("the relay {}:{}", relay.server.host, relay.server.port)
            }
            Transport::Folder(_) => "the folder".to_owned(),
        };
        if let Some(reason) = self.shared.breaker.gave_up(&relay) {
            self.shared.judge.stop(&reason);
        }
    }

    /// Pauses the issue; the deliveries in `owed` were refused for its fault and wait again.
    pub(super) async fn pause(&mut self, reason: String, owed: Vec<Claim>) -> anyhow::Result<()> {
        self.flush().await?;
        self.shared.judge.stop(&reason);
        self.shared.handle.write(Change::Pause(reason, owed)).await
    }

    async fn suppress(&mut self, bounced: Vec<Claim>) -> anyhow::Result<()> {
        if bounced.is_empty() {
            return Ok(());
        }
        self.shared.handle.write(Change::Suppress(bounced)).await
    }

    /// Holds an outcome for the next commit; one that is held already goes first.
    async fn keep(&mut self, job: &Job, outcome: Outcome) -> anyhow::Result<()> {
        self.flush().await?;
        self.pending = Some(Record {
            claim: Claim::from(job),
            outcome,
        });
        Ok(())
    }

    pub(super) async fn flush(&mut self) -> anyhow::Result<()> {
        match self.pending.take() {
            Some(record) => self.shared.handle.write(Change::Settle(record)).await,
            None => Ok(()),
        }
    }

    pub(super) fn tell(&self, event: Event) {
        (self.shared.args.progress)(event);
    }
}

fn next_try(job: &Job) -> jiff::Timestamp {
    let now = clock::now();
    now.checked_add(retry_delay(job)).unwrap_or(now)
}
