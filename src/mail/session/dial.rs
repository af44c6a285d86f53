//! The way to a protected connection: TCP, TLS from the first byte or by a STARTTLS that is required, never optional.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::transport::smtp::extension::ClientId;
use thiserror::Error;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::config::Tls;
use crate::mail::guard::{Guard, Wire};
use crate::mail::reply::Reply;
use crate::mail::session::Relay;
use crate::mail::session::features::Features;
use crate::mail::session::words;

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
            is_rate: reply.is_rate_limit() || reply.code == 421,
            ..Self::fault(&format!("the server said {} {}", reply.code, reply.text))
        }
    }

    /// Whether trying again is of no use: a refused login, a certificate that is not theirs, no STARTTLS.
    pub fn is_halt(&self) -> bool {
        self.is_halt
    }

    /// Whether the server asked for a slower pace or has no room now: 421 is its word for both.
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

/// Opens the connection, protects it and says EHLO.
pub(crate) async fn dial(
    relay: &Relay,
    hello: &ClientId,
) -> Result<(Guard, Features), ConnectError> {
    let server = &relay.server;
    if server.tls == Tls::None && server.user.is_some() {
        return Err(ConnectError::halt(
            "smtp+insecure:// would send the password unprotected: take the user out of mail.relay, or use smtp:// or smtps://",
        ));
    }
    let (stream, peer) = open_socket(&server.host, server.port).await?;
    match server.tls {
        Tls::None if !peer.ip().to_canonical().is_loopback() => Err(ConnectError::halt(
            "smtp+insecure:// is for this machine only",
        )),
        Tls::None => greet(Guard::new(Wire::Plain(stream), peer), relay, hello).await,
        Tls::Implicit => {
            let wire = encrypt(relay, stream).await?;
            greet(Guard::new(wire, peer), relay, hello).await
        }
        Tls::StartTls => {
            let stream = start_tls(Guard::new(Wire::Plain(stream), peer), hello).await?;
            let mut guard = Guard::new(encrypt(relay, stream).await?, peer);
            let ehlo = ask(&mut guard, &format!("EHLO {hello}\r\n")).await?;
            if ehlo.code != 250 {
                return Err(ConnectError::refused(&ehlo));
            }
            Ok((guard, Features::of(Some(&ehlo))))
        }
    }
}

async fn open_socket(host: &str, port: u16) -> Result<(TcpStream, SocketAddr), ConnectError> {
    let fault = |error: io::Error| {
        ConnectError::fault(&format!("{host}:{port}: {}", words::of_stream(&error)))
    };
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let peers = lookup_host((name, port)).await.map_err(|_| {
        ConnectError::fault(&format!("{host}: the name of the relay cannot be found"))
    })?;
    let mut last = ConnectError::fault(&format!("{host}: the name has no address"));
    for peer in peers {
        match timeout(CONNECT, TcpStream::connect(peer)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true).map_err(fault)?;
                return Ok((stream, peer));
            }
            Ok(Err(error)) => last = fault(error),
            Err(_) => last = ConnectError::fault(&format!("{host}:{port}: no answer in time")),
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
    let connector = relay
        .tls
        .connector()
        .map_err(|error| ConnectError::halt(&format!("{error:#}")))?;
    match connector.connect(name, stream).await {
        Ok(stream) => Ok(Wire::Tls(Box::new(stream))),
        Err(error) => {
            let text = format!("TLS with {host}: {}", words::of_stream(&error));
            Err(if words::is_certificate(&error) {
                ConnectError::halt(&text)
            } else {
                ConnectError::fault(&text)
            })
        }
    }
}

/// Greeting and EHLO, or HELO for a server that is older than EHLO (RFC 5321, 3.2) where nothing of EHLO is needed.
async fn greet(
    mut guard: Guard,
    relay: &Relay,
    hello: &ClientId,
) -> Result<(Guard, Features), ConnectError> {
    let greeting = guard.hear().await.map_err(|error| broken(&error))?;
    if greeting.code != 220 {
        return Err(ConnectError::refused(&greeting));
    }
    let ehlo = ask(&mut guard, &format!("EHLO {hello}\r\n")).await?;
    if ehlo.code == 250 {
        return Ok((guard, Features::of(Some(&ehlo))));
    }
    if !matches!(ehlo.code, 500 | 502) || relay.server.user.is_some() {
        return Err(ConnectError::refused(&ehlo));
    }
    let older = ask(&mut guard, &format!("HELO {hello}\r\n")).await?;
    if older.code != 250 {
        return Err(ConnectError::refused(&older));
    }
    Ok((guard, Features::default()))
}

async fn start_tls(mut guard: Guard, hello: &ClientId) -> Result<TcpStream, ConnectError> {
    let greeting = guard.hear().await.map_err(|error| broken(&error))?;
    if greeting.code != 220 {
        return Err(ConnectError::refused(&greeting));
    }
    let ehlo = ask(&mut guard, &format!("EHLO {hello}\r\n")).await?;
    match ehlo.code {
        250 => {}
        500 | 502 | 504 => {
            return Err(ConnectError::halt(&format!(
                "the relay knows no EHLO, so it has no STARTTLS: {} {}",
                ehlo.code, ehlo.text
            )));
        }
        _ => return Err(ConnectError::refused(&ehlo)),
    }
    let offers = |word: &str| word.eq_ignore_ascii_case("STARTTLS");
    if !ehlo.text.split(' ').skip(1).any(offers) {
        return Err(ConnectError::halt(
            "the relay does not offer STARTTLS, and nothing is sent without it",
        ));
    }
    let answer = ask(&mut guard, "STARTTLS\r\n").await?;
    if answer.code != 220 {
        return Err(ConnectError::refused(&answer));
    }
    match guard.into_wire() {
        Some(Wire::Plain(stream)) => Ok(stream),
        _ => Err(ConnectError::halt(
            "the server sent more than its reply before TLS began",
        )),
    }
}

async fn ask(guard: &mut Guard, line: &str) -> Result<Reply, ConnectError> {
    guard.ask(line).await.map_err(|error| broken(&error))
}

fn broken(error: &io::Error) -> ConnectError {
    ConnectError::fault(&format!("{} before any message", words::of_stream(error)))
}

#[cfg(test)]
mod tests;
