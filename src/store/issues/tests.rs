//! A freeze is one transaction, and a post enters one issue.

use super::*;
use crate::model::IssuePost;
use crate::model::Recipient;
use crate::model::Text;
use crate::store::tests::{filled, now};

/// The first issue of `weekly`, to everybody in the store.
pub(crate) fn first_issue(store: &Store) -> FrozenIssue {
    let everybody = store.subscriptions("weekly").expect("read");
    let recipients = everybody.into_iter().map(|one| Recipient {
        message_id: format!("m{}@example.org", one.subscriber.id),
        token: format!("t{}", one.subscriber.id),
        subscriber: one.subscriber.id,
        address: one.subscriber.address,
        name: one.subscriber.name,
    });
    FrozenIssue {
        name: "weekly/1".parse().expect("a name"),
        frozen_at: now(),
        posts: vec![IssuePost {
            id: "p1".into(),
            title: Text::clean("Post"),
            url: "https://example.org/p1".into(),
        }],
        passed_over: vec!["p0".into()],
        public: None,
        variants: vec![FrozenVariant {
            language: None,
            subject: Text::clean("Subject"),
            preheader: Text::default(),
            posts: vec!["p1".into()],
            message: b"[{\"https\":null,\"mailto\":null,\"fallback\":\"\"},\"Subject: x\\r\\n\\r\\n\"]\x01hello\r\n".to_vec(),
            recipients: recipients.collect(),
        }],
    }
}

#[test]
fn a_freeze_is_all_or_nothing_and_a_post_enters_one_issue() {
    let (_folder, mut store) = filled(3);
    let mut issue = first_issue(&store);
    let twice = issue.variants[0].recipients[0].clone();
    issue.variants[0].recipients.push(twice);
    store.freeze(&issue).expect_err("a recipient twice");
    assert_eq!(store.last_issue("weekly").expect("read"), None);
    assert_eq!(store.past("weekly").expect("read"), Past::default());

    issue.variants[0].recipients.pop();
    store.freeze(&issue).expect("frozen");
    let past = store.past("weekly").expect("read");
    assert_eq!((past.sent.len(), past.passed_over.len()), (1, 1));
    assert_eq!(store.unfinished_issues().expect("read").len(), 1);
    issue.name.number = 2;
    for post in ["p1", "p0"] {
        issue.posts[0].id = post.into();
        store.freeze(&issue).expect_err("the post was sent before");
    }
    let last = store.last_issue("weekly").expect("read").expect("one");
    assert_eq!((last.name.number, last.frozen_at), (1, now()));
}
