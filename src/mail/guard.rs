//! The stream between lettre and the socket: it bounds and cleans what a server says before anything reads it.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::mail::reply::Reply;

/// Longest line of a reply, in bytes.
pub const LONGEST_LINE: usize = 1000;
/// Longest reply, in bytes.
pub const LONGEST_REPLY: usize = 100 * 1000;

/// The socket, plain or encrypted.
#[derive(Debug)]
pub enum Wire {
    /// As it is.
    Plain(TcpStream),
    /// Inside TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

/// The replies seen so far and not yet taken, oldest first; shared with the session.
#[derive(Clone, Debug, Default)]
pub struct Replies(Arc<Mutex<VecDeque<Reply>>>);

impl Replies {
    /// Takes the oldest.
    pub fn take(&self) -> Option<Reply> {
        self.lock().pop_front()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Reply>> {
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

/// What lettre takes for the socket.
pub struct Guard {
    wire: Wire,
    reader: ReplyReader,
    ready: VecDeque<u8>,
    replies: Replies,
    peer: SocketAddr,
}

impl Guard {
    /// Guards a wire that has spoken with `greeting` already, or has not spoken yet.
    pub fn new(wire: Wire, peer: SocketAddr, greeting: Option<&Reply>, replies: Replies) -> Self {
        let mut ready = VecDeque::new();
        if let Some(greeting) = greeting {
            ready.extend(b"220 ready\r\n");
            replies.lock().push_back(greeting.clone());
        }
        Self {
            wire,
            reader: ReplyReader::default(),
            ready,
            replies,
            peer,
        }
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Guard({})", self.peer)
    }
}

impl AsyncTokioStream for Guard {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncRead for Guard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.ready.is_empty() {
            let mut space = [0; 4096];
            let mut chunk = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut self.wire).poll_read(context, &mut chunk))?;
            if chunk.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            for byte in chunk.filled() {
                if let Some((line, reply)) = self.reader.push(*byte)? {
                    self.ready.extend(line.as_bytes());
                    self.replies.lock().extend(reply);
                }
            }
        }
        let count = out.remaining().min(self.ready.len());
        let bytes: Vec<u8> = self.ready.drain(..count).collect();
        out.put_slice(&bytes);
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, out),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, out),
        }
    }
}

impl AsyncWrite for Guard {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Wire::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_flush(context),
            Wire::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Wire::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
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
