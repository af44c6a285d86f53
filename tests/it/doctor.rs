//! `doctor` tells what receivers find: each check with a zone that is good and one that is broken.
// Long because: a zone, and a table of the ways to break it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::Value;

use crate::app::TestSite;
use crate::dns_server::{DnsServer, Manner};
use crate::mail_server::{Fault, MailServer};

/// A key of 2048 bits, of which nobody has the other half.
const KEY: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuICgVGD3/LRkKP2fMEFt0bosuwoF5bn2zwTz6cv8gjuz9OmkK9L3CGgzWr6vsdeThUrWrlz9e9ZixJwUxgZ/dnu3j4nAOodytBXi9OLbQ9d7h+ejnUWPmbpFp9yGi3icxeOb34afRPAZzgYALrptWbYD2dgkbe9wyGbcv3C8pVGVoyPNNJv5RmUwwZzJB2aJsUXQJarmCicjXKsTHLsstjFDhTbSALxTBIMsNndfVuxWdgzgDuJe/5ILrwcXEdTC0U0DcTuq8rNSPCu5IjuSnMwSygg1u2fUw2jr0iueLAHplhGBwtddG1c4dbRZ3xotUoNyktRIx/UB6zTBYNeNhQIDAQAB";

fn good_zone() -> String {
    format!(
        "blog.example TXT v=spf1 include:relay.example ~all\n\
         relay.example TXT v=spf1 ip4:192.0.2.0/24 -all\n\
         smtp.relay.example A 192.0.2.7\n\
         7.2.0.192.in-addr.arpa PTR smtp.relay.example.\n\
         s1._domainkey.blog.example TXT v=DKIM1; k=rsa; p={KEY}\n\
         _dmarc.blog.example TXT v=DMARC1; p=quarantine; rua=mailto:dmarc@blog.example\n\
         blog.example MX 10 mx.blog.example.\n\
         mx.blog.example A 192.0.2.9\n"
    )
}

const NEWSLETTER: &str =
    "newsletters:\n  weekly: {from: News <news@blog.example>, address: 'Street 1'}\n";

/// A site whose mail leaves by a server that nobody can reach.
fn site() -> TestSite {
    let mail = "mail: {relay: 'smtps://smtp.relay.example:465', unsubscribe: bye@blog.example, dkim: {domain: blog.example, selector: s1}}\n";
    TestSite::new(&format!("{mail}{NEWSLETTER}"))
}

fn examine(site: &TestSite, zone: &str, code: i32) -> Value {
    let server = DnsServer::start(zone, Manner::Answers);
    site.json(&["doctor", "--dns", &server.address()], code)
}

/// The state and the words of a check.
fn check<'a>(document: &'a Value, name: &str) -> (&'a str, &'a str) {
    let checks = document["checks"].as_array().expect("checks");
    let found = checks.iter().find(|check| check["check"] == name);
    let found = found.unwrap_or_else(|| panic!("no {name} in {document}"));
    let text = |key: &str| found[key].as_str().unwrap_or_default();
    (text("state"), text("message"))
}

fn record<'a>(document: &'a Value, name: &str) -> &'a str {
    let checks = document["checks"].as_array().expect("checks");
    let found = checks.iter().find(|check| check["check"] == name);
    found.map_or("", |found| {
        found["record"]["value"].as_str().unwrap_or_default()
    })
}

#[test]
fn a_good_zone_has_nothing_wrong() {
    let document = examine(&site(), &good_zone(), 1);
    for name in ["SPF", "DKIM", "DMARC", "MX", "PTR"] {
        assert_eq!(check(&document, name).0, "ok", "{document}");
    }
    assert!(
        check(&document, "SPF")
            .1
            .contains("1 of 10 lookups; the relay's address may send")
    );
    let connection = check(&document, "connection");
    assert_eq!(
        connection.0, "problem",
        "the relay is nowhere: {connection:?}"
    );
}

/// What is changed in the good zone and how; the check that sees it, its state, its words and its remedy.
type Broken = (
    &'static str,
    &'static str,
    (&'static str, &'static str, &'static str, &'static str),
);

const SPF: &str = "v=spf1 include:relay.example ~all";
const BROKEN: &[Broken] = &[
    (
        "blog.example TXT v=spf1 include:relay.example ~all\n",
        "",
        ("SPF", "problem", "no SPF", "v=spf1 ip4:192.0.2.7 ~all"),
    ),
    (
        SPF,
        "v=spf1 +all",
        ("SPF", "problem", "everybody", "v=spf1 ~all"),
    ),
    (
        SPF,
        "v=spf1 mx ~all\nblog.example TXT v=spf1 a -all",
        ("SPF", "problem", "2 SPF", "v=spf1 mx a ~all"),
    ),
    (
        SPF,
        "v=spf1 incldue:relay.example ~all",
        ("SPF", "problem", "broken", ""),
    ),
    (
        SPF,
        "v=spf1 include:gone.example ~all",
        ("SPF", "problem", "gone.example", ""),
    ),
    (
        SPF,
        "v=spf1 a:x.example a:y.example a:z.example ~all",
        ("SPF", "problem", "names in the record are not there", ""),
    ),
    (
        SPF,
        "v=spf1 ip4:203.0.113.1 ~all",
        (
            "SPF",
            "warning",
            "192.0.2.7 may not send",
            "v=spf1 ip4:203.0.113.1 ip4:192.0.2.7 ~all",
        ),
    ),
    (
        SPF,
        "v=spf1 include:relay.example",
        (
            "SPF",
            "warning",
            "of others",
            "v=spf1 include:relay.example ~all",
        ),
    ),
    (
        "s1._domainkey",
        "s2._domainkey",
        (
            "DKIM",
            "problem",
            "no key",
            "v=DKIM1; k=rsa; p=KEY-THAT-THE-RELAY-SHOWS",
        ),
    ),
    (
        "k=rsa; p=",
        "k=rsa; p=; n=",
        ("DKIM", "problem", "revoked", ""),
    ),
    (
        "k=rsa; p=",
        "k=rsa; t=y; p=",
        ("DKIM", "warning", "test", ""),
    ),
    (
        "_dmarc.blog",
        "_dmarc.flog",
        (
            "DMARC",
            "problem",
            "no DMARC",
            "v=DMARC1; p=none; rua=mailto:postmaster@blog.example",
        ),
    ),
    (
        "p=quarantine",
        "q=quarantine",
        (
            "DMARC",
            "problem",
            "no p=",
            "v=DMARC1; p=none; rua=mailto:postmaster@blog.example",
        ),
    ),
    (
        "MX 10 mx.blog.example.",
        "MX 0 .",
        ("MX", "problem", "no mail", ""),
    ),
    (
        "blog.example MX 10 mx.blog.example.\n",
        "",
        ("MX", "problem", "neither", "10 mail.blog.example."),
    ),
    (
        "mx.blog.example A 192.0.2.9\n",
        "",
        ("MX", "problem", "no address", ""),
    ),
    (
        "PTR smtp.relay.example.",
        "PTR other.example.",
        ("PTR", "warning", "is not 192.0.2.7", ""),
    ),
    (
        "7.2.0.192.in-addr.arpa",
        "8.2.0.192.in-addr.arpa",
        ("PTR", "warning", "no name", ""),
    ),
];

#[test]
fn each_broken_record_is_told_with_its_remedy() {
    for (from, to, (name, state, words, remedy)) in BROKEN {
        let zone = good_zone();
        assert!(zone.contains(from), "{from}");
        let document = examine(&site(), &zone.replacen(from, to, 1), 1);
        let found = check(&document, name);
        assert_eq!(found.0, *state, "{to}: {found:?}");
        assert!(found.1.contains(words), "{to}: {found:?}");
        assert_eq!(record(&document, name), *remedy, "{to}");
    }
}

#[test]
fn more_than_ten_lookups_break_a_record() {
    let zone = |count: usize| {
        let names: Vec<String> = (0..count).map(|at| format!("s{at}.example")).collect();
        let includes: String = names
            .iter()
            .map(|name| format!("include:{name} "))
            .collect();
        let others: String = names
            .iter()
            .map(|name| format!("{name} TXT v=spf1 ip4:192.0.2.7 -all\n"))
            .collect();
        good_zone().replacen(SPF, &format!("v=spf1 {includes}~all\n{others}"), 1)
    };
    assert_eq!(check(&examine(&site(), &zone(10), 1), "SPF").0, "ok");
    let document = examine(&site(), &zone(11), 1);
    let found = check(&document, "SPF");
    assert_eq!(found.0, "problem");
    assert!(found.1.contains("11 lookups"), "{found:?}");
    let endless = good_zone().replacen(
        "v=spf1 ip4:192.0.2.0/24 -all",
        "v=spf1 include:relay.example -all",
        1,
    );
    let document = examine(&site(), &endless, 1);
    assert_eq!(check(&document, "SPF").0, "problem", "{document}");
}

#[test]
fn a_nameserver_that_does_not_answer_is_told_and_nothing_is_made_of_it() {
    let server = DnsServer::start("", Manner::Silent);
    let site = TestSite::new(NEWSLETTER);
    let document = site.json(
        &["doctor", "--dns", &server.address(), "--selector", "s1"],
        0,
    );
    for name in ["SPF", "DKIM", "DMARC", "MX"] {
        let found = check(&document, name);
        assert_eq!(found.0, "warning", "{found:?}");
        assert!(found.1.contains("did not tell"), "{found:?}");
    }
}

#[test]
fn a_relay_is_dialled_and_no_message_is_sent() {
    let relay = MailServer::start(|_| Fault::None);
    let site = TestSite::new(&format!("{}{NEWSLETTER}", relay.config()));
    let document = examine(&site, &good_zone(), 0);
    assert_eq!(
        check(&document, "TLS"),
        ("ok", "no TLS, on this machine only")
    );
    assert!(
        check(&document, "EHLO").1.contains("PIPELINING"),
        "{document}"
    );
    assert_eq!(check(&document, "PTR").0, "skipped");
    assert!(relay.messages().is_empty());
    assert!(!site.exists("postrider.db") && !site.exists("postrider.secret"));
}

/// A website that answers one request with `status` and its own time.
fn website(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !String::from_utf8_lossy(&request).contains("List-Unsubscribe=One-Click") {
            let length = stream.read(&mut buffer).expect("a request");
            request.extend_from_slice(&buffer[..length]);
        }
        let _ = stream.write_all(answer.as_bytes());
        String::from_utf8_lossy(&request).into_owned()
    });
    (url, server)
}

#[test]
fn one_click_must_answer_200_without_a_redirect() {
    for (answer, state, words) in [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "ok",
            "200",
        ),
        (
            "HTTP/1.1 302 Found\r\nLocation: /bye\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "problem",
            "leads to /bye",
        ),
        (
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "problem",
            "404",
        ),
        (
            "HTTP/1.1 405 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "problem",
            "no POST",
        ),
    ] {
        let (url, server) = website(answer);
        let site = TestSite::new(&format!("web: {{url: '{url}'}}\n{NEWSLETTER}"));
        let nameserver = DnsServer::start(&good_zone(), Manner::Answers);
        let mut command = site.command(&["doctor", "--json", "--dns", &nameserver.address()]);
        command.env("POSTRIDER_SECRET", "0123456789abcdef0123456789abcdef");
        let output = command.output().expect("it runs");
        let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let found = check(&document, "one-click");
        assert_eq!(found.0, state, "{found:?}");
        assert!(found.1.contains(words), "{found:?}");
        let request = server.join().expect("the server ends");
        assert!(request.starts_with("POST /u/"), "{request}");
    }
}

#[test]
fn a_clock_that_is_wrong_and_files_that_others_read_are_told() {
    let (url, server) = website(
        "HTTP/1.1 200 OK\r\nDate: Sat, 03 Jan 2015 10:00:00 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    );
    let site = TestSite::new(&format!("web: {{url: '{url}'}}\n{NEWSLETTER}"));
    site.write("postrider.secret", "0123456789abcdef0123456789abcdef");
    site.write("postrider.db", "");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |mode| std::fs::Permissions::from_mode(mode);
        let path = |name: &str| site.path().join(name);
        std::fs::set_permissions(path("postrider.secret"), mode(0o600)).expect("chmod");
        std::fs::set_permissions(path("postrider.db"), mode(0o644)).expect("chmod");
    }
    let document = examine(&site, &good_zone(), 1);
    server.join().expect("the server ends");
    assert_eq!(check(&document, "clock").0, "warning", "{document}");
    #[cfg(unix)]
    assert!(
        check(&document, "files").1.contains("postrider.db"),
        "{document}"
    );
}

#[test]
fn the_report_fits_into_80_columns() {
    let server = DnsServer::start("", Manner::Answers);
    let run = site().run(&["doctor", "--dns", &server.address()]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let is_record = |line: &&str| line.starts_with("    \"");
    for line in run.stdout.lines().filter(|line| !is_record(line)) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(
        run.stdout.contains("blog.example. TXT \"v=spf1"),
        "{}",
        run.stdout
    );
}
