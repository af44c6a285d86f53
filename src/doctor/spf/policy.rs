//! An SPF record, read term by term (RFC 7208, 4.6 and 5).

use std::net::IpAddr;

/// What one term says, and of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mechanism {
    All,
    /// Addresses with this many bits in common.
    Net(IpAddr, u8),
    Host(Option<String>, Prefix),
    MailHosts(Option<String>, Prefix),
    Include(String),
    /// `exists`, `ptr`: asked by receivers only, since they depend on the message.
    Other,
}

/// How many bits count, of IPv4 and IPv6.
pub(super) type Prefix = (u8, u8);

/// A record, read.
#[derive(Debug, Default)]
pub(super) struct Policy {
    pub(super) terms: Vec<(char, Mechanism)>,
    pub(super) redirect: Option<String>,
    pub(super) flaws: Vec<String>,
}

impl Policy {
    /// Reads a record that begins with `v=spf1`.
    pub(super) fn parse(record: &str) -> Self {
        let mut policy = Self::default();
        for word in record.split_whitespace().skip(1) {
            if let Some((name, value)) = word
                .split_once('=')
                .filter(|(name, _)| !name.contains([':', '/']))
            {
                if name.eq_ignore_ascii_case("redirect") {
                    policy.redirect = Some(value.to_owned());
                }
                continue;
            }
            let (sign, rest) = match word.chars().next() {
                Some(sign @ ('+' | '-' | '~' | '?')) => (sign, &word[1..]),
                _ => ('+', word),
            };
            match Mechanism::parse(rest) {
                Some(mechanism) => policy.terms.push((sign, mechanism)),
                None => policy
                    .flaws
                    .push(format!("`{}` is no term of SPF", word.escape_debug())),
            }
        }
        policy
    }
}

impl Mechanism {
    fn parse(term: &str) -> Option<Self> {
        let (name, value) = match term.find([':', '/']) {
            Some(at) => (&term[..at], &term[at..]),
            None => (term, ""),
        };
        let name = name.to_ascii_lowercase();
        let after = value.strip_prefix(':');
        Some(match name.as_str() {
            "all" if value.is_empty() => Self::All,
            "ip4" | "ip6" => {
                let (address, bits) = after?
                    .split_once('/')
                    .map_or((after?, None), |(address, bits)| (address, Some(bits)));
                let address: IpAddr = address.parse().ok()?;
                let most = if address.is_ipv4() { 32 } else { 128 };
                let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
                if address.is_ipv4() != (name == "ip4") || bits > most {
                    return None;
                }
                Self::Net(address, bits)
            }
            "a" | "mx" => {
                let (host, prefix) = host_and_prefix(value)?;
                if name == "a" {
                    Self::Host(host, prefix)
                } else {
                    Self::MailHosts(host, prefix)
                }
            }
            "include" => Self::Include(after.filter(|domain| !domain.is_empty())?.to_owned()),
            "exists" | "ptr" => Self::Other,
            _ => return None,
        })
    }
}

/// `:host/24//64`, each part optional.
fn host_and_prefix(value: &str) -> Option<(Option<String>, Prefix)> {
    let (host, bits) = value.split_once('/').unwrap_or((value, ""));
    let (four, six) = match bits.strip_prefix('/') {
        Some(six) => ("", six),
        None => bits.split_once("//").unwrap_or((bits, "")),
    };
    let number = |text: &str, most: u8| {
        if text.is_empty() {
            Some(most)
        } else {
            text.parse().ok().filter(|bits| *bits <= most)
        }
    };
    let host = host
        .strip_prefix(':')
        .filter(|host| !host.is_empty())
        .map(str::to_owned);
    Some((host, (number(four, 32)?, number(six, 128)?)))
}

/// Whether two addresses have their first `bits` in common.
pub(super) fn is_within(address: IpAddr, net: IpAddr, bits: u8) -> bool {
    match (address, net) {
        (IpAddr::V4(a), IpAddr::V4(b)) => {
            let shift = 32 - u32::from(bits.min(32));
            u32::from(a).checked_shr(shift) == u32::from(b).checked_shr(shift)
        }
        (IpAddr::V6(a), IpAddr::V6(b)) => {
            let shift = 128 - u32::from(bits.min(128));
            u128::from(a).checked_shr(shift) == u128::from(b).checked_shr(shift)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_and_what_is_none_is_named() {
        let policy = Policy::parse(
            "v=spf1 a mx:x.example/24//64 ip4:192.0.2.0/24 include:y.example exp=z ?ptr -all",
        );
        assert!(policy.flaws.is_empty(), "{policy:?}");
        let mail = Mechanism::MailHosts(Some("x.example".into()), (24, 64));
        assert_eq!(policy.terms[1], ('+', mail));
        assert_eq!(policy.terms.last(), Some(&('-', Mechanism::All)));
        for term in [
            "ip4:x",
            "ip4:1.2.3.4/33",
            "ip6:1.2.3.4",
            "include:",
            "incldue:x",
            "a/99",
            "all:x",
        ] {
            let policy = Policy::parse(&format!("v=spf1 {term}"));
            assert_eq!(policy.flaws.len(), 1, "{term}");
        }
    }

    #[test]
    fn addresses_lie_within_nets() {
        let within = |address: &str, net: &str, bits| {
            is_within(
                address.parse().expect("an address"),
                net.parse().expect("an address"),
                bits,
            )
        };
        assert!(within("192.0.2.77", "192.0.2.0", 24));
        assert!(!within("192.0.3.1", "192.0.2.0", 24));
        assert!(within("192.0.3.1", "0.0.0.0", 0));
        assert!(within("2001:db8::1", "2001:db8::", 32));
        assert!(!within("2001:db8::1", "192.0.2.0", 0));
    }
}
