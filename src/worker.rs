//! The sending loop: claim, open, offer, finish, record, over several connections, until nothing more is due.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::mail::message::Prepared;
use crate::mail::outbox::Outbox;
use crate::mail::session::Relay;
use crate::model::Address;
use crate::model::IssueName;
use crate::model::delivery::DeliveryState;
use crate::store::{SendLock, Store, Swept};

pub mod breaker;
pub mod clock;
pub mod judge;
pub mod lanes;
pub mod ledger;
pub mod pace;
mod patience;
pub mod sender;

use crate::worker::breaker::Breaker;
use crate::worker::judge::Judge;
use crate::worker::lanes::Lanes;
use crate::worker::ledger::{Change, Handle};
use crate::worker::pace::Pace;
use crate::worker::patience::patiently;
use crate::worker::sender::Shared;

/// The pause after the first connection fault, outside tests.
pub const BACKOFF: Duration = Duration::from_secs(1);

/// Told of everything as it happens; must not block.
pub type Progress = Arc<dyn Fn(Event) + Send + Sync>;

/// Where messages go.
#[derive(Clone)]
pub enum Transport {
    /// A folder of `.eml` files.
    Folder(Outbox),
    /// An SMTP server.
    Smtp(Box<Relay>),
}

/// What happened to one delivery, or in the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The server took one.
    Accepted,
    /// The server said "later", in these words.
    Deferred(String),
    /// The server said "never", in these words.
    Rejected(String),
    /// Nobody can know.
    InDoubt(String),
    /// Something worth a line: a lost connection, a wait.
    Note(String),
}

/// How to send.
#[derive(Clone)]
pub struct RunArgs {
    /// Which issue.
    pub issue: IssueName,
    /// Where to.
    pub transport: Transport,
    /// The return path: a `+TOKEN` is added to its local part.
    pub bounces: Option<Address>,
    /// The return path where `bounces` is not configured.
    pub from: Address,
    /// Connections at once.
    pub connections: usize,
    /// Messages a second over all connections.
    pub rate: Option<f64>,
    /// Messages before a connection is closed.
    pub messages_per_connection: usize,
    /// How long to wait for retries that become due, and to bear an outage of the relay.
    pub wait: Duration,
    /// The first pause after a connection fault; doubles up to 5 minutes. One second, but in tests.
    pub backoff: Duration,
    /// Told of everything as it happens.
    pub progress: Progress,
    /// `true` = finish what is under way, then stop.
    pub stop: watch::Receiver<bool>,
}

/// How a run ended; the numbers are the store's to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Why it gave up or paused the issue, where it did.
    pub stopped: Option<String>,
    /// When the next delivery is due, where some wait.
    pub next_due: Option<Timestamp>,
}

impl fmt::Debug for RunArgs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RunArgs({})", self.issue)
    }
}

/// Puts right what a dead sender left behind; the lock is the proof that it is dead.
///
/// # Errors
/// When the store fails.
pub fn recover(
    store: &mut Store,
    _lock: &SendLock,
    transport: &Transport,
) -> anyhow::Result<Swept> {
    match transport {
        Transport::Folder(outbox) => store.sweep(
            clock::now(),
            Some(&|issue, address| outbox.has(issue, address)),
        ),
        Transport::Smtp(_) => store.sweep(clock::now(), None),
    }
}

/// Sends an issue until nothing is due within `wait`, the server makes it stop, or it is told to. Sweeps first.
///
/// # Errors
/// When the store fails or a stored message cannot be read.
pub async fn run(
    mut store: Store,
    lock: &SendLock,
    args: RunArgs,
) -> anyhow::Result<(Store, Report)> {
    let tell = args.progress.clone();
    patiently(&tell, || recover(&mut store, lock, &args.transport))?;
    let mut variants = HashMap::new();
    for (id, bytes) in patiently(&tell, || store.variants(&args.issue))? {
        let prepared = Prepared::from_bytes(&bytes).context("reading a stored message")?;
        variants.insert(id, prepared);
    }
    let variants = Arc::new(variants);
    let pace = Arc::new(Pace::new(args.rate));
    let lanes = Arc::new(Lanes::new(args.connections, args.backoff));
    let breaker = Arc::new(Breaker::new(args.backoff, args.wait));
    let status = patiently(&tell, || store.status(Some(&args.issue)))?;
    let mut accepted = status
        .iter()
        .map(|status| status.count(DeliveryState::Accepted));
    let judge = Arc::new(Judge::new(accepted.any(|count| count > 0)));
    let give_up = clock::instant() + args.wait;
    loop {
        let batch = (args.connections * 2).clamp(1, 200);
        let (handle, thread) = Handle::start(store, args.issue.clone(), batch, tell.clone());
        let shared = Arc::new(Shared {
            handle,
            args: args.clone(),
            variants: variants.clone(),
            pace: pace.clone(),
            lanes: lanes.clone(),
            breaker: breaker.clone(),
            judge: judge.clone(),
        });
        let failed = round(shared).await;
        store = tokio::task::spawn_blocking(|| thread.join())
            .await?
            .map_err(|_| anyhow!("the store's thread failed"))??;
        failed?;
        let report = Report {
            stopped: judge.stopped(),
            next_due: patiently(&tell, || store.next_due(&args.issue))?,
        };
        let pause = report
            .next_due
            .map(|due| Duration::try_from(due.duration_since(clock::now())).unwrap_or_default())
            .filter(|pause| pause.is_zero() || clock::instant() + *pause <= give_up);
        let is_over = report.stopped.is_some() || *args.stop.borrow();
        let Some(pause) = pause.filter(|_| !is_over) else {
            return Ok((close(store, &judge, &tell)?, report));
        };
        tell(Event::Note(format!("next try in {} s", pause.as_secs())));
        if asleep(pause, &args.stop).await.is_none() {
            return Ok((close(store, &judge, &tell)?, report));
        }
    }
}

/// Writes down the hard bounces that the last answers have left open.
fn close(mut store: Store, judge: &Judge, tell: &Progress) -> anyhow::Result<Store> {
    let bounced = judge.close();
    if !bounced.is_empty() {
        patiently(tell, || {
            let ledger = store.ledger()?;
            ledger.suppress(&bounced, clock::now())?;
            ledger.commit()
        })?;
    }
    Ok(store)
}

/// Sleeps; `None` when it is told to stop meanwhile.
async fn asleep(pause: Duration, stop: &watch::Receiver<bool>) -> Option<()> {
    tokio::select! {
        () = tokio::time::sleep(pause) => Some(()),
        () = told_to_stop(stop) => None,
    }
}

/// Waits for the word to stop: for ever, where nobody is left to say it.
async fn told_to_stop(stop: &watch::Receiver<bool>) {
    let mut stop = stop.clone();
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// One round: every connection works until nothing is due.
async fn round(shared: Arc<Shared>) -> anyhow::Result<()> {
    let mut connections = tokio::task::JoinSet::new();
    for _ in 0..shared.args.connections.max(1) {
        connections.spawn(sender::work(shared.clone()));
    }
    let mut result = Ok(());
    while let Some(ended) = connections.join_next().await {
        let ended = ended.map_err(|error| anyhow!("a connection's task failed: {error}"));
        if let Err(error) = ended.and_then(|ended| ended) {
            result = Err(error);
        }
    }
    result?;
    match shared.judge.unsettled() {
        Some((reason, owed)) if !shared.has_ended() => {
            let change = Change::PauseAtEnd(reason, owed);
            shared.handle.write(change).await
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
