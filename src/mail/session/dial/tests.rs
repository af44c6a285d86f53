//! What a hostile or careless server gets: no session.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

use super::*;
use crate::config::SmtpServer;
use crate::mail::session::Session;
use crate::mail::tls;

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
        tls: tls::connector(roots).expect("authorities"),
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
async fn only_the_servers_own_certificate_is_good_enough() {
    let own = rcgen::generate_simple_self_signed(vec!["localhost".into()]).expect("a certificate");
    let certificate = own.cert.der().clone();
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .expect("a configuration");
    let acceptor = TlsAcceptor::from(Arc::new(config));
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
