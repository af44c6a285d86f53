//! Pages of an archive that are closed stay as they are where branches that both publish posts are merged.

use crate::app::TestSite;
use crate::archives::closed::{changed, of_page, pages};
use crate::archives::{read_atom, write_posts};
use crate::keeping_ids::merging::{commit, git};

/// Publishes posts on a site's main line, gives `branch` its own branch of 30 posts to build on, and merges it.
fn merged(main: std::ops::Range<usize>, branch: impl Fn(&TestSite)) -> TestSite {
    let site = TestSite::new("");
    site.write(
        ".gitattributes",
        "content/.postrider/ids.json merge=union\n",
    );
    write_posts(&site, 0..30);
    assert!(git(&site, &["init", "-q", "-b", "main"]));
    commit(&site);
    assert!(git(&site, &["checkout", "-qb", "branch"]));
    branch(&site);
    assert!(git(&site, &["checkout", "-q", "main"]));
    for first in main.step_by(5) {
        write_posts(&site, first..first + 5);
        commit(&site);
    }
    let before = pages(&site);
    assert!(git(&site, &["merge", "-q", "branch"]));
    site.done(&["build", "--frozen"]);
    let closed = changed(&site, &before);
    let open = site.read("content/.postrider/ids.json");
    let last = open
        .lines()
        .find(|line| line.starts_with("\"feed\""))
        .expect("pages");
    let open = of_page(last.matches('[').count());
    assert!(closed.is_subset(&open), "{closed:?}");
    site
}

#[test]
fn a_branch_that_published_posts_too_changes_no_closed_page() {
    let site = merged(30..60, |site| {
        site.write_post("theirs", "2020-01-05", &["news"]);
        commit(site);
    });
    let (held, _) = read_atom(&site, "feed-archive-4.atom.xml");
    assert!(held.iter().any(|id| id.ends_with(":theirs")), "{held:?}");
    // What the next post writes down is what was read before.
    let before = pages(&site);
    write_posts(&site, 60..61);
    site.done(&["build"]);
    assert_eq!(changed(&site, &before), of_page(4));
}

#[test]
fn two_branches_one_behind_the_other_change_no_closed_page() {
    merged(30..60, |site| {
        site.write_post("first", "2020-01-05", &["news"]);
        commit(site);
        assert!(git(site, &["checkout", "-qb", "second", "main"]));
        site.write_post("second", "2020-01-04", &["news"]);
        site.write_post("third", "2020-01-06", &["news"]);
        commit(site);
        assert!(git(site, &["checkout", "-q", "branch"]));
        assert!(git(site, &["merge", "-q", "second"]));
        site.done(&["build", "--frozen"]);
    });
}
