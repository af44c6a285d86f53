//! Hosts behind names: who takes mail for a domain, and whether an address has the name that it should.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::config::SmtpServer;
use crate::doctor::dns::Dns;
use crate::doctor::{Finding, Patient, State, is_loopback};

/// So many addresses of a relay are looked at.
const ADDRESSES_MAX: usize = 4;

/// Whether answers, bounces and unsubscribing mails can arrive.
pub(super) async fn examine_mx(patient: &Patient<'_>, subject: &str, from: &str) -> Vec<Finding> {
    let mail = &patient.config.mail;
    let others = [&mail.bounces, &mail.unsubscribe].into_iter().flatten();
    let mut domains: BTreeSet<String> = others
        .map(|address| address.domain().to_ascii_lowercase())
        .collect();
    domains.insert(from.to_owned());
    let mut found = Vec::new();
    for domain in &domains {
        found.push(examine_domain(patient.dns, subject, domain).await);
    }
    found
}

async fn examine_domain(dns: &Dns, subject: &str, domain: &str) -> Finding {
    let found = |state, message: String| Finding::new(subject, "MX", state, message);
    let hosts = match dns.mail_hosts(domain).await {
        Ok(hosts) => hosts,
        Err(silent) => return Finding::silent(subject, "MX", &silent),
    };
    if hosts.iter().any(|(_, host)| host == ".") {
        return found(
            State::Problem,
            format!("{domain} says that it takes no mail (a null MX)"),
        )
        .help(
            "Bounces and answers get lost, and receivers refuse a sender who cannot be written to",
        );
    }
    let Some((_, first)) = hosts.first() else {
        return match dns.addresses(domain).await {
            Err(silent) => Finding::silent(subject, "MX", &silent),
            Ok(addresses) if addresses.is_empty() => {
                found(State::Problem, format!("{domain} takes no mail: it has neither MX nor address"))
                    .help("Bounces and answers get lost, and receivers refuse a sender who cannot be written to. Name the host that takes its mail")
                    .record(domain, "MX", format!("10 mail.{domain}."))
            }
            Ok(_) => found(State::Warning, format!("{domain} has no MX; mail goes to its website's host"))
                .help("Name the host that takes its mail")
                .record(domain, "MX", format!("10 mail.{domain}.")),
        };
    };
    let shown = first.trim_end_matches('.');
    match dns.addresses(first).await {
        Err(silent) => Finding::silent(subject, "MX", &silent),
        Ok(addresses) if addresses.is_empty() => found(
            State::Problem,
            format!("mail for {domain} goes to {shown}, which has no address"),
        )
        .help("Bounces and answers get lost: correct the MX record, or give that host an address"),
        Ok(_) => found(State::Ok, format!("{domain}: {shown}")),
    }
}

/// Whether the relay's addresses have names that lead back to them.
pub(super) async fn examine_ptr(
    dns: &Dns,
    subject: &str,
    server: &SmtpServer,
    addresses: &[IpAddr],
) -> Finding {
    let found = |state, message: String| Finding::new(subject, "PTR", state, message);
    if is_loopback(server) {
        return found(
            State::Skipped,
            "the relay is this machine: which address it sends from is not known here".into(),
        )
        .help(
            "Its public address needs a name (PTR) that leads back to it; its provider sets that",
        );
    }
    if addresses.is_empty() {
        return found(
            State::Warning,
            format!("{} has no address that could be asked for", server.host),
        );
    }
    for address in addresses.iter().take(ADDRESSES_MAX) {
        let names = match dns.names(*address).await {
            Ok(names) => names,
            Err(silent) => return Finding::silent(subject, "PTR", &silent),
        };
        let Some(name) = names.first() else {
            return found(State::Warning, format!("{address} has no name (PTR)"))
                .help("Receivers refuse mail from an address without a name. It is the relay's to set, and the address that it sends from may be another");
        };
        match dns.addresses(name).await {
            Ok(forward) if forward.contains(address) => {}
            Ok(_) => {
                return found(
                    State::Warning,
                    format!("{address} is called {name}, and {name} is not {address}"),
                )
                .help(
                    "Receivers distrust a name that does not lead back. It is the relay's to set",
                );
            }
            Err(silent) => return Finding::silent(subject, "PTR", &silent),
        }
    }
    let shown: Vec<String> = addresses
        .iter()
        .take(ADDRESSES_MAX)
        .map(ToString::to_string)
        .collect();
    found(State::Ok, format!("{} and back", shown.join(", ")))
}
