//! Pages of an archive that are closed stay as they are, whatever comes and goes.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::app::TestSite;
use crate::archives::{read_atom, write_posts};

/// The pages whose bytes are others than in `before`, and those that are gone or new.
pub fn changed(site: &TestSite, before: &[(PathBuf, Vec<u8>)]) -> BTreeSet<String> {
    let now = pages(site);
    let differs = |one: &&(PathBuf, Vec<u8>), others: &[(PathBuf, Vec<u8>)]| !others.contains(one);
    let left = before.iter().filter(|page| differs(page, &now));
    let right = now.iter().filter(|page| differs(page, before));
    let names = left
        .chain(right)
        .map(|(path, _)| path.to_string_lossy().into_owned());
    names.collect()
}

pub fn pages(site: &TestSite) -> Vec<(PathBuf, Vec<u8>)> {
    let all = site.snapshot("public").into_iter();
    let all = all.filter(|(path, _, _)| path.to_string_lossy().contains("-archive-"));
    let root = site.path().join("public");
    let below = |path: PathBuf| path.strip_prefix(&root).map(Into::into).unwrap_or(path);
    all.map(|(path, bytes, _)| (below(path), bytes)).collect()
}

fn built(posts: std::ops::Range<usize>) -> TestSite {
    let site = TestSite::new("");
    write_posts(&site, posts);
    site.done(&["build"]);
    site
}

/// The documents of one page of both archives of a site with a single category.
pub fn of_page(number: usize) -> BTreeSet<String> {
    let formats = ["rss.xml", "atom.xml", "json"];
    let feeds = ["feed", "categories/news/feed"];
    let paths = feeds
        .iter()
        .flat_map(|feed| formats.map(|format| format!("{feed}-archive-{number}.{format}")));
    paths.collect()
}

#[test]
fn a_post_that_is_dated_back_changes_no_closed_page() {
    let site = built(0..85);
    let before = pages(&site);
    site.write_post("late", "2020-01-03", &["news"]);
    site.done(&["build"]);
    assert_eq!(
        changed(&site, &before),
        of_page(5),
        "85 posts fill four pages"
    );
    let (held, _) = read_atom(&site, "feed-archive-5.atom.xml");
    assert!(held.iter().any(|id| id.ends_with(":late")), "{held:?}");
    let (shown, links) = read_atom(&site, "feed.atom.xml");
    assert!(shown.iter().all(|id| !id.ends_with(":late")), "it is old");
    assert!(links["prev-archive"].ends_with("feed-archive-5.atom.xml"));
    let feed: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    let next = feed["next_url"].as_str().expect("an address");
    assert!(
        next.ends_with("feed-archive-5.json"),
        "the page with it: {next}"
    );
    site.done(&["build", "--frozen"]);
}

#[test]
fn a_post_that_goes_changes_only_its_own_page() {
    let site = built(0..85);
    let before = pages(&site);
    std::fs::remove_file(site.path().join("content/posts/p030.md")).expect("removed");
    site.done(&["build"]);
    assert_eq!(changed(&site, &before), of_page(2));
    // Nothing that comes later moves into the gap.
    let before = pages(&site);
    write_posts(&site, 85..90);
    site.done(&["build"]);
    let new: BTreeSet<String> = changed(&site, &before);
    assert_eq!(new, of_page(5));
}

#[test]
fn another_limit_and_another_date_move_no_entry_to_another_page() {
    let site = built(0..85);
    let held = |page: usize| read_atom(&site, &format!("feed-archive-{page}.atom.xml")).0;
    let before: Vec<BTreeSet<String>> = (1..5)
        .map(|page| held(page).into_iter().collect())
        .collect();
    site.write(
        "postrider.yaml",
        format!("{}output: {{limit: 30}}\n", site.read("postrider.yaml")),
    );
    let text = site
        .read("content/posts/p003.md")
        .replace("2020-01-04", "2020-01-20");
    assert!(text.contains("2020-01-20"));
    site.write("content/posts/p003.md", text);
    site.done(&["build"]);
    let after: Vec<BTreeSet<String>> = (1..5)
        .map(|page| held(page).into_iter().collect())
        .collect();
    assert_eq!(before, after);
}

#[test]
fn a_ledger_without_pages_or_numbers_gives_them_by_date() {
    let site = built(0..45);
    let before = pages(&site);
    let ledger = site.read("content/.postrider/ids.json");
    let (head, entries) = ledger.split_once("\"entries\"").expect("entries");
    assert!(head.contains("\"feed 2\": "), "{head}");
    let bare: String = entries
        .lines()
        .map(|line| {
            let (before, rest) = line.split_once("\"nth\":").unwrap_or((line, ","));
            format!(
                "{before}{}\n",
                rest.split_once(',').map_or("", |(_, rest)| rest)
            )
        })
        .collect();
    site.write(
        "content/.postrider/ids.json",
        format!("{{\n\"version\": 1,\n\"entries\"{bare}"),
    );
    site.done(&["build"]);
    assert_eq!(changed(&site, &before), BTreeSet::new());
    assert_eq!(site.read("content/.postrider/ids.json"), ledger);
}

#[test]
fn a_page_whose_posts_are_all_gone_stays_and_is_the_same_everywhere() {
    let site = built(0..85);
    for day in 19..39 {
        let path = format!("content/posts/p{day:03}.md");
        std::fs::remove_file(site.path().join(path)).expect("removed");
    }
    site.done(&["build"]);
    assert_eq!(read_atom(&site, "feed-archive-2.atom.xml").0, [""; 0]);
    write_posts(&site, 85..86);
    site.done(&["build"]);
    let before = pages(&site);
    std::fs::remove_dir_all(site.path().join("public")).expect("removed");
    site.done(&["build"]);
    assert_eq!(changed(&site, &before), BTreeSet::new());
}

#[test]
fn old_posts_that_a_category_gets_later_fill_pages_of_the_usual_size() {
    let site = built(0..100);
    let file_under_other = |days: std::ops::Range<usize>| {
        for day in days {
            let path = format!("content/posts/p{day:03}.md");
            site.write(
                &path,
                site.read(&path)
                    .replace("  - 'news'", "  - news\n  - other"),
            );
        }
        site.done(&["build"]);
    };
    let held = |page: usize| {
        let path = format!("categories/other/feed-archive-{page}.atom.xml");
        read_atom(&site, &path).0.len()
    };
    file_under_other(60..86);
    assert_eq!((held(1), held(2)), (20, 7));
    file_under_other(0..60);
    let pages: Vec<usize> = (1..=5).map(held).collect();
    assert_eq!(
        pages,
        [20, 20, 20, 20, 10],
        "86 posts, four of them on two pages"
    );
}

#[test]
fn the_last_post_of_a_date_is_shown_first_without_an_archive_too() {
    let site = TestSite::new("output: {archive: false, limit: 5}\n");
    for name in ["a", "b", "c", "d", "e", "f"] {
        site.write_post(name, "2020-01-01", &["news"]);
    }
    site.done(&["build"]);
    site.write_post("zz", "2020-01-01", &["news"]);
    site.done(&["build"]);
    let (shown, _) = read_atom(&site, "feed.atom.xml");
    assert_eq!(shown.len(), 5);
    assert!(shown[0].ends_with(":zz"), "{shown:?}");
}
