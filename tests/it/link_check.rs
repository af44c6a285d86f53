//! Mail leads to pages that are there: each is asked for before an issue is frozen.

use crate::app::{Run, TestSite, roster};
use crate::mail_server::{Fault, MailServer};
use crate::page_server::PageServer;

/// A site that `pages` answers for, whose mail goes to `mail`.
fn site(pages: &PageServer, mail: &str, posts: usize) -> TestSite {
    let site = TestSite::new("");
    site.write(
        "postrider.yaml",
        format!(
            "site:\n  url: {}\n  title: A blog\n{mail}newsletters:\n  weekly: {{from: News <news@blog.example>, schedule: every post, address: 'Street 1'}}\n",
            pages.url
        ),
    );
    for number in 0..posts {
        site.write(
            &format!("content/posts/p{number}.md"),
            format!(
                "---\ntitle: Post {number}\ndate: 2024-01-0{}\nimage: {}pictures/p{number}.png\n---\nText\n",
                number + 1,
                pages.url
            ),
        );
    }
    site.write("people.csv", roster(3));
    site.done(&["subscribers", "import", "people.csv"]);
    site
}

fn relay() -> MailServer {
    MailServer::start(|_| Fault::None)
}

fn send(site: &TestSite) -> Run {
    site.run(&["send", "weekly", "--yes"])
}

#[test]
fn pages_that_are_there_are_asked_for_once_and_four_at_a_time() {
    let (pages, relay) = (PageServer::start(4, |_, _| "200 OK"), relay());
    let site = site(&pages, &relay.config(), 3);
    let run = send(&site);
    assert_eq!(run.code, 0, "{run:?}");
    let asked = pages.asked();
    let expected = [
        "HEAD /p0/",
        "HEAD /p1/",
        "HEAD /p2/",
        "HEAD /pictures/p0.png",
        "HEAD /pictures/p1.png",
        "HEAD /pictures/p2.png",
    ];
    assert_eq!(asked, expected);
    assert_eq!(pages.most_at_once(), 4);
    assert!(
        pages
            .agents()
            .iter()
            .all(|agent| agent.starts_with("postrider/")),
        "{:?}",
        pages.agents()
    );
    assert_eq!(relay.messages().len(), 3);
}

#[test]
fn what_is_not_there_stops_the_issue_and_is_named() {
    let rule = |method: &str, path: &str| match (method, path) {
        (_, "/p0/") => "404 Not Found",
        (_, "/pictures/p0.png") => "302 Found\r\nLocation: /moved.png",
        (_, "/moved.png") => "403 Forbidden",
        (_, "/p1/") => "301 Moved Permanently\r\nLocation: /one/",
        (_, "/pictures/p1.png") => "",
        (_, "/p2/") => "302 Found\r\nLocation: /p2/",
        _ => "200 OK",
    };
    let (pages, relay) = (PageServer::start(1, rule), relay());
    let site = site(&pages, &relay.config(), 3);
    let run = send(&site);
    assert_eq!(run.code, 1, "{run:?}");
    let url = &pages.url;
    for part in [
        "4 of 6 addresses".to_owned(),
        format!("{url}p0/: the server answers 404 Not Found (the page of `Post 0`)"),
        format!(
            "{url}pictures/p0.png: it leads to {url}moved.png, which answers 403 Forbidden (the picture of `Post 0`)"
        ),
        format!("{url}pictures/p1.png: "),
        format!("{url}p2/: more than 5 redirects lead on from it"),
        "--no-link-check".to_owned(),
    ] {
        assert!(run.stderr.contains(&part), "{part}: {run:?}");
    }
    assert!(
        !run.stderr.contains("p1/:"),
        "a redirect to a page: {run:?}"
    );
    assert_eq!(relay.messages().len(), 0);
    assert_eq!(site.json(&["status"], 0)["issues"], serde_json::json!([]));
    let run = site.run(&["send", "weekly", "--yes", "--no-link-check"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(relay.messages().len(), 3);
}

#[test]
fn a_server_that_does_not_know_head_is_asked_by_get_and_nothing_is_read() {
    let rule = |method: &str, path: &str| match (method, path) {
        ("HEAD", "/p0/") => "405 Method Not Allowed",
        ("HEAD", _) => "501 Not Implemented",
        _ => "200 OK",
    };
    let (pages, relay) = (PageServer::start(1, rule), relay());
    let site = site(&pages, &relay.config(), 1);
    let run = send(&site);
    assert_eq!(run.code, 0, "{run:?}");
    let expected = [
        "GET /p0/",
        "GET /pictures/p0.png",
        "HEAD /p0/",
        "HEAD /pictures/p0.png",
    ];
    assert_eq!(pages.asked(), expected);
}

#[test]
fn a_newsletter_waits_for_its_pages_and_the_others_go_out() {
    let rule = |_: &str, path: &str| match path {
        "/p1/" => "404 Not Found",
        _ => "200 OK",
    };
    let (pages, relay) = (PageServer::start(1, rule), relay());
    let site = site(&pages, &relay.config(), 2);
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        config
            + "  early: {from: News <news@blog.example>, schedule: every post, address: 'Street 1', select: {any: [old]}}\n",
    );

    let old = site.read("content/posts/p0.md");
    site.write(
        "content/posts/p0.md",
        old.replace("---\nText", "categories: [old]\n---\nText"),
    );
    site.done(&[
        "subscribers",
        "add",
        "ada@example.org",
        "--newsletter",
        "early",
    ]);
    let run = site.run(&["publish"]);
    assert_eq!(run.code, 5, "{run:?}");
    assert!(run.stderr.contains("weekly waits"), "{run:?}");
    let sent: Vec<String> = relay.messages().into_iter().map(|(to, _)| to).collect();
    assert_eq!(sent, ["ada@example.org"]);
    let run = site.run(&["publish", "--no-link-check"]);
    assert_eq!((run.code, relay.messages().len()), (0, 4), "{run:?}");
}

#[test]
fn a_folder_of_messages_and_a_test_send_nobody_anywhere() {
    let (pages, relay) = (PageServer::start(1, |_, _| "404 Not Found"), relay());
    let to_folder = site(&pages, "", 1);
    assert_eq!(send(&to_folder).code, 0);
    assert_eq!(to_folder.files("outbox").len(), 3);
    let to_relay = site(&pages, &relay.config(), 1);
    to_relay.done(&["test", "weekly", "me@example.org"]);
    assert_eq!((pages.asked().len(), relay.messages().len()), (0, 1));
}

#[test]
fn a_server_that_does_not_answer_costs_five_seconds() {
    let (pages, relay) = (PageServer::start(usize::MAX, |_, _| "200 OK"), relay());
    let site = site(&pages, &relay.config(), 1);
    let config = site.read("postrider.yaml");
    // A listener that takes connections and never reads.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", silent.local_addr().expect("an address"));
    site.write("postrider.yaml", config.replace(&pages.url, &url));
    let run = send(&site);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("no answer within 5 seconds"), "{run:?}");
}
