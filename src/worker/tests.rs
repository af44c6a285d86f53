//! The sending loop against a scripted SMTP server on this machine: who got what, and what the store says of it.

use std::path::PathBuf;
use std::sync::Mutex;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::config::{SmtpServer, Tls};
use crate::mail::tls;
use crate::model::DeliveryState;
use crate::model::IssueState;
use crate::store::IssueStatus;
use crate::store::issues::tests::first_issue;
use crate::store::tests::filled;

/// What the server says instead of yes, once for each recipient whose address begins so.
#[derive(Clone, Copy)]
enum Script {
    Recipient(&'static str, &'static str),
    HangUpAtRecipient(&'static str),
    HangUpAfterDot(&'static str),
    AfterDot(&'static str, &'static str),
    Nothing,
}

struct Server {
    script: Script,
    used: Mutex<Vec<String>>,
    /// Recipient and message of every accepted or swallowed message.
    got: Mutex<Vec<(String, String)>>,
    store: PathBuf,
    unsynced: Mutex<Vec<String>>,
}

impl Server {
    fn applies(&self, prefix: &str, address: &str) -> bool {
        let mut used = self.used.lock().expect("lock");
        let is_new = address.starts_with(prefix) && !used.iter().any(|known| known == address);
        if is_new {
            used.push(address.to_owned());
        }
        is_new
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 test\r\n").await?;
        let mut to = String::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let answer = match line.split([' ', '\r']).next().unwrap_or_default() {
                "EHLO" => "250-test\r\n250-   \r\n250-PIPELINING\r\n250 8BITMIME",
                "MAIL" | "RSET" => "250 ok",
                "RCPT" => {
                    to = line[9..].split('>').next().unwrap_or_default().to_owned();
                    match self.script {
                        Script::HangUpAtRecipient(who) if self.applies(who, &to) => return Ok(()),
                        Script::Recipient(who, reply) if self.applies(who, &to) => {
                            to.clear();
                            reply
                        }
                        _ => "250 ok",
                    }
                }
                "DATA" if to.is_empty() => "503 nobody",
                "DATA" => {
                    stream.write_all(b"354 go\r\n").await?;
                    let text = read_message(&mut stream).await?;
                    self.check_offered(&to);
                    match self.script {
                        Script::AfterDot(who, reply) if to.starts_with(who) => reply,
                        script => {
                            self.got.lock().expect("lock").push((to.clone(), text));
                            match script {
                                Script::HangUpAfterDot(who) if self.applies(who, &to) => {
                                    return Ok(());
                                }
                                _ => "250 \u{e9}accepted",
                            }
                        }
                    }
                }
                "QUIT" => "221 bye",
                _ => "500 what",
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }

    /// The offer must be committed when the dot is here: another connection to the store sees it.
    fn check_offered(&self, to: &str) {
        let state = Store::open(&self.store)
            .and_then(|store| store.state_of(to))
            .expect("readable");
        if state != DeliveryState::Offered.as_str() {
            self.unsynced.lock().expect("lock").push(to.to_owned());
        }
    }
}

async fn read_message(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

struct Sent {
    status: IssueStatus,
    report: Report,
    addresses: Vec<String>,
    server: Arc<Server>,
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
    let (folder, mut store) = filled(count);
    store.freeze(&first_issue(&store)).expect("frozen");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let server = Arc::new(Server {
        script,
        used: Mutex::default(),
        got: Mutex::default(),
        store: store.path().to_owned(),
        unsynced: Mutex::default(),
    });
    let port = listener.local_addr().expect("an address").port();
    let shared = server.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = shared.clone();
            tokio::spawn(async move { server.talk(stream).await });
        }
    });
    let relay = Relay {
        server: SmtpServer {
            host: "127.0.0.1".into(),
            port,
            tls: Tls::None,
            user: None,
        },
        password: None,
        hello: None,
        tls: tls::connector(&[]).expect("authorities"),
    };
    let lock = SendLock::take(store.path()).expect("free");
    let args = args(Transport::Smtp(Box::new(relay)));
    let (store, report) = run(store, &lock, args).await.expect("a run");
    let mut addresses: Vec<String> = server
        .got
        .lock()
        .expect("lock")
        .iter()
        .map(|(to, _)| to.clone())
        .collect();
    addresses.sort();
    assert_eq!(*server.unsynced.lock().expect("lock"), Vec::<String>::new());
    Sent {
        status: store.status(None).expect("read").remove(0),
        report,
        addresses,
        server,
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
    let rejected = sent.status.count(DeliveryState::Rejected);
    assert!((3..=13).contains(&rejected), "{rejected}");
    assert_eq!(sent.status.count(DeliveryState::Queued), 60 - rejected);
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
