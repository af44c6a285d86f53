//! What a session is asked to deliver, and how far it came.

use crate::mail::reply::{Blame, Reply, Stage};
use crate::model::Address;

/// From whom and to whom one message goes.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The return path.
    pub sender: Address,
    /// The recipient.
    pub recipient: Address,
    /// The delivery's name for delivery reports (RFC 3461): letters, digits and `-` only.
    pub id: String,
}

/// How far an envelope came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The server waits for the message.
    Ready,
    /// The server answered "later" to this recipient or now.
    Later(Reply),
    /// The server refused.
    Refused(Reply, Blame),
    /// The connection is lost or confused; nothing was sent.
    Fault(Fault),
}

/// A connection that broke while an envelope was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What happened.
    pub text: String,
    /// What the server said, where it said something.
    pub reply: Option<Reply>,
    /// The first command without a good answer.
    pub stage: Stage,
    /// Whether the recipient may be what broke it: RCPT was out, and nothing shows that MAIL was to blame.
    pub may_be_recipient: bool,
}

/// What became of a message after its dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finished {
    /// The server has it.
    Accepted(Reply),
    /// The server does not have it; later.
    Later(Reply),
    /// The server does not want it.
    Refused(Reply, Blame),
    /// Not a byte of it was sent: the connection broke before. The session is over.
    Unsent(String),
    /// Nobody can know; the session is over.
    Doubt(String),
}
