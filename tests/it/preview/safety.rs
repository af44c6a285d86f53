//! Whom the preview answers, and what it never hands out.

use std::io::Read as _;

use crate::preview::asking::Preview;
use crate::preview::site;

#[test]
fn forged_hosts_and_foreign_pages_get_no_answer() {
    let site = site();
    let preview = Preview::start(&site);
    let port = preview.port;
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        "localhost:1".to_owned(),
    ] {
        let reply = preview.ask_raw(&format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ));
        assert_eq!(reply.status, 421, "{host}");
        assert!(!reply.body.contains("About"), "{host}");
    }
    for (line, headers, status) in [
        (
            "POST /",
            "Origin: https://evil.example\r\nContent-Length: 0\r\n",
            403,
        ),
        (
            "POST /",
            "Sec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n",
            403,
        ),
        ("POST /", "Content-Length: 0\r\n", 405),
        ("DELETE /", "", 405),
        (
            "GET /mail/weekly",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: iframe\r\nSec-Fetch-Mode: navigate\r\n",
            403,
        ),
        (
            "GET /site/logo.png",
            "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\n",
            403,
        ),
        ("GET /events", "Origin: null\r\n", 403),
    ] {
        assert_eq!(
            preview.ask(line, headers).status,
            status,
            "{line} {headers}"
        );
    }
    assert!(!preview.get("/").head.contains("access-control"));
}

#[test]
fn only_pictures_of_the_site_are_served() {
    let site = site();
    let png = b"\x89PNG\r\n\x1A\n picture";
    site.write("content/assets/a b.png", png);
    site.write("content/outside.png", png);
    site.write("content/assets/list.csv", "email\n");
    let preview = Preview::start(&site);
    let reply = preview.get("/site/a%20b.png");
    assert_eq!(reply.status, 200);
    assert!(reply.head.contains("image/png"), "{}", reply.head);
    for path in [
        "/site/..%2foutside.png",
        "/site/%2e%2e/outside.png",
        "/site/../outside.png",
        "/site/..%5coutside.png",
        "/site//etc/passwd",
        "/site/%2fetc%2fpasswd",
        "/site/list.csv",
        "/site/..%2f..%2fpostrider.yaml",
        "/site/a%20b.png%00",
        "/site/",
    ] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
}

#[test]
fn long_and_slow_requests_come_to_an_end() {
    let site = site();
    let preview = Preview::start(&site);
    let long = format!("X-Long: {}\r\n", "x".repeat(100_000));
    let status = preview.ask("GET /", &long).status;
    assert!(matches!(status, 0 | 431), "{status}");
    let many = "X-One: 1\r\n".repeat(1000);
    assert!(matches!(preview.ask("GET /", &many).status, 0 | 431));
    // Half a header: the server hangs up, and says why or not.
    let mut slow = preview.send(b"GET / HTTP/1.1\r\nHost: local");
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest)
        .expect("an end before the limit");
    assert!(!String::from_utf8_lossy(&rest).contains("About"));
    assert_eq!(preview.get("/").status, 200);
}
