//! The sending loop against a scripted SMTP server on this machine: who got what, and what the store says of it.

use std::sync::Mutex;

use tokio::net::TcpListener;

use super::*;
use crate::mail::session::tests::relay;
use crate::model::DeliveryState;
use crate::model::IssueState;
use crate::store::IssueStatus;
use crate::store::issues::tests::first_issue;
use crate::store::tests::filled;

mod server;
mod trouble;

use server::{Script, Server};

struct Sent {
    status: IssueStatus,
    report: Report,
    addresses: Vec<String>,
    notes: Vec<String>,
    server: Arc<Server>,
    store: Store,
    _folder: tempfile::TempDir,
}

fn args(transport: Transport) -> RunArgs {
    RunArgs {
        issue: "weekly/1".parse().expect("a name"),
        transport,
        bounces: Some(Address::parse("bounces@example.org").expect("valid")),
        from: Address::parse("news@example.org").expect("valid"),
        connections: 10,
        rate: None,
        messages_per_connection: 7,
        wait: Duration::ZERO,
        backoff: Duration::from_millis(1),
        progress: Arc::new(|_| {}),
        stop: watch::channel(false).1,
    }
}

async fn send(count: usize, script: Script) -> Sent {
    send_as(count, script, |_, _| {}).await
}

/// Starts a server of this script; comes back with its port, too.
async fn serve(script: Script, store: &Store) -> (Arc<Server>, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = Arc::new(Server::new(script, store.path().to_owned()));
    let shared = server.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = shared.clone();
            tokio::spawn(async move { server.serve(stream).await });
        }
    });
    (server, port)
}

/// Sends after `arrange` has had its way with the run and the store.
async fn send_as(
    count: usize,
    script: Script,
    arrange: impl FnOnce(&mut RunArgs, &mut Store),
) -> Sent {
    let (folder, mut store) = filled(count);
    let (server, port) = serve(script, &store).await;
    let lock = SendLock::take(store.path()).expect("free");
    let mut args = args(Transport::Smtp(Box::new(relay(port))));
    let notes: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = notes.clone();
    args.progress = Arc::new(move |event| {
        if let Event::Note(note) = event {
            told.lock().expect("lock").push(note);
        }
    });
    arrange(&mut args, &mut store);
    if store.last_issue("weekly").expect("read").is_none() {
        store.freeze(&first_issue(&store)).expect("frozen");
    }
    let (store, report) = run(store, &lock, args).await.expect("a run");
    let got = server.got.lock().expect("lock").clone();
    let mut addresses: Vec<String> = got.into_iter().map(|(to, _)| to).collect();
    addresses.sort();
    assert_eq!(*server.unsynced.lock().expect("lock"), Vec::<String>::new());
    let notes = notes.lock().expect("lock").clone();
    Sent {
        status: store.status(None).expect("read").remove(0),
        report,
        addresses,
        notes,
        server,
        store,
        _folder: folder,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_one_message_and_the_issue_is_done() {
    let sent = send(200, Script::Nothing).await;
    let mut once = sent.addresses.clone();
    once.dedup();
    assert_eq!((sent.addresses.len(), once.len()), (200, 200));
    assert_eq!(sent.status.count(DeliveryState::Accepted), 200);
    assert_eq!(sent.status.issue.state, IssueState::Done);
    assert_eq!(sent.report, Report::default());
    let got = sent.server.got.lock().expect("lock");
    assert!(got.iter().all(|(to, text)| text.contains(to.as_str())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_450_reply_is_retried_later() {
    let sent = send(20, Script::Recipient("u7@", "450 4.2.0 greylisted")).await;
    assert_eq!(sent.status.count(DeliveryState::Deferred), 1);
    assert_eq!(sent.status.errors[0].reply, "450 4.2.0 greylisted");
    assert_eq!(sent.addresses.len(), 19);
    assert!(sent.report.next_due.is_some());
    assert_eq!(sent.status.issue.state, IssueState::Sending);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_550_reply_is_recorded_and_not_tried_again() {
    let sent = send(20, Script::Recipient("u7@", "550 5.1.1 no such user")).await;
    assert_eq!(sent.status.count(DeliveryState::Rejected), 1);
    assert_eq!(sent.status.count(DeliveryState::Accepted), 19);
    assert_eq!(sent.status.issue.state, IssueState::Done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_lost_after_the_dot_leaves_a_doubt() {
    let sent = send(20, Script::HangUpAfterDot("u7@")).await;
    assert_eq!(sent.status.doubts.len(), 1);
    assert_eq!(sent.status.doubts[0].address.as_str(), "u7@example.org");
    assert_eq!(sent.status.count(DeliveryState::Accepted), 19);
    assert_eq!(sent.addresses.len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_lost_before_the_dot_loses_nothing() {
    let sent = send(20, Script::HangUpAtRecipient("u7@")).await;
    assert_eq!(sent.status.count(DeliveryState::Accepted), 20);
    assert_eq!((sent.addresses.len(), sent.status.doubts.len()), (20, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_refusals_of_the_issue_pause_it_with_the_servers_words() {
    let sent = send(60, Script::AfterDot("u", "554 5.7.1 looks like spam")).await;
    assert_eq!(sent.status.issue.state, IssueState::Paused);
    assert!(sent.status.issue.reason.contains("looks like spam"));
    assert_eq!(sent.status.count(DeliveryState::Queued), 60);
    assert_eq!(sent.status.count(DeliveryState::Rejected), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_folder_takes_each_message_once() {
    let (folder, mut store) = filled(30);
    store.freeze(&first_issue(&store)).expect("frozen");
    let outbox = folder.path().join("outbox");
    let lock = SendLock::take(store.path()).expect("free");
    let transport = Transport::Folder(Outbox::new(&outbox));
    for _ in 0..2 {
        let (back, report) = run(store, &lock, args(transport.clone()))
            .await
            .expect("a run");
        assert_eq!(report, Report::default());
        store = back;
        assert_eq!(std::fs::read_dir(&outbox).expect("made").count(), 30);
    }
    let status = store.status(None).expect("read").remove(0);
    assert_eq!(status.count(DeliveryState::Accepted), 30);
}
