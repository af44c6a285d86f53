//! Pages of an archive that are closed stay as they are where branches that both publish posts are merged.

use std::ops::Range;

use crate::app::TestSite;
use crate::archives::closed::{changed, of_page, pages};
use crate::archives::{read_atom, write_posts};
use crate::keeping_ids::merging::{commit, git};

const LEDGER: &str = "content/.postrider/ids.json";

/// A site in version control with so many posts, all of them on `main`; the branch `branch` is at hand.
fn site(posts: usize) -> TestSite {
    let site = TestSite::new("");
    site.write(
        ".gitattributes",
        "content/.postrider/ids.json merge=union\n",
    );
    write_posts(&site, 0..posts);
    assert!(git(&site, &["init", "-q", "-b", "main"]));
    commit(&site);
    assert!(git(&site, &["branch", "branch"]));
    site
}

fn on(site: &TestSite, branch: &str) {
    assert!(git(site, &["checkout", "-q", branch]));
}

/// Writes posts on `main`, publishing after every fifth.
fn publish(site: &TestSite, posts: Range<usize>) {
    on(site, "main");
    for first in posts.clone().step_by(5) {
        write_posts(site, first..posts.end.min(first + 5));
        commit(site);
    }
}

/// Merges `branch` into `main`: of all pages only the one that is being filled may be another then.
fn merge(site: &TestSite) {
    on(site, "main");
    site.done(&["build"]);
    let before = pages(site);
    let ledger = site.read(LEDGER);
    let closed = ledger.lines().filter(|line| line.starts_with("\"feed "));
    let open = of_page(closed.count() + 1);
    assert!(git(site, &["merge", "-q", "branch"]));
    site.done(&["build", "--frozen"]);
    let frozen = changed(site, &before);
    assert!(frozen.is_subset(&open), "{frozen:?}");
    site.done(&["build"]);
    // What was being filled may be full by now, and the next one begin.
    let closed: Vec<_> = changed(site, &before)
        .into_iter()
        .filter(|page| before.iter().any(|(known, _)| known.to_str() == Some(page)))
        .collect();
    assert!(closed.iter().all(|page| open.contains(page)), "{closed:?}");
    assert!(site.done(&["build"]).stdout.contains(" 0 written"));
}

#[test]
fn a_branch_that_published_posts_too_changes_no_closed_page() {
    let site = site(30);
    on(&site, "branch");
    site.write_post("theirs", "2020-01-05", &["news"]);
    commit(&site);
    publish(&site, 30..60);
    merge(&site);
    let (held, _) = read_atom(&site, "feed-archive-4.atom.xml");
    assert!(held.iter().any(|id| id.ends_with(":theirs")), "{held:?}");
}

#[test]
fn a_branch_that_was_brought_up_to_date_and_built_changes_no_closed_page() {
    let site = site(30);
    publish(&site, 30..31);
    on(&site, "branch");
    site.write_post("theirs", "2020-01-05", &["news"]);
    commit(&site);
    assert!(git(&site, &["merge", "-q", "main"]));
    site.write_post("more", "2020-01-06", &["news"]);
    commit(&site);
    publish(&site, 31..41);
    merge(&site);
}

#[test]
fn branches_that_closed_pages_and_wrote_old_posts_merge() {
    for posts in [15, 30] {
        let site = site(posts);
        on(&site, "branch");
        for day in 0..10 {
            site.write_post(&format!("theirs{day}"), "2019-01-05", &["news"]);
        }
        commit(&site);
        on(&site, "main");
        site.write_post("ours", "2019-01-04", &["news"]);
        publish(&site, posts..posts + 25);
        merge(&site);
    }
}

#[test]
fn a_post_of_the_same_day_from_a_branch_changes_no_closed_page() {
    let site = site(30);
    on(&site, "branch");
    // p032 has this day, and stands on page 2.
    site.write_post("a", "2020-02-05", &["news"]);
    commit(&site);
    publish(&site, 30..45);
    merge(&site);
}

#[test]
fn a_post_whose_line_came_before_it_is_on_no_closed_page() {
    let site = site(30);
    on(&site, "branch");
    site.write_post("late", "2020-01-05", &["news"]);
    commit(&site);
    site.write_post("picked", "2020-01-06", &["news"]);
    commit(&site);
    on(&site, "main");
    assert!(git(&site, &["cherry-pick", "branch"]));
    publish(&site, 30..45);
    merge(&site);
}

#[test]
fn the_first_of_two_posts_that_got_one_id_keeps_it() {
    let site = site(30);
    let post = |folder: &str, words: &str| {
        let text = format!("---\ntitle: Hello\ndate: 2020-01-05\n---\n{words}\n");
        site.write(&format!("content/posts/{folder}/hello.md"), text);
    };
    on(&site, "branch");
    post("theirs", "Their words.");
    commit(&site);
    on(&site, "main");
    post("ours", "Our words.");
    publish(&site, 30..45);
    let entry = |site: &TestSite| {
        let ledger = site.read(LEDGER);
        let line = ledger
            .lines()
            .find(|line| line.contains("posts/ours/hello"));
        line.and_then(|line| Some(line.split_once("\": {")?.0.to_owned()))
    };
    let before = entry(&site);
    assert!(before.is_some());
    assert!(git(&site, &["merge", "-q", "branch"]));
    site.done(&["build"]);
    assert_eq!(entry(&site), before);
    assert!(site.read(LEDGER).contains("posts/theirs/hello"));
}

#[test]
fn two_branches_one_behind_the_other_change_no_closed_page() {
    let site = site(30);
    on(&site, "branch");
    site.write_post("first", "2020-01-05", &["news"]);
    commit(&site);
    assert!(git(&site, &["checkout", "-qb", "second", "main"]));
    site.write_post("second", "2020-01-04", &["news"]);
    site.write_post("third", "2020-01-06", &["news"]);
    commit(&site);
    on(&site, "branch");
    assert!(git(&site, &["merge", "-q", "second"]));
    site.done(&["build", "--frozen"]);
    publish(&site, 30..60);
    merge(&site);
}
