//! The thread that owns the store while mail goes out: whatever connections ask for at once goes into one synced commit.

use std::collections::VecDeque;
use std::sync::mpsc;

use anyhow::Context;
use tokio::sync::oneshot;

use crate::model::IssueName;
use crate::store::{Job, OfferAnswer, Outcome, Store};
use crate::worker::clock;

/// Requests that share one commit at most.
const LARGEST_GROUP: usize = 256;

/// An outcome of a delivery, to be recorded.
#[derive(Clone, Debug)]
pub struct Record {
    /// The delivery's number.
    pub delivery: i64,
    /// The claim's epoch.
    pub epoch: i64,
    /// What became of it.
    pub outcome: Outcome,
}

enum Request {
    Claim(oneshot::Sender<Option<Job>>),
    Offer {
        delivery: i64,
        epoch: i64,
        via: &'static str,
        before: Option<Record>,
        answer: oneshot::Sender<OfferAnswer>,
    },
    Record(Record, oneshot::Sender<()>),
    Pause(String, oneshot::Sender<()>),
}

enum Reply {
    Claim(oneshot::Sender<Option<Job>>, Option<Job>),
    Offer(oneshot::Sender<OfferAnswer>, OfferAnswer),
    Done(oneshot::Sender<()>),
}

/// How connections reach the ledger.
#[derive(Clone, Debug)]
pub struct Handle(mpsc::Sender<Request>);

impl Handle {
    /// Starts the thread; it ends, closes the issue and gives the store back when the last handle is gone.
    pub fn start(
        store: Store,
        issue: IssueName,
        worker: String,
        batch: usize,
    ) -> (Self, std::thread::JoinHandle<anyhow::Result<Store>>) {
        let (sender, requests) = mpsc::channel();
        let ledger = Ledger {
            store,
            issue,
            worker,
            batch,
            claimed: VecDeque::new(),
        };
        (
            Self(sender),
            std::thread::spawn(move || ledger.run(&requests)),
        )
    }

    /// The next delivery; `None` when nothing is due or the issue is not sending.
    pub(crate) async fn claim(&self) -> anyhow::Result<Option<Job>> {
        self.ask(Request::Claim).await
    }

    /// Offers a delivery and records the one before; what comes back is committed and synced.
    pub(crate) async fn offer(
        &self,
        job: &Job,
        via: &'static str,
        before: Option<Record>,
    ) -> anyhow::Result<OfferAnswer> {
        let (delivery, epoch) = (job.delivery, job.epoch);
        self.ask(|answer| Request::Offer {
            delivery,
            epoch,
            via,
            before,
            answer,
        })
        .await
    }

    /// Records an outcome.
    pub(crate) async fn record(&self, record: Record) -> anyhow::Result<()> {
        self.ask(|answer| Request::Record(record, answer)).await
    }

    /// Pauses the issue.
    pub(crate) async fn pause(&self, reason: String) -> anyhow::Result<()> {
        self.ask(|answer| Request::Pause(reason, answer)).await
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> anyhow::Result<T> {
        let (sender, answer) = oneshot::channel();
        let _ = self.0.send(request(sender));
        answer.await.context("the store failed")
    }
}

struct Ledger {
    store: Store,
    issue: IssueName,
    worker: String,
    batch: usize,
    claimed: VecDeque<Job>,
}

impl Ledger {
    fn run(mut self, requests: &mpsc::Receiver<Request>) -> anyhow::Result<Store> {
        while let Ok(first) = requests.recv() {
            let mut group = vec![first];
            group.extend(requests.try_iter().take(LARGEST_GROUP));
            self.commit(group)?;
        }
        let ledger = self.store.ledger()?;
        ledger.close(&self.issue, &self.worker, clock::now())?;
        ledger.commit()?;
        Ok(self.store)
    }

    /// Writes a group, commits, and only then answers.
    fn commit(&mut self, group: Vec<Request>) -> anyhow::Result<()> {
        let now = clock::now();
        let mut replies = Vec::with_capacity(group.len());
        let ledger = self.store.ledger()?;
        for request in group {
            replies.push(match request {
                Request::Claim(answer) => {
                    if self.claimed.is_empty() {
                        let jobs = ledger.claim(&self.issue, self.batch, &self.worker, now)?;
                        self.claimed.extend(jobs.into_iter().flatten());
                    }
                    Reply::Claim(answer, self.claimed.pop_front())
                }
                Request::Offer {
                    delivery,
                    epoch,
                    via,
                    before,
                    answer,
                } => {
                    if let Some(Record {
                        delivery,
                        epoch,
                        outcome,
                    }) = before
                    {
                        ledger.settle(delivery, epoch, &outcome, now)?;
                    }
                    Reply::Offer(answer, ledger.offer(delivery, epoch, via, now)?)
                }
                Request::Record(record, answer) => {
                    ledger.settle(record.delivery, record.epoch, &record.outcome, now)?;
                    Reply::Done(answer)
                }
                Request::Pause(reason, answer) => {
                    ledger.pause(&self.issue, &reason, now)?;
                    Reply::Done(answer)
                }
            });
        }
        ledger.commit()?;
        for reply in replies {
            match reply {
                Reply::Claim(answer, job) => drop(answer.send(job)),
                Reply::Offer(answer, said) => drop(answer.send(said)),
                Reply::Done(answer) => drop(answer.send(())),
            }
        }
        Ok(())
    }
}
