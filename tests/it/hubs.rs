//! WebSub hubs hear of exactly the feeds that changed, over real HTTP.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use crate::app::TestSite;

/// A hub on this machine that answers every request with `status`; gives its address and the forms it gets.
fn hub(status: &'static str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/hub", listener.local_addr().expect("an address"));
    let (sender, forms) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.expect("a connection"));
            loop {
                let mut length = 0;
                let mut line = String::new();
                while stream.read_line(&mut line).is_ok_and(|read| read > 2) {
                    let lower = line.to_lowercase();
                    if let Some(typed) = lower.strip_prefix("content-length:") {
                        length = typed.trim().parse().expect("a length");
                    }
                    line.clear();
                }
                if length == 0 {
                    break;
                }
                let mut form = vec![0; length];
                stream.read_exact(&mut form).expect("a form");
                let form = String::from_utf8(form).expect("text");
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
                stream.get_mut().write_all(answer.as_bytes()).expect("sent");
                if sender.send(form).is_err() {
                    return;
                }
            }
        }
    });
    (url, forms)
}

/// The topics of the forms that came, sorted.
fn topics(forms: &Receiver<String>) -> Vec<String> {
    let topic = |form: String| {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(form.as_bytes())
            .into_owned()
            .collect();
        assert!(
            pairs.contains(&("hub.mode".to_owned(), "publish".to_owned())),
            "{form}"
        );
        let topic = pairs.iter().find(|(name, _)| name == "hub.url");
        topic
            .expect("a topic")
            .1
            .replace("https://blog.example/", "")
    };
    let mut topics: Vec<String> = forms.try_iter().map(topic).collect();
    topics.sort();
    topics
}

fn site(hub: &str) -> TestSite {
    let site = TestSite::new(&format!(
        "output: {{hubs: ['{hub}'], formats: [rss, atom]}}\nfeeds:\n  - {{path: feed}}\n  - {{each: category, path: '{{slug}}'}}\n"
    ));
    site.write_post("first", "2024-01-02", &["news"]);
    site.write_post("second", "2024-01-03", &["law"]);
    site
}

#[test]
fn a_hub_hears_of_the_feeds_that_changed_and_of_no_other() {
    let (url, forms) = hub("204 No Content");
    let site = site(&url);
    site.done(&["build"]);
    assert!(forms.try_recv().is_err(), "a build makes no call");
    site.done(&["publish"]);
    let all = [
        "feed.atom.xml",
        "feed.rss.xml",
        "law.atom.xml",
        "law.rss.xml",
        "news.atom.xml",
        "news.rss.xml",
    ];
    assert_eq!(topics(&forms), all);
    site.done(&["publish"]);
    assert_eq!(topics(&forms), [""; 0]);
    site.write_post("third", "2024-01-04", &["news"]);
    let published = site.json(&["publish"], 0);
    assert_eq!(
        topics(&forms),
        [
            "feed.atom.xml",
            "feed.rss.xml",
            "news.atom.xml",
            "news.rss.xml"
        ]
    );
    assert_eq!(published["pings"].as_array().map(Vec::len), Some(4));
    for (feed, link) in [
        ("feed.atom.xml", "rel=\"hub\""),
        ("feed.rss.xml", "rel=\"hub\""),
    ] {
        assert!(
            site.read(&format!("public/{feed}")).contains(link),
            "{feed}"
        );
    }
}

#[test]
fn a_hub_that_failed_is_asked_again_by_the_next_run() {
    let (url, forms) = hub("503 Service Unavailable");
    let site = site(&url);
    for _ in 0..2 {
        let run = site.run(&["publish"]);
        assert_eq!(run.code, 5, "{run:?}");
        assert!(
            run.stderr.contains("and 5 more yet: it answers 503"),
            "{run:?}"
        );
        assert_eq!(
            topics(&forms).len(),
            1,
            "one that is down is asked once a run"
        );
    }
}

#[test]
fn a_hub_that_refuses_one_feed_hears_of_the_others() {
    let (url, forms) = hub("404 Not Found");
    let run = site(&url).run(&["publish"]);
    assert_eq!((run.code, topics(&forms).len()), (5, 6), "{run:?}");
}

#[test]
fn a_hub_that_has_moved_is_not_taken_for_told() {
    let (url, forms) = hub("302 Found\r\nLocation: https://elsewhere.example/");
    let run = site(&url).run(&["publish"]);
    assert_eq!((run.code, topics(&forms).len()), (5, 1), "{run:?}");
    assert!(
        run.stderr
            .contains("https://elsewhere.example/: change output.hubs"),
        "{run:?}"
    );
}

#[test]
fn a_build_that_fails_tells_nobody_and_forgets_nothing() {
    let (url, forms) = hub("204 No Content");
    let site = site(&url);
    site.done(&["publish"]);
    assert_eq!(topics(&forms).len(), 6);
    let good = site.read("postrider.yaml");
    site.write("postrider.yaml", format!("{good}  - {{path: feed}}\n"));
    assert_eq!(site.run(&["publish"]).code, 3);
    site.write("postrider.yaml", good);
    site.done(&["publish"]);
    assert_eq!(topics(&forms), [""; 0]);
    // A note that nobody can read is only a memory.
    site.write("content/.postrider/hubs.json", "<<<<<<< HEAD");
    let run = site.done(&["publish"]);
    assert!(run.stderr.contains("hubs.json"), "{run:?}");
    assert_eq!(topics(&forms).len(), 6);
}

#[test]
fn a_hub_that_is_down_costs_one_try() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    let run = site(&url).run(&["publish"]);
    assert_eq!(run.code, 5, "{run:?}");
    assert!(run.stderr.contains("asks again"), "{run:?}");
}
