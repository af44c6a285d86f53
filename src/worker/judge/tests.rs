//! Streaks of refusals: what pauses an issue, and who is suppressed.

use super::*;

fn refuse(judge: &Judge, blame: Blame, number: i64, text: &str) -> Ruling {
    refuse_again(judge, blame, number, text, None)
}

fn refuse_again(
    judge: &Judge,
    blame: Blame,
    number: i64,
    text: &str,
    before: Option<&Reply>,
) -> Ruling {
    let recipient = Address::parse(&format!("u{number}@example.org")).expect("valid");
    let reply = Reply {
        code: 550,
        text: text.replace("{to}", &recipient.as_str().to_uppercase()),
    };
    let claim = Claim {
        delivery: number,
        epoch: 1,
    };
    judge.refuse(&reply, blame, &recipient, claim, before)
}

#[test]
fn the_same_words_for_five_recipients_pause_and_suppress_nobody() {
    let judge = Judge::new(false);
    for number in 0..4 {
        let text = format!("Sender callout {number} failed for <{{to}}>");
        assert_eq!(
            refuse(&judge, Blame::Address, number, &text),
            Ruling::default()
        );
    }
    let ruling = refuse(
        &judge,
        Blame::Address,
        4,
        "sender callout 77 failed for <{to}>",
    );
    let (reason, back) = ruling.pause.expect("a pause");
    assert!(reason.contains("callout 77"), "{reason}");
    assert_eq!((back.len(), ruling.bounced.len()), (5, 0));
    // Another connection had one under way.
    let late = refuse(
        &judge,
        Blame::Address,
        5,
        "Sender callout 5 failed for <{to}>",
    );
    assert_eq!(late.pause.expect("part of it").1.len(), 1);
    assert_eq!(judge.close(), []);
}

#[test]
fn dead_addresses_are_suppressed_once_the_server_takes_one() {
    let judge = Judge::new(false);
    for number in 0..19 {
        let ruling = refuse(&judge, Blame::Address, number, "5.1.1 <{to}> unknown");
        assert_eq!(ruling, Ruling::default());
    }
    assert_eq!(judge.accept().len(), 19);
    assert_eq!(judge.accept(), []);
    let mut paused = false;
    for number in 0..20 {
        paused |= refuse(&judge, Blame::Address, number, "5.1.1 unknown")
            .pause
            .is_some();
    }
    assert!(paused, "twenty in a row are no list any more");
}

#[test]
fn another_text_breaks_a_streak() {
    let judge = Judge::new(false);
    for number in 0..9 {
        let text = ["not you", "nor you"][usize::try_from(number % 2).expect("small")];
        let ruling = refuse(&judge, Blame::Address, number, text);
        assert_eq!(ruling.pause, None);
        assert_eq!(ruling.bounced.len(), usize::from(number > 0));
    }
    for number in 0..9 {
        let text = ["5.7.1 no", "5.7.1 never"][usize::try_from(number % 2).expect("small")];
        assert_eq!(refuse(&judge, Blame::Policy, number, text).pause, None);
    }
}

#[test]
fn what_the_last_recipients_were_is_known_from_the_others() {
    let nothing_taken = Judge::new(false);
    refuse(&nothing_taken, Blame::Address, 1, "Sender callout failed");
    assert_eq!(nothing_taken.close(), []);
    refuse(&nothing_taken, Blame::Address, 1, "5.1.1 unknown");
    assert_eq!(nothing_taken.close().len(), 1);
    refuse(&nothing_taken, Blame::Address, 2, "No such user here");
    assert_eq!(nothing_taken.close().len(), 1);
    let taken = Judge::new(false);
    taken.accept();
    refuse(&taken, Blame::Address, 1, "not you");
    assert_eq!(taken.close().len(), 1);
}

#[test]
fn dead_addresses_between_them_do_not_hide_refusals_of_the_issue() {
    let judge = Judge::new(false);
    let mut pauses = 0;
    for number in 0..6 {
        let (blame, text) = match number % 2 {
            0 => (Blame::Issue, "5.7.1 spam"),
            _ => (Blame::Address, "5.1.1 unknown"),
        };
        pauses += usize::from(refuse(&judge, blame, number, text).pause.is_some());
        refuse(&judge, Blame::Nobody, number, "5.6.7 no SMTPUTF8");
    }
    assert_eq!(pauses, 1);
}

#[test]
fn the_recipient_is_masked_in_any_case() {
    let recipient = Address::parse("ada@example.org").expect("valid");
    assert_eq!(
        mask("<ADA@Example.org>: no ada@example.org", &recipient),
        "<…>: no …"
    );
}

#[test]
fn the_same_refusal_is_believed_after_an_editors_resume() {
    let before = Reply {
        code: 550,
        text: "5.7.1 <…> blocked".into(),
    };
    for (has_accepted, pauses) in [(true, false), (false, true)] {
        let judge = Judge::new(has_accepted);
        let again = |number| {
            let text = "5.7.1 <{to}> blocked";
            refuse_again(&judge, Blame::Policy, number, text, Some(&before)).pause
        };
        let paused = (0..3).filter_map(again).count();
        assert_eq!(paused > 0, pauses, "somebody had it before: {has_accepted}");
    }
    let dead = Reply {
        code: 550,
        text: "5.1.1 <…> unknown".into(),
    };
    let judge = Judge::new(false);
    let text = "5.1.1 <{to}> unknown";
    let ruling = refuse_again(&judge, Blame::Address, 1, text, Some(&dead));
    assert_eq!((ruling.bounced.len(), ruling.pause), (1, None));
    let other = refuse_again(&judge, Blame::Address, 2, text, Some(&before));
    assert_eq!(other, Ruling::default(), "other words are no repetition");
}

#[test]
fn an_issue_does_not_end_with_refusals_that_are_its_own() {
    let judge = Judge::new(false);
    assert_eq!(judge.unsettled(), None);
    refuse(&judge, Blame::Policy, 1, "5.7.1 {to} relay denied");
    let (reason, owed) = judge.unsettled().expect("nobody has it");
    assert_eq!(owed.len(), 1);
    assert_eq!(
        reason,
        "the server refused what came last: 550 5.7.1 … relay denied"
    );
    judge.accept();
    assert_eq!(judge.unsettled(), None);
    for (number, expected) in [(2, 0), (3, 2)] {
        refuse(&judge, Blame::Issue, number, "5.7.1 sender not allowed");
        let owed = judge.unsettled().map_or(0, |(_, owed)| owed.len());
        assert_eq!(owed, expected);
    }
    let dead = Judge::new(false);
    refuse(&dead, Blame::Address, 1, "5.1.1 unknown");
    assert_eq!(dead.unsettled(), None, "it names the address");
}
