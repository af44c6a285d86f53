//! An issue as a MIME message: encoded once for a variant, with gaps for what differs by recipient.

use std::time::{Duration, SystemTime};

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use lettre::message::header::{self, Date, HeaderName, HeaderValue, Headers, Subject};
use lettre::message::{Mailbox as LettreMailbox, Mailboxes};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::mail::quoted::quoted_printable;
use crate::mail::way_out::WayOut;
use crate::model::address::Mailbox;
use crate::model::delivery::IssueName;
use crate::model::issue::Recipient;
use crate::model::text::Text;
use crate::template::{Rendered, UNSUBSCRIBE_URL};

/// Stands in the encoded message where the recipient's own link goes; no encoded text can hold it.
const GAP: &[u8] = b"\x01";

/// What a message says to all its recipients.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    /// The sender.
    pub from: &'a Mailbox,
    /// Where replies go.
    pub reply_to: Option<&'a Mailbox>,
    /// The bodies and the subject.
    pub rendered: &'a Rendered,
    /// The moment of the freeze.
    pub date: Timestamp,
    /// The issue.
    pub issue: &'a IssueName,
    /// The newsletter's title, for `List-Id` (RFC 2919).
    pub title: &'a str,
    /// The site: `List-Archive`, `List-Help` and the domain of `List-Id`.
    pub site: &'a Url,
    /// How a reader leaves.
    pub way_out: WayOut,
    /// A mark that tells variants apart in the MIME boundary.
    pub variant: usize,
}

/// An encoded message with gaps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prepared {
    way_out: WayOut,
    headers: String,
    body: Vec<Vec<u8>>,
}

impl Prepared {
    /// Encodes the message once.
    ///
    /// # Errors
    /// A name or address that no header can hold.
    pub fn build(parts: &Parts) -> anyhow::Result<Self> {
        let boundary = format!(
            "=_{}-{}-{}-{}",
            parts.issue.newsletter,
            parts.issue.number,
            parts.variant,
            parts.date.as_second()
        );
        let mut headers = Headers::new();
        headers.set(Date::new(
            SystemTime::UNIX_EPOCH
                + Duration::from_secs(u64::try_from(parts.date.as_second()).unwrap_or(0)),
        ));
        headers.set(header::From::from(Mailboxes::from(mailbox(parts.from)?)));
        if let Some(reply_to) = parts.reply_to {
            headers.set(header::ReplyTo::from(Mailboxes::from(mailbox(reply_to)?)));
        }
        headers.set(Subject::from(parts.rendered.subject.to_string()));
        let domain = parts.from.address.domain();
        let name = &parts.issue.newsletter;
        let list_id = format!("{} <{name}.{domain}>", phrase(&Text::one_line(parts.title)));
        for (key, value) in [
            ("List-Id", list_id),
            ("List-Archive", format!("<{}>", parts.site)),
            ("List-Help", format!("<{}>", parts.site)),
            (
                "Feedback-ID",
                format!("{}:{name}:{domain}:postrider", parts.issue.number),
            ),
            ("Precedence", "bulk".to_owned()),
        ] {
            set(&mut headers, key, value)?;
        }
        if parts
            .way_out
            .https
            .as_deref()
            .is_some_and(|url| url.starts_with("https:"))
        {
            set(
                &mut headers,
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".into(),
            )?;
        }
        let mut text = headers.to_string();
        text.push_str(&format!("MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"{boundary}\"\r\n\r\n"));
        let encoded = encode_bodies(parts.rendered, &boundary);
        let body = encoded
            .split(|byte| *byte == GAP[0])
            .map(<[u8]>::to_vec)
            .collect();
        Ok(Self {
            way_out: parts.way_out.clone(),
            headers: text,
            body,
        })
    }

    /// The form in which the store keeps it.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_bytes(&self) -> anyhow::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(&(&self.way_out, &self.headers))?;
        for segment in &self.body {
            bytes.extend_from_slice(GAP);
            bytes.extend_from_slice(segment);
        }
        Ok(bytes)
    }

    /// Reads what [`Prepared::to_bytes`] wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_bytes(bytes: &[u8]) -> anyhow::Result<Self> {
        let mut segments = bytes.split(|byte| *byte == GAP[0]);
        let head = segments.next().unwrap_or_default();
        let (way_out, headers) =
            serde_json::from_slice(head).context("the store holds a message that is none")?;
        Ok(Self {
            way_out,
            headers,
            body: segments.map(<[u8]>::to_vec).collect(),
        })
    }

    /// The whole RFC 5322 message for one recipient: CRLF lines, 7 bits, not dot-stuffed. The same
    /// recipient gives the same bytes.
    pub fn personalise(&self, recipient: &Recipient) -> Vec<u8> {
        let link = soft_break(&quoted_printable(&self.way_out.link(&recipient.token)));
        let length = self
            .body
            .iter()
            .map(|segment| segment.len() + link.len())
            .sum::<usize>();
        let mut message = Vec::with_capacity(length + self.headers.len() + 512);
        message.extend_from_slice(self.own_headers(recipient).as_bytes());
        message.extend_from_slice(self.headers.as_bytes());
        for (index, segment) in self.body.iter().enumerate() {
            if index > 0 {
                message.extend_from_slice(&link);
            }
            message.extend_from_slice(segment);
        }
        message
    }

    fn own_headers(&self, recipient: &Recipient) -> String {
        let mut headers = Headers::new();
        let to = Mailbox {
            name: recipient.name.clone(),
            address: recipient.address.clone(),
        };
        match mailbox(&to) {
            Ok(to) => headers.set(header::To::from(Mailboxes::from(to))),
            Err(_) => headers.insert_raw(HeaderValue::new(
                HeaderName::new_from_ascii_str("To"),
                "undisclosed-recipients:;".into(),
            )),
        }
        let mut own = format!("Message-ID: <{}>\r\n{headers}", recipient.message_id);
        let leave = self.way_out.header(&recipient.token);
        if !leave.is_empty() {
            own.push_str(&format!(
                "List-Unsubscribe: {}\r\n",
                leave.replace(", ", ",\r\n ")
            ));
        }
        own
    }
}

/// Text first, then HTML, with a gap wherever the recipient's link goes.
fn encode_bodies(rendered: &Rendered, boundary: &str) -> Vec<u8> {
    let mut encoded = Vec::new();
    for (kind, body) in [("plain", &rendered.text), ("html", &rendered.html)] {
        encoded.extend_from_slice(format!("--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n").as_bytes());
        for (index, segment) in body.split(UNSUBSCRIBE_URL).enumerate() {
            if index > 0 {
                encoded.extend_from_slice(GAP);
            }
            encoded.extend_from_slice(&quoted_printable(segment));
        }
        encoded.extend_from_slice(b"\r\n");
    }
    encoded.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    encoded
}

fn mailbox(mailbox: &Mailbox) -> anyhow::Result<LettreMailbox> {
    let name = mailbox.name.as_str();
    ensure!(
        !name.chars().any(char::is_control),
        "a name holds a control character"
    );
    let address = lettre::Address::new(mailbox.address.local(), mailbox.address.domain())
        .context("an address that no header can hold")?;
    Ok(LettreMailbox::new(
        (!name.is_empty()).then(|| name.to_owned()),
        address,
    ))
}

fn set(headers: &mut Headers, key: &'static str, value: String) -> anyhow::Result<()> {
    ensure!(
        !value.chars().any(char::is_control),
        "the header {key} would hold a line break or a control character"
    );
    headers.insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(key), value));
    Ok(())
}

/// A title as a phrase of a header (RFC 5322, 3.2.5): atoms, a quoted string, or encoded words (RFC 2047).
fn phrase(title: &str) -> String {
    const ENCODED_BYTES_MAX: usize = 42;
    let is_atom =
        |sign: char| sign.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~ ".contains(sign);
    if title.chars().all(is_atom) {
        return title.to_owned();
    }
    if title.is_ascii() {
        return format!("\"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""));
    }
    let mut words: Vec<String> = vec![String::new()];
    for sign in title.chars() {
        match words.last_mut() {
            Some(word) if word.len() + sign.len_utf8() <= ENCODED_BYTES_MAX => word.push(sign),
            _ => words.push(sign.to_string()),
        }
    }
    let encode = |word: &String| format!("=?utf-8?b?{}?=", BASE64.encode(word));
    words.iter().map(encode).collect::<Vec<_>>().join(" ")
}

/// Puts an encoded piece on a line of its own, invisibly.
fn soft_break(piece: &[u8]) -> Vec<u8> {
    [b"=\r\n", piece, b"=\r\n"].concat()
}

#[cfg(test)]
mod tests;
