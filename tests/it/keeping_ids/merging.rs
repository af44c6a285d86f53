//! The ledger in version control: what two people add at once.

use std::process::Command;

use crate::app::TestSite;

pub fn git(site: &TestSite, arguments: &[&str]) -> bool {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@blog.example"])
        .args(arguments)
        .current_dir(site.path())
        .output()
        .expect("git runs");
    output.status.success()
}

pub fn commit(site: &TestSite) {
    site.done(&["build"]);
    assert!(git(site, &["add", "content"]) && git(site, &["commit", "-qm", "x"]));
}

/// Two branches from three posts, each with a post of its own on the given days; whether they merge.
fn merge(site: &TestSite, ours: &str, theirs: &str) -> bool {
    for day in ["2024-01-01", "2024-03-01", "2024-05-01"] {
        site.write_post(&format!("old-{day}"), day, &[]);
    }
    assert!(git(site, &["init", "-q", "-b", "main"]));
    commit(site);
    assert!(git(site, &["checkout", "-qb", "theirs"]));
    site.write_post("theirs", theirs, &[]);
    commit(site);
    assert!(git(site, &["checkout", "-q", "main"]));
    site.write_post("ours", ours, &[]);
    commit(site);
    git(site, &["merge", "-q", "theirs"])
}

#[test]
fn two_branches_that_each_add_a_post_merge_by_themselves() {
    let site = TestSite::new("");
    assert!(merge(&site, "2024-02-01", "2024-04-01"));
    site.done(&["build", "--frozen"]);
}

#[test]
fn an_unfinished_merge_is_named_with_its_line() {
    let site = TestSite::new("");
    assert!(
        !merge(&site, "2024-06-01", "2024-06-02"),
        "both are the newest"
    );
    let ledger = site.read("content/.postrider/ids.json");
    let line = ledger
        .lines()
        .position(|line| line.starts_with("<<<<<<<"))
        .expect("a mark")
        + 1;
    let run = site.run(&["build"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stderr.contains(&format!("ids.json:{line}:1")),
        "{run:?}"
    );
    assert!(
        run.stderr.contains("keep the lines of both sides"),
        "{run:?}"
    );
    // As the help says.
    let marks = ["<<<<<<<", "=======", ">>>>>>>"];
    let is_mark = |line: &&str| marks.iter().any(|mark| line.starts_with(mark));
    let kept: Vec<&str> = ledger.lines().filter(|line| !is_mark(line)).collect();
    site.write("content/.postrider/ids.json", kept.join("\n"));
    site.done(&["build", "--frozen"]);
}

#[test]
fn where_git_is_told_to_keep_both_sides_nothing_is_to_mend() {
    let site = TestSite::new("");
    site.write(
        ".gitattributes",
        "content/.postrider/ids.json merge=union\n",
    );
    assert!(merge(&site, "2024-06-01", "2024-06-02"));
    site.done(&["build", "--frozen"]);
}

#[test]
fn moments_that_both_branches_gave_are_told_apart() {
    let site = TestSite::new("");
    site.write(
        ".gitattributes",
        "content/.postrider/ids.json merge=union\n",
    );
    assert!(merge(&site, "2024-03-01", "2024-03-01"));
    site.done(&["build"]);
    let atom = site.read("public/feed.atom.xml");
    let mut updated: Vec<&str> = atom.split("<updated>").skip(2).collect();
    for moment in &mut updated {
        *moment = moment.split('<').next().unwrap_or_default();
    }
    let count = updated.len();
    updated.sort_unstable();
    updated.dedup();
    assert_eq!(updated.len(), count, "{updated:?}");
}
