//! What the preview knows now, shared by every request; the newest reading takes the place of the one before it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::model::diagnostic::Diagnostic;
use crate::web::preview::shell::Shell;
use crate::web::preview::snapshot::{Reading, Snapshot};

/// What is known at one moment.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Grows with every change.
    pub number: u64,
    /// What is shown: the newest reading, or the last good one while the configuration is broken.
    pub shown: Option<Arc<Snapshot>>,
    /// The last reading without an error.
    pub good: Option<Arc<Snapshot>>,
    /// Whether `shown` is older than the files.
    pub is_stale: bool,
    /// What reading found.
    read: Vec<Diagnostic>,
    /// What judging found; after a change that of before, until it is done again.
    judged: Vec<Diagnostic>,
    /// Both, by file and place.
    pub found: Arc<Vec<Diagnostic>>,
    /// Whether feeds and issues were judged since the last change.
    pub is_judged: bool,
    /// Why nothing could be read at all.
    pub failure: Option<String>,
    /// How long the last reading took.
    pub took: Duration,
    /// When it was.
    pub read_at: Option<Timestamp>,
}

impl State {
    fn gather(&mut self) {
        self.found = Arc::new(sorted([&self.read[..], &self.judged].concat()));
    }
}

/// The state, and who waits for its changes.
#[derive(Debug)]
pub struct Desk {
    /// Renders pages.
    pub shell: Shell,
    state: RwLock<Arc<State>>,
    changes: watch::Sender<u64>,
}

impl Desk {
    /// A desk that has read nothing yet.
    pub fn new(shell: Shell) -> Self {
        Self {
            shell,
            state: RwLock::default(),
            changes: watch::channel(0).0,
        }
    }

    /// What is known now.
    pub fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hears the number of each new state.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Puts a new reading in place. What judging found before stays until [`Desk::judged`].
    pub fn put(&self, reading: Reading, now: Timestamp) {
        let is_good = reading.is_good();
        self.change(|state| {
            let newest = reading.snapshot.map(Arc::new);
            state.is_stale = newest.is_none() || !reading.is_configured;
            if is_good {
                state.good.clone_from(&newest);
            }
            let fallback = || state.good.clone().or_else(|| state.shown.clone());
            state.shown = match newest {
                Some(newest) if reading.is_configured => Some(newest),
                newest => fallback().or(newest),
            };
            state.read = reading.found;
            state.gather();
            state.failure = reading.failure;
            state.is_judged = false;
            state.took = reading.took;
            state.read_at = Some(now);
        });
    }

    /// Adds what judging found.
    pub fn judged(&self, found: Vec<Diagnostic>) {
        self.change(|state| {
            state.judged = found;
            state.gather();
            state.is_judged = true;
        });
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut place = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let mut state = State::clone(&place);
        change(&mut state);
        state.number += 1;
        let number = state.number;
        *place = Arc::new(state);
        drop(place);
        self.changes.send_replace(number);
    }
}

fn sorted(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.sort_by(|a, b| key(a).cmp(&key(b)));
    found.dedup();
    found
}

type Key = (String, u32, u32, &'static str, String);

fn key(found: &Diagnostic) -> Key {
    (
        found.file.clone(),
        found.line,
        found.column,
        found.rule,
        found.message.clone(),
    )
}
