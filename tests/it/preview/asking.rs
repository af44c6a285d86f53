//! A preview under way, asked as programs ask.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::app::TestSite;

/// A preview of a site, ended with the value.
pub struct Preview {
    pub child: Child,
    pub port: u16,
}

pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Preview {
    pub fn start(site: &TestSite) -> Self {
        let mut command = site.command(&["preview"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a preview");
        let mut line = String::new();
        let out = child.stdout.take().expect("an output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let port = line.trim().trim_end_matches('/').rsplit(':').next();
        let port = port.and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("the first line is no URL: {line:?}"));
        Self { child, port }
    }

    pub fn send(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a limit");
        stream.write_all(bytes).expect("sent");
        stream
    }

    /// Sends a request of these lines; `Host` is the preview's own.
    pub fn ask(&self, line: &str, headers: &str) -> Reply {
        let host = format!("Host: 127.0.0.1:{}\r\n", self.port);
        self.ask_raw(&format!(
            "{line} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n"
        ))
    }

    pub fn ask_raw(&self, request: &str) -> Reply {
        let mut stream = self.send(request.as_bytes());
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Reply {
            status: status.unwrap_or(0),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path}"), "")
    }

    /// The events of the stream, until one names a state that is newer than `has` and `is_wanted` holds.
    pub fn wait(&self, mut is_wanted: impl FnMut(&Self) -> bool) {
        let request = format!(
            "GET /events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            self.port
        );
        let stream = self.send(request.as_bytes());
        let mut beats = 0;
        for line in BufReader::new(stream).lines() {
            let line = line.expect("a line of the stream before its time");
            beats += usize::from(line.starts_with(": still here"));
            assert!(beats < 2, "nothing that was waited for came");
            if line.starts_with("data:") && is_wanted(self) {
                return;
            }
        }
        panic!("the stream ended");
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
