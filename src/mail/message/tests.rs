//! What a message must hold, whoever reads it.

use super::*;
use crate::model::address::Address;
use crate::template::UNSUBSCRIBE_URL;
use mail_parser::{MessageParser, MimeHeaders as _};

fn prepared(subject: &str, text: &str) -> Prepared {
    let rendered = Rendered {
        subject: Text::one_line(subject),
        preheader: Text::default(),
        html: format!("<p>{text}</p><a href=\"{UNSUBSCRIBE_URL}\">x</a>"),
        text: format!("{text}\n{UNSUBSCRIBE_URL}\n"),
    };
    let from = Mailbox::parse("Zoë <news@blog.example>").expect("valid");
    let issue = IssueName {
        newsletter: "weekly".into(),
        number: 3,
    };
    let site = Url::parse("https://blog.example/").expect("valid");
    let way_out = WayOut {
        https: Some("https://news.blog.example/".into()),
        mailto: Some("leave@blog.example".into()),
        fallback: site.to_string(),
    };
    let parts = Parts {
        archive: "https://a.example/newsletters/weekly/",
        from: &from,
        reply_to: None,
        rendered: &rendered,
        date: Timestamp::UNIX_EPOCH,
        issue: &issue,
        title: "Weekly",
        site: &site,
        way_out,
        language: "en",
        pictures: &[],
        variant: 1,
        purpose: &crate::mail::message::Purpose::Issue,
    };
    let made = Prepared::build(&parts).expect("builds");
    Prepared::from_bytes(&made.to_bytes().expect("bytes")).expect("reads back")
}

fn recipient(token: &str) -> Recipient {
    Recipient {
        subscriber: 1,
        address: Address::parse("ada@example.org").expect("valid"),
        name: Text::one_line("Ada Ünal"),
        message_id: format!("{token}@blog.example"),
        token: token.into(),
    }
}

#[test]
fn a_message_reads_back_as_it_was_written() {
    let text = format!("Üñî .\n.\nFrom here\n{} end = 😀", "x".repeat(2000));
    let message = prepared(
        "Grüße 😀 and a rather long subject that has to be folded over more than one line",
        &text,
    )
    .personalise(&recipient("t0k"));
    assert!(
        message.iter().all(u8::is_ascii)
            && message
                .split(|byte| *byte == b'\n')
                .all(|line| line.len() <= 999)
    );
    assert!(
        !message
            .windows(2)
            .any(|pair| pair[1] == b'\n' && pair[0] != b'\r')
    );
    let read = MessageParser::default().parse(&message).expect("a message");
    assert_eq!(
        read.subject(),
        Some("Grüße 😀 and a rather long subject that has to be folded over more than one line")
    );
    assert_eq!(
        read.body_text(0)
            .map(|body| body.replace("\r\n", "\n").trim_end().to_owned()),
        Some(format!("{text}\nhttps://news.blog.example/u/t0k"))
    );
    assert!(
        read.body_html(0)
            .is_some_and(|html| html.contains("href=\"https://news.blog.example/u/t0k\""))
    );
    let kinds: Vec<&str> = read
        .parts
        .iter()
        .filter_map(|part| part.content_type()?.subtype())
        .collect();
    assert_eq!(kinds, ["alternative", "plain", "html"]);
    assert_eq!(read.message_id(), Some("t0k@blog.example"));
    let raw = String::from_utf8_lossy(&message);
    for header in [
        "List-Unsubscribe: <https://news.blog.example/u/t0k>,",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "List-Id: Weekly <weekly.blog.example>",
        "Precedence: bulk",
        "Feedback-ID: 3:weekly:",
    ] {
        assert!(raw.contains(header), "{header}: {raw}");
    }
}

#[test]
fn two_recipients_differ_only_where_they_must() {
    let prepared = prepared("Hello", "Text");
    let (one, two) = (
        prepared.personalise(&recipient("aaa")),
        prepared.personalise(&recipient("bbb")),
    );
    assert_eq!(
        String::from_utf8_lossy(&one).replace("aaa", "bbb"),
        String::from_utf8_lossy(&two)
    );
}
