//! What readers know an entry by, and who called it so.

use serde::{Deserialize, Serialize};

/// The names of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::feed) struct Names {
    /// Its id: Atom's, and everybody's where there is no other.
    pub(in crate::feed) id: String,
    /// What RSS and JSON Feed have in its place.
    pub(in crate::feed) guid: Option<String>,
    /// Where they come from.
    pub(in crate::feed) origin: Origin,
}

impl Names {
    /// Its name in RSS and JSON Feed.
    pub(in crate::feed) fn other(&self) -> &str {
        self.guid.as_deref().unwrap_or(&self.id)
    }
}

/// The old feeds that gave an entry its names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::feed) enum Origin {
    /// None: they were minted here.
    #[default]
    Minted,
    /// One in Atom.
    Atom,
    /// One in RSS or JSON Feed.
    #[serde(rename = "rss")]
    Other,
    /// One of each.
    Both,
}

impl Origin {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    pub(super) fn is_minted(&self) -> bool {
        *self == Self::Minted
    }

    pub(in crate::feed) fn is_atom(self) -> bool {
        matches!(self, Self::Atom | Self::Both)
    }

    pub(in crate::feed) fn is_other(self) -> bool {
        matches!(self, Self::Other | Self::Both)
    }

    /// Both together.
    pub(in crate::feed) fn and(self, more: Self) -> Self {
        let atom = self.is_atom() || more.is_atom();
        let other = self.is_other() || more.is_other();
        match (atom, other) {
            (true, true) => Self::Both,
            (true, false) => Self::Atom,
            (false, true) => Self::Other,
            (false, false) => Self::Minted,
        }
    }
}
