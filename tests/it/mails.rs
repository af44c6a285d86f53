//! Mails as files: each folder of `tests/mails` is a site, and the mail that one reader gets stands in its `expected.eml`.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

mod substance;

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MimeHeaders as _};
use postrider::config::Config;
use postrider::content;
use postrider::mail::freeze::{Press, Purpose};
use postrider::mail::message::Prepared;
use postrider::model::issue::Past;
use postrider::model::{Address, Post, Subscriber, Subscription, Text};
use postrider::newsletter::{Material, compose};
use postrider::template::Templates;
use postrider::token::Secret;

const EXPECTED: &str = "expected.eml";
/// The moment at which all of them are made.
const NOW: &str = "2026-03-02T08:00:00Z";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mails")
}

fn names() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).expect("tests/mails can be read");
    let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry.expect("an entry")))
        .collect();
    names.sort();
    assert!(
        names.len() >= 6,
        "the walk found next to nothing: {names:?}"
    );
    names
}

/// The posts of the site `name`, and the mail about them.
fn make(name: &str) -> (Vec<Post>, Vec<u8>) {
    let loaded =
        Config::load(&folder().join(name).join("postrider.yaml")).expect("a configuration");
    assert!(
        loaded.diagnostics.iter().all(|found| !found.is_error()),
        "{name}: {:?}",
        loaded.diagnostics
    );
    let config = loaded.config.expect("a good configuration");
    let now: Timestamp = NOW.parse().expect("a moment");
    let library = content::load(&config, now).expect("posts");
    let id = |post: &Post| format!("tag:tidemill.example,2026:{}", post.stem);
    let ids: Vec<String> = library.posts.iter().map(id).collect();
    let newsletter = &config.newsletters[0];
    let reader = Subscription {
        subscriber: Subscriber {
            id: 1,
            address: Address::parse("zoe@example.org").expect("valid"),
            name: Text::one_line("Zoë Ünal, \"Z\""),
            language: None,
        },
        categories: Vec::new(),
    };
    let material = Material {
        newsletter,
        posts: &library.posts,
        ids: &ids,
        past: &Past::default(),
        last_issue: 0,
        subscriptions: &[reader],
        since: None,
    };
    let press = Press {
        config: &config,
        templates: &Templates::load(&config).expect("templates"),
        secret: &Secret::new(&[7; 32]).expect("long enough"),
        now,
        purpose: Purpose::Issue,
    };
    let draft = compose(&material).expect("something new");
    let issue = press.freeze(&draft, &material).expect("a frozen issue");
    let variant = &issue.variants[0];
    let message = Prepared::from_bytes(&variant.message).expect("a message");
    (library.posts, message.personalise(&variant.recipients[0]))
}

fn read(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).expect("a message")
}

#[test]
fn every_mail_is_the_one_that_was_meant_byte_for_byte() {
    let mut wrong = Vec::new();
    for name in names() {
        let (_, made) = make(&name);
        assert_eq!(made, make(&name).1, "{name} is another one the second time");
        let path = folder().join(&name).join(EXPECTED);
        if std::env::var_os("POSTRIDER_BLESS").is_some() {
            std::fs::write(&path, &made).expect("a file");
        }
        let expected = std::fs::read(&path).unwrap_or_default();
        if made != expected {
            let same = made
                .iter()
                .zip(&expected)
                .take_while(|(a, b)| a == b)
                .count();
            let near = |bytes: &[u8]| {
                let part = &bytes[same.saturating_sub(60)..bytes.len().min(same + 60)];
                String::from_utf8_lossy(part).into_owned()
            };
            wrong.push(format!(
                "{name}: at byte {same} it is …{:?}… and not …{:?}…",
                near(&made),
                near(&expected)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n\nIs that what you meant? Then run: POSTRIDER_BLESS=1 cargo test --test it mails, and look at the mails before you commit them",
        wrong.join("\n")
    );
}

#[test]
fn every_mail_keeps_the_limits_of_mail() {
    for name in names() {
        let (_, bytes) = make(&name);
        assert!(bytes.is_ascii() && !bytes.contains(&0), "{name}");
        let text = String::from_utf8(bytes).expect("ASCII");
        assert!(
            !text.replace("\r\n", "").contains(['\r', '\n']),
            "{name}: a bare CR or LF"
        );
        let long = text.split("\r\n").find(|line| line.len() > 998);
        assert_eq!(long, None, "{name}");
        let (head, body) = text.split_once("\r\n\r\n").expect("headers");
        let quoted = body
            .split("\r\n")
            .find(|line| line.len() > 76 && !line.contains(": "));
        assert_eq!(quoted, None, "{name}");
        for key in [
            "Date",
            "From",
            "To",
            "Message-ID",
            "Subject",
            "MIME-Version",
            "Content-Language",
        ] {
            let count = head
                .split("\r\n")
                .filter(|line| line.starts_with(&format!("{key}: ")))
                .count();
            assert_eq!(count, 1, "{name}: {key}");
        }
        let words = head
            .split([' ', '\r', '\n'])
            .filter(|word| word.starts_with("=?"));
        assert!(words.clone().all(|word| word.len() <= 75), "{name}: {head}");
        let mail = read(text.as_bytes());
        let kinds: Vec<String> = mail
            .parts
            .iter()
            .filter_map(|part| Some(part.content_type()?.subtype()?.to_owned()))
            .collect();
        let meant: &[&str] = if name == "embedded" {
            &["alternative", "plain", "related", "html", "png", "png"]
        } else {
            &["alternative", "plain", "html"]
        };
        assert_eq!(kinds, meant, "{name}");
    }
}

#[test]
fn python_finds_no_defect_in_any_mail() {
    let Ok(python) = std::env::var("POSTRIDER_TEST_PYTHON") else {
        eprintln!("not run: POSTRIDER_TEST_PYTHON names no Python (scripts/test sets it)");
        return;
    };
    let run = |files: &[PathBuf]| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validators/mails.py");
        let output = Command::new(&python)
            .arg(script)
            .args(files)
            .output()
            .expect("python runs");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        (
            output.status.success(),
            told + &String::from_utf8_lossy(&output.stderr),
        )
    };
    let files: Vec<PathBuf> = names()
        .iter()
        .map(|name| folder().join(name).join(EXPECTED))
        .collect();
    let (good, told) = run(&files);
    assert!(good && told.contains(" 0 findings"), "{told}");
    // And it sees what is wrong.
    let scratch = tempfile::tempdir().expect("a folder");
    let mail = String::from_utf8(make("digest").1).expect("ASCII");
    for (from, to) in [
        ("Date: ", "Date: Mon, 02 Mar 2026 08:00:00 +0000\r\nDate: "),
        ("charset=utf-8; format=flowed", "charset=utf-8"),
        ("--\r\n", "\r\n"),
        ("MIME-Version: 1.0\r\n", ""),
        ("List-Help", "List Help"),
    ] {
        assert!(mail.contains(from), "{from}");
        let path = scratch.path().join("wrong.eml");
        let at = mail.rfind(from).expect("there");
        std::fs::write(
            &path,
            format!("{}{to}{}", &mail[..at], &mail[at + from.len()..]),
        )
        .expect("a file");
        let (good, told) = run(&[path]);
        assert!(!good, "{to} for {from}: {told}");
    }
}
