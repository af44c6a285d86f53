//! Replies out of bytes: lines and replies are bounded and cleaned as they arrive.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use crate::mail::reply::Reply;

/// Longest line of a reply, in bytes.
const LONGEST_LINE: usize = 1000;
/// Longest reply, in bytes.
const LONGEST_REPLY: usize = 100 * 1000;

/// What a wire has seen, shared between the guard and the session: replies not yet taken, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Replies(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    waiting: VecDeque<Reply>,
    is_within_reply: bool,
    written_bytes: u64,
}

impl Replies {
    /// Takes the oldest.
    pub fn take(&self) -> Option<Reply> {
        self.lock().waiting.pop_front()
    }

    /// Whether the server has said nothing that was not taken, not even half a reply.
    pub fn is_quiet(&self) -> bool {
        let seen = self.lock();
        seen.waiting.is_empty() && !seen.is_within_reply
    }

    /// How many bytes the wire may have carried to the server: never too few.
    pub fn written_bytes(&self) -> u64 {
        self.lock().written_bytes
    }

    pub(super) fn note_reply(&self, reply: Option<Reply>, is_within_reply: bool) {
        let mut seen = self.lock();
        seen.waiting.extend(reply);
        seen.is_within_reply = is_within_reply;
    }

    pub(super) fn note_written(&self, bytes: usize) {
        self.lock().written_bytes += bytes as u64;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cuts bytes into lines and lines into replies; pure.
#[derive(Debug, Default)]
pub struct ReplyReader {
    line: Vec<u8>,
    reply: Option<Reply>,
    reply_bytes: usize,
}

impl ReplyReader {
    /// Takes one byte. A whole line comes back clean: printable ASCII, CRLF at its end, never blank.
    ///
    /// # Errors
    /// When a line or reply is too long or is no SMTP reply.
    pub fn push(&mut self, byte: u8) -> io::Result<Option<(String, Option<Reply>)>> {
        self.line.push(byte);
        self.reply_bytes += 1;
        if self.line.len() > LONGEST_LINE || self.reply_bytes > LONGEST_REPLY {
            return Err(bad("the server's reply is too long"));
        }
        if byte != b'\n' {
            return Ok(None);
        }
        let line = std::mem::take(&mut self.line);
        self.read_line(&line).map(Some)
    }

    /// Whether it stands between two replies.
    pub fn is_at_rest(&self) -> bool {
        self.line.is_empty() && self.reply.is_none()
    }

    fn read_line(&mut self, line: &[u8]) -> io::Result<(String, Option<Reply>)> {
        let Some(line) = line.strip_suffix(b"\r\n") else {
            return Err(bad("the server ends a line without CR LF"));
        };
        let digits = line.get(..3).filter(
            |digits| matches!(digits, [b'2'..=b'5', b'0'..=b'5', last] if last.is_ascii_digit()),
        );
        let Some(digits) = digits else {
            return Err(bad("the server's reply has no code"));
        };
        let code = digits
            .iter()
            .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
        let is_last = match line.get(3) {
            None | Some(b' ') => true,
            Some(b'-') => false,
            Some(_) => return Err(bad("the server's reply has no code")),
        };
        let clean = |byte: &u8| match byte {
            b' '..=b'~' => char::from(*byte),
            b'\t' => ' ',
            _ => '?',
        };
        let text: String = line
            .get(4..)
            .unwrap_or_default()
            .iter()
            .map(clean)
            .collect();
        let text = text.trim();
        let reply = self.reply.get_or_insert_with(|| Reply {
            code,
            text: String::new(),
        });
        if reply.code != code {
            return Err(bad("the lines of the server's reply have different codes"));
        }
        if !text.is_empty() {
            if !reply.text.is_empty() {
                reply.text.push(' ');
            }
            reply.text.push_str(text);
        }
        // lettre panics at an EHLO line without a word.
        let text = if text.is_empty() { "-" } else { text };
        let mark = if is_last { ' ' } else { '-' };
        let done = if is_last {
            self.reply_bytes = 0;
            self.reply.take()
        } else {
            None
        };
        Ok((format!("{code}{mark}{text}\r\n"), done))
    }
}

fn bad(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> io::Result<Vec<Reply>> {
        let mut reader = ReplyReader::default();
        let mut replies = Vec::new();
        for byte in bytes {
            if let Some((line, reply)) = reader.push(*byte)? {
                assert!(line.is_ascii() && line.len() > 6, "{line:?}");
                replies.extend(reply);
            }
        }
        Ok(replies)
    }

    #[test]
    fn replies_are_cleaned_and_joined() {
        let replies = read(b"250-   \r\n250-a\xE9\0\r\n250 \r\n354\r\n").expect("good");
        assert_eq!((replies[0].code, replies[0].text.as_str()), (250, "a??"));
        assert_eq!((replies[1].code, replies[1].text.as_str()), (354, ""));
    }

    #[test]
    fn nonsense_and_endless_replies_are_refused() {
        let long = [b"250 ".as_slice(), &[b'x'; 2000]].concat();
        let endless = b"250-x\r\n".repeat(20_000);
        for bytes in [
            b"000 x\r\n".as_slice(),
            b"999 x\r\n",
            b"25 x\r\n",
            b"250 x\n",
            b"250-x\r\n550 y\r\n",
            b"250_x\r\n",
            b"\r\n",
            &long,
            &endless,
        ] {
            assert!(read(bytes).is_err(), "{:?}", &bytes[..5.min(bytes.len())]);
        }
    }
}
