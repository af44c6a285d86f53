//! The walk through an SPF record and all that it includes, counting what a receiver must ask.

use std::net::IpAddr;
use std::pin::Pin;

use crate::doctor::dns::{Dns, Silent};
use crate::doctor::spf::policy::{Mechanism, Policy, Prefix, is_within};
use crate::doctor::spf::{LOOKUPS_ASKED, LOOKUPS_MAX, is_spf};

/// A walk through a domain's record and all that it includes.
pub(super) struct Walk<'a> {
    pub(super) dns: &'a Dns,
    pub(super) addresses: &'a [IpAddr],
    pub(super) lookups: usize,
    pub(super) voids: usize,
    pub(super) flaws: Vec<String>,
    pub(super) silent: Option<Silent>,
}

/// The verdict on each address: `+`, `-`, `~`, `?`, or none.
pub(super) type Verdicts = Vec<Option<char>>;

impl Walk<'_> {
    /// Follows a record; every term is counted, since a receiver with another address may come to it.
    pub(super) fn follow(
        &mut self,
        domain: String,
        policy: Policy,
        depth: usize,
    ) -> Pin<Box<dyn Future<Output = Verdicts> + Send + '_>> {
        Box::pin(async move {
            let mut verdicts: Verdicts = vec![None; self.addresses.len()];
            let has_all = policy.terms.iter().any(|(_, what)| *what == Mechanism::All);
            for (sign, mechanism) in policy.terms {
                let matches = self.matches(&domain, mechanism, depth).await;
                for (verdict, is_match) in verdicts.iter_mut().zip(matches) {
                    if is_match && verdict.is_none() {
                        *verdict = Some(sign);
                    }
                }
            }
            if let Some(target) = policy.redirect.filter(|_| !has_all) {
                let inner = self.include(target, depth).await;
                for (verdict, other) in verdicts.iter_mut().zip(inner) {
                    *verdict = verdict.or(other);
                }
            }
            verdicts
        })
    }

    async fn matches(&mut self, domain: &str, mechanism: Mechanism, depth: usize) -> Vec<bool> {
        let count = self.addresses.len();
        let nets: Vec<(IpAddr, u8)> = match mechanism {
            Mechanism::All => return vec![true; count],
            Mechanism::Net(net, bits) => vec![(net, bits)],
            Mechanism::Include(target) => {
                let inner = self.include(target, depth).await;
                return inner.iter().map(|verdict| *verdict == Some('+')).collect();
            }
            Mechanism::Other => {
                self.lookups += 1;
                return vec![false; count];
            }
            Mechanism::Host(host, prefix) => {
                self.lookups += 1;
                self.nets_of(host.as_deref().unwrap_or(domain), prefix)
                    .await
            }
            Mechanism::MailHosts(host, prefix) => {
                self.lookups += 1;
                let hosts = self.dns.mail_hosts(host.as_deref().unwrap_or(domain)).await;
                let hosts = self.heard(hosts);
                let mut nets = Vec::new();
                for (_, host) in hosts.into_iter().take(LOOKUPS_MAX) {
                    nets.extend(self.nets_of(&host, prefix).await);
                }
                nets
            }
        };
        let is_in = |address: &IpAddr| {
            nets.iter()
                .any(|(net, bits)| is_within(*address, *net, *bits))
        };
        self.addresses.iter().map(is_in).collect()
    }

    async fn nets_of(&mut self, host: &str, (four, six): Prefix) -> Vec<(IpAddr, u8)> {
        // What a macro stands for depends on the message.
        if host.contains('%') {
            return Vec::new();
        }
        let addresses = self.dns.addresses(host).await;
        let addresses = self.heard(addresses);
        let net = |address: IpAddr| (address, if address.is_ipv4() { four } else { six });
        addresses.into_iter().map(net).collect()
    }

    async fn include(&mut self, target: String, depth: usize) -> Verdicts {
        let none = vec![None; self.addresses.len()];
        self.lookups += 1;
        if self.lookups >= LOOKUPS_ASKED || depth > LOOKUPS_MAX || target.contains('%') {
            return none;
        }
        let texts = self.dns.texts(&target).await;
        let was_silent = texts.is_err();
        let texts = self.heard(texts);
        let records: Vec<&String> = texts.iter().filter(|text| is_spf(text)).collect();
        let [record] = records[..] else {
            if !was_silent {
                self.flaws.push(format!(
                    "{target}, which it includes, has {} SPF records, not one",
                    records.len()
                ));
            }
            return none;
        };
        let policy = Policy::parse(record);
        self.flaws.extend(
            policy
                .flaws
                .iter()
                .map(|flaw| format!("in {target}: {flaw}")),
        );
        self.follow(target, policy, depth + 1).await
    }

    /// Notes what was not answered, and what is not there.
    fn heard<T>(&mut self, answer: Result<Vec<T>, Silent>) -> Vec<T> {
        match answer {
            Ok(found) => {
                self.voids += usize::from(found.is_empty());
                found
            }
            Err(silent) => {
                self.silent.get_or_insert(silent);
                Vec::new()
            }
        }
    }
}
