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
use crate::store::{SendLock, Store, Swept};

pub mod clock;
pub mod ledger;
pub mod pace;
pub mod sender;

use crate::worker::ledger::Handle;
use crate::worker::pace::{Breaker, Judge, Pace};
use crate::worker::sender::Shared;

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
    /// How long to wait for retries that become due.
    pub wait: Duration,
    /// The first pause after a connection fault; doubles up to 5 minutes. One second, but in tests.
    pub backoff: Duration,
    /// Told of everything as it happens; must not block.
    pub progress: Arc<dyn Fn(Event) + Send + Sync>,
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
    recover(&mut store, lock, &args.transport)?;
    let mut variants = HashMap::new();
    for (id, bytes) in store.variants(&args.issue)? {
        let prepared = Prepared::from_bytes(&bytes).context("reading a stored message")?;
        variants.insert(id, prepared);
    }
    let variants = Arc::new(variants);
    let pace = Arc::new(Pace::new(args.rate));
    let breaker = Arc::new(Breaker::new(args.backoff));
    let judge = Arc::new(Judge::default());
    let give_up = clock::instant() + args.wait;
    loop {
        let worker = format!("{}", std::process::id());
        let batch = (args.connections * 2).clamp(1, 200);
        let (handle, thread) = Handle::start(store, args.issue.clone(), worker, batch);
        let shared = Arc::new(Shared {
            handle,
            args: args.clone(),
            variants: variants.clone(),
            pace: pace.clone(),
            breaker: breaker.clone(),
            judge: judge.clone(),
        });
        let failed = round(shared).await;
        store = tokio::task::spawn_blocking(|| thread.join())
            .await?
            .map_err(|_| anyhow!("the store's thread failed"))??;
        failed?;
        let report = Report {
            stopped: judge.stopped().or_else(|| breaker.gave_up()),
            next_due: store.next_due(&args.issue)?,
        };
        let Some(due) = report.next_due else {
            return Ok((store, report));
        };
        if report.stopped.is_some() || *args.stop.borrow() {
            return Ok((store, report));
        }
        let pause = Duration::try_from(due.duration_since(clock::now())).unwrap_or_default();
        if clock::instant() + pause > give_up && !pause.is_zero() {
            return Ok((store, report));
        }
        (args.progress)(Event::Note(format!("next try in {} s", pause.as_secs())));
        let mut stop = args.stop.clone();
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.wait_for(|stop| *stop) => return Ok((store, report)),
        }
    }
}

/// One round: every connection works until nothing is due.
async fn round(shared: Arc<Shared>) -> anyhow::Result<()> {
    let mut connections = tokio::task::JoinSet::new();
    for _ in 0..shared.args.connections.max(1) {
        connections.spawn(sender::work(shared.clone()));
    }
    drop(shared);
    let mut result = Ok(());
    while let Some(ended) = connections.join_next().await {
        let ended = ended.map_err(|error| anyhow!("a connection's task failed: {error}"));
        if let Err(error) = ended.and_then(|ended| ended) {
            result = Err(error);
        }
    }
    result
}

#[cfg(test)]
mod tests;
