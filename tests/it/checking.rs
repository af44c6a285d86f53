//! `check`: one feed of anybody's, the site's own feeds, the rules, the forms of its report, and what it mends.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Stdio;

use serde_json::Value;

use crate::app::TestSite;

const GOOD: &str = "<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>T</title><link>https://a.example/</link><description>D</description><atom:link rel='self' href='https://a.example/f'/>\n<item><title>1</title><guid>https://a.example/1</guid></item></channel></rss>\n";

fn rules(document: &Value) -> Vec<&str> {
    let found = document["diagnostics"].as_array().expect("diagnostics");
    found
        .iter()
        .map(|found| found["rule"].as_str().expect("a rule"))
        .collect()
}

#[test]
fn a_feed_in_a_file_is_judged_without_a_site() {
    let site = TestSite::new("");
    std::fs::remove_file(site.path().join("postrider.yaml")).expect("gone");
    site.write("good.xml", GOOD);
    site.write(
        "bad.xml",
        GOOD.replace("<guid>https://a.example/1", "<guid>1"),
    );
    assert_eq!(rules(&site.json(&["check", "good.xml"], 0)), [""; 0]);
    let document = site.json(&["check", "bad.xml"], 3);
    assert_eq!(rules(&document), ["guid-permalink"]);
    let found = &document["diagnostics"][0];
    assert_eq!(
        (
            found["file"].as_str(),
            found["line"].as_u64(),
            found["column"].as_u64()
        ),
        (Some("bad.xml"), Some(3), Some(29))
    );
    let run = site.run(&["check", "bad.xml"]);
    assert!(run.stderr.contains("bad.xml:3:29"), "{}", run.stderr);
    assert!(run.stdout.contains("1 error, 0 warnings"), "{}", run.stdout);
}

#[test]
fn warnings_count_only_under_strict() {
    let site = TestSite::new("");
    site.write("feed.xml", GOOD.replace("rel='self'", "rel='hub'"));
    assert_eq!(
        rules(&site.json(&["check", "feed.xml"], 0)),
        ["self-missing"]
    );
    site.json(&["check", "--strict", "feed.xml"], 3);
}

#[test]
fn a_feed_on_standard_input_is_judged() {
    let site = TestSite::new("");
    let mut command = site.command(&["check", "-", "--json"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"{\"version\": 1}").expect("written");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(3));
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(rules(&document).contains(&"json-version"), "{document}");
}

#[test]
fn a_feed_at_a_url_is_judged_with_what_its_server_says() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/f", listener.local_addr().expect("an address"));
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{GOOD}",
            GOOD.len()
        );
        stream.write_all(answer.as_bytes()).expect("answered");
    });
    let site = TestSite::new("");
    let document = site.json(&["check", &url], 0);
    server.join().expect("the server ends");
    assert_eq!(rules(&document), ["content-type", "self-mismatch"]);
    assert_eq!(document["diagnostics"][0]["file"], url.as_str());
}

#[test]
fn a_feed_may_say_where_it_was_asked_for_or_where_that_led() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let feed = GOOD.replace("https://a.example/f", &format!("{base}/new"));
    let server = std::thread::spawn(move || {
        let redirect = "HTTP/1.1 301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned();
        let found = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{feed}",
            feed.len()
        );
        for answer in [redirect, found] {
            let (mut stream, _) = listener.accept().expect("a client");
            let _ = stream.read(&mut [0; 4096]);
            stream.write_all(answer.as_bytes()).expect("answered");
        }
    });
    let site = TestSite::new("");
    let document = site.json(&["check", &format!("{base}/old")], 0);
    server.join().expect("the server ends");
    assert_eq!(rules(&document), [""; 0]);
}

#[test]
fn the_sites_own_feeds_are_judged_and_found_sound() {
    let site = TestSite::new("");
    site.write_post("one", "2024-01-01", &["news"]);
    site.write_post("two", "2024-01-01", &["tools"]);
    assert_eq!(rules(&site.json(&["check", "--strict"], 0)), [""; 0]);
    assert!(!site.exists("public"), "nothing is written");
    assert!(!site.exists("content/.postrider"), "the ledger neither");
}

#[test]
fn what_a_post_does_to_a_feed_is_told_at_the_post() {
    let site = TestSite::new("");
    site.write(
        "content/posts/a.md",
        "---\ntitle: The <b>bold</b> one\ndate: 2024-01-02\n---\nText.\n",
    );
    let document = site.json(&["check"], 0);
    assert_eq!(rules(&document), ["text-html"]);
    let found = &document["diagnostics"][0];
    assert_eq!(
        (found["file"].as_str(), found["line"].as_u64()),
        (Some("content/posts/a.md"), Some(2))
    );
}

#[test]
fn one_post_is_checked_alone() {
    let site = TestSite::new("");
    site.write(
        "content/posts/a.md",
        "---\ntitle: A\ndate: 2024-01-02\n---\n{% x %}\n",
    );
    site.write(
        "content/posts/b.md",
        "---\ntitle: B\ndate: soon\n---\nText.\n",
    );
    let run = site.run(&["check", "content/posts/a.md"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("shortcode") && !run.stderr.contains("date-invalid"),
        "{}",
        run.stderr
    );
    assert_eq!(
        rules(&site.json(&["check", "content/posts/b.md"], 3)),
        ["date-invalid"]
    );
    site.write("README.md", "No post.\n");
    let run = site.run(&["check", "README.md"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("no post of this site"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_rules_are_listed_and_explained() {
    let site = TestSite::new("");
    let run = site.done(&["check", "--rules"]);
    assert!(
        run.stdout.lines().all(|line| line.chars().count() <= 80),
        "{}",
        run.stdout
    );
    for word in [
        "date-invalid",
        "guid-permalink",
        "InvalidHttpGUID",
        "SAXError",
    ] {
        assert!(run.stdout.contains(word), "{word}");
    }
    let document = site.json(&["check", "--rules"], 0);
    assert!(document["rules"].as_array().expect("rules").len() > 150);
    let run = site.done(&["check", "--explain", "updated-duplicate"]);
    assert!(
        run.stdout.contains("Mend it:") && run.stdout.contains("DuplicateUpdated"),
        "{}",
        run.stdout
    );
    let run = site.run(&["check", "--explain", "updated-duplicat"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("did you mean `updated-duplicate`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn github_gets_commands() {
    let site = TestSite::new("");
    site.write(
        "content/posts/a, b.md",
        "---\ntitle: A\ndate: soon\n---\nText.\n",
    );
    let run = site.run(&["check", "--format", "github"]);
    assert_eq!(run.code, 3);
    let line = run.stdout.lines().next().expect("a command");
    assert!(line.starts_with("::error file=content/posts/a%2C b.md,line=3,col=7,title=date-invalid::`soon` is no date"), "{line}");
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
}

#[test]
fn sarif_names_rules_places_and_remedies() {
    let site = TestSite::new("");
    site.write(
        "content/posts/a b.md",
        "---\ntitle: A\ndate: soon\n---\nText.\n",
    );
    let run = site.run(&["check", "--format", "sarif"]);
    assert_eq!(run.code, 3);
    let log: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!(
        run["tool"]["driver"]["rules"][index]["id"],
        result["ruleId"]
    );
    assert_eq!(result["level"], "error");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/posts/a%20b.md");
    assert_eq!(place["region"]["startLine"], 3);
}

#[test]
fn what_is_mechanical_is_mended_in_place_and_once() {
    let site = TestSite::new("");
    let post = "---\r\ntitle: cafÃ©\r\ndate: January 5, 2024 # day\r\nslug: a/../b\r\n---\r\nIt\u{7}s.\r\n{% x %}\r\n";
    site.write("content/posts/a.md", post);
    let document = site.json(&["check", "--fix"], 0);
    assert_eq!(rules(&document), ["shortcode"], "what is left is told");
    let mended = site.read("content/posts/a.md");
    assert_eq!(
        mended,
        "---\r\ntitle: café\r\ndate: 2024-01-05 # day\r\nslug: a-b\r\n---\r\nIts.\r\n{% x %}\r\n"
    );
    assert_eq!(
        document["mended"][0]["changes"].as_array().map(Vec::len),
        Some(4)
    );
    let run = site.done(&["check", "--fix"]);
    assert!(!run.stdout.contains("mended"), "{}", run.stdout);
    assert_eq!(site.read("content/posts/a.md"), mended);
    assert_eq!(
        site.files("content/posts").len(),
        1,
        "no temporary file stays"
    );
}

#[test]
fn only_the_named_post_is_mended() {
    let site = TestSite::new("");
    for name in ["a", "b"] {
        site.write(
            &format!("content/posts/{name}.md"),
            "---\ntitle: cafÃ©\ndate: 2024-01-05\n---\nText.\n",
        );
    }
    let run = site.done(&["check", "--fix", "content/posts/a.md"]);
    assert!(
        run.stdout.contains("content/posts/a.md:2: `Ã©` is now `é`"),
        "{}",
        run.stdout
    );
    assert!(site.read("content/posts/b.md").contains("Ã©"));
    site.write("feed.xml", GOOD);
    assert_eq!(site.run(&["check", "--fix", "feed.xml"]).code, 1);
}
