//! The only place in the sending loop that reads the clock.

use jiff::Timestamp;

/// The time now.
#[expect(
    clippy::disallowed_methods,
    reason = "the worker is one of three modules that may read the clock"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The time now for pauses between messages.
#[expect(
    clippy::disallowed_methods,
    reason = "the worker is one of three modules that may read the clock"
)]
pub fn instant() -> tokio::time::Instant {
    tokio::time::Instant::now()
}
