//! What is new is told by ids: dates, edits, selections and languages that change mail nothing old.

use super::*;

#[test]
fn a_backdated_post_is_new_and_one_whose_date_changes_is_not() {
    let posts = (10..=12)
        .map(|day| post(day, &format!("p{day}"), &[]))
        .collect();
    let mut case = Case::new("max_posts: 2", posts, &["en"]);
    case.last_issue = 0;
    let draft = case.draft().expect("a first issue");
    let id = |at: &usize| case.posts[*at].source.clone();
    let past = Past {
        sent: draft.posts.iter().map(id).collect(),
        passed_over: draft.before_first.iter().map(id).collect(),
    };
    (case.past, case.last_issue) = (past, 1);
    assert_eq!(case.draft(), None);
    // The dates of old posts change: their ids do not.
    for (post, day) in case.posts.iter_mut().zip([1, 31, 15]) {
        post.date = format!("2026-01-{day:02}T00:00:00Z")
            .parse()
            .expect("a time");
    }
    assert_eq!(case.draft(), None);
    case.posts.push(post(2, "back", &[]));
    assert_eq!(case.mail(), [vec!["en/back.md"]]);
}

#[test]
fn a_wider_selection_or_another_language_does_not_mail_the_archive() {
    let posts = vec![
        post(1, "old", &["land"]),
        post(2, "vieux@fr", &["sea"]),
        post(3, "a", &["sea"]),
        post(4, "b", &["land"]),
    ];
    let mut case = Case::new(
        "select: {any: [sea]}, languages: [en]",
        posts,
        &["en", "fr"],
    );
    case.last_issue = 0;
    let draft = case.draft().expect("a first issue");
    assert_eq!(
        case.names(&draft.before_first),
        ["fr/vieux.md", "en/old.md"]
    );
    case.past.sent.insert("en/a.md".into());
    case.past
        .passed_over
        .extend(["fr/vieux.md".into(), "en/old.md".into()]);
    case.newsletter = newsletter("languages: [en, fr]");
    case.last_issue = 1;
    // Newer than the first issue, and wanted from now on.
    assert_eq!(case.mail(), [vec!["en/b.md"], vec![]]);
}

#[test]
fn a_post_and_its_translation_count_once_and_go_together() {
    let posts = vec![
        post(1, "a", &[]),
        post(2, "b", &[]),
        post(3, "c@fr", &[]),
        post(9, "a@fr", &[]),
    ];
    let mut case = Case::new(
        "max_posts: 2, languages: [en, fr], fallback: en",
        posts,
        &["fr", "en"],
    );
    assert_eq!(
        case.mail(),
        [vec!["fr/a.md", "en/b.md"], vec!["en/b.md", "en/a.md"]]
    );
    let sent = ["fr/a.md", "en/b.md", "en/a.md"];
    case.past.sent = sent.map(String::from).into();
    assert_eq!(case.mail(), [vec!["fr/c.md"], vec![]]);
}
