//! What a run makes of servers, stores and lists in trouble: nothing is lost, nothing is sent twice, and it ends.

use std::sync::atomic::Ordering;

use super::*;
use crate::store::roster;

fn subscribers(store: &Store) -> usize {
    store.subscriptions("weekly").expect("read").len()
}

/// Nobody twice, and everybody accounted for.
fn check_balance(sent: &Sent) {
    let mut once = sent.addresses.clone();
    once.dedup();
    assert_eq!(once.len(), sent.addresses.len(), "somebody got it twice");
    let total: u64 = sent.status.counts.iter().map(|(_, count)| count).sum();
    assert_eq!(total, sent.status.recipients);
}

fn add(store: &mut Store, address: &str) {
    let csv =
        format!("email,name,language,categories,source,date\n{address},J,en,,form,2026-01-02\n");
    let roster = roster::parse(csv.as_bytes(), &["weekly"]).expect("a roster");
    let now = crate::store::tests::now();
    store.import(&roster.rows, now, None).expect("imported");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_held_by_another_process_costs_time_and_no_answer() {
    let sent = send(40, Script::HoldStore(15)).await;
    check_balance(&sent);
    assert_eq!(sent.status.count(DeliveryState::Accepted), 40);
    assert_eq!(sent.status.doubts, []);
    let said = sent
        .notes
        .iter()
        .filter(|note| note.contains("another process"));
    assert!(said.count() > 0, "{:?}", sent.notes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_outside_ascii_is_refused_alone_where_the_relay_cannot_take_it() {
    let sent = send_as(8, Script::Nothing, |_, store| {
        add(store, "j\u{f6}rg@example.org");
    })
    .await;
    check_balance(&sent);
    assert_eq!(sent.status.count(DeliveryState::Accepted), 8);
    assert_eq!(sent.status.count(DeliveryState::Rejected), 1);
    assert!(sent.status.errors[0].reply.starts_with("553 5.6.7"));
    assert_eq!(sent.status.issue.state, IssueState::Done);
    assert_eq!(subscribers(&sent.store), 9, "it is no bounce");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_outside_ascii_gets_its_message_over_smtputf8() {
    let sent = send_as(8, Script::Utf8, |_, store| {
        add(store, "j\u{f6}rg@example.org");
    })
    .await;
    check_balance(&sent);
    assert_eq!(sent.status.count(DeliveryState::Accepted), 9);
    let got = sent.server.got.lock().expect("lock");
    let (_, text) = got.iter().find(|(to, _)| to.starts_with('j')).expect("got");
    assert!(text.contains("j\u{f6}rg@example.org"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_not_suppressed_for_what_the_server_has_against_us() {
    for words in ["550 Sender verify failed", "550 nobody likes {you} today"] {
        let sent = send(50, Script::AlwaysRecipient("u", words)).await;
        assert_eq!(sent.status.issue.state, IssueState::Paused);
        assert!(sent.status.issue.reason.contains(&words[4..]));
        assert_eq!(sent.status.count(DeliveryState::Queued), 50);
        assert_eq!(subscribers(&sent.store), 50);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dead_addresses_are_suppressed_and_the_others_get_their_mail() {
    let sent = send(60, Script::AlwaysRecipient("u1", "550 5.1.1 no such user")).await;
    check_balance(&sent);
    assert_eq!(sent.status.count(DeliveryState::Rejected), 11);
    assert_eq!(sent.status.count(DeliveryState::Accepted), 49);
    assert_eq!(sent.status.issue.state, IssueState::Done);
    assert_eq!(subscribers(&sent.store), 49);
}

/// An editor resumes the issue and sends again, to a server of this script.
async fn resume(sent: Sent, script: Script) -> (crate::store::IssueStatus, Arc<Server>) {
    let (mut store, name) = (sent.store, sent.status.issue.name.clone());
    let now = clock::now();
    store
        .set_issue_state(&name, IssueState::Sending, "", now)
        .expect("resumed");
    let (server, port) = serve(script, &store).await;
    let lock = SendLock::take(store.path()).expect("free");
    let args = args(Transport::Smtp(Box::new(relay(port))));
    let (store, _) = run(store, &lock, args).await.expect("a run");
    (store.status(None).expect("read").remove(0), server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn true_refusals_pause_an_issue_once() {
    let dead = || Script::AlwaysRecipient("u3", "550 5.1.1 no such user");
    // u3 among the others, and twenty behind one another at the end of the queue.
    let sent = send_as(30, dead(), |args, store| {
        args.connections = 1;
        for number in 300..320 {
            add(store, &format!("u{number}@example.org"));
        }
    })
    .await;
    assert_eq!(sent.status.issue.state, IssueState::Paused);
    assert_eq!(sent.status.count(DeliveryState::Queued), 20);
    let (status, _) = resume(sent, dead()).await;
    assert_eq!(status.issue.state, IssueState::Done);
    assert_eq!(status.count(DeliveryState::Rejected), 21);
    assert_eq!(status.count(DeliveryState::Accepted), 29);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issue_that_nobody_got_is_not_done() {
    for count in [1, 2] {
        let sent = send(
            count,
            Script::AlwaysRecipient("u", "550 5.7.1 relay denied"),
        )
        .await;
        assert_eq!(sent.status.issue.state, IssueState::Paused);
        assert!(sent.status.issue.reason.ends_with("550 5.7.1 relay denied"));
        assert_eq!(sent.status.count(DeliveryState::Queued), count as u64);
    }
    let from = Address::parse("j\u{f6}rg@blog.example").expect("valid");
    let sent = send_as(8, Script::Nothing, |args, _| args.bounces = Some(from)).await;
    assert_eq!(sent.status.issue.state, IssueState::Paused, "no SMTPUTF8");
    assert_eq!(sent.status.count(DeliveryState::Queued), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resumed_issue_reaches_those_who_were_refused_for_its_fault() {
    let sent = send(30, Script::AfterDot("u", "554 5.7.1 looks like spam")).await;
    assert_eq!(sent.status.count(DeliveryState::Queued), 30);
    let (status, server) = resume(sent, Script::Nothing).await;
    assert_eq!(status.count(DeliveryState::Accepted), 30);
    assert_eq!(server.got.lock().expect("lock").len(), 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_room_for_two_connections_gets_everything_over_two() {
    let sent = send_as(300, Script::Connections(2), |args, _| {
        args.backoff = Duration::from_millis(50);
    })
    .await;
    check_balance(&sent);
    assert_eq!(sent.status.count(DeliveryState::Accepted), 300);
    assert_eq!(sent.report, Report::default());
    // Ten at once, five at once, and a new one may come before the server has seen an old one go.
    let refused = sent.server.refused.load(Ordering::SeqCst);
    assert!(refused < 150, "{refused} connections were refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_was_never_written_is_in_no_doubt() {
    for more in ["421 bye", "250 taken"] {
        let sent = send(20, Script::BehindReady("u7@", more)).await;
        check_balance(&sent);
        assert_eq!(sent.status.count(DeliveryState::Accepted), 20);
        assert_eq!((sent.addresses.len(), sent.status.doubts.len()), (20, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_at_which_the_server_hangs_up_does_not_keep_the_issue_from_its_end() {
    for script in [
        Script::AlwaysHangUpAtRecipient("u0@"),
        Script::AlwaysRecipient("u0@", "421 4.3.0 closing"),
    ] {
        let sent = send_as(30, script, |args, _| args.connections = 1).await;
        check_balance(&sent);
        assert_eq!(sent.status.count(DeliveryState::Accepted), 29);
        assert_eq!(sent.status.count(DeliveryState::Deferred), 1);
        assert_eq!(sent.report.stopped, None);
        let reply = &sent.status.errors[0].reply;
        assert!(
            reply.starts_with("421 ") && !reply.contains("421 421"),
            "{:?}",
            sent.status.errors
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_closes_after_each_message_costs_no_pause() {
    let sent = send_as(40, Script::HangUpAfterEach, |args, _| {
        args.backoff = Duration::from_secs(1000);
    })
    .await;
    check_balance(&sent);
    assert_eq!(sent.status.count(DeliveryState::Accepted), 40);
    assert_eq!(sent.notes, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_older_than_ehlo_gets_its_mail() {
    let sent = send(5, Script::OnlyHelo).await;
    assert_eq!(sent.status.count(DeliveryState::Accepted), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_is_down_is_named_with_its_fault_and_what_to_do() {
    let sent = send_as(5, Script::Nothing, |args, _| {
        args.transport = Transport::Smtp(Box::new(relay(1)));
    })
    .await;
    let why = sent.report.stopped.expect("it gave up");
    assert!(
        why.contains("127.0.0.1:1") && why.contains("refused"),
        "{why}"
    );
    assert!(why.contains("run send again"), "{why}");
    assert_eq!(sent.status.count(DeliveryState::Queued), 5);
    assert_eq!(sent.status.issue.state, IssueState::Sending);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_told_to_stop_drops_every_wait_before_an_offer() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let silent_port = silent.local_addr().expect("an address").port();
    for (port, rate) in [(silent_port, None), (1, None), (silent_port, Some(0.001))] {
        let (stop, stopped) = watch::channel(false);
        let sent = send_as(5, Script::Nothing, |args, _| {
            args.transport = Transport::Smtp(Box::new(relay(port)));
            args.rate = rate;
            args.backoff = Duration::from_secs(1000);
            args.wait = Duration::from_secs(1000);
            args.stop = stopped;
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(100)).await;
                let _ = stop.send(true);
            });
        });
        let sent = tokio::time::timeout(Duration::from_secs(20), sent).await;
        let sent = sent.expect("it stops at once");
        assert_eq!(sent.status.count(DeliveryState::Queued), 5);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rate_wait_ends_when_the_run_is_told_to_stop() {
    let (stop, stopped) = watch::channel(false);
    let sent = send_as(5, Script::Nothing, |args, _| {
        args.rate = Some(0.001);
        args.stop = stopped;
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let _ = stop.send(true);
        });
    });
    let sent = tokio::time::timeout(Duration::from_secs(20), sent).await;
    let sent = sent.expect("it stops at once");
    assert_eq!(sent.status.count(DeliveryState::Accepted), 1);
    assert_eq!(sent.status.count(DeliveryState::Queued), 4);
}
