//! The website: whether one click unsubscribes (RFC 8058), and whether its clock and ours agree.

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::config::Config;
use crate::doctor::{Finding, State};
use crate::model::delivery::IssueName;
use crate::publish::{Client, Posted};
use crate::token::Secret;

/// Clocks that differ by more make the dates of mails wrong.
const SKEW_S: i64 = 120;

pub(super) fn examine(
    config: &Config,
    secret: &anyhow::Result<Option<Secret>>,
    now: Timestamp,
) -> Vec<Finding> {
    let Some(base) = &config.web_url else {
        let message = "there is no web.url: readers unsubscribe by mail";
        let finding = Finding::new("site", "one-click", State::Skipped, message)
            .help("Gmail and Yahoo ask senders of more than 5,000 a day for a link that unsubscribes with one click");
        return vec![finding];
    };
    let subject = format!("site {base}");
    let found = |state, message: String| Finding::new(&subject, "one-click", state, message);
    let Ok(Some(secret)) = secret else {
        return vec![found(
            State::Skipped,
            "there is no secret yet to sign a link with: the first send makes one".into(),
        )];
    };
    // Signed, and for a subscriber whom no store numbers: nobody is unsubscribed by it.
    let nobody = IssueName {
        newsletter: "doctor".into(),
        number: 0,
    };
    let token = secret.unsubscribe_token(&nobody, 0);
    let Ok(url) = base.join(&format!("u/{token}")) else {
        return vec![found(State::Problem, "web.url cannot hold a path".into())];
    };
    match Client::of_system().post_form(&url, &[("List-Unsubscribe", "One-Click")]) {
        Err(error) => vec![
            found(State::Problem, format!("{error:#}"))
                .help("The link in every mail leads there: start the server, or correct web.url"),
        ],
        Ok(posted) => {
            let clock = clock(&subject, &posted, now);
            std::iter::once(one_click(found, &posted))
                .chain(clock)
                .collect()
        }
    }
}

fn one_click(found: impl Fn(State, String) -> Finding, posted: &Posted) -> Finding {
    let status = posted.status;
    match status {
        200 => found(
            State::Ok,
            "a signed link for nobody answers 200 to a POST".into(),
        ),
        300..=399 => {
            let place = posted.location.as_deref().unwrap_or("elsewhere");
            found(State::Problem, format!("it answers {status} and leads to {place}"))
                .help("Mail programs follow no redirect of one click (RFC 8058, 3.1): give web.url as it is in the end, with https and its final host")
        }
        404 => found(
            State::Problem,
            "it answers 404: nobody is there who knows the link".into(),
        )
        .help("Is the server behind web.url this site's, with the same secret?"),
        405 => found(
            State::Problem,
            "it answers 405: it takes no POST there".into(),
        )
        .help("Let POST through to /u/ at web.url"),
        _ => found(
            State::Problem,
            format!("it answers {status}, and must answer 200"),
        )
        .help(
            "Mail programs take anything else for a failure, and readers press the button for spam",
        ),
    }
}

fn clock(subject: &str, posted: &Posted, now: Timestamp) -> Option<Finding> {
    let told = rfc2822::parse(posted.date.as_deref()?).ok()?.timestamp();
    let apart = (told.as_second() - now.as_second()).abs();
    let finding = if apart > SKEW_S {
        let message = format!("this machine's clock and the server's are {apart} s apart");
        Finding::new(subject, "clock", State::Warning, message)
            .help("Mails bear the time of this machine: let it keep time by NTP")
    } else {
        Finding::new(
            subject,
            "clock",
            State::Ok,
            "this machine and the server agree on the time",
        )
    };
    Some(finding)
}
