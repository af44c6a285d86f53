//! Whom we trust: the system's certificate authorities, and those a caller adds; read when TLS is first needed.

use std::sync::{Arc, OnceLock};

use anyhow::{Context, ensure};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// The certificate authorities of a relay's sessions. A relay on this machine without TLS needs none.
#[derive(Clone, Default)]
pub struct Trust {
    extra: Vec<CertificateDer<'static>>,
    made: Arc<OnceLock<TlsConnector>>,
}

impl Trust {
    /// Trusts `extra` authorities besides the system's.
    pub fn with(extra: &[CertificateDer<'static>]) -> Self {
        Self {
            extra: extra.to_vec(),
            made: Arc::default(),
        }
    }

    /// The TLS side of sessions, made once.
    ///
    /// # Errors
    /// When there is not one authority to trust, or one that was added is no certificate.
    pub fn connector(&self) -> anyhow::Result<TlsConnector> {
        if let Some(made) = self.made.get() {
            return Ok(made.clone());
        }
        let made = connector(&self.extra)?;
        Ok(self.made.get_or_init(|| made).clone())
    }
}

/// Makes the TLS side of sessions: chain and host name are always verified. `SSL_CERT_FILE` and
/// `SSL_CERT_DIR` replace the system's authorities; `extra` adds to them.
///
/// # Errors
/// When there is not one authority to trust, or `extra` is no certificate.
fn connector(extra: &[CertificateDer<'static>]) -> anyhow::Result<TlsConnector> {
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
