//! Patience with a store that another process holds: what a server answered is never dropped for that.

use std::time::Duration;

use anyhow::Context;
use tokio::time::Instant;

use crate::store;
use crate::worker::clock;
use crate::worker::{Event, Progress};

/// Longer than any honest transaction; after it the run ends with an error.
const LONGEST: Duration = Duration::from_mins(10);
const BETWEEN_NOTES: Duration = Duration::from_mins(1);
/// `SQLite` waits by itself; this is for the cases in which it does not.
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(20);

/// Attempts a transaction until it works, for as long as another process holding the store is all that is wrong.
/// An attempt must change nothing outside the store.
pub(super) fn patiently<T>(
    tell: &Progress,
    mut attempt: impl FnMut() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let give_up = clock::instant() + LONGEST;
    let mut told: Option<Instant> = None;
    loop {
        let error = match attempt() {
            Err(error) if store::is_busy(&error) => error,
            answer => return answer,
        };
        let now = clock::instant();
        if now >= give_up {
            return Err(error).context("another process has held the store for 10 minutes");
        }
        if told.is_none_or(|at| now - at >= BETWEEN_NOTES) {
            told = Some(now);
            tell(Event::Note(
                "another process holds the store: waiting for it, no answer of the server is lost"
                    .into(),
            ));
        }
        std::thread::sleep(BETWEEN_ATTEMPTS);
    }
}
