//! The moments of change that entries have, told apart by milliseconds.

use std::collections::{HashMap, HashSet};

use jiff::{Timestamp, ToSpan as _};

/// The moments that entries have, no two the same.
pub(super) struct Moments {
    taken: HashSet<Timestamp>,
    /// Up to where the moments behind one are known to be taken.
    tried: HashMap<Timestamp, Timestamp>,
}

impl Moments {
    pub(super) fn of(taken: impl Iterator<Item = Timestamp>) -> Self {
        Self {
            taken: taken.collect(),
            tried: HashMap::new(),
        }
    }

    /// Gives a moment back.
    pub(super) fn free(&mut self, moment: Timestamp) {
        self.taken.remove(&moment);
        self.tried.clear();
    }

    /// The first free moment from `wanted` on, in steps of a millisecond.
    pub(super) fn take(&mut self, wanted: Timestamp) -> Timestamp {
        let mut free = self.tried.get(&wanted).copied().unwrap_or(wanted);
        while self.taken.contains(&free) {
            let Ok(next) = free.checked_add(1.millisecond()) else {
                break;
            };
            free = next;
        }
        self.tried.insert(wanted, free);
        self.taken.insert(free);
        free
    }
}
