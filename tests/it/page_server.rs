//! A small web server that answers by rule and remembers what it was asked for.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// What to answer to a method and a path: a status line with headers, such as `200 OK` or `302 Found\r\nLocation: /b`.
/// An empty one closes the connection.
pub type Rule = fn(&str, &str) -> &'static str;

#[derive(Default)]
struct Record {
    asked: Vec<String>,
    agents: Vec<String>,
    at_once: usize,
    most_at_once: usize,
}

/// The server, for as long as the test's process lives.
pub struct PageServer {
    pub url: String,
    record: Arc<(Mutex<Record>, Condvar)>,
}

impl PageServer {
    /// A server that answers each request when `together` of them wait for their answers.
    pub fn start(together: usize, rule: Rule) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let record: Arc<(Mutex<Record>, Condvar)> = Arc::default();
        let shared = Arc::clone(&record);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let _ = converse(stream, together, rule, &shared);
                });
            }
        });
        Self { url, record }
    }

    /// `GET /path`, `HEAD /path`, sorted.
    pub fn asked(&self) -> Vec<String> {
        let mut asked = self.record.0.lock().expect("the record").asked.clone();
        asked.sort();
        asked
    }

    pub fn agents(&self) -> Vec<String> {
        self.record.0.lock().expect("the record").agents.clone()
    }

    pub fn most_at_once(&self) -> usize {
        self.record.0.lock().expect("the record").most_at_once
    }
}

fn converse(
    stream: TcpStream,
    together: usize,
    rule: Rule,
    (lock, changed): &(Mutex<Record>, Condvar),
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut agent = String::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? <= 2 {
                break;
            }
            if let Some(given) = line.to_lowercase().strip_prefix("user-agent:") {
                given.trim().clone_into(&mut agent);
            }
        }
        let mut words = first.split(' ');
        let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let mut record = lock.lock().expect("the record");
        record.asked.push(format!("{method} {path}"));
        record.agents.push(agent);
        record.at_once += 1;
        record.most_at_once = record.most_at_once.max(record.at_once);
        changed.notify_all();
        // Whoever asks one by one is answered, too, but late.
        let (mut record, _) = changed
            .wait_timeout_while(record, Duration::from_secs(2), |record| {
                record.most_at_once < together
            })
            .expect("the record");
        record.at_once -= 1;
        drop(record);
        let answer = rule(method, path);
        if answer.is_empty() {
            return Ok(());
        }
        // Of this body a HEAD sends nothing; a client that reads it would wait for ever.
        let length = if method == "HEAD" { 0 } else { 1_u64 << 40 };
        write!(
            writer,
            "HTTP/1.1 {answer}\r\nContent-Length: {length}\r\n\r\n"
        )?;
        if method != "HEAD" {
            let mut rest = String::new();
            reader.read_line(&mut rest)?;
            return Ok(());
        }
    }
}
