//! Each rule of issues with a message that breaks it and one that does not.
// Long because: each rule of issues has its example here.

mod cases;

use std::path::Path;

use super::*;
use crate::mail::message::Parts;
use crate::model::address::Address;
use crate::model::delivery::IssueName;
use crate::model::issue::Recipient;
use crate::model::rule::{self, Area};
use crate::model::text::Text;
use crate::template::{Rendered, UNSUBSCRIBE_URL};

/// A site with one newsletter, sent into the folder.
pub(super) const SITE: &str = "site: {url: https://a.example, title: A}\nmail: {unsubscribe: bye@a.example}\nnewsletters:\n  weekly:\n    from: A <news@a.example>\n    address: Road 1\n";

/// A subject, HTML and text that no rule has anything against.
pub(super) struct Sample {
    pub(super) site: String,
    pub(super) subject: String,
    pub(super) html: String,
    pub(super) text: String,
}

impl Sample {
    /// With `body` in the middle of the HTML.
    pub(super) fn of(body: &str) -> Self {
        let words = "What happened this week, told in a few lines that are worth reading.";
        Self {
            site: SITE.to_owned(),
            subject: "The week in four tides".to_owned(),
            html: format!(
                "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>A</title></head><body style=\"background-color:#ffffff;color:#222222\"><div style=\"display:none\">{words}</div><p>{words}</p>{body}<p>Road 1 <a href=\"{UNSUBSCRIBE_URL}\" style=\"color:#0b5568\">Unsubscribe</a></p></body></html>"
            ),
            text: format!("{words}\n\nUnsubscribe: {UNSUBSCRIBE_URL}\nRoad 1\n"),
        }
    }

    /// With `css` in the head, too.
    pub(super) fn styled(css: &str, body: &str) -> Self {
        let sample = Self::of(body);
        let head = format!("<style>{css}</style></head>");
        Self {
            html: sample.html.replace("</head>", &head),
            ..sample
        }
    }

    /// What the linter says.
    pub(super) fn judge(&self) -> Vec<Diagnostic> {
        let loaded = Config::parse(
            self.site.as_bytes(),
            Path::new("/nowhere"),
            "postrider.yaml",
        );
        let config = loaded.config.expect("a good configuration");
        let newsletter = &config.newsletters[0];
        let rendered = Rendered {
            preheader: Text::default(),
            subject: Text::one_line(&self.subject),
            html: self.html.clone(),
            text: self.text.clone(),
        };
        let name = IssueName {
            newsletter: newsletter.name.clone(),
            number: 1,
        };
        let parts = Parts {
            archive: "https://blog.example/",
            from: &newsletter.from,
            reply_to: None,
            rendered: &rendered,
            date: "2026-03-01T08:00:00Z".parse().expect("a moment"),
            issue: &name,
            title: &newsletter.title,
            site: &config.site.url,
            way_out: crate::mail::freeze::way_out(&config),
            language: "en",
            pictures: &[],
            variant: 0,
            purpose: &crate::mail::message::Purpose::Issue,
        };
        let message = Prepared::build(&parts).expect("a message");
        let linter = Linter {
            config: &config,
            newsletter,
            posts: &[],
        };
        let issue = FrozenIssue {
            public: None,
            name: name.clone(),
            frozen_at: parts.date,
            posts: Vec::new(),
            passed_over: Vec::new(),
            variants: vec![FrozenVariant {
                preheader: Text::default(),
                posts: Vec::new(),
                language: None,
                subject: rendered.subject.clone(),
                message: message.to_bytes().expect("bytes"),
                recipients: vec![recipient()],
            }],
        };
        linter.judge(&issue).expect("a verdict")
    }

    /// The rules that it breaks.
    pub(super) fn rules(&self) -> Vec<&'static str> {
        self.judge().iter().map(|found| found.rule).collect()
    }
}

fn recipient() -> Recipient {
    Recipient {
        subscriber: 1,
        address: Address::parse("reader@example.org").expect("an address"),
        name: Text::default(),
        message_id: "1@a.example".to_owned(),
        token: "t0ken".to_owned(),
    }
}

/// The rules that a body breaks.
pub(super) fn rules_of(body: &str) -> Vec<&'static str> {
    Sample::of(body).rules()
}

#[test]
fn a_sound_message_breaks_no_rule() {
    assert_eq!(rules_of(""), [""; 0]);
}

#[test]
fn subjects_are_judged() {
    for (subject, rule) in [
        ("", "issue-subject-empty"),
        (
            "The week in four tides, and everything else that happened to us on the way",
            "issue-subject-long",
        ),
        ("Re: the week", "issue-subject-fake"),
        ("THE WEEK IN FOUR TIDES", "issue-subject-loud"),
    ] {
        let sample = Sample {
            subject: subject.to_owned(),
            ..Sample::of("")
        };
        assert_eq!(sample.rules(), [rule], "{subject}");
    }
}

#[test]
fn a_message_that_gmail_clips_may_not_hide_its_way_out() {
    let filler = "<p>A line of text that fills.</p>\n".repeat(3200);
    let found = Sample::of(&filler).judge();
    assert_eq!(found[0].rule, "issue-size");
    assert!(found[0].is_error());
    let early = format!("<a href=\"{UNSUBSCRIBE_URL}\" style=\"color:#0b5568\">Leave</a>{filler}");
    let found = Sample::of(&early).judge();
    assert_eq!((found[0].rule, found[0].is_error()), ("issue-size", false));
    let small = "<p>A line of text that fills.</p>\n".repeat(2000);
    assert_eq!(rules_of(&small), [""; 0]);
}

#[test]
fn a_body_that_breaks_a_rule_breaks_it_alone() {
    let mut wrong = Vec::new();
    for (rule, bad, good) in cases::CASES {
        let texts = |body: &str| Sample {
            text: format!(
                "{}\nhttps://evil.example/?https://a.example/1",
                Sample::of("").text
            ),
            ..Sample::of(body)
        };
        let broken = texts(bad).rules();
        if broken.is_empty() || broken.iter().any(|own| own != rule) {
            wrong.push(format!("{rule}: `{bad}` gives {broken:?}"));
        }
        let kept = texts(good).rules();
        if !kept.is_empty() {
            wrong.push(format!("{rule}: `{good}` gives {kept:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rules that other tests of this file prove.
const PROVEN: [&str; 14] = [
    "issue-subject-empty",
    "issue-subject-long",
    "issue-subject-fake",
    "issue-subject-loud",
    "issue-size",
    "issue-style-size",
    "issue-line-long",
    "issue-encoding",
    "issue-header",
    "issue-text-missing",
    "issue-text-links",
    "issue-preheader",
    "issue-image-only",
    "issue-image-heavy",
];

#[test]
fn every_rule_of_issues_is_proven() {
    let own = ["issue-unsubscribe", "issue-address"];
    let proven: HashSet<&str> = cases::CASES
        .iter()
        .map(|case| case.0)
        .chain(PROVEN)
        .chain(own)
        .collect();
    let of_issues = rule::all().filter(|rule| rule.area == Area::Issues);
    let bare: Vec<&str> = of_issues
        .map(|rule| rule.id)
        .filter(|id| !proven.contains(id))
        .collect();
    assert!(bare.is_empty(), "without an example: {bare:?}");
}

#[test]
fn styles_that_gmail_ignores_are_counted() {
    let css = ".a { color: #222222 }\n".repeat(800);
    assert_eq!(Sample::styled(&css, "").rules(), ["issue-style-size"]);
}

#[test]
fn the_text_part_goes_where_the_html_goes() {
    let link = "<a href=\"https://a.example/one/\" style=\"color:#0b5568\">One</a>";
    assert_eq!(rules_of(link), ["issue-text-links"]);
    let mut sample = Sample::of(link);
    sample.text.push_str("https://a.example/one/\n");
    assert_eq!(sample.rules(), [""; 0]);
    sample.text = String::new();
    assert_eq!(sample.rules(), ["issue-text-missing"]);
}

#[test]
fn the_first_words_are_hidden_and_for_the_inbox() {
    for hiding in [
        "display:none",
        "max-height:0;overflow:hidden",
        "font-size:1px",
        "visibility:hidden",
    ] {
        let sample = Sample::of("");
        let html = sample.html.replacen("display:none", hiding, 1);
        assert_eq!(Sample { html, ..sample }.rules(), [""; 0], "{hiding}");
    }
    let sample = Sample::of("");
    let html = sample.html.replacen("display:none", "margin:0", 1);
    assert_eq!(Sample { html, ..sample }.rules(), ["issue-preheader"]);
}

#[test]
fn readers_see_a_way_out_and_an_address() {
    let sample = Sample::of("");
    let html = sample.html.replace("<p>Road 1 <a", "<p>Road 1 <a hidden");
    let found = Sample { html, ..sample }.judge();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].rule, found[0].is_error()),
        ("issue-unsubscribe", true)
    );
    let sample = Sample::of("");
    let text = sample.text.replace("Road 1", "");
    assert_eq!(Sample { text, ..sample }.rules(), ["issue-address"]);
    let no_way = Sample {
        site: SITE.replace("mail: {unsubscribe: bye@a.example}\n", ""),
        ..Sample::of("")
    };
    let found = no_way.judge();
    assert_eq!(
        (found[0].rule, found[0].is_error()),
        ("issue-unsubscribe", false)
    );
    let no_address = Sample {
        site: SITE.replace("    address: Road 1\n", ""),
        ..Sample::of("")
    };
    assert_eq!(no_address.rules(), ["issue-address"]);
}

#[test]
fn a_picture_is_no_message() {
    let mut sample = Sample::of("");
    let words = "What happened this week, told in a few lines that are worth reading.";
    sample.html = sample.html.replacen(
        &format!("<p>{words}</p>"),
        "<img src=\"https://a.example/x.png\" width=\"9\" height=\"9\" alt=\"All of it\">",
        1,
    );
    assert_eq!(sample.rules(), ["issue-image-only"]);
}

#[test]
fn only_the_readers_programs_count() {
    let grid = "<div style=\"display:grid\">x</div>";
    let found = Sample::of(grid).judge();
    assert!(found[0].message.contains("outlook-windows"), "{found:?}");
    let sample = Sample {
        site: SITE.replace("mail: {", "mail: {clients: [apple-mail, thunderbird], "),
        ..Sample::of(grid)
    };
    assert_eq!(sample.rules(), [""; 0]);
}

#[test]
fn headers_and_bytes_are_those_of_a_message() {
    let loaded = Config::parse(SITE.as_bytes(), Path::new("/nowhere"), "postrider.yaml");
    let config = loaded.config.expect("a good configuration");
    let linter = Linter {
        config: &config,
        newsletter: &config.newsletters[0],
        posts: &[],
    };
    let origin = Origin {
        linter: &linter,
        posts: Vec::new(),
        templates: std::sync::OnceLock::new(),
    };
    let rules = |message: &[u8]| -> Vec<&str> {
        let letter = Letter::read(message).expect("a message");
        let mut found = wire::check(&letter, &origin);
        found.extend(headers::check(&letter, &origin));
        found.iter().map(|found| found.rule).collect()
    };
    let good = "Date: Sun, 01 Mar 2026 08:00:00 +0000\r\nFrom: a@a.example\r\nTo: b@a.example\r\nSubject: x\r\nMessage-ID: <1@a.example>\r\nMIME-Version: 1.0\r\nList-Id: A <w.a.example>\r\nList-Unsubscribe: <https://a.example/u/t>,\r\n <mailto:bye@a.example?subject=x>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nx\r\n";
    assert_eq!(rules(good.as_bytes()), [""; 0]);
    let twice = format!("From: c@a.example\r\n{good}");
    assert_eq!(rules(twice.as_bytes()), ["issue-header"]);
    for (from, to) in [
        ("<w.a.example>", "<w>"),
        ("List-Id: A <w.a.example>\r\n", ""),
        ("<https://a.example/u/t>", "https://a.example/u/t"),
        ("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", ""),
        ("=One-Click", "=Yes"),
        ("<https://a.example/u/t>,\r\n ", ""),
    ] {
        let broken = good.replace(from, to);
        let found = rules(broken.as_bytes());
        assert!(!found.is_empty(), "{from}");
        assert!(
            found.iter().all(|rule| *rule == "issue-header"),
            "{from}: {found:?}"
        );
    }
    let eight_bit = good.replace("\r\n\r\nx\r\n", "\r\n\r\né\r\n");
    assert_eq!(rules(eight_bit.as_bytes()), ["issue-encoding"]);
    let long = format!("{good}{}\r\n", "y".repeat(999));
    assert_eq!(rules(long.as_bytes()), ["issue-line-long"]);
    assert_eq!(
        rules(format!("{good}a\nb\r\n").as_bytes()),
        ["issue-encoding"]
    );
}
