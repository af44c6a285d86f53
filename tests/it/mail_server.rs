//! A small SMTP server that records what it accepts and misbehaves on request.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// How the server treats a recipient, by the local part of the address.
pub type Rule = fn(&str) -> Fault;

/// What goes wrong for one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// This reply to RCPT.
    Recipient(&'static str),
    /// The message is accepted and recorded, and the connection closes without a reply.
    DropAfterDot,
    /// The message is accepted and recorded, and no reply comes for a minute.
    SilentAfterDot,
    /// This reply after the dot, nothing recorded.
    AfterDot(&'static str),
}

#[derive(Default)]
struct Record {
    messages: Vec<(String, Vec<u8>)>,
}

/// The server; it stops with the value.
pub struct MailServer {
    pub port: u16,
    record: Arc<(Mutex<Record>, Condvar)>,
    stopped: Arc<AtomicBool>,
}

impl MailServer {
    pub fn start(rule: Rule) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let record: Arc<(Mutex<Record>, Condvar)> = Arc::default();
        let stopped = Arc::new(AtomicBool::new(false));
        let (shared, stop) = (Arc::clone(&record), Arc::clone(&stopped));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&shared);
                if let Ok(stream) = stream {
                    thread::spawn(move || {
                        let _ = converse(stream, rule, &shared);
                    });
                }
            }
        });
        Self {
            port,
            record,
            stopped,
        }
    }

    /// The `mail` section of a configuration that uses this server.
    pub fn config(&self) -> String {
        format!("mail:\n  relay: smtp+insecure://127.0.0.1:{}\n", self.port)
    }

    /// Waits until at least `count` messages have been accepted.
    pub fn wait_for(&self, count: usize) {
        let (lock, arrived) = &*self.record;
        let guard = lock.lock().expect("the record");
        let limit = std::time::Duration::from_mins(1);
        let (_guard, timeout) = arrived
            .wait_timeout_while(guard, limit, |record| record.messages.len() < count)
            .expect("the record");
        assert!(!timeout.timed_out(), "fewer than {count} messages arrived");
    }

    pub fn messages(&self) -> Vec<(String, Vec<u8>)> {
        self.record.0.lock().expect("the record").messages.clone()
    }

    /// How often each address was given a message.
    pub fn counts(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for (address, _) in self.messages() {
            *counts.entry(address).or_insert(0) += 1;
        }
        counts
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn converse(
    stream: TcpStream,
    rule: Rule,
    record: &(Mutex<Record>, Condvar),
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    writer.write_all(b"220 test ESMTP\r\n")?;
    let mut recipient: Option<String> = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb = text
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_uppercase();
        let reply: &str = match verb.as_str() {
            "EHLO" => "250-test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10000000",
            "RCPT" => {
                let address = text.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                if let Fault::Recipient(reply) = rule(address.split('@').next().unwrap_or_default())
                {
                    reply
                } else {
                    recipient = Some(address);
                    "250 2.1.5 ok"
                }
            }
            "DATA" if recipient.is_none() => "503 5.5.1 no valid recipients",
            "DATA" => {
                writer.write_all(b"354 go on\r\n")?;
                let message = read_message(&mut reader)?;
                let address = recipient.take().unwrap_or_default();
                let fault = rule(address.split('@').next().unwrap_or_default());
                if let Fault::AfterDot(reply) = fault {
                    reply
                } else {
                    record
                        .0
                        .lock()
                        .expect("the record")
                        .messages
                        .push((address, message));
                    record.1.notify_all();
                    if !answers(fault) {
                        return Ok(());
                    }
                    "250 2.0.0 queued"
                }
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            "MAIL" | "RSET" | "NOOP" => {
                recipient = None;
                "250 2.0.0 ok"
            }
            _ => "500 5.5.2 what?",
        };
        writer.write_all(format!("{reply}\r\n").as_bytes())?;
    }
}

fn answers(fault: Fault) -> bool {
    if fault == Fault::SilentAfterDot {
        thread::sleep(std::time::Duration::from_mins(1));
    }
    !matches!(fault, Fault::SilentAfterDot | Fault::DropAfterDot)
}

/// The bytes up to the lone dot, dots unstuffed.
fn read_message(reader: &mut impl std::io::BufRead) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(message);
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
