//! A scripted SMTP server on this machine, for tests of the sending loop.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::model::DeliveryState;
use crate::store::Store;

/// How the server misbehaves. A prefix is that of a recipient's address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Nothing,
    /// This reply to RCPT, once for each recipient.
    Recipient(&'static str, &'static str),
    /// This reply to RCPT, always.
    AlwaysRecipient(&'static str, &'static str),
    HangUpAtRecipient(&'static str),
    AlwaysHangUpAtRecipient(&'static str),
    HangUpAfterDot(&'static str),
    AfterDot(&'static str, &'static str),
    /// This behind 354 in the same packet, once for each recipient.
    BehindReady(&'static str, &'static str),
    /// More connections are refused.
    Connections(usize),
    /// The connection ends behind each accepted message.
    HangUpAfterEach,
    /// When so many messages have come, another process takes the store for longer than one attempt waits, and only
    /// then the reply goes out.
    HoldStore(usize),
    /// SMTPUTF8 is offered.
    Utf8,
    /// EHLO is unknown.
    OnlyHelo,
}

pub(super) struct Server {
    pub(super) script: Script,
    pub(super) used: Mutex<Vec<String>>,
    /// Recipient and message of every accepted or swallowed message.
    pub(super) got: Mutex<Vec<(String, String)>>,
    pub(super) store: PathBuf,
    pub(super) unsynced: Mutex<Vec<String>>,
    pub(super) open: AtomicUsize,
    pub(super) refused: AtomicUsize,
}

impl Server {
    pub(super) fn new(script: Script, store: PathBuf) -> Self {
        Self {
            script,
            used: Mutex::default(),
            got: Mutex::default(),
            store,
            unsynced: Mutex::default(),
            open: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
        }
    }

    fn applies(&self, prefix: &str, address: &str) -> bool {
        let mut used = self.used.lock().expect("lock");
        let is_new = address.starts_with(prefix) && !used.iter().any(|known| known == address);
        if is_new {
            used.push(address.to_owned());
        }
        is_new
    }

    pub(super) async fn serve(&self, stream: TcpStream) {
        let number = self.open.fetch_add(1, Ordering::SeqCst);
        let _ = self.talk(stream, number).await;
        self.open.fetch_sub(1, Ordering::SeqCst);
    }

    async fn talk(&self, stream: TcpStream, number: usize) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        if matches!(self.script, Script::Connections(most) if number >= most) {
            self.refused.fetch_add(1, Ordering::SeqCst);
            return stream
                .write_all(b"421 4.7.0 too many connections\r\n")
                .await;
        }
        stream.write_all(b"220 test\r\n").await?;
        let mut to = String::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let answer = match line.split([' ', '\r']).next().unwrap_or_default() {
                "EHLO" => match self.script {
                    Script::OnlyHelo => "502 what",
                    Script::Utf8 => "250-test\r\n250-SMTPUTF8\r\n250 8BITMIME",
                    _ => "250-test\r\n250-   \r\n250-PIPELINING\r\n250 8BITMIME",
                },
                "HELO" => "250 test",
                "MAIL" if line.contains("SMTPUTF8") && self.script != Script::Utf8 => "555 what",
                "MAIL" | "RSET" => "250 ok",
                "RCPT" => {
                    to = line[9..].split('>').next().unwrap_or_default().to_owned();
                    match self.at_recipient(&to) {
                        None => return Ok(()),
                        Some(reply) => {
                            if !reply.starts_with('2') {
                                to.clear();
                            }
                            reply
                        }
                    }
                }
                "DATA" if to.is_empty() => "503 nobody",
                "DATA" => match self.take_message(&mut stream, &to).await? {
                    Some(reply) => reply,
                    None => return Ok(()),
                },
                "QUIT" => "221 bye",
                _ => "500 what",
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
            if answer == LAST {
                return Ok(());
            }
        }
    }

    /// `None` = hang up.
    fn at_recipient(&self, to: &str) -> Option<&'static str> {
        match self.script {
            Script::HangUpAtRecipient(who) if self.applies(who, to) => None,
            Script::AlwaysHangUpAtRecipient(who) if to.starts_with(who) => None,
            Script::Recipient(who, reply) if self.applies(who, to) => Some(reply),
            Script::AlwaysRecipient(who, reply) if to.starts_with(who) => Some(reply),
            _ => Some("250 ok"),
        }
    }

    /// `None` = hang up.
    async fn take_message(
        &self,
        stream: &mut BufReader<TcpStream>,
        to: &str,
    ) -> std::io::Result<Option<&'static str>> {
        if let Script::BehindReady(who, more) = self.script
            && self.applies(who, to)
        {
            let both = format!("354 go\r\n{more}\r\n");
            stream.write_all(both.as_bytes()).await?;
            return Ok(None);
        }
        stream.write_all(b"354 go\r\n").await?;
        let text = read_message(stream).await?;
        self.check_offered(to);
        if let Script::AfterDot(who, reply) = self.script
            && to.starts_with(who)
        {
            return Ok(Some(reply));
        }
        let count = {
            let mut got = self.got.lock().expect("lock");
            got.push((to.to_owned(), text));
            got.len()
        };
        if self.script == Script::HoldStore(count) {
            self.hold_store().await;
        }
        Ok(match self.script {
            Script::HangUpAfterDot(who) if self.applies(who, to) => None,
            Script::HangUpAfterEach => Some(LAST),
            _ => Some("250 \u{e9}accepted"),
        })
    }

    async fn hold_store(&self) {
        let (path, (held, is_held)) = (self.store.clone(), oneshot::channel());
        std::thread::spawn(move || {
            let mut other = Store::open(&path).expect("opened");
            let ledger = other.ledger().expect("held");
            held.send(()).expect("waited for");
            std::thread::sleep(Duration::from_millis(700));
            drop(ledger);
        });
        is_held.await.expect("held");
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

const LAST: &str = "250 accepted, and that was the last one";

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
