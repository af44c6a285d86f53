//! Each rule of the judge by an example that breaks it and one that does not.

mod atom;
mod bytes;
mod rss;
mod seen;

use std::collections::HashSet;

use super::*;
use crate::model::rule::{self, Area};

/// What breaks a rule: the rule, what of the sound feed is replaced, by what, and by what it may be replaced instead.
type Case = (&'static str, &'static str, &'static str, &'static str);

pub(super) const NOW: &str = "2024-06-01T00:00:00Z";

/// The rules that `feed` breaks.
pub(super) fn rules(feed: &str) -> Vec<&'static str> {
    found(feed).iter().map(|found| found.rule).collect()
}

fn found(feed: &str) -> Vec<Diagnostic> {
    judge_submission(&Submission {
        name: "feed",
        bytes: feed.as_bytes(),
        urls: &[],
        content_type: None,
        now: NOW.parse().ok(),
        named_max: None,
    })
}

/// Proves each case: the sound feed breaks nothing, with the replacement it breaks the rule, with the other nothing.
pub(super) fn prove(sound: &str, cases: &[Case]) {
    assert_eq!(found(sound), [], "the sound feed");
    let mut wrong = Vec::new();
    for (rule, from, bad, good) in cases {
        assert!(sound.contains(from), "{rule}: `{from}` is not in the feed");
        let broken = rules(&sound.replacen(from, bad, 1));
        if broken.is_empty() || broken.iter().any(|own| own != rule) {
            wrong.push(format!("{rule}: `{bad}` gives {broken:?}"));
        }
        let kept = rules(&sound.replacen(from, good, 1));
        if !kept.is_empty() {
            wrong.push(format!("{rule}: `{good}` gives {kept:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_of_feeds_is_proven() {
    let cases = [
        rss::CASES,
        rss::PODCAST,
        atom::CASES,
        atom::JSON,
        atom::OPML,
    ];
    let mut proven: HashSet<&str> = cases
        .iter()
        .flat_map(|cases| cases.iter().map(|case| case.0))
        .collect();
    proven.extend(bytes::PROVEN);
    let of_feeds =
        rule::all().filter(|rule| !matches!(rule.area, Area::Posts | Area::Site | Area::Issues));
    let bare: Vec<&str> = of_feeds
        .map(|rule| rule.id)
        .filter(|id| !proven.contains(id))
        .collect();
    assert!(bare.is_empty(), "without an example: {bare:?}");
}
