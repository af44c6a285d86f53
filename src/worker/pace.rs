//! What holds the sending back: the configured rate, a relay that fails, and a server that refuses the issue.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::Instant;

use crate::mail::reply::{Blame, Reply};
use crate::store::Job;
use crate::worker::clock;

const FIRST_RETRY_S: i64 = 300;
const LONGEST_RETRY_S: i64 = 4000;
const LONGEST_BACKOFF: Duration = Duration::from_mins(5);
/// Connection faults in a row, with no accepted message between them, after which a run gives up.
const MOST_FAULTS: u32 = 5;
/// Refusals in a row that pause the issue.
const MOST_REFUSALS: u32 = 3;
/// The rate from which a relay without a configured one is slowed down.
const UNLIMITED: f64 = 100.0;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Messages a second over all connections.
#[derive(Debug)]
pub struct Pace {
    most: Option<f64>,
    state: Mutex<(Option<f64>, Option<Instant>)>,
}

impl Pace {
    /// At most `rate` a second; `None` = as fast as the server takes them.
    pub fn new(rate: Option<f64>) -> Self {
        Self {
            most: rate,
            state: Mutex::new((rate, None)),
        }
    }

    /// How long to wait before the next message; the place in the row is taken.
    pub fn reserve(&self) -> Duration {
        let mut state = lock(&self.state);
        let Some(rate) = state.0 else {
            return Duration::ZERO;
        };
        let now = clock::instant();
        let slot = state.1.map_or(now, |slot| slot.max(now));
        state.1 = Some(slot + Duration::from_secs_f64((1.0 / rate).min(3600.0)));
        slot - now
    }

    /// The server asked for less: half the rate.
    pub fn slow_down(&self) {
        let mut state = lock(&self.state);
        state.0 = Some((state.0.unwrap_or(UNLIMITED) / 2.0).max(0.01));
    }

    /// A message was taken: a slowed rate grows again.
    pub fn speed_up(&self) {
        let mut state = lock(&self.state);
        state.0 = match (state.0, self.most) {
            (Some(rate), Some(most)) => Some((rate * 1.01).min(most)),
            (Some(rate), None) if rate * 1.01 < UNLIMITED => Some(rate * 1.01),
            _ => None,
        };
    }
}

/// Stops connections to a relay that fails, for longer each time.
#[derive(Debug)]
pub struct Breaker {
    first: Duration,
    state: Mutex<Fault>,
}

#[derive(Debug, Default)]
struct Fault {
    count: u32,
    closed_until: Option<Instant>,
    last: String,
}

impl Breaker {
    /// The first pause is `first`.
    pub fn new(first: Duration) -> Self {
        Self {
            first,
            state: Mutex::default(),
        }
    }

    /// Counts a fault; those of other connections within the same pause are the same one.
    pub fn trip(&self, message: &str) {
        let mut fault = lock(&self.state);
        let now = clock::instant();
        message.clone_into(&mut fault.last);
        if fault.closed_until.is_none_or(|until| now >= until) {
            let pause = self.first * 2_u32.saturating_pow(fault.count.min(20));
            fault.closed_until = Some(now + pause.min(LONGEST_BACKOFF));
            fault.count += 1;
        }
    }

    /// A message was taken: the relay works.
    pub fn reset(&self) {
        *lock(&self.state) = Fault::default();
    }

    /// How long to wait before the next connection.
    pub fn pause(&self) -> Duration {
        let until = lock(&self.state).closed_until;
        until.map_or(Duration::ZERO, |until| until - clock::instant())
    }

    /// Why the run should end, after too many faults.
    pub fn gave_up(&self) -> Option<String> {
        let fault = lock(&self.state);
        (fault.count >= MOST_FAULTS).then(|| {
            format!(
                "the relay failed {MOST_FAULTS} times in a row: {}",
                fault.last
            )
        })
    }
}

/// Notices when the server refuses the issue rather than a recipient.
#[derive(Debug, Default)]
pub struct Judge(Mutex<Refusals>);

#[derive(Debug, Default)]
struct Refusals {
    count: u32,
    words: String,
    stopped: Option<String>,
}

impl Judge {
    /// A message was taken: what came before was no refusal of the issue.
    pub fn accept(&self) {
        let mut refusals = lock(&self.0);
        refusals.count = 0;
    }

    /// Counts a refusal; comes back with the reason when the issue must pause.
    pub fn refuse(&self, reply: &Reply, blame: Blame, recipient: &str) -> Option<String> {
        let words = match blame {
            Blame::Address | Blame::Mailbox => return None,
            Blame::Issue => String::new(),
            Blame::Policy => reply.text.replace(recipient, "…"),
        };
        let mut refusals = lock(&self.0);
        if refusals.words != words {
            refusals.count = 0;
            refusals.words = words;
        }
        refusals.count += 1;
        let reason = format!(
            "the server refused {MOST_REFUSALS} messages in a row: {} {}",
            reply.code, reply.text
        );
        (refusals.count >= MOST_REFUSALS).then_some(reason)
    }

    /// Ends the run.
    pub fn stop(&self, reason: &str) {
        lock(&self.0)
            .stopped
            .get_or_insert_with(|| reason.to_owned());
    }

    /// Why the run must end.
    pub fn stopped(&self) -> Option<String> {
        lock(&self.0).stopped.clone()
    }
}

/// 300 s, doubled with each attempt up to 4,000 s, give or take a tenth so that not all come back at once.
pub fn retry_delay(job: &Job) -> SignedDuration {
    let delay = FIRST_RETRY_S << job.attempts.min(4);
    let delay = delay.min(LONGEST_RETRY_S);
    let spread =
        (job.delivery.wrapping_mul(7919) + i64::from(job.attempts) * 31).rem_euclid(201) - 100;
    SignedDuration::from_secs(delay + delay * spread / 1000)
}

/// The pause after the first connection fault, outside tests.
pub const BACKOFF: Duration = Duration::from_secs(1);
