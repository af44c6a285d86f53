//! What broke a connection, in words for people: no library's own texts, no addresses of documentation.

use std::error::Error;
use std::io;

use tokio_rustls::rustls;
use tokio_rustls::rustls::CertificateError;

const CLOSED: &str = "the server closed the connection";

/// What to say of an error of the stream.
pub fn of_stream(error: &io::Error) -> String {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset, HostUnreachable,
        InvalidData, NetworkUnreachable, TimedOut, UnexpectedEof,
    };
    if let Some(tls) = find_tls(error) {
        return of_tls(tls);
    }
    match error.kind() {
        UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe => CLOSED.into(),
        ConnectionRefused => "nobody answers there (connection refused)".into(),
        TimedOut => "no answer in time".into(),
        HostUnreachable | NetworkUnreachable => "there is no way to it over the network".into(),
        // Ours: what the reader of replies found.
        InvalidData => error.to_string(),
        _ => format!("the connection failed: {}", without_number(error)),
    }
}

/// What to say of an error that lettre gives for a connection; the reply, where there is one, is not in it.
pub fn of_lettre(error: &lettre::transport::smtp::Error) -> String {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(stream) = inner.downcast_ref::<io::Error>() {
            return of_stream(stream);
        }
        cause = inner.source();
    }
    CLOSED.into()
}

/// Whether the server's certificate is the trouble: no later try will mend that.
pub fn is_certificate(error: &io::Error) -> bool {
    matches!(
        find_tls(error),
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented)
    )
}

fn find_tls(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

fn of_tls(error: &rustls::Error) -> String {
    use CertificateError::{
        Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
        NotValidYetContext, Revoked, UnknownIssuer,
    };
    match error {
        rustls::Error::InvalidCertificate(why) => match why {
            Expired | ExpiredContext { .. } => "its certificate has expired".into(),
            NotValidYet | NotValidYetContext { .. } => "its certificate is not valid yet".into(),
            NotValidForName | NotValidForNameContext { .. } => {
                "its certificate is for another name".into()
            }
            UnknownIssuer => {
                "its certificate comes from no authority that this system trusts".into()
            }
            Revoked => "its certificate was revoked".into(),
            _ => "its certificate is not good".into(),
        },
        rustls::Error::NoCertificatesPresented => "it shows no certificate".into(),
        rustls::Error::InvalidMessage(_) => "it does not speak TLS there".into(),
        rustls::Error::AlertReceived(_) => "it refuses our TLS".into(),
        rustls::Error::PeerIncompatible(_) => "it knows no TLS that is safe (1.2 or 1.3)".into(),
        _ => "the TLS connection failed".into(),
    }
}

/// The system's words without "(os error 5)".
fn without_number(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_stream_is_told_in_plain_words() {
        let eof = io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "peer closed connection without sending TLS close_notify: https://docs.rs/rustls",
        );
        assert_eq!(of_stream(&eof), CLOSED);
        let stranger = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let stranger = io::Error::new(io::ErrorKind::InvalidData, stranger);
        assert!(is_certificate(&stranger));
        assert!(of_stream(&stranger).contains("no authority"));
        let other = io::Error::from_raw_os_error(24);
        assert!(!of_stream(&other).contains("os error"), "{other}");
    }
}
