//! The way to a protected connection: TCP, TLS from the first byte or by a STARTTLS that is required, never optional.

use std::net::SocketAddr;
use std::time::Duration;

use lettre::transport::smtp::extension::ClientId;
use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::config::Tls;
use crate::mail::guard::{ReplyReader, Wire};
use crate::mail::reply::Reply;
use crate::mail::session::Relay;

const CONNECT: Duration = Duration::from_secs(30);

/// Why there is no session.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{message}")]
pub struct ConnectError {
    message: String,
    is_halt: bool,
    is_rate: bool,
}

impl ConnectError {
    /// Something that may pass.
    pub fn fault(message: &str) -> Self {
        Self {
            message: message.to_owned(),
            is_halt: false,
            is_rate: false,
        }
    }

    /// Something that only the editor can mend.
    pub fn halt(message: &str) -> Self {
        Self {
            is_halt: true,
            ..Self::fault(message)
        }
    }

    /// The server said no before any message; that may pass.
    pub fn refused(reply: &Reply) -> Self {
        Self {
            is_rate: reply.is_rate_limit(),
            ..Self::fault(&format!("the server said {} {}", reply.code, reply.text))
        }
    }

    /// Whether trying again is of no use: a refused login, a certificate that is not theirs, no STARTTLS.
    pub fn is_halt(&self) -> bool {
        self.is_halt
    }

    /// Whether the server asked for a slower pace.
    pub fn is_rate_limit(&self) -> bool {
        self.is_rate
    }
}

/// Our name in EHLO: as given where it is a name, else this machine's.
pub fn hello_name(given: Option<&str>) -> ClientId {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
    };
    match (given, ClientId::default()) {
        (Some(name), _) if is_name(name) => ClientId::Domain(name.to_owned()),
        (_, ClientId::Domain(name)) if !is_name(&name) => ClientId::Domain("localhost".into()),
        (_, own) => own,
    }
}

/// Opens the connection; the greeting comes back where it was read already (before STARTTLS).
pub(crate) async fn dial(
    relay: &Relay,
    hello: &ClientId,
) -> Result<(Wire, SocketAddr, Option<Reply>), ConnectError> {
    let (mut stream, peer) = open_socket(&relay.server.host, relay.server.port).await?;
    match relay.server.tls {
        Tls::None if !peer.ip().to_canonical().is_loopback() => Err(ConnectError::halt(
            "smtp+insecure:// is for this machine only",
        )),
        Tls::None => Ok((Wire::Plain(stream), peer, None)),
        Tls::Implicit => Ok((encrypt(relay, stream).await?, peer, None)),
        Tls::StartTls => {
            let greeting = start_tls(&mut stream, hello).await?;
            Ok((encrypt(relay, stream).await?, peer, Some(greeting)))
        }
    }
}

async fn open_socket(host: &str, port: u16) -> Result<(TcpStream, SocketAddr), ConnectError> {
    let fault = |error: std::io::Error| ConnectError::fault(&format!("{host}:{port}: {error}"));
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let mut last = ConnectError::fault(&format!("{host}:{port}: no address"));
    for peer in lookup_host((name, port)).await.map_err(fault)? {
        match timeout(CONNECT, TcpStream::connect(peer)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true).map_err(fault)?;
                return Ok((stream, peer));
            }
            Ok(Err(error)) => last = fault(error),
            Err(_) => last = ConnectError::fault(&format!("{host}:{port}: no answer")),
        }
    }
    Err(last)
}

async fn encrypt(relay: &Relay, stream: TcpStream) -> Result<Wire, ConnectError> {
    let host = relay
        .server
        .host
        .trim_start_matches('[')
        .trim_end_matches(']');
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| ConnectError::halt(&format!("`{host}` is no server name")))?;
    match relay.tls.connect(name, stream).await {
        Ok(stream) => Ok(Wire::Tls(Box::new(stream))),
        Err(error) => {
            let text = format!("TLS with {host}: {error}");
            Err(if text.contains("certificate") {
                ConnectError::halt(&text)
            } else {
                ConnectError::fault(&text)
            })
        }
    }
}

async fn start_tls(stream: &mut TcpStream, hello: &ClientId) -> Result<Reply, ConnectError> {
    let greeting = hear(stream).await?;
    if greeting.code != 220 {
        return Err(ConnectError::refused(&greeting));
    }
    let ehlo = ask(stream, &format!("EHLO {hello}\r\n")).await?;
    let offers = |word: &str| word.eq_ignore_ascii_case("STARTTLS");
    if !ehlo.text.split(' ').skip(1).any(offers) {
        return Err(ConnectError::halt(
            "the relay does not offer STARTTLS, and nothing is sent without it",
        ));
    }
    let answer = ask(stream, "STARTTLS\r\n").await?;
    if answer.code == 220 {
        Ok(greeting)
    } else {
        Err(ConnectError::refused(&answer))
    }
}

async fn ask(stream: &mut TcpStream, line: &str) -> Result<Reply, ConnectError> {
    let sent = stream.write_all(line.as_bytes()).await;
    sent.map_err(|error| ConnectError::fault(&error.to_string()))?;
    hear(stream).await
}

/// Reads one reply. Bytes behind it are somebody's attempt to speak into the protected session: refused.
async fn hear(stream: &mut TcpStream) -> Result<Reply, ConnectError> {
    let fault = |error: std::io::Error| ConnectError::fault(&error.to_string());
    let mut reader = ReplyReader::default();
    let mut chunk = [0; 1024];
    loop {
        let count = stream.read(&mut chunk).await.map_err(fault)?;
        if count == 0 {
            return Err(ConnectError::fault("the server closed the connection"));
        }
        for (place, byte) in chunk[..count].iter().enumerate() {
            if let Some((_, Some(reply))) = reader.push(*byte).map_err(fault)? {
                return if place + 1 == count && reader.is_at_rest() {
                    Ok(reply)
                } else {
                    Err(ConnectError::halt(
                        "the server sent more than its reply before TLS began",
                    ))
                };
            }
        }
    }
}

#[cfg(test)]
mod tests;
