//! The thread that owns the store while mail goes out: whatever connections ask for at once goes into one synced commit.

use std::collections::VecDeque;
use std::sync::mpsc;

use anyhow::Context;
use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::model::IssueName;
use crate::store;
use crate::store::{Claim, Job, OfferAnswer, Outcome, Store};
use crate::worker::Progress;
use crate::worker::clock;
use crate::worker::patience::patiently;

/// Requests that share one commit at most.
const LARGEST_GROUP: usize = 256;

/// An outcome of a delivery, to be recorded.
#[derive(Clone, Debug)]
pub struct Record {
    /// The claim under which it happened.
    pub claim: Claim,
    /// What became of it.
    pub outcome: Outcome,
}

/// Something to write down.
#[derive(Debug)]
pub(crate) enum Change {
    /// What became of a delivery.
    Settle(Record),
    /// These addresses are dead.
    Suppress(Vec<Claim>),
    /// The issue is paused for this reason, and these deliveries wait again.
    Pause(String, Vec<Claim>),
    /// The same, where nothing else of the issue is left to do.
    PauseAtEnd(String, Vec<Claim>),
}

enum Request {
    Claim(oneshot::Sender<Option<Job>>),
    Offer {
        claim: Claim,
        via: &'static str,
        before: Option<Record>,
        answer: oneshot::Sender<OfferAnswer>,
    },
    Write(Change, oneshot::Sender<()>),
}

/// The answer to a request of the same place in its group.
enum Said {
    Claim(Option<Job>),
    Offer(OfferAnswer),
    Done,
}

/// How connections reach the ledger.
#[derive(Clone, Debug)]
pub struct Handle(mpsc::Sender<Request>);

impl Handle {
    /// Starts the thread; it ends, closes the issue and gives the store back when the last handle is gone.
    pub fn start(
        store: Store,
        issue: IssueName,
        batch: usize,
        tell: Progress,
    ) -> (Self, std::thread::JoinHandle<anyhow::Result<Store>>) {
        let (sender, requests) = mpsc::channel();
        let ledger = Ledger {
            store,
            issue,
            worker: format!("{}", std::process::id()),
            batch,
            claimed: VecDeque::new(),
            tell,
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
        let claim = Claim::from(job);
        self.ask(|answer| Request::Offer {
            claim,
            via,
            before,
            answer,
        })
        .await
    }

    /// Writes something down; it is committed and synced when this comes back.
    pub(crate) async fn write(&self, change: Change) -> anyhow::Result<()> {
        self.ask(|answer| Request::Write(change, answer)).await
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
    tell: Progress,
}

impl Ledger {
    fn run(mut self, requests: &mpsc::Receiver<Request>) -> anyhow::Result<Store> {
        while let Ok(first) = requests.recv() {
            let mut group = vec![first];
            group.extend(requests.try_iter().take(LARGEST_GROUP));
            self.commit(group)?;
        }
        patiently(&self.tell, || {
            let ledger = self.store.ledger()?;
            ledger.close(&self.issue, &self.worker, clock::now())?;
            ledger.commit()
        })?;
        Ok(self.store)
    }

    /// Writes a group, commits, and only then answers. The requests stay in hand until then: a store that somebody
    /// else holds costs time and no answer of the server.
    fn commit(&mut self, group: Vec<Request>) -> anyhow::Result<()> {
        let tell = self.tell.clone();
        let (said, claimed) = patiently(&tell, || self.write(&group))?;
        self.claimed = claimed;
        for (request, said) in group.into_iter().zip(said) {
            match (request, said) {
                (Request::Claim(answer), Said::Claim(job)) => drop(answer.send(job)),
                (Request::Offer { answer, .. }, Said::Offer(said)) => drop(answer.send(said)),
                (Request::Write(_, answer), _) => drop(answer.send(())),
                // Each request has made its own kind of answer.
                (Request::Claim(_) | Request::Offer { .. }, _) => {}
            }
        }
        Ok(())
    }

    /// One attempt: answers, and the claimed deliveries that nobody has asked for yet.
    fn write(&mut self, group: &[Request]) -> anyhow::Result<(Vec<Said>, VecDeque<Job>)> {
        let now = clock::now();
        let mut claimed = self.claimed.clone();
        let mut said = Vec::with_capacity(group.len());
        let ledger = self.store.ledger()?;
        for request in group {
            said.push(match request {
                Request::Claim(_) => {
                    if claimed.is_empty() {
                        let jobs = ledger.claim(&self.issue, self.batch, &self.worker, now)?;
                        claimed.extend(jobs.into_iter().flatten());
                    }
                    Said::Claim(claimed.pop_front())
                }
                Request::Offer {
                    claim, via, before, ..
                } => {
                    if let Some(record) = before {
                        settle(&ledger, record, now)?;
                    }
                    let answer = ledger.offer(claim.delivery, claim.epoch, via, now)?;
                    if answer == OfferAnswer::Stopped {
                        // Paused or cancelled: nobody needs to open another message only to hear it.
                        claimed.clear();
                    }
                    Said::Offer(answer)
                }
                Request::Write(change, _) => {
                    match change {
                        Change::Settle(record) => settle(&ledger, record, now)?,
                        Change::Suppress(bounced) => ledger.suppress(bounced, now)?,
                        Change::PauseAtEnd(..) if ledger.has_more(&self.issue)? => {}
                        Change::Pause(reason, owed) | Change::PauseAtEnd(reason, owed) => {
                            ledger.take_back(owed, now)?;
                            ledger.pause(&self.issue, reason, now)?;
                        }
                    }
                    Said::Done
                }
            });
        }
        ledger.commit()?;
        Ok((said, claimed))
    }
}

fn settle(ledger: &store::Ledger<'_>, record: &Record, now: Timestamp) -> anyhow::Result<()> {
    let Claim { delivery, epoch } = record.claim;
    ledger.settle(delivery, epoch, &record.outcome, now)?;
    Ok(())
}
