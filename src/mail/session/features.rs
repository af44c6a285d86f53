//! What a server offered in EHLO, and the commands that make use of it.

use std::fmt::Write as _;

use crate::mail::reply::{Blame, Reply};
use crate::mail::session::Envelope;

/// What EHLO offered.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each keyword is there or not, whatever the others are"
)]
pub struct Features {
    /// RFC 2920.
    pub pipelining: bool,
    /// RFC 6152; not needed, since messages are 7 bits.
    pub eight_bit: bool,
    /// RFC 3461.
    pub dsn: bool,
    /// RFC 6531.
    pub utf8: bool,
    /// RFC 1870: offered, and the limit where one is told.
    pub size: Option<Option<usize>>,
    /// RFC 4954.
    pub login: Mechanisms,
}

/// The ways to log in that we know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mechanisms {
    /// RFC 4616.
    pub plain: bool,
    /// Older than its draft, and all that some servers know.
    pub login: bool,
}

impl Mechanisms {
    /// Reads `AUTH PLAIN LOGIN`, and the form `AUTH=LOGIN PLAIN` of old servers.
    fn of(words: &[&str]) -> Self {
        let offered: Vec<&str> = words
            .iter()
            .skip_while(|word| **word != "AUTH" && !word.starts_with("AUTH="))
            .map(|word| word.trim_start_matches("AUTH="))
            .collect();
        Self {
            plain: offered.contains(&"PLAIN"),
            login: offered.contains(&"LOGIN"),
        }
    }
}

impl Features {
    /// Reads the reply to EHLO: its first word is the server's name.
    pub fn of(ehlo: Option<&Reply>) -> Self {
        let text = ehlo
            .map(|reply| reply.text.to_ascii_uppercase())
            .unwrap_or_default();
        let words: Vec<&str> = text.split(' ').skip(1).collect();
        let size = words.iter().position(|word| *word == "SIZE");
        Self {
            pipelining: words.contains(&"PIPELINING"),
            eight_bit: words.contains(&"8BITMIME"),
            dsn: words.contains(&"DSN"),
            utf8: words.contains(&"SMTPUTF8"),
            login: Mechanisms::of(&words),
            size: size.map(|at| words.get(at + 1).and_then(|limit| limit.parse().ok())),
        }
    }

    /// Why the server cannot take a message of so many bytes, and whose doing that is; asking it would be in vain.
    pub fn find_obstacle(
        &self,
        envelope: &Envelope,
        length_bytes: usize,
        utf8: bool,
    ) -> Option<(Reply, Blame)> {
        let (code, text, blame) = if utf8 && !self.utf8 {
            let blame = if envelope.recipient.needs_utf8() {
                Blame::Nobody
            } else {
                Blame::Issue
            };
            let text = "5.6.7 the relay does not take addresses outside ASCII (no SMTPUTF8)";
            (553, text, blame)
        } else {
            let most = self.size.flatten().filter(|most| *most > 0)?;
            let text = "5.3.4 the message is larger than the relay takes";
            (length_bytes > most).then_some((552, text, Blame::Issue))?
        };
        let text = text.to_owned();
        Some((Reply { code, text }, blame))
    }

    /// `MAIL FROM` with its line end.
    pub fn mail_command(&self, envelope: &Envelope, length: usize, utf8: bool) -> String {
        let mut line = format!("MAIL FROM:<{}>", envelope.sender.as_str());
        if self.size.is_some() {
            let _ = write!(line, " SIZE={length}");
        }
        if utf8 {
            line.push_str(" SMTPUTF8");
        }
        let is_plain = |id: &str| {
            id.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if self.dsn && !envelope.id.is_empty() && is_plain(&envelope.id) {
            let _ = write!(line, " RET=HDRS ENVID={}", envelope.id);
        }
        line + "\r\n"
    }

    /// `RCPT TO` with its line end.
    pub fn rcpt_command(&self, envelope: &Envelope) -> String {
        let notify = if self.dsn { " NOTIFY=FAILURE" } else { "" };
        format!("RCPT TO:<{}>{notify}\r\n", envelope.recipient.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_log_in_are_read_in_the_old_form_too() {
        for (text, plain, login) in [
            ("me SIZE AUTH PLAIN LOGIN PIPELINING", true, true),
            ("me AUTH=LOGIN PLAIN SIZE 10", true, true),
            ("me AUTH=LOGIN", false, true),
            ("me AUTH CRAM-MD5", false, false),
            ("PLAIN LOGIN SIZE", false, false),
        ] {
            let text = text.to_owned();
            let features = Features::of(Some(&Reply { code: 250, text }));
            assert_eq!(features.login, Mechanisms { plain, login });
        }
    }
}
