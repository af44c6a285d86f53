//! The nouns of Postrider: pure values that do no I/O and never read the clock.

pub mod address;
pub mod columns;
pub mod delivery;
pub mod diagnostic;
pub mod figures;
pub mod issue;
pub mod language;
pub mod link;
pub mod media;
pub mod name;
pub mod post;
pub mod rule;
pub mod selection;
pub mod slug;
pub mod subscriber;
pub mod text;

pub use address::{Address, Mailbox};
pub use delivery::{DeliveryState, IssueName, IssueState};
pub use diagnostic::{Diagnostic, Place, Severity};
pub use issue::{FrozenIssue, FrozenVariant, IssuePost, Past, Recipient};
pub use language::Language;
pub use media::{Audio, Companion};
pub use name::Name;
pub use post::{Audience, Author, Body, Image, LocalImage, Post, Suggestion, Term};
pub use selection::{Kind, Named, Pick, Selection};
pub use slug::Slug;
pub use subscriber::{Subscriber, Subscription};
pub use text::Text;
