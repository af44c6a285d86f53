//! What the old feeds call one post, and which of their names it is to bear.

use std::cmp::Ordering;

use jiff::Timestamp;
use url::Url;

use crate::feed::adopt::signs::How;
use crate::feed::adopt::{OldEntry, OldFormat};

/// An old feed's entry that is the post.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim<'a> {
    /// The feed's place among them.
    pub(super) feed: usize,
    pub(super) format: OldFormat,
    pub(super) entry: &'a OldEntry,
    pub(super) how: How,
}

/// What readers of the old feeds know a post by. Atom demands an IRI (RFC 4287, 4.2.6), the others take any text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish<'a> {
    /// Its Atom id.
    pub(super) atom: Option<&'a str>,
    /// Its RSS guid or JSON id.
    pub(super) other: Option<&'a str>,
    /// When it was last changed.
    pub(super) updated: Option<Timestamp>,
}

impl<'a> Wish<'a> {
    /// The first of each kind.
    pub(super) fn of(claims: &[Claim<'a>], now: Timestamp) -> Self {
        let first = |atom: bool| {
            let mut own = claims.iter().filter(|claim| claim.is_atom() == atom);
            own.next().map(|claim| claim.entry)
        };
        let (atom, other) = (first(true), first(false));
        let updated = [atom, other].into_iter().flatten();
        let mut updated = updated.filter_map(|entry| entry.updated);
        Self {
            atom: atom.map(|entry| entry.id.as_str()),
            other: other.map(|entry| entry.id.as_str()),
            // Nothing has changed yet that will change.
            updated: updated.find(|moment| moment.cmp(&now) != Ordering::Greater),
        }
    }
}

impl Claim<'_> {
    pub(super) fn is_atom(&self) -> bool {
        self.format == OldFormat::Atom
    }
}

/// Whether Atom can bear the id: an IRI with its scheme (RFC 3987), `tag:` and `urn:uuid:` in their own forms.
pub(in crate::feed) fn is_iri(id: &str) -> bool {
    let Some((scheme, rest)) = id.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.'));
    let is_clean = !rest.is_empty()
        && has_whole_escapes(rest)
        && !rest
            .chars()
            .any(|sign| sign.is_whitespace() || sign.is_control() || "<>\"{}|\\^`".contains(sign));
    if !is_scheme || !is_clean {
        return false;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => Url::parse(id).is_ok_and(|url| url.has_host()),
        "tag" => is_tag(rest),
        "urn" => is_urn(rest),
        _ => true,
    }
}

/// Whether it is an IRI in the one form in which programs compare it, of a scheme that validators know.
pub(super) fn is_canonical(id: &str) -> bool {
    let is_web = id.starts_with("http:") || id.starts_with("https:");
    let is_known = is_web || id.starts_with("tag:") || id.starts_with("urn:");
    let escapes = || id.split('%').skip(1).flat_map(|part| part.bytes().take(2));
    let is_plain = !escapes().any(|digit| digit.is_ascii_lowercase());
    let is_url = || Url::parse(id).is_ok_and(|url| url.as_str() == id);
    is_known && is_iri(id) && is_plain && (!is_web || is_url())
}

fn has_whole_escapes(text: &str) -> bool {
    let mut parts = text.split('%').skip(1);
    parts.all(|part| part.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2)
}

/// RFC 4151: authority, date, name.
fn is_tag(rest: &str) -> bool {
    let Some((entity, _)) = rest.split_once(':') else {
        return false;
    };
    let Some((authority, date)) = entity.split_once(',') else {
        return false;
    };
    let is_date = matches!(date.len(), 4 | 7 | 10)
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let is_authority = |sign: char| sign.is_ascii_alphanumeric() || ".-_@".contains(sign);
    is_date && !authority.is_empty() && authority.chars().all(is_authority) && rest.is_ascii()
}

/// RFC 8141, and RFC 9562 for `uuid`.
fn is_urn(rest: &str) -> bool {
    let Some((space, name)) = rest.split_once(':') else {
        return false;
    };
    let is_uuid = || {
        let lengths: Vec<usize> = name.split('-').map(str::len).collect();
        lengths == [8, 4, 4, 4, 12]
            && name
                .bytes()
                .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
    };
    space.len() > 1 && !name.is_empty() && (!space.eq_ignore_ascii_case("uuid") || is_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_atom_id_is_an_iri_in_its_schemes_form() {
        for id in [
            "https://x.example/?p=12",
            "http://x.example/é",
            "tag:x.example,2020-01-02:/a.html",
            "tag:me@x.example,2020:a",
            "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
            "yt:video:a",
        ] {
            assert!(is_iri(id), "{id}");
        }
        for id in [
            "123",
            "5f3a0c",
            "/2020/a",
            "a b:c",
            "https://x.example/a b",
            "https:///",
            "x:%4",
            "x:%é",
            "tag:x.example,20:a",
            "tag:x.example",
            "urn:uuid:1",
            "",
        ] {
            assert!(!is_iri(id), "{id}");
        }
        assert!(is_canonical("https://x.example/a%C3%A9"));
        for id in [
            "https://X.example/a",
            "http://x.example",
            "https://x.example/a%c3%a9",
            "https://x.example/é",
            "post:12",
        ] {
            assert!(!is_canonical(id), "{id}");
        }
    }
}
