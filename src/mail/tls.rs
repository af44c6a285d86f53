//! Whom we trust: the system's certificate authorities, and those a caller adds.

use std::sync::Arc;

use anyhow::{Context, ensure};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// Makes the TLS side of sessions: chain and host name are always verified. `SSL_CERT_FILE` and
/// `SSL_CERT_DIR` replace the system's authorities; `extra` adds to them.
///
/// # Errors
/// When there is not one authority to trust, or `extra` is no certificate.
pub fn connector(extra: &[CertificateDer<'static>]) -> anyhow::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for certificate in extra {
        roots
            .add(certificate.clone())
            .context("adding a certificate authority")?;
    }
    ensure!(
        !roots.is_empty(),
        "this system has no certificate authorities: install ca-certificates"
    );
    let provider = Arc::new(crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
