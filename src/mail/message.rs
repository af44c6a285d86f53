//! An issue as a MIME message: encoded once for a variant, with gaps for what differs by recipient.

mod bodies;

use std::time::{Duration, SystemTime};

use anyhow::{Context as _, ensure};
use jiff::Timestamp;
use lettre::message::header::{Date, HeaderName, HeaderValue, Headers};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::mail::embedded::Embedded;
use crate::mail::quoted::quoted_printable;
use crate::mail::way_out::WayOut;
use crate::mail::words::{fold, mailbox, phrase, unstructured};
use crate::model::address::Mailbox;
use crate::model::delivery::IssueName;
use crate::model::issue::Recipient;
use crate::model::text::Text;
use crate::template::Rendered;

/// Stands in the encoded message where the recipient's own link goes; no encoded text can hold it.
const GAP: &[u8] = b"\x01";
/// So much of a title names the list; more would be no name.
const LIST_TITLE_CHARACTERS: usize = 100;

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
    /// The site: `List-Help`.
    pub site: &'a Url,
    /// Where earlier issues can be read: `List-Archive` (RFC 2369, section 3.6).
    pub archive: &'a str,
    /// How a reader leaves.
    pub way_out: WayOut,
    /// The language of the edition: `Content-Language` (RFC 3282).
    pub language: &'a str,
    /// The pictures that the HTML shows by `cid:`.
    pub pictures: &'a [Embedded],
    /// A mark that tells variants apart in the MIME boundary.
    pub variant: usize,
    /// Whether it is the issue or a test of it.
    pub purpose: &'a Purpose,
}

/// What messages are made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The issue itself.
    Issue,
    /// A post once more, marked as a correction.
    Correction,
    /// A test with this mark before its subject: no link or header in it touches the real list.
    Test(String),
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
        let mark = format!(
            "{}-{}-{}-{}",
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
        set(&mut headers, "From", &mailbox(parts.from))?;
        if let Some(reply_to) = parts.reply_to {
            set(&mut headers, "Reply-To", &mailbox(reply_to))?;
        }
        set(
            &mut headers,
            "Subject",
            &unstructured(&parts.rendered.subject),
        )?;
        match parts.purpose {
            Purpose::Issue | Purpose::Correction => set_list_headers(&mut headers, parts)?,
            // Not of the list: complaints about it, and rules that mail programs make from it, touch no issue.
            Purpose::Test(_) => {
                set(&mut headers, "X-Postrider-Test", &parts.issue.to_string())?;
                // Keeps the answers of people on holiday away (RFC 3834, section 2).
                set(&mut headers, "Precedence", "bulk")?;
            }
        }
        set(&mut headers, "Content-Language", parts.language)?;
        let mut text = headers.to_string();
        text.push_str(&format!("MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"=_{mark}\"\r\n\r\n"));
        let encoded = bodies::encode(parts, &mark);
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
        for (index, segment) in self.body.iter().enumerate() {
            if index > 0 {
                message.extend_from_slice(&link);
            }
            message.extend_from_slice(segment);
        }
        message
    }

    /// All headers, in the order in which people look for them.
    fn own_headers(&self, recipient: &Recipient) -> String {
        let to = mailbox(&Mailbox {
            name: Text::one_line(&recipient.name),
            address: recipient.address.clone(),
        });
        let own = format!(
            "To: {}\r\nMessage-ID: <{}>\r\n",
            fold("To", &to),
            recipient.message_id
        );
        let leave = self.way_out.header(&recipient.token);
        let leave = match leave.as_str() {
            "" => leave,
            leave => format!("List-Unsubscribe: {}\r\n", leave.replace(", ", ",\r\n ")),
        };
        let start_of = |key: &str| {
            let found = self.headers.find(&format!("\r\n{key}: "));
            found.map_or(0, |at| at + 2)
        };
        let subject = start_of("Subject");
        let list = start_of("List-Id").max(subject);
        let (head, rest) = self.headers.split_at(subject);
        let (subject, rest) = rest.split_at(list - subject);
        [head, &own, subject, &leave, rest].concat()
    }
}

/// What makes it a message of a list, which mailbox providers sort, count and end by.
fn set_list_headers(headers: &mut Headers, parts: &Parts) -> anyhow::Result<()> {
    let domain = parts.from.address.domain();
    let name = &parts.issue.newsletter;
    let title: String = parts.title.chars().take(LIST_TITLE_CHARACTERS).collect();
    let list_id = format!("{} <{name}.{domain}>", phrase(&Text::one_line(&title)));
    let feedback = format!("{}:{name}:{domain}:postrider", parts.issue.number);
    for (key, value) in [
        ("List-Id", list_id),
        ("List-Archive", format!("<{}>", parts.archive)),
        ("List-Help", format!("<{}>", parts.site)),
        ("Feedback-ID", feedback),
        ("Precedence", "bulk".to_owned()),
    ] {
        set(headers, key, &value)?;
    }
    let https = parts.way_out.https.as_deref();
    if https.is_some_and(|url| url.starts_with("https:")) {
        let one_click = "List-Unsubscribe=One-Click";
        set(headers, "List-Unsubscribe-Post", one_click)?;
    }
    Ok(())
}

/// Adds a header whose value is encoded already; it is folded here.
fn set(headers: &mut Headers, key: &'static str, value: &str) -> anyhow::Result<()> {
    ensure!(
        !value.chars().any(char::is_control),
        "the header {key} would hold a line break or a control character"
    );
    let folded = fold(key, value);
    let name = HeaderName::new_from_ascii_str(key);
    headers.insert_raw(HeaderValue::dangerous_new_pre_encoded(
        name,
        value.to_owned(),
        folded,
    ));
    Ok(())
}

/// Puts an encoded piece on a line of its own, invisibly.
fn soft_break(piece: &[u8]) -> Vec<u8> {
    [b"=\r\n", piece, b"=\r\n"].concat()
}

#[cfg(test)]
mod tests;
