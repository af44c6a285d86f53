//! Questions to the DNS. That nobody answers is an answer of its own, never taken for "there is none".

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};
use hickory_resolver::{Resolver, ResolverBuilder, TokioResolver};
use thiserror::Error;

/// For one try, and there are two.
const TIMEOUT: Duration = Duration::from_secs(3);
const TRIES: usize = 2;
/// After so many questions without an answer the nameserver counts as gone.
const SILENCES_MAX: u32 = 2;

/// Nobody answered.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the DNS did not tell about {name}: {why}")]
pub struct Silent {
    name: String,
    why: String,
}

/// Where questions go.
pub struct Dns {
    resolver: TokioResolver,
    silences: AtomicU32,
}

impl Dns {
    /// The system's nameservers.
    ///
    /// # Errors
    /// When the system names none.
    pub fn of_system() -> anyhow::Result<Self> {
        let builder = TokioResolver::builder_tokio()
            .context("this system names no nameserver: give one with --dns")?;
        Self::build(builder)
    }

    /// One nameserver.
    ///
    /// # Errors
    /// None in practice.
    pub fn at(server: SocketAddr) -> anyhow::Result<Self> {
        let mut connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
        for connection in &mut connections {
            connection.port = server.port();
        }
        let name_server = NameServerConfig::new(server.ip(), true, connections.to_vec());
        let config = ResolverConfig::from_name_servers(vec![name_server]);
        let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
        builder.options_mut().use_hosts_file = ResolveHosts::Never;
        Self::build(builder)
    }

    fn build(mut builder: ResolverBuilder<TokioRuntimeProvider>) -> anyhow::Result<Self> {
        let options = builder.options_mut();
        options.timeout = TIMEOUT;
        // These come on top of the first try.
        options.attempts = TRIES - 1;
        Ok(Self {
            resolver: builder.build().context("asking the DNS")?,
            silences: AtomicU32::new(0),
        })
    }

    /// The texts of a name, each whole; none where there are none.
    ///
    /// # Errors
    /// [`Silent`]
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, Silent> {
        let text = |data: &RData| match data {
            RData::TXT(text) => {
                let bytes = text.txt_data.concat();
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            _ => None,
        };
        self.ask(name, RecordType::TXT, text).await
    }

    /// The hosts that take mail for a domain, with their rank; `.` for none at all (RFC 7505).
    ///
    /// # Errors
    /// [`Silent`]
    pub async fn mail_hosts(&self, domain: &str) -> Result<Vec<(u16, String)>, Silent> {
        let host = |data: &RData| match data {
            RData::MX(mx) => Some((mx.preference, mx.exchange.to_string())),
            _ => None,
        };
        let mut hosts = self.ask(domain, RecordType::MX, host).await?;
        hosts.sort();
        Ok(hosts)
    }

    /// The addresses of a host.
    ///
    /// # Errors
    /// [`Silent`]
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Silent> {
        let address = |data: &RData| match data {
            RData::A(address) => Some(IpAddr::V4(address.0)),
            RData::AAAA(address) => Some(IpAddr::V6(address.0)),
            _ => None,
        };
        let mut addresses = self.ask(host, RecordType::A, address).await?;
        addresses.extend(self.ask(host, RecordType::AAAA, address).await?);
        addresses.sort();
        Ok(addresses)
    }

    /// The names of an address (PTR).
    ///
    /// # Errors
    /// [`Silent`]
    pub async fn names(&self, address: IpAddr) -> Result<Vec<String>, Silent> {
        let name = |data: &RData| match data {
            RData::PTR(name) => Some(name.to_string().trim_end_matches('.').to_owned()),
            _ => None,
        };
        self.ask(&reverse(address), RecordType::PTR, name).await
    }

    async fn ask<T>(
        &self,
        name: &str,
        kind: RecordType,
        read: impl Fn(&RData) -> Option<T>,
    ) -> Result<Vec<T>, Silent> {
        let silent = |why: String| Silent {
            name: name.to_owned(),
            why,
        };
        if self.silences.load(Ordering::Relaxed) >= SILENCES_MAX {
            return Err(silent("the nameserver has not answered before".into()));
        }
        let whole = format!("{}.", name.trim_end_matches('.'));
        match self.resolver.lookup(whole, kind).await {
            Ok(lookup) => Ok(lookup
                .answers()
                .iter()
                .filter_map(|record| read(&record.data))
                .collect()),
            Err(error) if error.is_no_records_found() || error.is_nx_domain() => Ok(Vec::new()),
            Err(NetError::Timeout) => {
                self.silences.fetch_add(1, Ordering::Relaxed);
                let seconds = TIMEOUT.as_secs() * TRIES as u64;
                Err(silent(format!("no answer within {seconds} seconds")))
            }
            Err(error) => Err(silent(error.to_string())),
        }
    }
}

/// The name under which an address is found (RFC 1035, 3.5; RFC 3596, 2.5).
fn reverse(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(address) => {
            let nibbles = address.octets().into_iter().rev();
            let nibbles = nibbles.map(|byte| format!("{:x}.{:x}.", byte & 15, byte >> 4));
            format!("{}ip6.arpa", nibbles.collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_turned_round() {
        let name = |text: &str| reverse(text.parse().expect("an address"));
        assert_eq!(name("192.0.2.1"), "1.2.0.192.in-addr.arpa");
        assert!(name("2001:db8::1").starts_with("1.0.0.0."));
        assert!(name("2001:db8::1").ends_with("8.b.d.0.1.0.0.2.ip6.arpa"));
    }
}
