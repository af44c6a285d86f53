//! What a hostile or careless server gets: no session.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

use super::*;
use crate::config::SmtpServer;
use crate::mail::session::Session;
use crate::mail::tls::Trust;

/// A server that says each line after the first at the client's next one.
async fn connect(tls: Tls, lines: &'static [&'static str]) -> Result<Session, ConnectError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let mut heard = [0; 512];
        for line in lines {
            stream.write_all(line.as_bytes()).await.expect("written");
            if stream.read(&mut heard).await.is_ok_and(|count| count == 0) {
                return;
            }
        }
    });
    Session::connect(&relay(port, "127.0.0.1", tls, &[])).await
}

fn relay(port: u16, host: &str, tls: Tls, roots: &[CertificateDer<'static>]) -> Relay {
    Relay {
        server: SmtpServer {
            host: host.into(),
            port,
            tls,
            user: None,
        },
        password: None,
        hello: Some("test.example".into()),
        tls: Trust::with(roots),
    }
}

#[tokio::test]
async fn bytes_behind_the_starttls_reply_are_refused() {
    let lines = &[
        "220 a\r\n",
        "250-a\r\n250 STARTTLS\r\n",
        "220 go\r\n250 injected\r\n",
    ];
    let error = connect(Tls::StartTls, lines).await.err().expect("refused");
    assert!(
        error.is_halt() && error.to_string().contains("before TLS"),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let lines = &["220 a\r\n", "250 a\r\n"];
    let error = connect(Tls::StartTls, lines).await.err().expect("refused");
    assert!(error.is_halt(), "{error}");
}

#[tokio::test]
async fn a_busy_server_is_a_fault_that_may_pass() {
    let error = connect(Tls::None, &["421 4.7.0 slow down\r\n"]).await;
    let error = error.err().expect("refused");
    assert!(!error.is_halt() && error.is_rate_limit(), "{error}");
}

#[tokio::test]
async fn a_busy_server_that_knows_starttls_is_not_one_without_it() {
    for busy in [
        "421 4.3.2 not now\r\n",
        "451 4.3.0 later\r\n",
        "550 5.7.1 not you\r\n",
    ] {
        let lines: &'static [&'static str] = Box::leak(Box::new(["220 a\r\n", busy]));
        let error = connect(Tls::StartTls, lines).await.err().expect("refused");
        assert!(!error.is_halt(), "{error}");
        assert!(error.to_string().contains(busy.trim_end()), "{error}");
    }
    let lines = &["220 a\r\n", "502 5.5.1 what\r\n"];
    let error = connect(Tls::StartTls, lines).await.err().expect("refused");
    assert!(
        error.is_halt() && error.to_string().contains("502 5.5.1 what"),
        "{error}"
    );
}

#[tokio::test]
async fn a_closed_connection_is_told_in_plain_words() {
    for lines in [&[][..], &["220 a\r\n"]] {
        let error = connect(Tls::None, lines).await.err().expect("refused");
        assert_eq!(
            error.to_string(),
            "the server closed the connection before any message"
        );
    }
}

#[tokio::test]
async fn a_password_never_leaves_in_clear() {
    let mut relay = relay(1, "127.0.0.1", Tls::None, &[]);
    relay.server.user = Some("me".into());
    relay.password = Some("secret".to_owned().into());
    let error = Session::connect(&relay).await.err().expect("refused");
    assert!(
        error.is_halt() && error.to_string().contains("unprotected"),
        "{error}"
    );
}

/// Logs in over TLS to a server that says each line after the first at the client's next one; what it heard.
async fn log_in(lines: &'static [&'static str]) -> (Result<(), ConnectError>, Vec<String>) {
    let (acceptor, certificate) = acceptor();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heard = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        let mut stream = acceptor.accept(stream).await.expect("TLS");
        let mut heard = Vec::new();
        for line in lines {
            stream.write_all(line.as_bytes()).await.expect("written");
            let mut said = [0; 512];
            let count = stream.read(&mut said).await.unwrap_or(0);
            heard.push(
                String::from_utf8_lossy(&said[..count])
                    .trim_end()
                    .to_owned(),
            );
        }
        heard
    });
    let mut relay = relay(port, "localhost", Tls::Implicit, &[certificate]);
    relay.server.user = Some("me".into());
    relay.password = Some("secret".to_owned().into());
    let session = Session::connect(&relay).await.map(drop);
    (session, heard.await.expect("heard"))
}

#[tokio::test]
async fn a_login_takes_the_way_that_the_server_knows() {
    let (session, heard) =
        log_in(&["220 a\r\n", "250-a\r\n250 AUTH PLAIN\r\n", "235 in\r\n"]).await;
    assert_eq!(session, Ok(()));
    assert_eq!(heard[1], "AUTH PLAIN AG1lAHNlY3JldA==");
    let (session, heard) = log_in(&[
        "220 a\r\n",
        "250-a\r\n250 AUTH=LOGIN PLAIN\r\n",
        "504 not PLAIN\r\n",
        "334 VXNlcm5hbWU6\r\n",
        "334 UGFzc3dvcmQ6\r\n",
        "235 in\r\n",
    ])
    .await;
    assert_eq!(session, Ok(()));
    assert_eq!(heard[2..5], ["AUTH LOGIN", "bWU=", "c2VjcmV0"]);
}

#[tokio::test]
async fn a_refused_password_is_final_and_a_busy_login_is_not() {
    let offered = "250-a\r\n250 AUTH PLAIN LOGIN\r\n";
    let lines: &'static [&'static str] = Box::leak(Box::new(["220 a\r\n", offered, "535 no\r\n"]));
    let (session, heard) = log_in(lines).await;
    assert!(session.expect_err("refused").is_halt());
    assert_eq!(heard.last().map(String::as_str), Some(""), "it hung up");
    let lines: &'static [&'static str] =
        Box::leak(Box::new(["220 a\r\n", offered, "454 4.7.0 later\r\n"]));
    assert!(!log_in(lines).await.0.expect_err("refused").is_halt());
}

fn acceptor() -> (TlsAcceptor, CertificateDer<'static>) {
    let own = rcgen::generate_simple_self_signed(vec!["localhost".into()]).expect("a certificate");
    let certificate = own.cert.der().clone();
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .expect("a configuration");
    (TlsAcceptor::from(Arc::new(config)), certificate)
}

#[tokio::test]
async fn only_the_servers_own_certificate_is_good_enough() {
    let (acceptor, certificate) = acceptor();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream.write_all(b"220 a\r\n250 a\r\n").await;
                let _ = stream.read(&mut [0; 512]).await;
            }
        }
    });
    let good = relay(
        port,
        "localhost",
        Tls::Implicit,
        std::slice::from_ref(&certificate),
    );
    let wrong_name = relay(port, "127.0.0.1", Tls::Implicit, &[certificate]);
    let stranger = relay(port, "localhost", Tls::Implicit, &[]);
    assert!(Session::connect(&good).await.is_ok());
    for relay in [wrong_name, stranger] {
        let error = Session::connect(&relay).await.err().expect("refused");
        assert!(error.is_halt(), "{error}");
    }
}
