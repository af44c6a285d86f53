//! `postrider doctor`: the sender's domain, the relay and the site, as receivers and readers find them.

use std::io::IsTerminal as _;
use std::net::{IpAddr, SocketAddr};

use anyhow::Context as _;
use clap::Args;
use serde_json::json;

use crate::cli::console::Console;
use crate::cli::office::{find_secret, open_transport};
use crate::cli::site::{open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::{Config, RelayTarget};
use crate::doctor::{Dns, Finding, Patient, Record, State};
use crate::mail::session::Relay;
use crate::model::text::wrap;
use crate::worker::Transport;

/// Where lines end.
const COLUMNS: usize = 80;
/// Where what is said of a check begins.
const INDENT: usize = 24;
/// One string of a TXT record holds no more bytes (RFC 1035, 3.3).
const STRING_BYTES: usize = 255;

/// What `doctor` takes.
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// Ask this nameserver instead of the system's: an address, or address:port
    #[arg(long, value_name = "ADDRESS", value_parser = read_server)]
    dns: Option<SocketAddr>,
    /// The relay's DKIM selector, where mail.dkim does not name it
    #[arg(long, value_name = "NAME")]
    selector: Option<String>,
}

fn read_server(typed: &str) -> Result<SocketAddr, String> {
    let bare = typed.trim_start_matches('[').trim_end_matches(']');
    let address = bare
        .parse::<IpAddr>()
        .map(|address| SocketAddr::new(address, 53));
    address
        .or_else(|_| typed.parse())
        .map_err(|_| "write it like 192.0.2.53 or 127.0.0.1:5353".to_owned())
}

pub(super) fn run(
    args: &DoctorArgs,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the doctor")?;
    let secret = find_secret(&config);
    // The resolver lives on the runtime from its first breath.
    let entered = runtime.enter();
    let dns = match args.dns {
        Some(server) => Dns::at(server)?,
        None => Dns::of_system()?,
    };
    let patient = Patient {
        config: &config,
        dns: &dns,
        relay: relay_of(&config),
        secret: &secret,
        selector: args.selector.as_deref(),
        now: read_clock(),
    };
    drop(entered);
    let mut found = runtime.block_on(patient.examine());
    found.extend(patient.examine_site());
    let count = |state| {
        found
            .iter()
            .filter(|finding| finding.state == state)
            .count()
    };
    let (problems, warnings) = (count(State::Problem), count(State::Warning));
    console.document(&json!({ "problems": problems, "warnings": warnings, "checks": found }))?;
    report(&found, console);
    console.say(format!(
        "\n{}, {}",
        plural(problems, "problem"),
        plural(warnings, "warning")
    ));
    Ok(if problems > 0 {
        Outcome::Failed
    } else {
        Outcome::Done
    })
}

/// The relay as it would be dialled; `None` for a folder.
fn relay_of(config: &Config) -> Option<anyhow::Result<Relay>> {
    if let RelayTarget::Folder(_) = config.mail.relay {
        return None;
    }
    match open_transport(config) {
        Ok(Transport::Smtp(relay)) => Some(Ok(*relay)),
        Ok(Transport::Folder(_)) => None,
        Err(error) => Some(Err(error)),
    }
}

/// One block a subject, one line a check, and below it what it means; with `-q` only what is wrong.
fn report(found: &[Finding], console: &Console) {
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut subject = "";
    let is_wrong = |finding: &&Finding| finding.state == State::Problem;
    for finding in found.iter().filter(|_| console.quiet).filter(is_wrong) {
        let message = &finding.message;
        Console::warn(format!("{}: {}: {message}", finding.subject, finding.check));
    }
    for finding in found {
        if finding.subject != subject {
            let gap = if subject.is_empty() { "" } else { "\n" };
            subject = &finding.subject;
            console.say(format!("{gap}{}", heading(subject)));
        }
        console.say(render(finding, colour));
    }
}

fn heading(subject: &str) -> String {
    if subject == "machine" {
        return "This machine".to_owned();
    }
    format!("The {subject}")
}

fn render(finding: &Finding, colour: bool) -> String {
    let (word, code) = match finding.state {
        State::Ok => ("ok", "32"),
        State::Warning => ("warning", "33"),
        State::Problem => ("problem", "31"),
        State::Skipped => ("-", "2"),
    };
    let padded = format!("{word:<9}");
    let shown = if colour {
        format!("\u{1b}[{code}m{padded}\u{1b}[0m")
    } else {
        padded
    };
    let margin = format!("\n{}", " ".repeat(INDENT));
    let fill = |text: &str| wrap(text, INDENT, COLUMNS, &margin);
    let mut lines = format!("  {shown}{:<13}{}", finding.check, fill(&finding.message));
    if !finding.help.is_empty() {
        lines.push_str(&margin);
        lines.push_str(&fill(&format!("{}.", finding.help.trim_end_matches('.'))));
    }
    if let Some(record) = &finding.record {
        lines.push_str(&margin);
        lines.push_str("In the DNS:");
        lines.push_str(&format!("\n    {}", written(record)));
    }
    lines
}

/// A record as a zone file has it, on lines that can be copied.
fn written(record: &Record) -> String {
    let head = format!("{} {}", record.name, record.kind);
    if record.kind != "TXT" {
        return format!("{head} {}", record.value);
    }
    let mut strings = Vec::new();
    let mut rest = record.value.as_str();
    while !rest.is_empty() {
        let (string, after) = rest.split_at(rest.floor_char_boundary(STRING_BYTES));
        strings.push(format!("\"{string}\""));
        rest = after;
    }
    let value = strings.join(" ");
    if head.len() + value.len() + 5 <= COLUMNS {
        format!("{head} {value}")
    } else {
        format!("{head}\n    {value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nameservers_are_read_with_and_without_a_port() {
        for (typed, read) in [
            ("192.0.2.53", "192.0.2.53:53"),
            ("127.0.0.1:5353", "127.0.0.1:5353"),
            ("::1", "[::1]:53"),
            ("[::1]:5353", "[::1]:5353"),
        ] {
            assert_eq!(
                read_server(typed)
                    .map(|server| server.to_string())
                    .as_deref(),
                Ok(read)
            );
        }
        assert!(read_server("dns.example").is_err());
    }

    #[test]
    fn a_long_text_is_written_as_strings() {
        let record = Record {
            name: "a.example.".into(),
            kind: "TXT",
            value: "x".repeat(300),
        };
        let strings = written(&record).matches('"').count();
        assert_eq!(strings, 4);
    }
}
