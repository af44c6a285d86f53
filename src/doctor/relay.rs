//! The relay: a real connection with TLS and login, and what it offers. No message is handed over.

use std::time::Duration;

use tokio::time::timeout;

use crate::config::Tls;
use crate::doctor::{Finding, Patient, State};
use crate::mail::session::features::Features;
use crate::mail::session::{Relay, Session};
use crate::model::figures::size;

/// A relay that takes longer is of no use to a newsletter.
const PATIENCE: Duration = Duration::from_secs(20);
/// A digest with pictures inside may be as large.
const SIZE_BYTES_MIN: usize = 1_000_000;

pub(super) async fn examine(patient: &Patient<'_>) -> Vec<Finding> {
    let relay = match (&patient.relay, patient.server()) {
        (Some(Ok(relay)), _) => relay,
        (Some(Err(error)), Some(server)) => {
            let subject = format!("relay {}:{}", server.host, server.port);
            let finding = Finding::new(&subject, "login", State::Problem, format!("{error:#}"))
                .help("Give mail.password as {env: NAME} or {file: PATH}, and set it where doctor runs");
            return vec![finding];
        }
        _ => {
            let message = "messages become files in a folder: there is no server to ask";
            let finding = Finding::new("relay", "connection", State::Skipped, message)
                .help("Set mail.relay to send");
            return vec![finding];
        }
    };
    let server = &relay.server;
    let subject = format!("relay {}:{}", server.host, server.port);
    let connected = timeout(PATIENCE, Session::connect(relay)).await;
    let session = match connected {
        Ok(Ok(session)) => session,
        Ok(Err(error)) => {
            let finding = Finding::new(&subject, "connection", State::Problem, error.to_string());
            return vec![finding.help(advice(&error.to_string()))];
        }
        Err(_) => {
            let message = format!("no session within {} seconds", PATIENCE.as_secs());
            let finding = Finding::new(&subject, "connection", State::Problem, message);
            return vec![
                finding.help("Is the port open from here? Many providers block 25 and 465"),
            ];
        }
    };
    let features = session.features();
    session.quit().await;
    let mut found = vec![protection(&subject, relay)];
    if let Some(user) = &server.user {
        let message = format!("{user} is logged in");
        found.push(Finding::new(&subject, "login", State::Ok, message));
    }
    found.push(capabilities(&subject, &features));
    found
}

fn protection(subject: &str, relay: &Relay) -> Finding {
    let host = &relay.server.host;
    let message = match relay.server.tls {
        Tls::Implicit => format!("TLS from the first byte; the certificate is {host}'s and valid"),
        Tls::StartTls => format!("STARTTLS; the certificate is {host}'s and valid"),
        Tls::None => "no TLS, on this machine only".to_owned(),
    };
    Finding::new(subject, "TLS", State::Ok, message)
}

/// What EHLO offered.
fn capabilities(subject: &str, features: &Features) -> Finding {
    let mut offered = Vec::new();
    for (has, word) in [
        (features.pipelining, "PIPELINING"),
        (features.eight_bit, "8BITMIME"),
        (features.dsn, "DSN"),
        (features.utf8, "SMTPUTF8"),
    ] {
        if has {
            offered.push(word.to_owned());
        }
    }
    if let Some(limit) = features.size {
        offered.push(match limit.filter(|limit| *limit > 0) {
            Some(limit) => format!("SIZE of {}", size(limit)),
            None => "SIZE without a limit".into(),
        });
    }
    let shown = if offered.is_empty() {
        "it offers nothing that matters here".to_owned()
    } else {
        offered.join(", ")
    };
    let found = |state| Finding::new(subject, "EHLO", state, shown.clone());
    let limit = features.size.flatten().filter(|limit| *limit > 0);
    if limit.is_some_and(|limit| limit < SIZE_BYTES_MIN) {
        return found(State::Warning)
            .help("It takes small messages only: an issue with pictures inside may be refused");
    }
    if !features.pipelining {
        return found(State::Warning).help(
            "Without PIPELINING each message takes two more turns: sending is slower, and works",
        );
    }
    found(State::Ok)
}

/// What to do about a connection that failed, by its own words.
fn advice(error: &str) -> &'static str {
    let error = error.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| error.contains(word));
    if has(&["login"]) {
        "Check the user in mail.relay and the password; many relays want a password made for programs"
    } else if has(&["certificate", "tls"]) {
        "Write the host as its certificate names it; nothing is sent to a server that cannot prove its name"
    } else if has(&["cannot be found", "no address"]) {
        "Correct the host in mail.relay"
    } else if has(&["starttls"]) {
        "Use the port that speaks TLS from the first byte: smtps://, mostly 465"
    } else {
        "Check host and port in mail.relay, and whether a firewall lets this machine out"
    }
}
