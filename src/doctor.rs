//! The doctor: what receivers and readers find of the sender's domain, the relay and the site. It asks; it sends no mail.

mod address_hosts;
mod dkim;
mod dmarc;
mod dns;
mod files;
mod relay;
mod site;
mod spf;

use std::collections::BTreeSet;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::Serialize;
use url::Host;

use crate::config::{Config, RelayTarget, SmtpServer};
use crate::mail::session::Relay;
use crate::token::Secret;

pub use dns::{Dns, Silent};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// Works, and could be better, or could not be judged.
    Warning,
    /// Mail will be refused, lost or distrusted.
    Problem,
    /// Does not apply here.
    Skipped,
}

/// A record to write into the DNS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// The whole name.
    pub name: String,
    /// `TXT`, `MX`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What stands behind the type, as zone files and web forms take it, without quotes.
    pub value: String,
}

/// What one check found.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What it is about: `domain blog.example`, `relay smtp.example:465`, `site`, `machine`.
    pub subject: String,
    /// `SPF`, `DKIM`, …
    pub check: &'static str,
    /// How it ended.
    pub state: State,
    /// What is there.
    pub message: String,
    /// What that means, and what to do; empty where all is well.
    pub help: String,
    /// What to write into the DNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
}

impl Finding {
    fn new(subject: &str, check: &'static str, state: State, message: impl Into<String>) -> Self {
        Self {
            subject: subject.to_owned(),
            check,
            state,
            message: message.into(),
            help: String::new(),
            record: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    fn record(mut self, name: &str, kind: &'static str, value: impl Into<String>) -> Self {
        self.record = Some(Record {
            name: format!("{}.", name.trim_end_matches('.')),
            kind,
            value: value.into(),
        });
        self
    }

    /// A question to which nobody answered says nothing of the domain.
    fn silent(subject: &str, check: &'static str, silent: &Silent) -> Self {
        Self::new(subject, check, State::Warning, silent.to_string()).help(
            "This could not be judged. Run doctor again, or name another nameserver with --dns",
        )
    }
}

/// What is examined.
pub struct Patient<'a> {
    /// The site.
    pub config: &'a Config,
    /// Where questions to the DNS go.
    pub dns: &'a Dns,
    /// The relay, ready to be dialled; what keeps it from that; `None` for a folder.
    pub relay: Option<anyhow::Result<Relay>>,
    /// The site's secret, where there is one yet, or why it cannot be used.
    pub secret: &'a anyhow::Result<Option<Secret>>,
    /// The DKIM selector that was typed.
    pub selector: Option<&'a str>,
    /// Now, as this machine believes.
    pub now: Timestamp,
}

impl Patient<'_> {
    /// Every check, by subject. None of them changes anything, and none fails: what could not be asked is a finding.
    pub async fn examine(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let addresses = self.relay_addresses().await;
        let domains = self.sender_domains();
        if domains.is_empty() {
            let message = "no newsletter names a sender";
            found.push(Finding::new("domain", "sender", State::Skipped, message));
        }
        for domain in domains {
            found.extend(self.examine_domain(&domain, &addresses).await);
        }
        let (name, relay) = tokio::join!(self.examine_name(&addresses), relay::examine(self));
        found.extend(name);
        found.extend(relay);
        found.extend(files::examine(self.config, self.secret));
        found
    }

    /// What the DNS says of a sender's domain.
    async fn examine_domain(&self, domain: &str, addresses: &[IpAddr]) -> Vec<Finding> {
        let subject = format!("domain {domain}");
        let envelope = self.envelope_domain(domain);
        let (spf, dkim, dmarc, mx) = tokio::join!(
            spf::examine(self, &subject, &envelope, addresses),
            dkim::examine(self, &subject, domain),
            dmarc::look(self.dns, domain),
            address_hosts::examine_mx(self, &subject, domain),
        );
        let dmarc = dmarc::judge(&subject, domain, &envelope, &dmarc);
        [spf, dkim, dmarc].into_iter().chain(mx).collect()
    }

    async fn examine_name(&self, addresses: &[IpAddr]) -> Option<Finding> {
        let server = self.server()?;
        let subject = format!("relay {}:{}", server.host, server.port);
        Some(address_hosts::examine_ptr(self.dns, &subject, server, addresses).await)
    }

    /// The checks that ask the website. They block, so they stand apart.
    pub fn examine_site(&self) -> Vec<Finding> {
        site::examine(self.config, self.secret, self.now)
    }

    /// The domains of the senders, each once.
    fn sender_domains(&self) -> BTreeSet<String> {
        let newsletters = self.config.newsletters.iter();
        newsletters
            .map(|newsletter| newsletter.from.address.domain().to_ascii_lowercase())
            .collect()
    }

    /// The domain of the envelope sender, which is what SPF is about.
    fn envelope_domain(&self, from: &str) -> String {
        let bounces = self.config.mail.bounces.as_ref();
        bounces.map_or_else(
            || from.to_owned(),
            |address| address.domain().to_ascii_lowercase(),
        )
    }

    fn server(&self) -> Option<&SmtpServer> {
        match &self.config.mail.relay {
            RelayTarget::Smtp(server) => Some(server),
            RelayTarget::Folder(_) => None,
        }
    }

    /// The addresses of a relay that is not this machine: from these, as far as can be told, mail leaves.
    async fn relay_addresses(&self) -> Vec<IpAddr> {
        match self.server() {
            Some(server) if !is_loopback(server) => match server.host.parse() {
                Ok(address) => vec![address],
                Err(_) => self.dns.addresses(&server.host).await.unwrap_or_default(),
            },
            _ => Vec::new(),
        }
    }
}

/// Whether a server is this machine.
fn is_loopback(server: &SmtpServer) -> bool {
    match Host::parse(&server.host) {
        Ok(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => server.host == "::1",
    }
}
