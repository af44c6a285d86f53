//! An editor sees what subscribers will see, before they do.

use std::io::{BufRead as _, BufReader, Write as _};

use crate::app::TestSite;

/// The titles of one kind of change in `feed.rss.xml`.
fn titles(document: &serde_json::Value, kind: &str) -> Vec<String> {
    let feeds = document["feeds"].as_array().expect("feeds");
    let main = feeds
        .iter()
        .find(|feed| feed["path"] == "feed.rss.xml")
        .expect("the feed");
    let mentions = main[kind].as_array().expect("a list").iter();
    mentions
        .map(|mention| mention["title"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn site() -> TestSite {
    let site = TestSite::new("");
    for (stem, date) in [
        ("one", "2024-01-01"),
        ("two", "2024-01-02"),
        ("three", "2024-01-03"),
    ] {
        site.write(
            &format!("content/posts/{stem}.md"),
            format!("---\ntitle: {stem}\ndate: {date}\n---\nThe body of {stem}.\n"),
        );
    }
    site
}

#[test]
fn what_is_new_changed_and_removed_is_named_and_nothing_is_written() {
    let site = site();
    let first = site.json(&["diff"], 0);
    assert_eq!(titles(&first, "new"), ["three", "two", "one"]);
    assert!(!site.exists("public") && !site.exists("content/.postrider"));
    site.done(&["build"]);
    let none = site.json(&["diff"], 0);
    for kind in ["new", "changed", "removed", "renotified"] {
        assert_eq!(titles(&none, kind), [""; 0], "{kind}");
    }
    site.write(
        "content/posts/two.md",
        "---\ntitle: two\ndate: 2024-01-02\n---\nAnother body.\n",
    );
    std::fs::remove_file(site.path().join("content/posts/one.md")).expect("removed");
    site.write(
        "content/posts/four.md",
        "---\ntitle: four\ndate: 2024-01-04\n---\nFour.\n",
    );
    site.write(
        "content/posts/five.md",
        "---\ntitle: five\ndate: 2024-01-05\ndraft: true\n---\nFive.\n",
    );
    let before = (site.snapshot("public"), site.snapshot("content"));
    let found = site.json(&["diff"], 0);
    assert_eq!(titles(&found, "new"), ["four"]);
    assert_eq!(titles(&found, "changed"), ["two"]);
    assert_eq!(
        found["feeds"][0]["changed"][0]["fields"],
        serde_json::json!(["summary", "content"])
    );
    assert_eq!(titles(&found, "removed"), ["one"]);
    let told = site.done(&["diff"]).stdout;
    for line in [
        "feed.rss.xml: 1 new, 1 changed, 1 removed",
        "  new      2024-01-04  four",
        "1 of 1 feed would change for readers: 1 new, 1 changed, 1 removed",
        "left out: content/posts/five.md (a draft: its `draft` says so)",
    ] {
        assert!(told.lines().any(|told| told == line), "{line}: {told}");
    }
    assert_eq!(found["left_out"][0]["why"], "draft");
    assert_eq!(before, (site.snapshot("public"), site.snapshot("content")));
}

#[test]
fn a_move_tells_nobody_and_a_lost_ledger_is_an_alarm() {
    let site = site();
    site.done(&["build"]);
    std::fs::rename(
        site.path().join("content/posts/one.md"),
        site.path().join("content/posts/moved.md"),
    )
    .expect("moved");
    let moved = site.json(&["diff"], 0);
    assert_eq!(titles(&moved, "renotified"), [""; 0]);
    assert_eq!(titles(&moved, "changed"), ["one"], "its address");
    std::fs::remove_dir_all(site.path().join("content/.postrider")).expect("lost");
    let lost = site.json(&["diff"], 3);
    assert_eq!(titles(&lost, "renotified"), ["one"]);
    let run = site.run(&["diff"]);
    assert!(
        run.stdout.contains("again") && run.stdout.contains("known as tag:"),
        "{run:?}"
    );
}

#[test]
fn posts_that_grow_too_old_for_a_full_feed_are_not_removed() {
    let site = site();
    site.write(
        "postrider.yaml",
        "site: {url: 'https://blog.example/', title: A}\noutput: {limit: 2}\n",
    );
    site.done(&["build"]);
    site.write(
        "content/posts/four.md",
        "---\ntitle: four\ndate: 2024-01-04\n---\nFour.\n",
    );
    let found = site.json(&["diff"], 0);
    assert_eq!(titles(&found, "new"), ["four"]);
    assert_eq!(titles(&found, "removed"), [""; 0]);
}

/// Posts `p1` to `p30`, in a feed of the newest two and an archive.
fn site_with_archive() -> TestSite {
    let site = TestSite::new("output: {limit: 2, formats: [atom]}\n");
    for day in 1..=30 {
        site.write_post(&format!("p{day}"), &format!("2024-01-{day:02}"), &[]);
    }
    site.done(&["build"]);
    site
}

#[test]
fn what_moves_between_a_feed_and_its_archive_is_neither_removed_nor_new() {
    let site = site_with_archive();
    let changes = |kind: &str| {
        let document = site.json(&["diff"], 0);
        let mentions = document["feeds"][0][kind]
            .as_array()
            .cloned()
            .expect("a list");
        let titles = mentions.iter().map(|mention| mention["title"].as_str());
        titles.flatten().map(str::to_owned).collect::<Vec<_>>()
    };
    site.write_post("p31", "2024-01-31", &[]);
    assert_eq!(
        (changes("new"), changes("removed")),
        (vec!["About p31".to_owned()], vec![])
    );
    site.done(&["build"]);
    for day in [30, 31] {
        std::fs::remove_file(site.path().join(format!("content/posts/p{day}.md"))).expect("gone");
    }
    assert_eq!(changes("new"), [""; 0], "p28 and p29 are in the archive");
    assert_eq!(changes("removed"), ["About p31", "About p30"]);
    std::fs::remove_dir_all(site.path().join("content/.postrider")).expect("lost");
    let config = site
        .read("postrider.yaml")
        .replace("blog.example", "new.example");
    site.write("postrider.yaml", config.replace("limit: 2", "limit: 20"));
    let lost = site.json(&["diff"], 3);
    let again = lost["feeds"][0]["renotified"].as_array().map(Vec::len);
    assert_eq!(
        again,
        Some(20),
        "readers have seen those of the archive, too"
    );
}

#[test]
fn a_copy_elsewhere_or_the_feed_of_another_generator_can_be_compared() {
    let site = site();
    site.write(
        "live/feed.rss.xml",
        "<rss version='2.0'><channel><title>Old</title><link>https://old.example/</link>\
         <item><title>One</title><link>https://old.example/one/</link><guid>tag:blog.example,2024-01-01:one</guid><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate></item>\
         <item><title>two</title><link>https://old.example/two/</link><guid>x2</guid></item></channel></rss>",
    );
    let found = site.json(&["diff", "--against", "live"], 3);
    assert_eq!(titles(&found, "changed"), ["one"]);
    let fields = &found["feeds"][0]["changed"][0]["fields"];
    assert_eq!(*fields, serde_json::json!(["title", "url"]));
    assert_eq!(titles(&found, "renotified"), ["two"]);
    assert_eq!(found["feeds"][0]["renotified"][0]["known_as"], "x2");
    assert_eq!(titles(&found, "new"), ["three"]);
    site.done(&["adopt", "live/feed.rss.xml"]);
    site.json(&["diff", "--against", "live"], 0);
    let nowhere = site.run(&["diff", "--against", "nowhere"]);
    assert!(
        nowhere.code == 1 && nowhere.stderr.contains("`nowhere`"),
        "{nowhere:?}"
    );
}

/// A server that has nothing but `body` at `/live/feed.atom.xml`; gives the address of `/live/`.
fn serve(body: String) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let is_there = lines
                .next()
                .is_some_and(|line| line.starts_with("GET /live/feed.atom.xml "));
            lines.find(String::is_empty);
            let (status, body) = if is_there {
                ("200 OK", &*body)
            } else {
                ("404 Not Found", "")
            };
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            )
            .expect("sent");
        }
    });
    format!("http://{address}/live")
}

#[test]
fn the_live_site_can_be_asked() {
    let site = site();
    site.done(&["build"]);
    let live = serve(site.read("public/feed.atom.xml"));
    std::fs::remove_dir_all(site.path().join("public")).expect("removed");
    site.write(
        "content/posts/two.md",
        "---\ntitle: Zwei\ndate: 2024-01-02\n---\nThe body of two.\n",
    );
    let found = site.json(&["diff", "--against", &live], 0);
    let feed = &found["feeds"][0];
    assert_eq!(
        feed["path"], "feed.atom.xml",
        "what is published of it is in Atom"
    );
    assert_eq!(feed["changed"][0]["title"], "Zwei");
    assert_eq!(feed["changed"][0]["fields"], serde_json::json!(["title"]));
    assert_eq!(found["total"]["new"], 0);
    let elsewhere = site.json(&["diff", "--against", &format!("{live}/not/there")], 0);
    assert_eq!(elsewhere["feeds"][0]["is_published"], false);
    assert_eq!(elsewhere["total"]["new"], 3);
}
