//! How many connections the relay takes at once: fewer when it says so, more again after a while.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// How long the number stands before one more is tried; doubled each time that one was too many.
const FIRST_PROBE: Duration = Duration::from_secs(10);
const LONGEST_PROBE: Duration = Duration::from_mins(5);

/// The lanes of a run: a connection keeps one while it lives, and waits for one before it claims anything.
#[derive(Debug)]
pub struct Lanes {
    most: usize,
    /// Refusals within it are the same one: connections that were opened together are refused together.
    interval: Duration,
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Debug)]
struct State {
    allowed: usize,
    taken: usize,
    open: usize,
    changed_at: Option<Instant>,
    cut_at: Option<Instant>,
    probe: Duration,
}

impl Lanes {
    /// At most `most` connections; `interval` lies between two cuts.
    pub fn new(most: usize, interval: Duration) -> Self {
        let most = most.max(1);
        Self {
            most,
            interval,
            state: Mutex::new(State {
                allowed: most,
                taken: 0,
                open: 0,
                changed_at: None,
                cut_at: None,
                probe: FIRST_PROBE,
            }),
            freed: Notify::new(),
        }
    }

    /// Waits for a lane.
    pub async fn enter(self: &Arc<Self>) -> Lane {
        loop {
            let mut freed = std::pin::pin!(self.freed.notified());
            freed.as_mut().enable();
            if let Some(lane) = self.try_enter() {
                return lane;
            }
            freed.await;
        }
    }

    fn try_enter(self: &Arc<Self>) -> Option<Lane> {
        let mut state = self.lock();
        if state.taken >= state.allowed {
            return None;
        }
        state.taken += 1;
        Some(Lane {
            lanes: self.clone(),
            is_open: false,
        })
    }

    /// The relay refused a connection for its number or frequency: half as many, but never fewer than it has let in.
    /// Comes back with the number where it changed.
    pub fn refuse(&self, now: Instant) -> Option<usize> {
        let mut state = self.lock();
        if state.cut_at.is_some_and(|at| now - at < self.interval) {
            return None;
        }
        let allowed = (state.allowed / 2).max(state.open).max(1);
        state.cut_at = Some(now);
        if allowed >= state.allowed {
            return None;
        }
        // One lane more than before was one too many: the next trial comes later.
        if state.allowed == state.open + 1 && state.changed_at.is_some() {
            state.probe = (state.probe * 2).min(LONGEST_PROBE);
        }
        state.allowed = allowed;
        state.changed_at = Some(now);
        Some(allowed)
    }

    /// A message was taken: after a while one more connection is tried.
    pub fn accept(&self, now: Instant) {
        let mut state = self.lock();
        let is_due = state
            .changed_at
            .is_some_and(|at| now - at >= state.probe && state.allowed < self.most);
        if is_due {
            state.allowed += 1;
            state.changed_at = Some(now);
            drop(state);
            self.freed.notify_waiters();
        }
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.lock().open
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to one connection; free again when it is dropped.
#[derive(Debug)]
pub struct Lane {
    lanes: Arc<Lanes>,
    is_open: bool,
}

impl Lane {
    /// The relay let us in.
    pub fn opened(&mut self) {
        if !self.is_open {
            self.is_open = true;
            self.lanes.lock().open += 1;
        }
    }

    /// The connection is gone; the right to one stays.
    pub fn closed(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.lanes.lock().open -= 1;
        }
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.closed();
        self.lanes.lock().taken -= 1;
        self.lanes.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::clock;

    const INTERVAL: Duration = Duration::from_secs(1);

    fn entered(lanes: &Arc<Lanes>) -> Vec<Lane> {
        std::iter::from_fn(|| lanes.try_enter()).collect()
    }

    #[test]
    fn lanes_are_halved_down_to_those_that_are_open() {
        let lanes = Arc::new(Lanes::new(10, INTERVAL));
        let mut taken = entered(&lanes);
        assert_eq!(taken.len(), 10);
        let start = clock::instant();
        for lane in &mut taken[..2] {
            lane.opened();
        }
        assert_eq!(lanes.refuse(start), Some(5));
        assert_eq!(lanes.refuse(start), None, "refused together");
        assert_eq!(lanes.refuse(start + INTERVAL), Some(2));
        assert_eq!(lanes.refuse(start + INTERVAL * 2), None);
        taken.truncate(1);
        assert_eq!(entered(&lanes).len(), 1);
    }

    #[test]
    fn lanes_grow_again_slowly() {
        let lanes = Arc::new(Lanes::new(4, INTERVAL));
        let start = clock::instant();
        assert_eq!(lanes.refuse(start), Some(2));
        assert_eq!(lanes.refuse(start + INTERVAL), Some(1));
        lanes.accept(start + INTERVAL * 2);
        assert_eq!(entered(&lanes).len(), 1);
        for minute in 1..10 {
            lanes.accept(start + Duration::from_mins(minute));
        }
        assert_eq!(entered(&lanes).len(), 4);
    }
}
