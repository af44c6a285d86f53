//! The headers of a list: by them mail programs name it, show its unsubscribe button and thread its issues.

use url::Url;

use crate::mail::lint::letter::Letter;
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};

/// What a message has exactly once (RFC 5322, 3.6).
const ONCE: [&str; 6] = [
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "MIME-Version",
];
/// What a message has at most once: of the list's headers (RFC 2369, 2) and of the others.
const AT_MOST_ONCE: [&str; 9] = [
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Help",
    "List-Archive",
    "Reply-To",
    "Sender",
    "Cc",
    "Bcc",
    "Content-Type",
];
/// What the body of a one-click request is (RFC 8058, 3.1).
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

pub(super) fn check(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    for name in ONCE {
        let count = letter.values(name).len();
        if count != 1 {
            wrong.push(format!(
                "the header {name} stands in the message {count} times, not once"
            ));
        }
    }
    for name in AT_MOST_ONCE {
        let count = letter.values(name).len();
        if count > 1 {
            wrong.push(format!(
                "the header {name} stands in the message {count} times"
            ));
        }
    }
    wrong.extend(judge_list_id(&letter.values("List-Id")));
    for name in ["List-Unsubscribe", "List-Help", "List-Archive"] {
        for value in letter.values(name) {
            wrong.extend(judge_addresses(name, value));
        }
    }
    wrong.extend(judge_one_click(letter));
    let settings = origin.settings();
    let report = |message| settings.found("issue-header", Severity::Error, message, "");
    wrong.into_iter().map(report).collect()
}

/// `Title <name.domain>`, once (RFC 2919, 2 and 3).
fn judge_list_id(values: &[&str]) -> Option<String> {
    let [value] = values else {
        return Some(format!(
            "the header List-Id stands in the message {} times, not once: mail programs know a list by it",
            values.len()
        ));
    };
    let id = value
        .rsplit_once('<')
        .and_then(|(_, id)| id.strip_suffix('>'));
    let is_name = |id: &str| {
        let mut parts = id.split('.');
        id.contains('.')
            && id.len() <= 255
            && parts.all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            })
    };
    (!id.is_some_and(is_name))
        .then(|| format!("List-Id is `{value}`, and must end in <name.domain>"))
}

/// `<https:…>, <mailto:…>` (RFC 2369, 2).
fn judge_addresses(name: &str, value: &str) -> Option<String> {
    let is_address = |part: &str| {
        let inner = part
            .trim()
            .strip_prefix('<')
            .and_then(|part| part.strip_suffix('>'));
        let url = inner.filter(|inner| !inner.contains(char::is_whitespace));
        url.and_then(|url| Url::parse(url).ok())
            .is_some_and(|url| matches!(url.scheme(), "https" | "http" | "mailto"))
    };
    let is_good = !value.is_empty() && value.split(',').all(is_address);
    (!is_good).then(|| format!("{name} is `{value}`, and must be addresses in angle brackets"))
}

/// The two headers of one click come together, and only over https (RFC 8058, 3.1).
fn judge_one_click(letter: &Letter) -> Option<String> {
    let has_https = letter
        .values("List-Unsubscribe")
        .iter()
        .any(|value| value.contains("<https://"));
    match letter.values("List-Unsubscribe-Post").first() {
        Some(post) if *post != ONE_CLICK => {
            Some(format!("List-Unsubscribe-Post is `{post}`, and must be `{ONE_CLICK}`"))
        }
        Some(_) if !has_https => {
            Some("List-Unsubscribe-Post stands there without an https address in List-Unsubscribe".into())
        }
        None if has_https => {
            Some("List-Unsubscribe has an https address, and List-Unsubscribe-Post is missing: Gmail and Yahoo ask for one click".into())
        }
        _ => None,
    }
}
