//! The breaker: no connections to a relay that fails, for longer each time, until the run gives up.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

const LONGEST_BACKOFF: Duration = Duration::from_mins(5);
/// Connection faults in a row, with no accepted message between them, after which a run that does not wait gives up.
const MOST_FAULTS: u32 = 5;

/// Stops connections to a relay that fails, for longer each time.
#[derive(Debug)]
pub struct Breaker {
    first: Duration,
    wait: Duration,
    state: Mutex<Outage>,
}

#[derive(Debug, Default)]
struct Outage {
    count: u32,
    since: Option<Instant>,
    closed_until: Option<Instant>,
    has_waited: bool,
    last: String,
}

impl Breaker {
    /// The first pause is `first`; an outage is borne for `wait`, and for five faults in any case.
    pub fn new(first: Duration, wait: Duration) -> Self {
        Self {
            first,
            wait,
            state: Mutex::default(),
        }
    }

    /// Counts a fault; those of other connections within the same pause are the same one: `false`.
    pub fn trip(&self, message: &str, now: Instant) -> bool {
        let mut outage = self.lock();
        message.clone_into(&mut outage.last);
        if outage.closed_until.is_some_and(|until| now < until) {
            return false;
        }
        let end = *outage.since.get_or_insert(now) + self.wait;
        let pause = self.first * 2_u32.saturating_pow(outage.count.min(20));
        let mut until = now + pause.min(LONGEST_BACKOFF);
        if now < end {
            // The last attempt comes when the wait is over, not long before.
            until = until.min(end);
        }
        outage.has_waited = now >= end;
        outage.closed_until = Some(until);
        outage.count += 1;
        true
    }

    /// A message was taken: the relay works.
    pub fn reset(&self) {
        *self.lock() = Outage::default();
    }

    /// How long to wait before the next connection.
    pub fn pause(&self, now: Instant) -> Duration {
        let until = self.lock().closed_until;
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// Why the run should end, after too many faults of `relay`.
    pub fn gave_up(&self, relay: &str) -> Option<String> {
        let outage = self.lock();
        (outage.count >= MOST_FAULTS && outage.has_waited).then(|| {
            format!(
                "{relay} failed {} times in a row, the last time so: {}. What was not sent waits: run send again",
                outage.count, outage.last
            )
        })
    }

    fn lock(&self) -> MutexGuard<'_, Outage> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::clock;

    /// Trips at once whenever the breaker lets a connection through, and comes back with faults and time.
    fn fail_until_it_gives_up(breaker: &Breaker) -> (u32, Duration) {
        let start = clock::instant();
        let mut now = start;
        for count in 1..100 {
            breaker.trip("refused", now);
            if breaker.gave_up("the relay").is_some() {
                return (count, now - start);
            }
            now += breaker.pause(now);
        }
        panic!("it never gives up");
    }

    #[test]
    fn without_a_wait_five_faults_end_a_run() {
        let breaker = Breaker::new(Duration::from_secs(1), Duration::ZERO);
        let (count, time) = fail_until_it_gives_up(&breaker);
        assert_eq!((count, time), (5, Duration::from_secs(15)));
        let why = breaker.gave_up("the relay a:25").expect("it gave up");
        assert!(
            why.contains("a:25 failed 5 times") && why.contains("run send again"),
            "{why}"
        );
        breaker.reset();
        assert_eq!(breaker.gave_up("the relay"), None);
    }

    #[test]
    fn a_wait_is_used_to_its_end() {
        for seconds in [2, 60, 3600] {
            let wait = Duration::from_secs(seconds);
            let breaker = Breaker::new(Duration::from_secs(1), wait);
            let (count, time) = fail_until_it_gives_up(&breaker);
            assert!(count >= 5 && time >= wait, "{count} faults in {time:?}");
            assert!(time <= wait + Duration::from_secs(20), "{time:?}");
        }
    }
}
