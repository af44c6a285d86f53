//! SPF (RFC 7208): who may send for a domain, and how many questions a receiver must ask to know.

mod policy;
mod walk;

use std::net::IpAddr;

use crate::doctor::{Finding, Patient, State};

use policy::{Mechanism, Policy};
use walk::{Verdicts, Walk};

/// A receiver asks no more; behind that the record counts as broken (RFC 7208, 4.6.4).
const LOOKUPS_MAX: usize = 10;
/// The doctor goes a little further, to tell by how much it is too many.
const LOOKUPS_ASKED: usize = 25;
/// Questions to names that are not there (RFC 7208, 4.6.4).
const VOIDS_MAX: usize = 2;

pub(super) async fn examine(
    patient: &Patient<'_>,
    subject: &str,
    domain: &str,
    addresses: &[IpAddr],
) -> Finding {
    let found = |state, message: String| Finding::new(subject, "SPF", state, message);
    let texts = match patient.dns.texts(domain).await {
        Ok(texts) => texts,
        Err(silent) => return Finding::silent(subject, "SPF", &silent),
    };
    let records: Vec<&String> = texts.iter().filter(|text| is_spf(text)).collect();
    let own = suggested(addresses);
    let [record] = records[..] else {
        if records.is_empty() {
            return found(State::Problem, format!("{domain} has no SPF record"))
                .help("Receivers cannot tell who may send for it; Gmail and Yahoo refuse mail to many. Where your relay names an include:, write that instead of addresses")
                .record(domain, "TXT", format!("v=spf1 {own} ~all"));
        }
        return found(
            State::Problem,
            format!(
                "{domain} has {} SPF records: receivers take none",
                records.len()
            ),
        )
        .help("Keep one that holds the terms of all")
        .record(domain, "TXT", merged(&records));
    };
    let policy = Policy::parse(record);
    let mut walk = Walk {
        dns: patient.dns,
        addresses,
        lookups: 0,
        voids: 0,
        flaws: policy.flaws.clone(),
        silent: None,
    };
    let verdicts = walk.follow(domain.to_owned(), policy, 0).await;
    judge(&walk, found, (domain, record), &verdicts)
}

/// What a whole walk comes to, the worst first.
fn judge(
    walk: &Walk,
    found: impl Fn(State, String) -> Finding,
    (domain, record): (&str, &str),
    verdicts: &Verdicts,
) -> Finding {
    let policy = Policy::parse(record);
    let of_all = policy
        .terms
        .iter()
        .find(|(_, what)| *what == Mechanism::All);
    if let Some(('+', _)) = of_all {
        let better = record.replace("+all", "~all");
        let better = better
            .strip_suffix(" all")
            .map_or(better.clone(), |start| format!("{start} ~all"));
        return found(
            State::Problem,
            "+all lets everybody send in this name".into(),
        )
        .help("Name who may send, and end with ~all or -all")
        .record(domain, "TXT", better);
    }
    if let Some(broken) = broken(walk, &found, record) {
        return broken;
    }
    let refused: Vec<IpAddr> = walk
        .addresses
        .iter()
        .zip(verdicts)
        .filter(|(_, verdict)| **verdict != Some('+'))
        .map(|(address, _)| *address)
        .collect();
    let count = format!("{} of {LOOKUPS_MAX} lookups", walk.lookups);
    if !refused.is_empty() {
        let shown: Vec<String> = refused.iter().map(ToString::to_string).collect();
        return found(State::Warning, format!("{count}; the relay's address {} may not send", shown.join(", ")))
            .help("Where mail leaves from other addresses than the relay takes it at, your relay names an include: for them; else add the address")
            .record(domain, "TXT", with_terms(record, &suggested(&refused)));
    }
    if of_all.is_none() && policy.redirect.is_none() {
        return found(
            State::Warning,
            format!("{count}; the record does not say what of others"),
        )
        .help("End it with ~all")
        .record(domain, "TXT", format!("{record} ~all"));
    }
    if walk.addresses.is_empty() {
        return found(
            State::Ok,
            format!("{count}; from which address mail leaves is not known here"),
        );
    }
    found(State::Ok, format!("{count}; the relay's address may send"))
}

/// What makes a receiver give up on the record, or kept the doctor from reading all of it.
fn broken(walk: &Walk, found: impl Fn(State, String) -> Finding, record: &str) -> Option<Finding> {
    if let Some(flaw) = walk.flaws.first() {
        return Some(
            found(State::Problem, format!("the record is broken: {flaw}")).help(format!(
                "Receivers ignore a broken record. It reads: {record}"
            )),
        );
    }
    if walk.lookups > LOOKUPS_MAX {
        let count = walk.lookups;
        let shown = if count >= LOOKUPS_ASKED {
            format!("{count} or more")
        } else {
            count.to_string()
        };
        return Some(found(State::Problem, format!("the record takes {shown} lookups, and receivers stop at {LOOKUPS_MAX}"))
            .help("Remove the include: of services that no longer send for you, or write their addresses as ip4:"));
    }
    if let Some(silent) = &walk.silent {
        return Some(found(State::Warning, silent.to_string()).help(
            "This could not be judged. Run doctor again, or name another nameserver with --dns",
        ));
    }
    if walk.voids > VOIDS_MAX {
        return Some(
            found(
                State::Problem,
                format!(
                    "{} names in the record are not there; receivers stop at {VOIDS_MAX}",
                    walk.voids
                ),
            )
            .help("Remove the names that are gone"),
        );
    }
    None
}

fn is_spf(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower == "v=spf1" || lower.starts_with("v=spf1 ")
}

/// The terms for a relay's addresses, or where to write them.
fn suggested(addresses: &[IpAddr]) -> String {
    if addresses.is_empty() {
        return "ip4:ADDRESS-THAT-MAIL-LEAVES-FROM".into();
    }
    let terms = addresses.iter().map(|address| match address {
        IpAddr::V4(_) => format!("ip4:{address}"),
        IpAddr::V6(_) => format!("ip6:{address}"),
    });
    terms.collect::<Vec<_>>().join(" ")
}

/// A record with more terms, before what it says of all others.
fn with_terms(record: &str, terms: &str) -> String {
    let mut words: Vec<&str> = record.split_whitespace().collect();
    let is_last = |word: &&str| {
        word.trim_start_matches(['+', '-', '~', '?'])
            .eq_ignore_ascii_case("all")
            || word.starts_with("redirect=")
    };
    let at = words.iter().position(is_last).unwrap_or(words.len());
    words.insert(at, terms);
    words.join(" ")
}

/// One record with the terms of several.
fn merged(records: &[&String]) -> String {
    let mut terms: Vec<&str> = Vec::new();
    for word in records
        .iter()
        .flat_map(|record| record.split_whitespace().skip(1))
    {
        if !terms.contains(&word) && !word.to_ascii_lowercase().ends_with("all") {
            terms.push(word);
        }
    }
    format!("v=spf1 {} ~all", terms.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_mended_where_they_can_be() {
        assert_eq!(
            with_terms("v=spf1 mx ~all", "ip4:192.0.2.1"),
            "v=spf1 mx ip4:192.0.2.1 ~all"
        );
        let records = [
            "v=spf1 mx -all".to_owned(),
            "v=spf1 include:x.example ~all".to_owned(),
        ];
        assert_eq!(
            merged(&records.iter().collect::<Vec<_>>()),
            "v=spf1 mx include:x.example ~all"
        );
    }
}
