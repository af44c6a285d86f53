//! How large a frozen message is, as relays and mail programs count.

use anyhow::Context as _;
use mail_parser::MessageParser;

use crate::mail::message::Prepared;
use crate::model::issue::FrozenVariant;

/// Sizes in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// The HTML part, decoded: what Gmail counts before it clips.
    pub html: usize,
    /// The text part, decoded.
    pub text: usize,
    /// The whole message as it is handed over.
    pub message: usize,
}

impl Weight {
    /// Weighs the message to the first recipient: the others' differ by their names and links.
    ///
    /// # Errors
    /// When the variant holds no message.
    pub fn of(variant: &FrozenVariant) -> anyhow::Result<Self> {
        let Some(recipient) = variant.recipients.first() else {
            return Ok(Self::default());
        };
        let bytes = Prepared::from_bytes(&variant.message)?.personalise(recipient);
        let message = MessageParser::default().parse(&bytes);
        let message = message.context("reading back a message")?;
        let length = |ids: &[u32], is_html: bool| {
            let parts = ids.iter().filter_map(|id| message.part(*id));
            let mut parts = parts.filter(|part| part.is_text_html() == is_html);
            let part = parts.next().and_then(|part| part.text_contents());
            part.map_or(0, str::len)
        };
        Ok(Self {
            html: length(&message.html_body, true),
            text: length(&message.text_body, false),
            message: bytes.len(),
        })
    }
}
