//! People who asked for a newsletter, and what they asked for.

use crate::model::address::Address;
use crate::model::language::Language;
use crate::model::slug::Slug;
use crate::model::text::Text;

/// A person who can be mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// The store's number for this person.
    pub id: i64,
    /// Where mail goes.
    pub address: Address,
    /// How the person is addressed; may be empty.
    pub name: Text,
    /// The language chosen; `None` = unknown.
    pub language: Option<Language>,
}

/// One person's choice of one newsletter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Who.
    pub subscriber: Subscriber,
    /// Categories or tags chosen; empty = all.
    pub categories: Vec<Slug>,
}
