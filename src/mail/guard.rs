//! The stream between lettre and the socket: it bounds and cleans what a server says before anything reads it.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::mail::reply::Reply;

pub mod reader;

pub use reader::Replies;
use reader::ReplyReader;

/// The socket, plain or encrypted.
#[derive(Debug)]
pub enum Wire {
    /// As it is.
    Plain(TcpStream),
    /// Inside TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

/// What lettre takes for the socket.
pub struct Guard {
    wire: Wire,
    reader: ReplyReader,
    ready: VecDeque<u8>,
    replies: Replies,
    peer: SocketAddr,
    /// The next write is lettre's own EHLO: the server has had ours.
    swallows_hello: bool,
}

impl Guard {
    /// Guards a wire.
    pub fn new(wire: Wire, peer: SocketAddr) -> Self {
        Self {
            wire,
            reader: ReplyReader::default(),
            ready: VecDeque::new(),
            replies: Replies::default(),
            peer,
            swallows_hello: false,
        }
    }

    /// What it sees from now on.
    pub fn replies(&self) -> Replies {
        self.replies.clone()
    }

    /// Says a line and waits for the reply.
    ///
    /// # Errors
    /// As [`Guard::hear`].
    pub async fn ask(&mut self, line: &str) -> io::Result<Reply> {
        self.write_all(line.as_bytes()).await?;
        self.flush().await?;
        self.hear().await
    }

    /// Waits for one reply.
    ///
    /// # Errors
    /// When the connection ends or what comes is no reply.
    pub async fn hear(&mut self) -> io::Result<Reply> {
        let mut lines = [0; 1024];
        loop {
            if let Some(reply) = self.replies.take() {
                return Ok(reply);
            }
            if self.read(&mut lines).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// The bare wire, for TLS; `None` where the server has said more than was asked: that is somebody's attempt to
    /// speak into the protected session.
    pub fn into_wire(self) -> Option<Wire> {
        self.replies.is_quiet().then_some(self.wire)
    }

    /// Makes it ready for lettre, which waits for a greeting and says EHLO by itself: both are done already, so it
    /// reads a greeting and a reply of ours.
    #[must_use]
    pub fn hand_over(mut self) -> Self {
        self.ready = VecDeque::from(b"220 ready\r\n250 ready\r\n".to_vec());
        self.swallows_hello = true;
        self
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
                let line = self.reader.push(*byte)?;
                let is_within_reply = !self.reader.is_at_rest();
                let reply = line.and_then(|(line, reply)| {
                    self.ready.extend(line.as_bytes());
                    reply
                });
                self.replies.note_reply(reply, is_within_reply);
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
        if std::mem::take(&mut self.swallows_hello) {
            return Poll::Ready(Ok(bytes.len()));
        }
        let (answer, may_have_written) = match &mut self.wire {
            Wire::Plain(stream) => (ready!(Pin::new(stream).poll_write(context, bytes)), 0),
            // TLS may fail at its second record: the first has left.
            Wire::Tls(stream) => (ready!(Pin::new(stream).poll_write(context, bytes)), 1),
        };
        let written = answer.as_ref().map_or(may_have_written, |count| *count);
        self.replies.note_written(written);
        Poll::Ready(answer)
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
