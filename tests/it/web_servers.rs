//! The fragments for web servers, in real ones: what nginx and Caddy say of a feed.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::app::TestSite;

const HUB: &str = "<https://hub.example/>; rel=\"hub\", ";

/// A server program that ends with the value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn find(variable: &str) -> Option<String> {
    let found = std::env::var(variable).ok().filter(|path| !path.is_empty());
    if found.is_none() {
        eprintln!("not run: {variable} names no program (scripts/test sets it)");
    }
    found
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// A site below `/blog/`, with archives, twins, hubs, and a path that holds every sign that servers read as their own.
fn build() -> TestSite {
    let site = TestSite::new("");
    site.write(
        "postrider.yaml",
        "site: {url: 'https://blog.example/blog/', title: A blog}\n\
         output: {dir: root/blog, compress: [gzip, brotli], hubs: ['https://hub.example/'], limit: 2}\n\
         feeds: [{path: feed}, {path: 'é \"q\" $v [x] (y)/{slug}', each: category}]\n",
    );
    for day in 1..=25 {
        site.write_post(&format!("p{day}"), &format!("2024-01-{day:02}"), &["news"]);
    }
    site.done(&["build"]);
    site
}

/// Asks for a path that is encoded already; the head of the answer, lower case but for values.
fn ask(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: blog.example\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.split("\r\n\r\n").next().unwrap_or_default().into()
}

fn wait_for(port: u16) {
    for _ in 0..500 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("nobody listens on port {port}");
}

/// Every promise of the fragments, for the feed, its archive and the path of signs.
fn judge(port: u16) {
    let odd = "/blog/%C3%A9%20%22q%22%20$v%20%5Bx%5D%20(y)";
    let cases = [
        ("/blog/feed.rss.xml", "application/rss+xml", true),
        ("/blog/feed.atom.xml", "application/atom+xml", true),
        ("/blog/feed.json", "application/feed+json", true),
        ("/blog/feeds.opml", "text/x-opml", false),
        ("/blog/feed-archive-1.rss.xml", "application/rss+xml", false),
        (
            &format!("{odd}/news.atom.xml"),
            "application/atom+xml",
            true,
        ),
        (
            &format!("{odd}/news-archive-2.json"),
            "application/feed+json",
            false,
        ),
    ];
    for (path, mime, has_hub) in cases {
        let head = ask(port, path);
        assert!(head.starts_with("HTTP/1.1 200 "), "{path}: {head}");
        for line in [
            &format!("Content-Type: {mime}; charset=utf-8"),
            "Cache-Control: public, max-age=600",
            "Access-Control-Allow-Origin: *",
            "Content-Encoding: gzip",
            "Vary: Accept-Encoding",
        ] {
            assert!(
                head.lines().any(|found| found == line),
                "{path}: {line} in {head}"
            );
        }
        let link = head.lines().find_map(|line| line.strip_prefix("Link: "));
        assert_eq!(link.is_some(), has_hub, "{path}: {head}");
        let names_hub = link.is_none_or(|link| link.starts_with(HUB));
        assert!(
            names_hub && link.is_none_or(|link| link.ends_with(">; rel=\"self\"")),
            "{head}"
        );
    }
    let link = format!("Link: {HUB}<https://blog.example/blog/feed.json>; rel=\"self\"");
    assert!(ask(port, "/blog/feed.json").contains(&link));
    // What is not ours is served as before.
    assert!(!ask(port, "/blog/feed.html").contains("Access-Control"));
    assert!(ask(port, "/blog/feed-archive-x.rss.xml").starts_with("HTTP/1.1 404 "));
}

fn start(program: &str, arguments: &[&str], home: &Path, port: u16) -> Server {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(home).env("HOME", home);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let server = Server(command.spawn().expect("the server runs"));
    wait_for(port);
    server
}

#[test]
fn nginx_says_what_its_fragment_promises() {
    let Some(program) = find("POSTRIDER_TEST_NGINX") else {
        return;
    };
    let site = build();
    let (port, home) = (free_port(), site.path().display().to_string());
    let config = format!(
        "daemon off; master_process off; pid {home}/nginx.pid; error_log {home}/errors.log;\nevents {{}}\n\
         http {{ access_log off; client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;\n\
         uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;\n\
         server {{ listen 127.0.0.1:{port}; root {home}/root; include {home}/root/blog/fragments/nginx.conf; }} }}\n"
    );
    site.write("nginx.conf", config);
    let file = format!("{home}/nginx.conf");
    let tested = Command::new(&program)
        .args(["-t", "-q", "-c", &file])
        .output();
    let tested = tested.expect("nginx runs");
    assert!(
        tested.status.success(),
        "{}",
        String::from_utf8_lossy(&tested.stderr)
    );
    let _server = start(&program, &["-c", &file], site.path(), port);
    judge(port);
}

#[test]
fn caddy_says_what_its_fragment_promises() {
    let Some(program) = find("POSTRIDER_TEST_CADDY") else {
        return;
    };
    let site = build();
    let (port, home) = (free_port(), site.path().display().to_string());
    let config = format!(
        "{{\n  admin off\n  auto_https off\n}}\nhttp://127.0.0.1:{port}, http://blog.example:{port} {{\n  bind 127.0.0.1\n  root * {home}/root\n  \
         import {home}/root/blog/fragments/Caddyfile\n  file_server {{\n    precompressed br gzip\n  }}\n}}\n"
    );
    site.write("Caddyfile", config);
    let arguments = ["run", "--config", "Caddyfile", "--adapter", "caddyfile"];
    let _server = start(&program, &arguments, site.path(), port);
    judge(port);
}
