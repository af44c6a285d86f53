//! An answer before it goes out, with the headers that every answer has. Knows no page.

use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
};
use hyper::{Response, StatusCode};

/// The bytes of an answer: known, or as they come.
pub type Body = Either<Full<Bytes>, Channel<Bytes>>;

/// A page of ours: its own script, style and pictures, nothing else.
pub const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What somebody else wrote, in a frame of ours: no script, no form, no request to another host.
pub const FRAME: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/// What is no page.
pub const INERT: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// `Content-Type`.
    pub kind: String,
    /// `Content-Security-Policy`.
    pub policy: &'static str,
    /// The bytes.
    pub bytes: Bytes,
}

impl Answer {
    /// An answer of this type under this policy.
    pub fn new(kind: impl Into<String>, policy: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            kind: kind.into(),
            policy,
            bytes: bytes.into(),
        }
    }

    /// One line of plain text.
    pub fn plain(status: StatusCode, line: &str) -> Self {
        Self {
            status,
            ..Self::new("text/plain; charset=utf-8", INERT, format!("{line}\n"))
        }
    }

    /// The same with another status.
    #[must_use]
    pub fn with(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// As it goes out.
    pub fn into_response(self) -> Response<Body> {
        let mut response = dress(Either::Left(Full::new(self.bytes)), &self.kind, self.policy);
        *response.status_mut() = self.status;
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            let allowed = HeaderValue::from_static("GET, HEAD");
            response.headers_mut().insert(ALLOW, allowed);
        }
        response
    }
}

/// Gives a body the headers that every answer has.
pub fn dress(body: Body, kind: &str, policy: &'static str) -> Response<Body> {
    let fallback = HeaderValue::from_static("application/octet-stream");
    let kind = HeaderValue::from_str(kind).unwrap_or(fallback);
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("x-robots-tag", "noindex"),
    ] {
        let name = HeaderName::from_static(name);
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
