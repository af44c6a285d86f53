//! DMARC (RFC 7489): what receivers shall do with mail that neither SPF nor DKIM vouches for.

use crate::doctor::dkim::is_aligned;
use crate::doctor::dns::{Dns, Silent};
use crate::doctor::{Finding, State};

/// The records at the nearest name that has one, and that name.
pub(super) type Looked = Result<Option<(String, Vec<String>)>, Silent>;

/// Looks at the domain, and then above it, down to a name of two parts.
pub(super) async fn look(dns: &Dns, domain: &str) -> Looked {
    let mut at = domain;
    loop {
        let texts = dns.texts(&format!("_dmarc.{at}")).await?;
        let is_dmarc = |text: &String| {
            text.trim_start()
                .to_ascii_lowercase()
                .starts_with("v=dmarc1")
        };
        let records: Vec<String> = texts.into_iter().filter(is_dmarc).collect();
        if !records.is_empty() {
            return Ok(Some((at.to_owned(), records)));
        }
        match at.split_once('.') {
            Some((_, above)) if above.contains('.') => at = above,
            _ => return Ok(None),
        }
    }
}

pub(super) fn judge(subject: &str, domain: &str, envelope: &str, looked: &Looked) -> Finding {
    let found = |state, message: String| Finding::new(subject, "DMARC", state, message);
    let name = format!("_dmarc.{domain}");
    let first = format!("v=DMARC1; p=none; rua=mailto:postmaster@{domain}");
    let (at, records) = match looked {
        Err(silent) => return Finding::silent(subject, "DMARC", silent),
        Ok(None) => {
            return found(State::Problem, format!("{domain} has no DMARC record"))
                .help("Gmail and Yahoo refuse mail to many without one. Begin with p=none, which only asks for reports")
                .record(&name, "TXT", first);
        }
        Ok(Some((at, records))) => (at, records),
    };
    let [record] = &records[..] else {
        let count = records.len();
        return found(
            State::Problem,
            format!("{count} DMARC records at _dmarc.{at}: receivers take none"),
        )
        .help("Keep one");
    };
    let tag = |name: &str| {
        let mut tags = record.split(';').filter_map(|tag| tag.split_once('='));
        tags.find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_ascii_lowercase())
    };
    let of_others = tag("sp").filter(|_| at != domain);
    let policy = of_others.or_else(|| tag("p")).unwrap_or_default();
    if !["none", "quarantine", "reject"].contains(&policy.as_str()) {
        return found(
            State::Problem,
            format!("the DMARC record at _dmarc.{at} has no p= that counts"),
        )
        .help("Write p=none, p=quarantine or p=reject behind v=DMARC1")
        .record(&name, "TXT", first);
    }
    let is_strict = tag("aspf").as_deref() == Some("s");
    let is_spf_aligned = envelope == domain || (!is_strict && is_aligned(envelope, domain));
    let shown = if at == domain {
        String::new()
    } else {
        format!(", by _dmarc.{at}")
    };
    if !is_spf_aligned {
        return found(State::Warning, format!("p={policy}{shown}; bounces go to {envelope}, so SPF does not count for {domain}"))
            .help("Then only DKIM vouches for the mail: let the relay sign for the sender's domain, or take mail.bounces there");
    }
    if policy == "none" && tag("rua").is_none() {
        return found(
            State::Warning,
            format!("p=none{shown} without rua=: nobody hears of forged mail"),
        )
        .help("Ask for reports, and raise p= when they show only your mail")
        .record(&name, "TXT", first);
    }
    found(
        State::Ok,
        format!("p={policy}{shown}; sender and bounces are aligned"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_judged_by_policy_and_alignment() {
        let judge = |at: &str, records: &[&str], envelope: &str| {
            let records = records.iter().map(|record| (*record).to_owned()).collect();
            judge(
                "s",
                "news.a.example",
                envelope,
                &Ok(Some((at.to_owned(), records))),
            )
            .state
        };
        let own = "news.a.example";
        assert_eq!(judge(own, &["v=DMARC1; p=reject"], own), State::Ok);
        assert_eq!(
            judge(
                "a.example",
                &["v=DMARC1; p=reject; sp=none; rua=mailto:x@a.example"],
                own
            ),
            State::Ok
        );
        assert_eq!(judge(own, &["v=DMARC1; p=none"], own), State::Warning);
        assert_eq!(
            judge(own, &["v=DMARC1; rua=mailto:x@a.example"], own),
            State::Problem
        );
        assert_eq!(
            judge(own, &["v=DMARC1; p=reject", "v=DMARC1; p=none"], own),
            State::Problem
        );
        assert_eq!(
            judge(own, &["v=DMARC1; p=reject"], "bounce.other.example"),
            State::Warning
        );
        assert_eq!(
            judge(own, &["v=DMARC1; p=reject; aspf=s"], "a.example"),
            State::Warning
        );
    }
}
