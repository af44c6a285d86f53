//! What is older than a feed shows stays to be read (RFC 5005), and nothing changes that need not.

mod closed;
mod merged;
mod upkeep;

use std::collections::{BTreeMap, BTreeSet};

use crate::app::TestSite;

fn write_posts(site: &TestSite, days: std::ops::Range<usize>) {
    for day in days {
        let date = format!("2020-{:02}-{:02}", 1 + day / 28, 1 + day % 28);
        site.write_post(&format!("p{day:03}"), &date, &["news"]);
    }
}

/// The entry ids of a document, and its links by relation.
fn read_atom(site: &TestSite, path: &str) -> (Vec<String>, BTreeMap<String, String>) {
    let feed = site.read(&format!("public/{path}"));
    let head = feed.split("<entry>").next().unwrap_or_default();
    let links = head.split("<link ").skip(1).filter_map(|link| {
        let value = |name: &str| {
            Some(
                link.split_once(&format!("{name}=\""))?
                    .1
                    .split('"')
                    .next()?
                    .to_owned(),
            )
        };
        Some((value("rel")?, value("href")?))
    });
    let ids = feed.split("<entry>").skip(1);
    let ids = ids.filter_map(|entry| {
        Some(
            entry
                .split_once("<id>")?
                .1
                .split("</id>")
                .next()?
                .to_owned(),
        )
    });
    (ids.collect(), links.collect())
}

fn path_of(url: &str) -> &str {
    url.strip_prefix("https://blog.example/")
        .expect("on the site")
}

#[test]
fn every_entry_is_reached_from_the_subscription_and_back() {
    let site = TestSite::new("");
    write_posts(&site, 0..75);
    site.done(&["build"]);
    let (shown, links) = read_atom(&site, "feed.atom.xml");
    assert_eq!(shown.len(), 20);
    let mut reached: BTreeSet<String> = shown.into_iter().collect();
    let mut pages = Vec::new();
    let mut next = links.get("prev-archive").cloned();
    while let Some(url) = next {
        let path = path_of(&url).to_owned();
        let text = site.read(&format!("public/{path}"));
        assert!(text.contains("<fh:archive"), "{path}");
        let (ids, links) = read_atom(&site, &path);
        assert_eq!(links["self"], url);
        assert_eq!(links["current"], "https://blog.example/feed.atom.xml");
        assert_eq!(links.get("next-archive"), pages.last(), "{path}");
        reached.extend(ids);
        next = links.get("prev-archive").cloned();
        pages.push(url);
    }
    assert_eq!((reached.len(), pages.len()), (75, 4));
    // JSON Feed goes on at the page with the first entry that is not shown.
    let read_json = |path: &str| -> serde_json::Value {
        serde_json::from_str(&site.read(&format!("public/{path}"))).expect("JSON")
    };
    let mut feed = read_json("feed.json");
    let mut items = BTreeSet::new();
    loop {
        let ids = feed["items"].as_array().expect("items").iter();
        items.extend(ids.map(|item| item["id"].as_str().expect("an id").to_owned()));
        let Some(next) = feed["next_url"].as_str() else {
            break;
        };
        feed = read_json(path_of(next));
    }
    assert_eq!(items.len(), 75);
}

#[test]
fn a_new_post_changes_only_documents_that_hold_it() {
    let site = TestSite::new(
        "output: {compress: [gzip, brotli]}\nfeeds:\n  - {path: feed}\n  - {path: other, select: {any: [other]}}\n",
    );
    write_posts(&site, 0..30);
    site.write_post("apart", "2020-01-01", &["other"]);
    site.done(&["build"]);
    write_posts(&site, 30..36);
    site.done(&["build"]);
    // Over two boundaries of pages.
    for day in (36..41).chain(55..60) {
        if day == 55 {
            write_posts(&site, 41..55);
            site.done(&["build"]);
        }
        let before = site.snapshot("public");
        write_posts(&site, day..day + 1);
        site.done(&["build"]);
        let title = format!("About p{day:03}");
        for (path, bytes, changed) in site.snapshot("public") {
            let is_twin = path
                .extension()
                .is_some_and(|ending| ending == "gz" || ending == "br");
            let old = before.iter().find(|(old, _, _)| *old == path);
            let holds_it = is_twin || String::from_utf8_lossy(&bytes).contains(&title);
            match old {
                Some((_, old, then)) if *old == bytes => {
                    assert_eq!(*then, changed, "{} was touched", path.display());
                }
                _ => assert!(holds_it, "{} changed on day {day}", path.display()),
            }
        }
    }
    assert!(
        site.exists("public/feed-archive-4.rss.xml"),
        "two pages were closed"
    );
    assert!(!site.exists("public/other-archive-1.rss.xml"));
}

#[test]
fn a_feed_that_holds_everything_says_so() {
    let site = TestSite::new("feeds:\n  - {path: feed}\n  - {path: bare, archive: false}\n");
    write_posts(&site, 0..3);
    site.done(&["build"]);
    assert!(site.read("public/feed.atom.xml").contains("<fh:complete"));
    assert!(site.read("public/feed.rss.xml").contains("<fh:complete"));
    assert!(!site.read("public/bare.rss.xml").contains("fh:"));
    assert!(!site.read("public/feed.json").contains("next_url"));
}

#[test]
fn over_the_budget_entries_fall_to_their_summary_and_then_to_the_archive() {
    let site = TestSite::new("output: {max_bytes: 6kB}\n");
    for day in 1..20 {
        let body = "Long words. ".repeat(100);
        let text = format!(
            "---\ntitle: About {day}\ndate: 2020-01-{day:02}\nlead: In short\n---\n{body}\n"
        );
        site.write(&format!("content/posts/p{day}.md"), text);
    }
    site.done(&["build"]);
    for file in ["feed.rss.xml", "feed.atom.xml", "feed.json"] {
        assert!(site.read(&format!("public/{file}")).len() <= 6000, "{file}");
    }
    let (shown, links) = read_atom(&site, "feed.atom.xml");
    assert!((5..19).contains(&shown.len()), "{}", shown.len());
    let (archived, _) = read_atom(&site, path_of(&links["prev-archive"]));
    assert_eq!(archived.len(), 19);
    let feed = site.read("public/feed.atom.xml");
    let with_content = feed.matches("<content ").count();
    assert!(
        (1..shown.len()).contains(&with_content),
        "the newest keep theirs: {with_content}"
    );
    assert!(feed.contains("In short"));
    // Nothing is lost: the archive has every post whole.
    let archive = site.read(&format!("public/{}", path_of(&links["prev-archive"])));
    assert_eq!(archive.matches("<content ").count(), 19);
    assert!(site.done(&["build"]).stderr.is_empty());
    let text = site.read("postrider.yaml").replace("6kB", "500B");
    site.write("postrider.yaml", text);
    let run = site.done(&["build"]);
    assert!(run.stderr.contains("warning[feed-large]"), "{run:?}");
}

#[test]
fn a_page_is_made_again_when_anything_in_it_changes() {
    let site = TestSite::new("");
    write_posts(&site, 0..30);
    site.done(&["build"]);
    let first = "public/feed-archive-1.atom.xml";
    let built = site.read(first);
    assert!(built.contains("What p003 is."));
    site.write(
        "content/posts/p003.md",
        site.read("content/posts/p003.md")
            .replace("What p003 is.", "What it was."),
    );
    site.done(&["build"]);
    assert!(site.read(first).contains("What it was."));
    site.write(
        "postrider.yaml",
        site.read("postrider.yaml")
            .replace("A blog", "Another blog"),
    );
    site.done(&["build"]);
    assert!(site.read(first).contains("<title>Another blog</title>"));
    // One that somebody cut short, too.
    site.write(first, &site.read(first)[..400]);
    site.done(&["build"]);
    assert!(site.read(first).contains("</feed>"));
}

#[test]
fn a_feed_in_the_place_of_an_archive_is_a_mistake() {
    let site = TestSite::new("feeds:\n  - {path: feed, limit: 5}\n  - {path: feed-archive-1}\n");
    write_posts(&site, 0..8);
    let run = site.run(&["build"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("want the same place"), "{run:?}");
    assert!(!site.exists("public"));
}

#[test]
fn a_second_post_of_a_day_leaves_closed_pages_as_they_are() {
    let site = TestSite::new("");
    write_posts(&site, 0..21);
    site.done(&["build"]);
    let closed = site.read("public/feed-archive-1.atom.xml");
    for stem in ["zz", "aa"] {
        site.write_post(stem, "2020-01-20", &["news"]);
        site.done(&["build"]);
        assert_eq!(
            site.read("public/feed-archive-1.atom.xml"),
            closed,
            "{stem}"
        );
    }
    let (shown, _) = read_atom(&site, "feed.atom.xml");
    let order: Vec<&str> = shown[1..4]
        .iter()
        .filter_map(|id| id.rsplit(':').next())
        .collect();
    assert_eq!(
        order,
        ["aa", "zz", "p019"],
        "the last that came is the newest"
    );
}
