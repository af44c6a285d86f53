//! The web as a client: fetches a feed that somebody names, and tells hubs what changed. A build never comes here.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tokio_rustls::rustls::crypto::ring;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, ResponseExt as _, http};
use url::Url;

/// A feed larger than this is none that anybody wrote.
const BODY_BYTES_MAX: u64 = 32 << 20;
const TIMEOUT: Duration = Duration::from_secs(30);
const POST_TIMEOUT: Duration = Duration::from_secs(10);
/// A page that takes longer is not there for its readers either.
const LOOK_TIMEOUT: Duration = Duration::from_secs(5);
const REDIRECTS_MAX: u32 = 5;

/// What a server gave for a URL.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Where it came from, behind redirects.
    pub url: Url,
    /// The `Content-Type` as sent; empty where none was.
    pub content_type: String,
    /// The bytes as sent, decompressed.
    pub bytes: Vec<u8>,
}

/// A client that verifies certificates by the system's authorities and follows a few redirects.
pub struct Client(Agent);

impl Client {
    /// A client with the system's certificate authorities.
    pub fn of_system() -> Self {
        let authorities = rustls_native_certs::load_native_certs().certs;
        let authorities = authorities
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::Specific(Arc::new(authorities.collect())))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(TIMEOUT))
            .max_redirects(REDIRECTS_MAX)
            .http_status_as_error(false)
            .user_agent(concat!("Postrider/", env!("CARGO_PKG_VERSION")))
            .build();
        Self(config.into())
    }

    /// Gets what stands at `url`.
    ///
    /// # Errors
    /// When it is no http(s) URL, the server is not reached, answers with anything but 200, or sends more than 32 MiB.
    pub fn fetch(&self, url: &Url) -> anyhow::Result<Fetched> {
        let fetched = self.fetch_if_there(url)?;
        fetched.with_context(|| format!("fetching {url}: the server knows nothing there"))
    }

    /// As [`Client::fetch`]; `None` where the server answers that there is nothing (404, 410).
    ///
    /// # Errors
    /// As [`Client::fetch`].
    pub fn fetch_if_there(&self, url: &Url) -> anyhow::Result<Option<Fetched>> {
        let context = || format!("fetching {url}");
        let is_web = matches!(url.scheme(), "http" | "https");
        ensure!(is_web, "fetching {url}: only http and https are fetched");
        let mut response = self.0.get(url.as_str()).call().with_context(context)?;
        let status = response.status();
        if matches!(status, http::StatusCode::NOT_FOUND | http::StatusCode::GONE) {
            return Ok(None);
        }
        ensure!(
            status == http::StatusCode::OK,
            "fetching {url}: the server answers {status}"
        );
        let header = response.headers().get(http::header::CONTENT_TYPE);
        let content_type = header.and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        let body = response.body_mut().as_reader();
        body.take(BODY_BYTES_MAX + 1)
            .read_to_end(&mut bytes)
            .with_context(context)?;
        let is_small = u64::try_from(bytes.len()).is_ok_and(|length| length <= BODY_BYTES_MAX);
        ensure!(is_small, "fetching {url}: it is larger than 32 MiB");
        let reached = Url::parse(&response.get_uri().to_string());
        Ok(Some(Fetched {
            url: reached.unwrap_or_else(|_| url.clone()),
            content_type,
            bytes,
        }))
    }

    /// Asks whether something stands at `url`, by HEAD, and by GET without reading the body where a server does not know
    /// HEAD (405, 501). Gives the status and the address behind redirects.
    ///
    /// # Errors
    /// When it is no http(s) URL, or the server is not reached or does not answer within 5 seconds.
    pub fn look(&self, url: &Url) -> anyhow::Result<Looked> {
        let is_web = matches!(url.scheme(), "http" | "https");
        ensure!(is_web, "only http and https can be asked for");
        let ask = |request: ureq::RequestBuilder<ureq::typestate::WithoutBody>| {
            let timed = request.config().timeout_global(Some(LOOK_TIMEOUT)).build();
            timed.call()
        };
        let mut answer = ask(self.0.head(url.as_str()));
        let knows_no_head = [
            http::StatusCode::METHOD_NOT_ALLOWED,
            http::StatusCode::NOT_IMPLEMENTED,
        ];
        if matches!(&answer, Ok(refusal) if knows_no_head.contains(&refusal.status())) {
            answer = ask(self.0.get(url.as_str()));
        }
        let answer = answer.map_err(|error| match error {
            ureq::Error::Timeout(_) => anyhow::anyhow!("no answer within 5 seconds"),
            ureq::Error::TooManyRedirects => {
                anyhow::anyhow!("more than {REDIRECTS_MAX} redirects lead on from it")
            }
            other => anyhow::anyhow!("{other}"),
        })?;
        Ok(Looked {
            status: answer.status(),
            at: answer.get_uri().to_string(),
        })
    }

    /// Posts `pairs` as a form. No redirect is followed: most lose the form on the way.
    ///
    /// # Errors
    /// When the server is not reached, or takes more than 10 seconds.
    pub fn post_form(&self, url: &Url, pairs: &[(&str, &str)]) -> anyhow::Result<Posted> {
        let asked = self.0.post(url.as_str()).config();
        let asked = asked
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(POST_TIMEOUT))
            .build();
        let answer = asked.send_form(pairs.iter().copied());
        let answer = answer.with_context(|| format!("asking {url}"))?;
        let header = |name| {
            let value = answer.headers().get(name);
            value.and_then(|value| value.to_str().ok().map(str::to_owned))
        };
        Ok(Posted {
            status: answer.status().as_u16(),
            location: header(http::header::LOCATION),
            date: header(http::header::DATE),
        })
    }
}

/// What stands at an address.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The status of HTTP, the last one behind redirects.
    pub status: http::StatusCode,
    /// Where redirects led.
    pub at: String,
}

/// How a server answered a form.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The status of HTTP.
    pub status: u16,
    /// Where it has moved to, as sent.
    pub location: Option<String>,
    /// The server's time, as sent.
    pub date: Option<String>,
}
