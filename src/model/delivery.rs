//! Issues and deliveries: their names and the states they can be in.

use std::fmt;
use std::str::FromStr;

/// The name of an issue: `weekly/12`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssueName {
    /// The newsletter's key in the configuration.
    pub newsletter: String,
    /// Its number, from 1.
    pub number: u32,
}

impl fmt::Display for IssueName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.newsletter, self.number)
    }
}

impl FromStr for IssueName {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let (newsletter, number) = raw
            .split_once('/')
            .ok_or("an issue is named like weekly/12")?;
        let number = number
            .parse()
            .map_err(|_| "an issue is named like weekly/12, with a number behind the /")?;
        Ok(Self {
            newsletter: newsletter.to_owned(),
            number,
        })
    }
}

macro_rules! states {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_meta])* $variant),+ }

        impl $name {
            /// Every state, in the order of a delivery's life.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the store, in JSON and on the terminal.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word back.
            pub fn find(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|state| state.as_str() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

states! {
    /// Where one issue to one subscriber stands (SENDING.md, "States of a delivery").
    DeliveryState {
        /// Waits to be claimed.
        Queued = "queued",
        /// Claimed by a sender; nothing of it has been sent.
        Leased = "leased",
        /// The dot may have been written: the server may have it.
        Offered = "offered",
        /// The server took it.
        Accepted = "accepted",
        /// A 4xx: comes back at its time.
        Deferred = "deferred",
        /// A 5xx: recorded, not tried again.
        Rejected = "rejected",
        /// Nobody can know whether the server has it.
        InDoubt = "in_doubt",
        /// Left out on purpose: unsubscribed or suppressed after the freeze.
        Skipped = "skipped",
        /// The editor cancelled the issue.
        Cancelled = "cancelled",
        /// Deferred for longer than 72 hours.
        Expired = "expired",
    }
}

states! {
    /// Where an issue stands.
    IssueState {
        /// Frozen; deliveries go out.
        Sending = "sending",
        /// Stopped by the editor or by the server's refusals; deliveries wait.
        Paused = "paused",
        /// Nothing is queued, leased, offered or deferred.
        Done = "done",
        /// Given up by the editor.
        Cancelled = "cancelled",
    }
}
