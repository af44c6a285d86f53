//! Mail to servers that others wrote: postfix's smtp-sink, and aiosmtpd with TLS and a login.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::app::TestSite;

/// A server program that ends with the value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn find(variable: &str) -> Option<String> {
    let found = std::env::var(variable).ok().filter(|path| !path.is_empty());
    if found.is_none() {
        eprintln!("not run: {variable} names no program (scripts/test sets it)");
    }
    found
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

#[test]
fn smtp_sink_takes_every_message_once() {
    let Some(program) = find("POSTRIDER_TEST_SMTP_SINK") else {
        return;
    };
    let port = free_port();
    let dumps = tempfile::tempdir().expect("a folder");
    let mut sink = Command::new(program);
    // -d writes each message to a file; as root it wants to be somebody else.
    sink.args(["-d", "message."]).current_dir(dumps.path());
    if Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.stdout == b"0\n")
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        std::fs::set_permissions(dumps.path(), mode).expect("open to the sink");
        sink.args(["-u", "nobody"]);
    }
    let listen = format!("127.0.0.1:{port}");
    sink.args([&listen, "100"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _sink = Server(sink.spawn().expect("smtp-sink runs"));
    wait_for(port);
    let site = TestSite::with_readers(
        &format!("mail: {{relay: 'smtp+insecure://127.0.0.1:{port}'}}\n"),
        100,
    );
    site.done(&["send", "weekly", "--yes"]);
    let mut recipients: Vec<String> = std::fs::read_dir(dumps.path())
        .expect("dumps")
        .flatten()
        .map(|entry| std::fs::read_to_string(entry.path()).expect("a dump"))
        .filter_map(|dump| {
            let line = dump
                .lines()
                .find(|line| line.starts_with("X-Rcpt-Args:"))?
                .to_owned();
            Some(line.split(['<', '>']).nth(1)?.to_owned())
        })
        .collect();
    recipients.sort();
    recipients.dedup();
    assert_eq!(recipients.len(), 100);
    assert_eq!(
        site.json(&["status"], 0)["issues"][0]["counts"]["accepted"],
        100
    );
}

fn wait_for(port: u16) {
    for _ in 0..200 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("nobody listens on port {port}");
}

/// aiosmtpd that takes mail only inside TLS and behind a login; its lines tell what it took.
const AIOSMTPD: &str = r#"
import ssl, sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
cert, key = sys.argv[1:3]
class Handler:
    async def handle_DATA(self, server, session, envelope):
        print("took", envelope.rcpt_tos[0], session.ssl is not None, session.authenticated, flush=True)
        return "250 2.0.0 ok"
def login(server, session, envelope, mechanism, data):
    good = data.login == b"apikey" and data.password == b"right"
    return AuthResult(success=good, handled=False)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
controller = Controller(Handler(), hostname="127.0.0.1", port=int(sys.argv[3]), tls_context=context,
    require_starttls=True, authenticator=login, auth_required=True)
controller.start()
print("ready", flush=True)
time.sleep(600)
"#;

struct Guarded {
    _server: Server,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    port: u16,
    certificate: PathBuf,
    _folder: tempfile::TempDir,
}

fn guarded() -> Option<Guarded> {
    let python = find("POSTRIDER_TEST_PYTHON")?;
    let folder = tempfile::tempdir().expect("a folder");
    let own = rcgen::generate_simple_self_signed(vec!["localhost".into()]).expect("a certificate");
    let (certificate, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    std::fs::write(&certificate, own.cert.pem()).expect("written");
    std::fs::write(&key, own.signing_key.serialize_pem()).expect("written");
    let port = free_port();
    let mut server = Command::new(python)
        .args(["-c", AIOSMTPD])
        .args([&certificate, &key])
        .arg(port.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    let mut lines = BufReader::new(server.stdout.take().expect("its lines")).lines();
    assert_eq!(lines.next().expect("a line").expect("text"), "ready");
    Some(Guarded {
        _server: Server(server),
        lines,
        port,
        certificate,
        _folder: folder,
    })
}

impl Guarded {
    fn mail(&self) -> String {
        format!(
            "mail: {{relay: 'smtp://apikey@localhost:{}', password: {{env: RELAY_PASSWORD}}, unsubscribe: leave@blog.example}}\n",
            self.port
        )
    }

    fn send(&self, site: &TestSite, password: &str) -> (i32, String) {
        let output = site
            .command(&["send", "weekly", "--yes"])
            .env("RELAY_PASSWORD", password)
            .env("SSL_CERT_FILE", &self.certificate)
            .output()
            .expect("the binary runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code().unwrap_or(-1), said)
    }
}

#[test]
fn mail_goes_through_starttls_and_a_login() {
    let Some(mut server) = guarded() else { return };
    let site = TestSite::with_readers(&server.mail(), 3);
    let (code, said) = server.send(&site, "right");
    assert_eq!(code, 0, "{said}");
    let mut took: Vec<String> = server.lines.by_ref().take(3).flatten().collect();
    took.sort();
    assert_eq!(took[0], "took reader0@example.org True True", "{took:?}");
}

#[test]
fn a_refused_login_pauses_the_issue_until_the_editor_resumes_it() {
    let Some(mut server) = guarded() else { return };
    let site = TestSite::with_readers(&server.mail(), 2);
    let (code, said) = server.send(&site, "wrong");
    assert_eq!(code, 5, "{said}");
    assert!(
        said.contains("535") && said.contains("postrider resume weekly/1"),
        "{said}"
    );
    assert_eq!(server.send(&site, "right").0, 5, "it stays paused");
    site.done(&["resume", "weekly"]);
    let (code, said) = server.send(&site, "right");
    assert_eq!(code, 0, "{said}");
    assert_eq!(server.lines.by_ref().take(2).flatten().count(), 2);
}

#[test]
fn a_password_that_is_missing_is_named_with_its_line() {
    let site = TestSite::with_readers(
        "mail: {relay: 'smtp://apikey@localhost:1', password: {env: POSTRIDER_NO_SUCH}, unsubscribe: leave@blog.example}\n",
        1,
    );
    let run = site.run(&["send", "weekly", "--yes"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stderr.contains("POSTRIDER_NO_SUCH") && run.stderr.contains("postrider.yaml:4:"),
        "{run:?}"
    );
}
