//! Claims, offers and outcomes: what a stale, blocked or stopped delivery may still change.

use super::settle::EXPIRE_S;
use super::*;
use crate::model::Address;
use crate::model::DeliveryState;
use crate::store::issues::tests::first_issue;
use crate::store::tests::{filled, now};

fn frozen(count: usize) -> (tempfile::TempDir, Store, IssueName) {
    let (folder, mut store) = filled(count);
    let issue = first_issue(&store);
    store.freeze(&issue).expect("frozen");
    (folder, store, issue.name)
}

fn claim(store: &mut Store, issue: &IssueName, limit: usize) -> Vec<Job> {
    let ledger = store.ledger().expect("begun");
    let jobs = ledger.claim(issue, limit, "w", now()).expect("claimed");
    ledger.commit().expect("committed");
    jobs.expect("the issue is sending")
}

fn offer(store: &mut Store, job: &Job) -> OfferAnswer {
    let ledger = store.ledger().expect("begun");
    let answer = ledger
        .offer(job.delivery, job.epoch, "smtp", now())
        .expect("answered");
    ledger.commit().expect("committed");
    answer
}

fn settle(store: &mut Store, job: &Job, outcome: &Outcome) -> bool {
    let ledger = store.ledger().expect("begun");
    let changed = ledger
        .settle(job.delivery, job.epoch, outcome, now())
        .expect("settled");
    ledger.commit().expect("committed");
    changed
}

fn count(store: &Store, issue: &IssueName, state: DeliveryState) -> u64 {
    store.status(Some(issue)).expect("read")[0].count(state)
}

fn accepted() -> Outcome {
    Outcome::Accepted {
        code: 250,
        text: "ok".into(),
    }
}

#[test]
fn a_sweep_requeues_claims_and_doubts_offers() {
    let (_folder, mut store, issue) = frozen(3);
    let jobs = claim(&mut store, &issue, 2);
    assert_eq!(offer(&mut store, &jobs[0]), OfferAnswer::Go);
    let swept = store.sweep(now(), None).expect("swept");
    assert_eq!((swept.requeued, swept.in_doubt), (1, 1));
    let status = &store.status(None).expect("read")[0];
    assert_eq!((status.recipients, status.doubts.len()), (3, 1));
    assert_eq!(status.count(DeliveryState::Queued), 2);
}

#[test]
fn a_sweep_believes_the_file_in_the_folder() {
    let (_folder, mut store, issue) = frozen(2);
    let jobs = claim(&mut store, &issue, 2);
    for job in &jobs {
        let ledger = store.ledger().expect("begun");
        ledger
            .offer(job.delivery, job.epoch, "folder", now())
            .expect("offered");
        ledger.commit().expect("committed");
    }
    let there = jobs[0].recipient.address.clone();
    let swept = store
        .sweep(now(), Some(&|_, address| *address == there))
        .expect("swept");
    assert_eq!((swept.accepted, swept.requeued, swept.in_doubt), (1, 1, 0));
}

#[test]
fn a_stale_epoch_changes_nothing() {
    let (_folder, mut store, issue) = frozen(1);
    let old = claim(&mut store, &issue, 1).remove(0);
    store.sweep(now(), None).expect("swept");
    let new = claim(&mut store, &issue, 1).remove(0);
    assert_eq!(new.epoch, old.epoch + 1);
    assert_eq!(offer(&mut store, &old), OfferAnswer::Stale);
    assert!(!settle(&mut store, &old, &Outcome::Returned));
    assert_eq!(offer(&mut store, &new), OfferAnswer::Go);
    assert!(!settle(&mut store, &old, &accepted()));
    assert!(settle(&mut store, &new, &accepted()));
    assert!(!settle(&mut store, &new, &Outcome::Returned));
}

#[test]
fn nothing_is_offered_to_those_who_left_or_in_a_paused_issue() {
    let (_folder, mut store, issue) = frozen(3);
    let jobs = claim(&mut store, &issue, 2);
    let leaver: Address = jobs[0].recipient.address.clone();
    store.remove(&leaver, None, now()).expect("removed");
    assert_eq!(offer(&mut store, &jobs[0]), OfferAnswer::Blocked);
    store
        .set_issue_state(&issue, IssueState::Paused, "by the editor", now())
        .expect("paused");
    assert_eq!(offer(&mut store, &jobs[1]), OfferAnswer::Stopped);
    assert_eq!(count(&store, &issue, DeliveryState::Skipped), 1);
    assert_eq!(count(&store, &issue, DeliveryState::Queued), 2);
    store
        .set_issue_state(&issue, IssueState::Cancelled, "", now())
        .expect("cancelled");
    assert_eq!(count(&store, &issue, DeliveryState::Cancelled), 2);
}

#[test]
fn a_hard_bounce_is_suppressed_and_a_rejection_needs_a_5xx() {
    let (_folder, mut store, issue) = frozen(2);
    let jobs = claim(&mut store, &issue, 2);
    let rejected = |code| Outcome::Rejected {
        code,
        text: "5.1.1 no such user".into(),
    };
    assert!(settle(&mut store, &jobs[0], &rejected(550)));
    assert_eq!(store.subscriptions("weekly").expect("read").len(), 2);
    let ledger = store.ledger().expect("begun");
    // The second was not rejected: a claim alone suppresses nobody.
    let both = [Claim::from(&jobs[0]), Claim::from(&jobs[1])];
    ledger.suppress(&both, now()).expect("suppressed");
    ledger.commit().expect("committed");
    assert_eq!(store.subscriptions("weekly").expect("read").len(), 1);
    let ledger = store.ledger().expect("begun");
    ledger
        .settle(jobs[1].delivery, jobs[1].epoch, &rejected(250), now())
        .expect_err("no 5xx");
}

#[test]
fn deferred_deliveries_come_back_at_their_time_and_expire_after_three_days() {
    let (_folder, mut store, issue) = frozen(1);
    let job = claim(&mut store, &issue, 1).remove(0);
    let later = |seconds: i64| {
        now()
            .checked_add(jiff::SignedDuration::from_secs(seconds))
            .expect("in range")
    };
    let deferred = Outcome::Deferred {
        code: 450,
        text: "4.2.0 greylisted".into(),
        next_try: later(300),
    };
    assert!(settle(&mut store, &job, &deferred));
    assert_eq!(store.next_due(&issue).expect("read"), Some(later(300)));
    assert!(claim(&mut store, &issue, 1).is_empty());
    let ledger = store.ledger().expect("begun");
    let again = ledger.claim(&issue, 1, "w", later(300)).expect("claimed");
    let again = again.expect("sending").remove(0);
    assert_eq!(again.attempts, 1);
    let past = later(EXPIRE_S + 1);
    assert!(
        ledger
            .settle(again.delivery, again.epoch, &deferred, past)
            .expect("settled")
    );
    ledger.close(&issue, "w", past).expect("closed");
    ledger.commit().expect("committed");
    assert_eq!(count(&store, &issue, DeliveryState::Expired), 1);
    let done = store.issue(&issue).expect("read").expect("known");
    assert_eq!(done.state, IssueState::Done);
}

#[test]
fn refusals_of_the_issue_are_taken_back_and_nothing_else_is() {
    let (_folder, mut store, issue) = frozen(3);
    let jobs = claim(&mut store, &issue, 3);
    let refused = Outcome::Rejected {
        code: 554,
        text: "5.7.1 spam".into(),
    };
    assert!(settle(&mut store, &jobs[0], &refused));
    assert_eq!(offer(&mut store, &jobs[1]), OfferAnswer::Go);
    assert!(settle(&mut store, &jobs[1], &accepted()));
    let ledger = store.ledger().expect("begun");
    let claims: Vec<Claim> = jobs.iter().map(Claim::from).collect();
    let stale = Claim {
        epoch: claims[0].epoch - 1,
        ..claims[0]
    };
    ledger.take_back(&[stale], now()).expect("written");
    ledger.commit().expect("committed");
    assert_eq!(count(&store, &issue, DeliveryState::Rejected), 1);
    let ledger = store.ledger().expect("begun");
    ledger.take_back(&claims, now()).expect("written");
    ledger.pause(&issue, "refused", now()).expect("paused");
    ledger.commit().expect("committed");
    assert_eq!(count(&store, &issue, DeliveryState::Rejected), 0);
    assert_eq!(count(&store, &issue, DeliveryState::Queued), 1);
    assert_eq!(count(&store, &issue, DeliveryState::Accepted), 1);
    assert_eq!(count(&store, &issue, DeliveryState::Leased), 1);
}

#[test]
fn the_third_connection_lost_at_a_recipient_defers_it_and_others_come_first() {
    let (_folder, mut store, issue) = frozen(2);
    let later = now()
        .checked_add(jiff::SignedDuration::from_secs(300))
        .expect("in range");
    let dropped = Outcome::Dropped {
        text: "the server closed the connection".into(),
        next_try: later,
    };
    let bad = claim(&mut store, &issue, 1).remove(0);
    assert!(settle(&mut store, &bad, &dropped));
    let good = claim(&mut store, &issue, 1).remove(0);
    assert_ne!(good.delivery, bad.delivery, "who had a turn waits behind");
    assert_eq!(offer(&mut store, &good), OfferAnswer::Go);
    let unsent = Outcome::Unsent {
        text: "421 bye".into(),
        next_try: later,
    };
    assert!(!settle(&mut store, &good, &dropped), "an offer is no lease");
    assert!(settle(&mut store, &good, &accepted()));
    let again = claim(&mut store, &issue, 1).remove(0);
    assert!(!settle(&mut store, &again, &unsent), "a lease is no offer");
    assert!(settle(&mut store, &again, &dropped));
    assert_eq!(count(&store, &issue, DeliveryState::Queued), 1);
    let last = claim(&mut store, &issue, 1).remove(0);
    assert_eq!(offer(&mut store, &last), OfferAnswer::Go);
    assert!(settle(&mut store, &last, &unsent));
    assert_eq!(count(&store, &issue, DeliveryState::Deferred), 1);
    assert_eq!(store.next_due(&issue).expect("read"), Some(later));
}

#[test]
fn deliveries_are_claimed_in_turn_without_sorting_all_of_them() {
    let (_folder, store, _) = frozen(1);
    let plan: Vec<String> = store
        .db
        .prepare(
            "EXPLAIN QUERY PLAN SELECT id FROM deliveries
             WHERE issue = 1 AND state = 'queued' AND 1 > 0 ORDER BY epoch, id LIMIT 20",
        )
        .and_then(|mut query| query.query_map([], |row| row.get(3))?.collect())
        .expect("a plan");
    let plan = plan.join(" ");
    assert!(
        plan.contains("deliveries_in_turn") && !plan.contains("TEMP B-TREE"),
        "{plan}"
    );
}
