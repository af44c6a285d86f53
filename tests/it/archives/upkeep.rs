//! The files on disk: twins, moments, and what old builds have left.

use crate::app::TestSite;
use crate::archives::write_posts;

#[test]
fn twins_follow_the_file_and_go_with_it() {
    let site = TestSite::new("output: {compress: [gzip, brotli]}\n");
    write_posts(&site, 0..2);
    site.done(&["build"]);
    let moment = |path: &str| {
        let found = std::fs::metadata(site.path().join(path)).expect(path);
        found.modified().expect("a time")
    };
    let newest = std::time::UNIX_EPOCH + std::time::Duration::from_hours(438_312);
    assert_eq!(
        moment("public/feed.rss.xml"),
        newest,
        "Last-Modified says when the newest post changed"
    );
    assert_eq!(moment("public/feed.rss.xml.gz"), newest);
    // A twin that a killed build left behind is made again.
    std::fs::remove_file(site.path().join("public/feed.rss.xml.br")).expect("removed");
    site.write(
        "postrider.yaml",
        site.read("postrider.yaml")
            .replace("A blog", "Another blog"),
    );
    site.done(&["build"]);
    assert!(
        moment("public/feed.rss.xml") > newest,
        "a changed file is younger than the one it replaces"
    );
    assert_eq!(
        moment("public/feed.rss.xml.br"),
        moment("public/feed.rss.xml")
    );
    let twin = std::fs::File::open(site.path().join("public/feed.rss.xml.gz")).expect("a twin");
    let plain = std::io::read_to_string(flate2::read::GzDecoder::new(twin)).expect("gzip");
    assert_eq!(plain, site.read("public/feed.rss.xml"));
    // Without the setting a stale twin would be served for ever.
    site.write(
        "postrider.yaml",
        site.read("postrider.yaml")
            .replace("output: {compress: [gzip, brotli]}", "")
            .replace("Another", "A third"),
    );
    site.done(&["build"]);
    assert!(!site.exists("public/feed.rss.xml.gz"));
}

#[test]
fn pages_that_nothing_leads_to_any_more_go_and_those_of_others_stay() {
    let site = TestSite::new("output: {compress: [gzip]}\n");
    write_posts(&site, 0..45);
    site.write(
        "public/feed-archive-4.rss.xml",
        "<rss>of somebody else</rss>",
    );
    site.done(&["build"]);
    assert!(site.exists("public/feed-archive-3.rss.xml.gz"));
    for day in 0..26 {
        std::fs::remove_file(site.path().join(format!("content/posts/p{day:03}.md")))
            .expect("removed");
    }
    site.done(&["build"]);
    assert!(
        !site.exists("public/feed-archive-3.rss.xml")
            && !site.exists("public/feed-archive-1.rss.xml.gz"),
        "everything is in the feed again"
    );
    write_posts(&site, 45..55);
    site.done(&["build"]);
    assert!(site.exists("public/feed-archive-1.json"));
    let text = site
        .read("postrider.yaml")
        .replace("output: {", "output: {archive: false, ");
    site.write("postrider.yaml", text);
    site.done(&["build"]);
    assert!(!site.exists("public/feed-archive-1.json"));
    assert!(
        site.exists("public/feed-archive-4.rss.xml"),
        "it is not ours"
    );
}

#[test]
fn a_file_is_never_of_the_future_and_a_broken_twin_is_made_again() {
    let site = TestSite::new("output: {compress: [gzip]}\n");
    for round in 0..5 {
        write_posts(&site, 0..1);
        site.write(
            "postrider.yaml",
            site.read("postrider.yaml")
                .replace("A blog", "A blog again"),
        );
        site.done(&["build"]);
        let changed = std::fs::metadata(site.path().join("public/feed.rss.xml"));
        let changed = changed.and_then(|found| found.modified()).expect("a time");
        assert!(changed.elapsed().is_ok(), "round {round}");
    }
    let twin = site.path().join("public/feed.rss.xml.gz");
    std::fs::write(&twin, "").expect("emptied");
    site.done(&["build"]);
    assert!(!std::fs::read(&twin).expect("a twin").is_empty());
}

#[test]
fn what_a_killed_build_left_goes_with_the_next() {
    let site = TestSite::new("");
    write_posts(&site, 0..1);
    site.write("public/.postrider-new/7.new", "half a feed");
    site.done(&["build"]);
    let left = site.files("public").into_iter();
    let left: Vec<_> = left
        .filter(|path| path.to_string_lossy().contains(".new"))
        .collect();
    assert_eq!(left, [""; 0].map(std::path::PathBuf::from));
    assert!(!site.exists("public/.postrider-new"));
}
