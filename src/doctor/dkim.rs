//! DKIM (RFC 6376): the key by which receivers check the relay's signature.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::doctor::{Finding, Patient, State};

/// Receivers refuse shorter RSA keys (RFC 8301, 3.2).
const BITS_MIN: usize = 1024;
/// What signers should have.
const BITS_GOOD: usize = 2048;

pub(super) async fn examine(patient: &Patient<'_>, subject: &str, from: &str) -> Finding {
    let found = |state, message: String| Finding::new(subject, "DKIM", state, message);
    let configured = patient.config.mail.dkim.as_ref();
    let selector = patient
        .selector
        .or(configured.map(|dkim| dkim.selector.as_str()));
    let Some(selector) = selector else {
        return found(State::Warning, "no selector is known, so the key cannot be looked up".into())
            .help("The relay signs, and names its selector (the s= in DKIM-Signature of a test mail): run postrider doctor --selector NAME, or set mail.dkim");
    };
    let domain = configured.map_or(from, |dkim| dkim.domain.as_str());
    let name = format!("{selector}._domainkey.{domain}");
    let texts = match patient.dns.texts(&name).await {
        Ok(texts) => texts,
        Err(silent) => return Finding::silent(subject, "DKIM", &silent),
    };
    let keys: Vec<&String> = texts.iter().filter(|text| text.contains("p=")).collect();
    let [key] = keys[..] else {
        let message = match keys.len() {
            0 => format!("no key at {name}"),
            count => format!("{count} keys at {name}: receivers take none for sure"),
        };
        return found(State::Problem, message)
            .help("Receivers cannot check signatures with it, and Gmail and Yahoo refuse unsigned mail to many. The relay shows the record to write, often a CNAME; as TXT it is")
            .record(&name, "TXT", "v=DKIM1; k=rsa; p=KEY-THAT-THE-RELAY-SHOWS");
    };
    let (state, message, help) = judge(key);
    let message = format!("{message} at {name}");
    if state == State::Ok && !is_aligned(domain, from) {
        return found(
            State::Warning,
            format!("{message}, and the sender is at {from}"),
        )
        .help("DMARC asks that the domain that signs is the sender's");
    }
    found(state, message).help(help)
}

/// Whether a domain is the other, or above or below it (relaxed alignment, RFC 7489, 3.1.1).
pub(super) fn is_aligned(one: &str, other: &str) -> bool {
    let is_below = |below: &str, above: &str| {
        below
            .strip_suffix(above)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    is_below(one, other) || is_below(other, one) || organisation(one) == organisation(other)
}

/// The last two names of a domain: near enough where no list of public suffixes is at hand.
fn organisation(domain: &str) -> &str {
    let mut dots = domain.rmatch_indices('.').map(|(at, _)| at);
    match (dots.next(), dots.next()) {
        (Some(_), Some(at)) => &domain[at + 1..],
        _ => domain,
    }
}

/// What a key record is worth.
fn judge(record: &str) -> (State, String, &'static str) {
    let tag = |name: &str| {
        let mut tags = record.split(';').filter_map(|tag| tag.split_once('='));
        tags.find(|(key, _)| key.trim() == name)
            .map(|(_, value)| value.split_whitespace().collect::<String>())
    };
    let problem = |message: &str, help| (State::Problem, message.to_owned(), help);
    if tag("v").is_some_and(|version| version != "DKIM1") {
        return problem(
            "a key of an unknown version",
            "Begin the record with v=DKIM1",
        );
    }
    let data = tag("p").unwrap_or_default();
    if data.is_empty() {
        return problem(
            "a key that was revoked (p= is empty)",
            "Let the relay make a new key, with another selector",
        );
    }
    let Ok(der) = BASE64.decode(&data) else {
        return problem(
            "a key that is no base64",
            "Copy the record again: parts of it are missing",
        );
    };
    let kind = tag("k").unwrap_or_else(|| "rsa".into());
    let size = match kind.as_str() {
        "ed25519" if der.len() == 32 => "Ed25519 key".to_owned(),
        "rsa" => match rsa_bits(&der) {
            None => {
                return problem(
                    "a key that is no RSA key",
                    "Copy the record again: parts of it are missing",
                );
            }
            Some(bits) if bits < BITS_MIN => {
                return problem(
                    &format!("an RSA key of {bits} bits"),
                    "Receivers refuse so short a key: let the relay make one of 2048 bits",
                );
            }
            Some(bits) if bits < BITS_GOOD => {
                let message = format!("an RSA key of {bits} bits");
                return (
                    State::Warning,
                    message,
                    "It still counts, and is near to being broken: let the relay make one of 2048 bits",
                );
            }
            Some(bits) => format!("RSA key of {bits} bits"),
        },
        _ => {
            return problem(
                "a key of a kind that receivers do not know",
                "Write k=rsa or k=ed25519 with its key",
            );
        }
    };
    if tag("t").is_some_and(|flags| flags.split(':').any(|flag| flag == "y")) {
        return (
            State::Warning,
            format!("{size}, marked as a test (t=y)"),
            "Receivers may treat the mail as unsigned: remove t=y",
        );
    }
    (State::Ok, size, "")
}

/// The length of an RSA key in a `SubjectPublicKeyInfo` (RFC 5280, 4.1) or an `RSAPublicKey` (RFC 8017, A.1.1).
fn rsa_bits(der: &[u8]) -> Option<usize> {
    let (0x30, outer, _) = element(der)? else {
        return None;
    };
    let key = match element(outer)? {
        (0x30, _, rest) => {
            let (0x03, bits, _) = element(rest)? else {
                return None;
            };
            let (0x30, key, _) = element(bits.get(1..)?)? else {
                return None;
            };
            key
        }
        _ => outer,
    };
    let (0x02, modulus, _) = element(key)? else {
        return None;
    };
    let start = modulus.iter().position(|byte| *byte != 0)?;
    let digits = &modulus[start..];
    let first = usize::try_from(digits[0].leading_zeros()).ok()?;
    Some(digits.len() * 8 - first)
}

/// The first element of DER: its tag, what it holds, what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let count = usize::from(first & 0x7F);
        if count > 4 {
            return None;
        }
        let (digits, rest) = rest.split_at_checked(count)?;
        let length = digits
            .iter()
            .fold(0, |sum, digit| sum << 8 | usize::from(*digit));
        (length, rest)
    };
    let (inner, rest) = rest.split_at_checked(length)?;
    Some((*tag, inner, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An `RSAPublicKey` with a modulus of so many bits.
    fn key_of(bits: usize) -> String {
        let mut modulus = vec![0xFF; bits / 8];
        modulus.insert(0, 0);
        let long = |tag: u8, inner: &[u8]| {
            let length = u16::try_from(inner.len()).expect("short").to_be_bytes();
            [&[tag, 0x82][..], &length[..], inner].concat()
        };
        let key = long(
            0x30,
            &[long(0x02, &modulus), vec![0x02, 3, 1, 0, 1]].concat(),
        );
        BASE64.encode(key)
    }

    #[test]
    fn keys_are_judged_by_kind_and_length() {
        for (record, state, words) in [
            (
                format!("v=DKIM1; k=rsa; p={}", key_of(2048)),
                State::Ok,
                "2048",
            ),
            (format!("p={}", key_of(1024)), State::Warning, "1024"),
            (format!("v=DKIM1; p={}", key_of(512)), State::Problem, "512"),
            ("v=DKIM1; p=".into(), State::Problem, "revoked"),
            ("v=DKIM1; p=!!".into(), State::Problem, "base64"),
            ("v=DKIM1; p=AAAA".into(), State::Problem, "no RSA"),
            (
                format!("v=DKIM1; k=ed25519; p={}", BASE64.encode([7; 32])),
                State::Ok,
                "Ed25519",
            ),
            (
                format!("v=DKIM1; t=y; p={}", key_of(2048)),
                State::Warning,
                "test",
            ),
        ] {
            let found = judge(&record);
            assert_eq!(found.0, state, "{record}");
            assert!(found.1.contains(words), "{}", found.1);
        }
    }

    #[test]
    fn domains_align_within_an_organisation() {
        assert!(is_aligned("a.example", "news.a.example"));
        assert!(is_aligned("bounce.a.example", "news.a.example"));
        assert!(!is_aligned("a.example", "ba.example"));
    }
}
