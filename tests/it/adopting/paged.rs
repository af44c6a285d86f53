//! A feed on the web, in pages.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::app::TestSite;

/// Serves the feed's pages on loopback: `/feed` leads to `/feed?page=2`, that to itself; gives the address of the first.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let page = |entry: &str| {
        format!(
            "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title><link rel=\"next\" href=\"/feed?page=2\"/><entry><id>urn:x-old:{entry}</id><title>About {entry}</title><updated>2024-01-02T00:00:00Z</updated></entry></feed>"
        )
    };
    let (first, second) = (page("one"), page("two"));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = String::new();
            let mut lines = BufReader::new(&stream);
            lines.read_line(&mut request).expect("a request");
            let mut header = String::new();
            while lines.read_line(&mut header).is_ok_and(|read| read > 2) {
                header.clear();
            }
            let body = if request.contains("page=2") {
                &second
            } else {
                &first
            };
            let length = body.len();
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/atom+xml\r\nConnection: close";
            write!(stream, "{head}\r\nContent-Length: {length}\r\n\r\n{body}").expect("sent");
        }
    });
    format!("http://{address}/feed")
}

#[test]
fn a_feed_on_the_web_is_read_with_its_older_pages() {
    let site = TestSite::new("");
    site.write_post("one", "2024-01-02", &[]);
    site.write_post("two", "2024-01-02", &[]);
    let report = site.json(&["adopt", &serve()], 0);
    assert_eq!(report["feeds"][0]["pages"], 2, "{report}");
    assert_eq!(
        report["adopted"].as_array().map(Vec::len),
        Some(2),
        "{report}"
    );
    site.done(&["build"]);
    let feed = site.read("public/feed.atom.xml");
    assert!(feed.contains("<id>urn:x-old:two</id>"), "{feed}");
    assert!(
        feed.contains("<updated>2024-01-02T00:00:00.001+00:00</updated>"),
        "{feed}"
    );
}
