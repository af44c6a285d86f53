//! A frozen issue: everything that sending it will ever need, fixed once.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::address::Address;
use crate::model::delivery::IssueName;
use crate::model::language::Language;
use crate::model::text::Text;

/// One edition of a newsletter, complete and ready to be stored in one transaction.
#[derive(Clone, Debug)]
pub struct FrozenIssue {
    /// Its newsletter and number.
    pub name: IssueName,
    /// The moment of the freeze; the `Date` of every message.
    pub frozen_at: Timestamp,
    /// Its posts, newest first.
    pub posts: Vec<IssuePost>,
    /// Entry ids that the issue passes over: recorded, never sent.
    pub passed_over: Vec<String>,
    /// Its renderings.
    pub variants: Vec<FrozenVariant>,
    /// What everybody may read; `None` where the newsletter has no archive.
    pub public: Option<PublicIssue>,
}

/// A sent issue as everybody may read it: nothing in it is one recipient's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIssue {
    /// The moment of the freeze.
    pub frozen_at: Timestamp,
    /// Entry ids of the posts that the newsletter is done with since then: those in the issue, and those passed over.
    #[serde(default)]
    pub posts: Vec<String>,
    /// One for each language in which it has posts.
    pub editions: Vec<PublicEdition>,
}

/// A public issue in one language: what a reader of every category got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicEdition {
    /// By which feed readers know it, for ever.
    pub id: String,
    /// The language tag.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The line that inboxes show behind the subject; may be empty.
    pub summary: String,
    /// The mail's HTML with its styles inlined.
    pub html: String,
}

/// The posts that a newsletter is done with, by entry id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// In an issue.
    pub sent: HashSet<String>,
    /// In none, and never to be: older than the first issue, or for nobody when it was new.
    pub passed_over: HashSet<String>,
}

impl Past {
    /// Whether the newsletter is done with the post.
    pub fn holds(&self, id: &str) -> bool {
        self.sent.contains(id) || self.passed_over.contains(id)
    }
}

/// A post as an issue remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuePost {
    /// The permanent id (`entry.id`), one for each post and language.
    pub id: String,
    /// Its title at the freeze.
    pub title: Text,
    /// Its URL at the freeze.
    pub url: String,
}

/// The rendering of an issue for one set of posts and one language.
#[derive(Clone, Debug)]
pub struct FrozenVariant {
    /// The edition's language; `None` where the newsletter has none.
    pub language: Option<Language>,
    /// The subject, decoded.
    pub subject: Text,
    /// The line that inboxes show behind the subject; may be empty.
    pub preheader: Text,
    /// The ids of its posts, newest first.
    pub posts: Vec<String>,
    /// The encoded message with gaps for what differs by recipient, as `mail::message::Prepared` writes it.
    pub message: Vec<u8>,
    /// Who gets it.
    pub recipients: Vec<Recipient>,
}

/// One person an issue goes to, with what is spliced into the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The store's number of the subscriber.
    pub subscriber: i64,
    /// Where the mail goes.
    pub address: Address,
    /// The person's name; may be empty.
    pub name: Text,
    /// The `Message-ID` without its angle brackets.
    pub message_id: String,
    /// The unsubscribe token, which is the VERP token too: URL-safe and safe in a local part.
    pub token: String,
}
