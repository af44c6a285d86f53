//! Reads `mail`.

use std::path::PathBuf;

use url::{Host, Url};

use crate::config::reader::Reader;
use crate::config::secret;
use crate::config::site::is_loopback;
use crate::config::{Dkim, Mail, RelayTarget, SmtpServer, Tls};
use crate::model::address::Address;
use crate::yaml::Node;

/// The mail programs of which it is known what they support.
pub const MAIL_CLIENTS: [&str; 20] = [
    "apple-mail",
    "gmail",
    "outlook-windows",
    "outlook-web",
    "outlook-mac",
    "outlook-mobile",
    "yahoo",
    "aol",
    "thunderbird",
    "samsung",
    "proton",
    "fastmail",
    "hey",
    "gmx",
    "web-de",
    "orange",
    "sfr",
    "laposte",
    "mail-ru",
    "ionos",
];
/// Those of most readers.
const USUAL_CLIENTS: [&str; 7] = [
    "apple-mail",
    "gmail",
    "outlook-windows",
    "outlook-web",
    "outlook-mobile",
    "yahoo",
    "thunderbird",
];
const MAIL_KEYS: [&str; 10] = [
    "relay",
    "password",
    "connections",
    "rate",
    "messages_per_connection",
    "in_doubt",
    "dkim",
    "bounces",
    "unsubscribe",
    "clients",
];
const RATE_MAX_PER_S: f64 = 1_000_000.0;

pub(super) fn read(reader: &mut Reader, top: &Node) -> Mail {
    let mut mail = Mail {
        relay: RelayTarget::Folder("outbox".into()),
        password: None,
        connections: 10,
        rate: None,
        messages_per_connection: 100,
        bounces: None,
        unsubscribe: None,
        dkim: None,
        clients: USUAL_CLIENTS.map(str::to_owned).to_vec(),
    };
    let Some(node) = reader.section(top, "mail", &MAIL_KEYS) else {
        return mail;
    };
    if let Some(relay) = read_relay(reader, &node) {
        mail.relay = relay;
    }
    mail.password = secret::read_source(reader, &node, "password", "mail.password");
    if let (
        RelayTarget::Smtp(SmtpServer {
            user: Some(user), ..
        }),
        None,
        Some(given),
    ) = (&mail.relay, &mail.password, node.get("relay"))
        && node.get("password").is_none()
    {
        reader.wrong(
            &given,
            format!("`relay` logs in as `{user}` and there is no password"),
            "give `password: {env: SMTP_PASSWORD}`, or leave the user out",
        );
    }
    if let Some(connections) = reader.count(&node, "connections", 200) {
        mail.connections = connections;
    }
    if let Some(messages) = reader.count(&node, "messages_per_connection", 1_000_000) {
        mail.messages_per_connection = messages;
    }
    mail.rate = read_rate(reader, &node);
    mail.bounces = read_address(reader, &node, "bounces");
    mail.unsubscribe = read_address(reader, &node, "unsubscribe");
    if node.get("clients").is_some_and(|given| !given.is_null()) {
        mail.clients = read_clients(reader, &node);
    }
    if reader.choice(
        &node,
        "in_doubt",
        &[("hold", true), ("resend", false), ("auto", false)],
    ) == Some(false)
    {
        reader.not_yet(&node, "in_doubt");
    }
    mail.dkim = read_dkim(reader, &node);
    mail
}

fn read_relay(reader: &mut Reader, node: &Node) -> Option<RelayTarget> {
    let given = node.get("relay").filter(|given| !given.is_null())?;
    let typed = reader.text(node, "relay")?;
    if !typed.contains("://") && !typed.to_lowercase().starts_with("smtp") {
        return reader
            .path(node, "relay")
            .map(|path: PathBuf| RelayTarget::Folder(path));
    }
    match parse_server(&typed) {
        Ok(server) => Some(RelayTarget::Smtp(server)),
        Err((why, help)) => {
            reader.wrong(&given, why, help);
            None
        }
    }
}

/// `scheme://[user@]host[:port]` as a server, or what is wrong and how to mend it.
fn parse_server(typed: &str) -> Result<SmtpServer, (&'static str, &'static str)> {
    const FORM: &str = "write it like smtps://user@smtp.example:465, or name a folder";
    let url = Url::parse(typed).map_err(|_| ("`relay` is not a URL", FORM))?;
    let (tls, port) = match url.scheme() {
        "smtps" => (Tls::Implicit, 465),
        "smtp" => (Tls::StartTls, 587),
        "smtp+insecure" => (Tls::None, 25),
        _ => {
            return Err((
                "`relay` must start with smtps://, smtp:// or smtp+insecure://",
                FORM,
            ));
        }
    };
    if url.password().is_some() {
        return Err((
            "a password stands in `relay`: files and backups would keep it",
            "give `password: {env: SMTP_PASSWORD}`",
        ));
    }
    let host = url
        .host()
        .filter(|host| !host.to_string().is_empty())
        .ok_or(("`relay` names no host", FORM))?;
    if tls == Tls::None && !is_loopback(&host) {
        return Err((
            "smtp+insecure:// is for this machine only: anybody between could read the mail",
            "use smtps:// or smtp://",
        ));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(("something stands behind the host of `relay`", FORM));
    }
    let host = match host {
        Host::Ipv6(address) => address.to_string(),
        other => other.to_string(),
    };
    Ok(SmtpServer {
        host,
        port: url.port().unwrap_or(port),
        tls,
        user: user_of(&url),
    })
}

fn user_of(url: &Url) -> Option<String> {
    let typed = url.username();
    let mut bytes = Vec::with_capacity(typed.len());
    let mut rest = typed.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = (first == b'%').then(|| after.get(..2)).flatten();
        if let Some(byte) = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|user| !user.is_empty())
}

fn read_rate(reader: &mut Reader, node: &Node) -> Option<f64> {
    let given = node.get("rate").filter(|given| !given.is_null())?;
    let typed = given.text().unwrap_or_default();
    if typed == "none" {
        return None;
    }
    let rate = typed.split_once('/').and_then(|(number, unit)| {
        let seconds = match unit.trim() {
            "s" => 1.0,
            "min" | "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        Some(number.trim().parse::<f64>().ok()? / seconds)
    });
    let rate = rate.filter(|rate| *rate > 0.0 && *rate <= RATE_MAX_PER_S);
    if rate.is_none() {
        reader.wrong(
            &given,
            "`rate` must be a number of messages above 0 and at most 1000000/s",
            "write it like 50/s, 600/min or 10000/h",
        );
    }
    rate
}

/// The name of the key, which `doctor` looks up; the relay signs.
fn read_dkim(reader: &mut Reader, node: &Node) -> Option<Dkim> {
    let own = reader.section(node, "dkim", &["domain", "selector", "keys"])?;
    reader.not_yet(&own, "keys");
    let is_name = |name: &String| {
        let mut parts = name.split('.');
        parts.all(|part| {
            let good = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            !part.is_empty() && part.len() < 64 && part.bytes().all(good)
        })
    };
    let mut read = |key: &str| {
        let typed = reader.text(&own, key);
        let good = typed.clone().filter(is_name);
        if good.is_none() {
            let wrong = own.get(key).unwrap_or(own.clone());
            reader.wrong(
                &wrong,
                format!("`dkim.{key}` must be a name in the DNS"),
                "",
            );
        }
        good
    };
    let (domain, selector) = (read("domain"), read("selector"));
    Some(Dkim {
        domain: domain?,
        selector: selector?,
    })
}

fn read_clients(reader: &mut Reader, node: &Node) -> Vec<String> {
    let mut clients = Vec::new();
    for member in reader.text_nodes(node, "clients") {
        let words = MAIL_CLIENTS.map(|name| (name, name));
        clients.extend(reader.choice_of(&member, "clients", &words));
    }
    clients.into_iter().map(str::to_owned).collect()
}

fn read_address(reader: &mut Reader, node: &Node, key: &str) -> Option<Address> {
    let given = node.get(key).filter(|given| !given.is_null())?;
    match Address::parse(&reader.text(node, key)?) {
        Ok(address) => Some(address),
        Err(why) => {
            reader.wrong(&given, format!("`{key}` is not an address: {why}"), "");
            None
        }
    }
}
