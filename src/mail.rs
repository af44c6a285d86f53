//! Mail: messages and what is wrong with them, replies, the SMTP session and its guard, and the folder of `.eml` files.

pub mod embedded;
pub mod flowed;
pub mod freeze;
pub mod guard;
pub mod imprint;
pub mod lint;
pub mod message;
pub mod outbox;
mod quoted;
pub mod reply;
mod public;
pub mod session;
pub mod tls;
pub mod way_out;
pub mod weight;
mod words;
