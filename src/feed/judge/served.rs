//! What the server says of a feed: its `Content-Type` (RFC 7303 for XML).

use crate::feed::judge::Kind;
use crate::feed::judge::court::{Court, shown};

/// The `charset` of a `Content-Type`.
pub(super) fn charset(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1);
    let mut pairs = parameters.filter_map(|part| part.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then_some(value)
}

/// Judges the type that a feed of this kind was served as.
pub(super) fn judge(content_type: &str, kind: Kind, court: &mut Court) {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let (own, others): (&str, &[&str]) = match kind {
        Kind::Rss => (
            "application/rss+xml",
            &["application/rdf+xml", "application/xml", "text/xml"],
        ),
        Kind::Atom => ("application/atom+xml", &["application/xml", "text/xml"]),
        Kind::Json => ("application/feed+json", &["application/json"]),
        Kind::Opml => (
            "text/x-opml",
            &[
                "text/opml",
                "application/xml",
                "text/xml",
                "application/opml+xml",
            ],
        ),
    };
    if essence.is_empty() {
        let message = format!("the server says not what this is: `{own}` would be right");
        court.find("content-type", 0, message);
    } else if essence != own && !others.contains(&essence.as_str()) {
        let message = format!(
            "the server says `{}`, and this is `{own}`: browsers and some readers believe it",
            shown(&essence)
        );
        court.find("content-type", 0, message);
    }
}
