//! The editor's preview as programs ask for it: what it shows, that it follows what is saved, and leaves nothing behind.

mod asking;
mod safety;

use std::io::Read as _;

use crate::app::TestSite;
use asking::Preview;

const NEWSLETTER: &str = "newsletters:\n  weekly: {from: News <news@blog.example>, schedule: every post, address: 'Street 1'}\n";

fn site() -> TestSite {
    let site = TestSite::new(NEWSLETTER);
    site.write_post("first", "2024-01-02", &["news"]);
    site.write_post("second", "2024-01-03", &["news"]);
    site
}

#[test]
fn every_page_is_there_and_nothing_is_written() {
    let site = site();
    let before = site.snapshot("");
    let preview = Preview::start(&site);
    for (path, said) in [
        ("/", "About second"),
        ("/feeds", "categories/news/feed"),
        ("/feeds/feed", "About first"),
        ("/feeds/categories/news/feed", "About first"),
        ("/feeds/feed?show=atom", "hl-t"),
        ("/feeds/feed?q=first", "Search 1 entry"),
        ("/entry/feed", "The <em>body</em> of second."),
        ("/source/feed.rss.xml", "<rss"),
        ("/issues/weekly", "of 102 KB"),
        ("/issues/weekly?show=text", "About second"),
        ("/issues/weekly?show=raw", "List-Id:"),
        ("/mail/weekly", "<table"),
        ("/mail/weekly.eml", "Message-ID:"),
        ("/mistakes", "Mistakes"),
        ("/files/preview.js", "use strict"),
    ] {
        let reply = preview.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        assert!(reply.body.contains(said), "{path}: {}", reply.body);
        assert!(
            reply.head.contains("default-src 'none'"),
            "{path}: {}",
            reply.head
        );
        assert!(reply.head.contains("nosniff"), "{path}: {}", reply.head);
        assert!(reply.head.contains("no-referrer"), "{path}: {}", reply.head);
    }
    drop(preview);
    assert_eq!(site.snapshot(""), before);
}

#[test]
fn what_is_not_there_is_said_to_be_missing() {
    let site = site();
    let preview = Preview::start(&site);
    for path in [
        "/nope",
        "/feeds/nope",
        "/issues/nope",
        "/files/nope",
        "/mail/nope.eml",
        "/source/postrider.yaml",
        "/feeds/%FF",
    ] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
    let head = preview.ask("HEAD /", "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(head.head.contains("content-length: "), "{}", head.head);
}

#[test]
fn what_is_saved_is_shown_and_what_breaks_is_named() {
    let site = site();
    let preview = Preview::start(&site);
    site.write_post("third", "2024-01-04", &["news"]);
    preview.wait(|preview| preview.get("/feeds/feed").body.contains("About third"));
    let post = site.read("content/posts/third.md");
    site.write(
        "content/posts/third.md",
        post.replace("2024-01-04", "2024-13-04"),
    );
    preview.wait(|preview| preview.get("/mistakes").body.contains("2024-13-04</mark>"));
    let home = preview.get("/feeds/feed").body;
    assert!(home.contains("See the site as it was"), "{home}");
    assert!(!home.contains("About third"), "{home}");
    assert!(
        preview
            .get("/feeds/feed?as=good")
            .body
            .contains("About third")
    );
    site.write("postrider.yaml", "site: {titel: x}\n");
    preview.wait(|preview| preview.get("/mistakes").body.contains("titel</mark>"));
    assert!(
        preview.get("/feeds/feed").body.contains("About third"),
        "the last good state stays"
    );
}

#[test]
fn a_site_that_cannot_be_read_is_a_page_of_mistakes_until_it_can() {
    let site = TestSite::new("");
    let config = site.read("postrider.yaml");
    site.write("postrider.yaml", "site: [\n");
    site.write_post("first", "2024-01-02", &["news"]);
    let preview = Preview::start(&site);
    assert!(preview.get("/").body.contains("cannot be shown until"));
    assert_eq!(preview.get("/feeds/feed").status, 503);
    site.write("postrider.yaml", config);
    preview.wait(|preview| preview.get("/feeds/feed").body.contains("About first"));
}

#[test]
fn an_issue_is_seen_as_a_subscriber_without_touching_the_store() {
    let site = TestSite::with_readers("", 30);
    site.write(
        "fr.csv",
        "email,name,language,categories,source,date\nzoe@example.org,Zoé,,other,form,2024-05-01\n",
    );
    site.done(&["subscribers", "import", "fr.csv"]);
    let before = site.snapshot("");
    let preview = Preview::start(&site);
    let page = preview.get("/issues/weekly?q=zo").body;
    assert!(page.contains("zoe@example.org"), "{page}");
    assert!(!page.contains("reader3@"), "{page}");
    let link = page
        .split("href=\"")
        .find(|part| part.contains("zoe@example.org"));
    let link = link
        .and_then(|part| part.split('"').next())
        .expect("a link");
    let link = link.replace("&#x2f;", "/").replace("&amp;", "&");
    let page = preview.get(&link).body;
    assert!(page.contains("This reader gets no mail"), "{page}");
    assert!(preview.get("/issues/weekly").body.contains("30 readers"));
    let mail = preview.get("/mail/weekly.eml?reader=3").body;
    assert!(
        mail.contains("To: Reader 2 <reader2@example.org>"),
        "{mail}"
    );
    drop(preview);
    assert_eq!(site.snapshot(""), before);
}

#[test]
fn without_a_store_the_sites_own_file_says_who_reads() {
    let site = TestSite::new(&format!("subscribers: people.csv\n{NEWSLETTER}"));
    site.write_post("first", "2024-01-02", &["news"]);
    site.write(
        "people.csv",
        crate::app::roster(3) + "no address,,,,form,2024-05-01\n",
    );
    let preview = Preview::start(&site);
    let page = preview.get("/issues/weekly").body;
    assert!(page.contains("Search 3 subscribers"), "{page}");
    assert!(page.contains("reader2@example.org"), "{page}");
    assert!(!site.exists("postrider.db"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_pages_open() {
    let site = site();
    let mut preview = Preview::start(&site);
    let request = format!(
        "GET /events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
        preview.port
    );
    let mut open = preview.send(request.as_bytes());
    let mut first = [0; 1];
    open.read_exact(&mut first).expect("a stream");
    let id = preview.child.id().to_string();
    let kill = std::process::Command::new("kill")
        .args(["-s", "INT", &id])
        .status();
    assert!(kill.expect("kill runs").success());
    assert_eq!(preview.child.wait().expect("an end").code(), Some(0));
}

#[test]
fn a_port_that_is_taken_is_a_failure_with_its_number() {
    let site = site();
    let preview = Preview::start(&site);
    let port = preview.port.to_string();
    let run = site.run(&["preview", "--port", &port]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains(&port), "{run:?}");
}
