//! URLs and other URIs (RFC 3986), `tag:` (RFC 4151) and `urn:` (RFC 8141).

use url::Url;

use crate::feed::judge::court::shown;
use crate::feed::judge::date::Fault;

/// What a place wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// A URI with its scheme.
    Full,
    /// The address of something on the web: http or https.
    Web,
    /// As [`Want::Full`]; letters of every script are welcome (RFC 3987).
    FullIri,
    /// May be relative to the document.
    ReferenceIri,
}

const SCHEMES: [&str; 44] = [
    "http", "https", "ftp", "ftps", "sftp", "file", "mailto", "news", "nntp", "tag", "urn", "data",
    "cid", "mid", "tel", "sms", "sip", "sips", "xmpp", "irc", "ircs", "magnet", "geo", "git",
    "ssh", "info", "doi", "gemini", "gopher", "ipfs", "ipns", "at", "did", "dat", "dict", "ldap",
    "imap", "rtsp", "webcal", "feed", "bitcoin", "acct", "ni", "matrix",
];

fn fault(rule: &'static str, message: String) -> Fault {
    Fault { rule, message }
}

/// What keeps `value` from being what the place wants.
pub(super) fn judge(value: &str, want: Want) -> Option<Fault> {
    let scheme = scheme_of(value);
    let is_relative = scheme.is_none();
    if is_relative && want != Want::ReferenceIri {
        let message = match value.trim() {
            "" => "there is no address here".to_owned(),
            _ => format!(
                "`{}` is no complete address: it lacks a scheme such as https:",
                shown(value)
            ),
        };
        return Some(fault("url-invalid", message));
    }
    let characters = judge_characters(value, want);
    if characters.is_some() {
        return characters;
    }
    let scheme = scheme.unwrap_or_default().to_ascii_lowercase();
    if want == Want::Web && !matches!(scheme.as_str(), "http" | "https") {
        return Some(fault(
            "url-invalid",
            format!(
                "`{}` is no address on the web (http or https)",
                shown(value)
            ),
        ));
    }
    match scheme.as_str() {
        "" => None,
        "tag" => (!is_tag(value)).then(|| {
            fault(
                "tag-invalid",
                format!(
                    "`{}` is no tag URI: `tag:example.org,2024:name` is one",
                    shown(value)
                ),
            )
        }),
        "urn" => (!is_urn(value)).then(|| {
            fault(
                "urn-invalid",
                format!(
                    "`{}` is no URN: `urn:uuid:` and a UUID is one",
                    shown(value)
                ),
            )
        }),
        "http" | "https" | "ftp" => {
            let rest = value.get(scheme.len()..).unwrap_or_default();
            let has_host = rest.starts_with("://") && !rest.starts_with(":///");
            let is_url = has_host && Url::parse(value).is_ok();
            (!is_url).then(|| {
                fault(
                    "url-invalid",
                    format!("`{}` is no address that leads anywhere", shown(value)),
                )
            })
        }
        own if !SCHEMES.contains(&own) => Some(fault(
            "url-scheme",
            format!(
                "`{}:` is a scheme that hardly any program knows",
                shown(own)
            ),
        )),
        _ => None,
    }
}

/// The part before the colon, where it is a scheme.
pub(super) fn scheme_of(value: &str) -> Option<&str> {
    let (scheme, _) = value.split_once(':')?;
    let mut signs = scheme.chars();
    let starts = signs.next().is_some_and(|sign| sign.is_ascii_alphabetic());
    let is_scheme =
        starts && signs.all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

fn judge_characters(value: &str, want: Want) -> Option<Fault> {
    let takes_all = matches!(want, Want::FullIri | Want::ReferenceIri);
    let is_usual =
        |sign: char| sign.is_ascii_alphanumeric() || ";/?:@&=+$.-_!~*'(),#%[]".contains(sign);
    let odd = value
        .chars()
        .find(|sign| !is_usual(*sign) && (sign.is_ascii() || sign.is_control() || !takes_all));
    if let Some(odd) = odd {
        return Some(if odd.is_ascii() || odd.is_control() {
            fault(
                "url-character",
                format!("`{}` may not hold the character {odd:?}", shown(value)),
            )
        } else {
            fault(
                "url-not-ascii",
                format!(
                    "`{}` holds {odd:?}, which an address here must give in percent signs",
                    shown(value)
                ),
            )
        });
    }
    let is_hex =
        |digits: &str| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let broken = value
        .split('%')
        .skip(1)
        .any(|rest| !rest.get(..2).is_some_and(is_hex));
    broken.then(|| {
        fault(
            "url-character",
            format!(
                "a `%` in `{}` is not followed by two hexadecimal digits",
                shown(value)
            ),
        )
    })
}

fn is_tag(value: &str) -> bool {
    let parts = value.get(4..).and_then(|rest| rest.split_once(','));
    let Some((authority, rest)) = parts else {
        return false;
    };
    let Some((date, _)) = rest.split_once(':') else {
        return false;
    };
    let host = authority.rsplit('@').next().unwrap_or_default();
    let is_host = !host.is_empty()
        && host.chars().all(|sign| {
            sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '-' | '.')
        });
    let lengths: Vec<usize> = date.split('-').map(str::len).collect();
    let is_date = matches!(lengths[..], [4] | [4, 2] | [4, 2, 2])
        && date
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_host && is_date
}

fn is_urn(value: &str) -> bool {
    let Some((space, name)) = value.get(4..).and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    let is_space = (2..=32).contains(&space.len())
        && !space.starts_with('-')
        && space
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if space.eq_ignore_ascii_case("uuid") {
        let lengths: Vec<usize> = name.split('-').map(str::len).collect();
        return lengths == [8, 4, 4, 4, 12]
            && name
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    }
    is_space && !name.is_empty()
}

/// The form of `value` in which equal addresses are equal, where it differs from what was typed (RFC 4287, 4.2.6.1).
pub(super) fn canonical(value: &str) -> Option<String> {
    let scheme = scheme_of(value)?;
    let lower = scheme.to_ascii_lowercase();
    let made = if matches!(lower.as_str(), "http" | "https") {
        upper_percents(Url::parse(value).ok()?.as_str())
    } else {
        upper_percents(&format!("{lower}{}", value.get(scheme.len()..)?))
    };
    (made != value && value.is_ascii()).then_some(made)
}

/// Percent signs with capital digits.
fn upper_percents(value: &str) -> String {
    let mut made = String::with_capacity(value.len());
    for (number, part) in value.split('%').enumerate() {
        match part.split_at_checked(2) {
            Some((digits, rest)) if number > 0 => {
                made.push('%');
                made.push_str(&digits.to_ascii_uppercase());
                made.push_str(rest);
            }
            _ if number > 0 => {
                made.push('%');
                made.push_str(part);
            }
            _ => made.push_str(part),
        }
    }
    made
}

/// Whether two addresses lead to the same place: scheme and a final slash count, a fragment does not.
pub(super) fn is_same(one: &str, other: &Url) -> bool {
    let Ok(mut one) = Url::parse(one.trim()) else {
        return false;
    };
    let mut other = other.clone();
    one.set_fragment(None);
    other.set_fragment(None);
    one == other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        for (value, want, rule) in [
            ("https://a.example/x?y=1&z=%20#f", Want::Full, ""),
            ("tag:a.example,2024-01-02:x/y", Want::Full, ""),
            (
                "urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6",
                Want::Full,
                "",
            ),
            ("/x", Want::ReferenceIri, ""),
            ("https://a.example/é", Want::FullIri, ""),
            ("https://a.example/é", Want::Full, "url-not-ascii"),
            ("https://a.example/a b", Want::FullIri, "url-character"),
            ("https://a.example/%zz", Want::Full, "url-character"),
            ("/x", Want::Full, "url-invalid"),
            ("", Want::Full, "url-invalid"),
            ("http:///x", Want::Full, "url-invalid"),
            ("http:x", Want::Full, "url-invalid"),
            ("https://[::1", Want::Full, "url-invalid"),
            ("mailto:a@b.example", Want::Web, "url-invalid"),
            ("mailto:a@b.example", Want::Full, ""),
            ("postrider:x", Want::Full, "url-scheme"),
            ("tag:a.example:x", Want::Full, "tag-invalid"),
            ("urn:uuid:1-2", Want::Full, "urn-invalid"),
            ("urn:x", Want::Full, "urn-invalid"),
        ] {
            assert_eq!(
                judge(value, want).map_or("", |fault| fault.rule),
                rule,
                "{value}"
            );
        }
    }

    #[test]
    fn equal_addresses_have_one_form() {
        assert_eq!(
            canonical("HTTP://A.example:80/%7ea").as_deref(),
            Some("http://a.example/%7Ea")
        );
        assert_eq!(
            canonical("http://a.example").as_deref(),
            Some("http://a.example/")
        );
        for own in ["http://a.example/", "tag:a.example,2024:x", "urn:isbn:1"] {
            assert_eq!(canonical(own), None);
        }
    }
}
