//! The rate of messages: as configured, less when the server asks for less, and back again; and when to try again.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::Instant;

use crate::store::Job;

const FIRST_RETRY_S: i64 = 300;
const LONGEST_RETRY_S: i64 = 4000;
/// The rate from which a relay without a configured one is slowed down while too little is known of its speed.
const ASSUMED: f64 = 100.0;
/// One message in ten seconds.
const SLOWEST: f64 = 0.1;
/// A lost half is regained in half of these seconds.
const REGAIN_S: f64 = 20.0;
/// One rate reply in more than ten answers is an answer to its message; more of them ask for a slower pace. Servers that
/// put off every twentieth recipient would else bring the rate to a stop.
const TOLERATED: f64 = 0.1;
/// Below this share of rate replies a judgement needs [`FEWEST`] answers; and one halving would end them, were it the
/// rate that they are about.
const HALF: f64 = 0.5;
const FEWEST: u32 = 10;
/// So many answers at the slowest pace and none of them an acceptance: the server takes nothing today.
const LAST: u32 = 3;
/// What a halved rate may have grown by and still tell of the halving.
const NEAR: f64 = 1.4;
/// Answers that make a measurement.
const SAMPLE: u32 = 50;
const SECOND: Duration = Duration::from_secs(1);

/// What follows when the server asks for less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// Nothing that is worth a word.
    Nothing,
    /// Slower than ever before: so many messages a second.
    Slower(f64),
    /// Nothing is taken even at the slowest pace: this run is over.
    Stop,
}

/// Messages a second over all connections.
#[derive(Debug)]
pub struct Pace {
    most: Option<f64>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// `None` = as fast as the server takes them.
    rate: Option<f64>,
    /// The rate at the last halving.
    top: f64,
    slot: Option<Instant>,
    cut_at: Option<Instant>,
    /// The share of rate replies at the last halving.
    cut_for: f64,
    /// The share of rate replies that no slower pace has made less.
    tolerated: f64,
    /// The lowest rate that somebody was told of.
    told: f64,
    counted_from: Option<Instant>,
    current: Answers,
    before: Answers,
}

/// Answers within a moment.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    all: u32,
    held_back: u32,
}

impl Pace {
    /// At most `rate` a second; `None` = as fast as the server takes them.
    pub fn new(rate: Option<f64>) -> Self {
        Self {
            most: rate,
            state: Mutex::new(State {
                rate,
                top: rate.unwrap_or(ASSUMED),
                slot: None,
                cut_at: None,
                cut_for: 1.0,
                tolerated: TOLERATED,
                told: f64::INFINITY,
                counted_from: None,
                current: Answers::default(),
                before: Answers::default(),
            }),
        }
    }

    /// How long to wait before the next message; the place in the row is taken.
    pub fn reserve(&self, now: Instant) -> Duration {
        let mut state = self.lock();
        let Some(rate) = state.rate else {
            return Duration::ZERO;
        };
        let slot = state.slot.map_or(now, |slot| slot.max(now));
        state.slot = Some(slot + Duration::from_secs_f64((1.0 / rate).min(3600.0)));
        slot - now
    }

    /// The server asked for less: half the rate, once for all the replies that were under way. Where a halving
    /// changes nothing, the replies are about their messages: they are borne.
    pub fn slow_down(&self, now: Instant) -> Asked {
        let mut state = self.lock();
        state.count_from(now);
        state.current.all += 1;
        state.current.held_back += 1;
        let answers = state.current.all + state.before.all;
        let held_back = state.current.held_back + state.before.held_back;
        let share = f64::from(held_back) / f64::from(answers);
        let is_clear = share > HALF || answers >= FEWEST;
        if share < state.tolerated || !is_clear || !state.may_cut(now) {
            return Asked::Nothing;
        }
        if state.was_vain(share) {
            state.tolerated = share * 1.5;
            return Asked::Nothing;
        }
        if held_back == answers && answers >= LAST && state.rate.is_some_and(|rate| rate <= SLOWEST)
        {
            return Asked::Stop;
        }
        state.cut_for = share;
        let current = state.rate.unwrap_or_else(|| state.measure(now));
        state.top = current;
        state.rate = Some((current / 2.0).max(SLOWEST.min(current)));
        state.cut_at = Some(now);
        state.counted_from = None;
        state.current = Answers::default();
        match state.rate.filter(|rate| *rate < state.told * 0.75) {
            Some(rate) => {
                state.told = rate;
                Asked::Slower(rate)
            }
            None => Asked::Nothing,
        }
    }

    /// A message was taken: a slowed rate grows again, steadily by the second, whatever the rate.
    pub fn speed_up(&self, now: Instant) {
        let mut state = self.lock();
        state.count_from(now);
        state.current.all += 1;
        let Some(rate) = state.rate else { return };
        let grown = rate + state.top.max(rate) / (REGAIN_S * rate);
        state.rate = match self.most {
            Some(most) => Some(grown.min(most)),
            None if state.cut_at.is_some() && grown > state.top * 2.0 => None,
            None => Some(grown),
        };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Answers are counted over this moment and the one before.
    fn count_from(&mut self, now: Instant) {
        let is_stale = self.counted_from.is_none_or(|from| {
            let age = now.saturating_duration_since(from);
            age >= SECOND * 60 || age >= SECOND && self.current.all >= SAMPLE
        });
        if is_stale {
            self.counted_from = Some(now);
            self.before = std::mem::take(&mut self.current);
        }
    }

    /// Whether what was sent since the last halving can have been answered.
    fn may_cut(&self, now: Instant) -> bool {
        let interval = SECOND.max(Duration::from_secs_f64(4.0 / self.rate.unwrap_or(ASSUMED)));
        self.cut_at.is_none_or(|at| now - at >= interval)
    }

    /// Whether the last halving has left the share of rate replies as it was, as far as the rate is still halved.
    fn was_vain(&self, share: f64) -> bool {
        let is_halved = self.rate.is_some_and(|rate| rate <= self.top / 2.0 * NEAR);
        is_halved && share <= HALF && self.cut_for <= HALF && share >= self.cut_for / 2.0
    }

    fn measure(&self, now: Instant) -> f64 {
        let answers = self.current.all;
        let time = self.counted_from.map_or(SECOND, |from| now - from);
        if answers < SAMPLE || time.is_zero() {
            return ASSUMED;
        }
        f64::from(answers) / time.as_secs_f64()
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

#[cfg(test)]
mod tests;
