//! The newsletters that are due: each sent once, and which wait for a word.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::Outcome;
use crate::cli::build::{Made, rebuild};
use crate::cli::console::Console;
use crate::cli::delivering::{deliver, finish_started};
use crate::cli::next_issue::{self, Next, Wish};
use crate::cli::office::Office;
use crate::cli::people::sync_subscribers;
use crate::cli::site::shown;
use crate::config::{Config, Schedule};
use crate::model::delivery::{IssueName, IssueState};
use crate::newsletter::{self, Due, due};
use crate::store::IssueStatus;

/// What a run did with the newsletters.
pub(super) struct Sent {
    pub(super) outcome: Outcome,
    /// The issues that it worked on.
    pub(super) issues: Vec<IssueStatus>,
    /// The newsletters whose next issue waits for a word.
    pub(super) waiting: Vec<Waits>,
}

/// A newsletter that is due and was not sent.
#[derive(Serialize)]
pub(super) struct Waits {
    newsletter: String,
    /// `late`, `paused` or `leads`: pages that the issue leads to are not there.
    reason: &'static str,
    /// When it was due, where its schedule was missed.
    due: Option<String>,
    message: String,
}

impl Waits {
    /// Says so, and keeps it for the document.
    fn tell(newsletter: &str, reason: &'static str, due: Option<Timestamp>, said: String) -> Self {
        let message = said.clone();
        Console::warn(said);
        Self {
            newsletter: newsletter.to_owned(),
            reason,
            due: due.map(|moment| moment.to_string()),
            message,
        }
    }
}

/// Finishes what is under way and sends every newsletter that is due; one that fails does not stop the others.
/// Without a build there is no new issue: its posts would be known by ids that nobody keeps.
pub(super) fn send_due(
    config: &Config,
    site: &Made,
    (wish, now): (Wish, Timestamp),
    console: &Console,
) -> anyhow::Result<Sent> {
    let mut office = Office::open(config)?;
    let synced = sync_subscribers(config, office.store()?, now, console);
    let unfinished = office.store()?.unfinished_issues()?;
    let mut issues: BTreeSet<IssueName> = unfinished.into_iter().map(|issue| issue.name).collect();
    // A broken file of subscribers holds up new issues only: who gets one that is under way is settled.
    let mut outcome = finish_started(&mut office, config, None, wish, console)?.worse(synced?);
    let mut waiting = Vec::new();
    let mut is_new = false;
    let due = config.newsletters.iter().zip(site.built.iter().cycle());
    for (newsletter, built) in due {
        let next = Next {
            config,
            newsletter,
            posts: &site.library.posts,
            ids: &built.ids,
            plan: None,
            wish,
            now,
        };
        let before = office.store()?.last_issue(&newsletter.name)?;
        let sent = send_if_due(&next, &mut office, &mut waiting, console);
        outcome = outcome.worse(sent.unwrap_or_else(|error| console.failure(&error)));
        let after = office.store()?.last_issue(&newsletter.name)?;
        if after != before {
            is_new = true;
            issues.extend(after.map(|issue| issue.name));
        }
    }
    if is_new {
        rebuild(config, now, console);
    }
    let mut statuses = Vec::new();
    for issue in &issues {
        statuses.extend(office.store()?.status(Some(issue))?);
    }
    Ok(Sent {
        outcome,
        issues: statuses,
        waiting,
    })
}

fn send_if_due(
    next: &Next,
    office: &mut Office,
    waiting: &mut Vec<Waits>,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let (newsletter, name, now) = (next.newsletter, &next.newsletter.name, next.now);
    let (schedule, zone) = (&newsletter.schedule, &newsletter.time_zone);
    office.keep_record(next.config, newsletter)?;
    if is_paused(office, name)? {
        let said = format!("{name}: no new issue while one is paused");
        waiting.push(Waits::tell(name, "paused", None, said));
        return Ok(Outcome::Unfinished);
    }
    let served = office.store()?.served_at(name)?;
    match due(schedule, zone, served, now, newsletter.late_s) {
        Due::NotYet => {
            if served.is_none() && *schedule != Schedule::Manual {
                // From now on a moment that passes is missed.
                office.store()?.note_served(name, now)?;
            }
            let moment = newsletter::next(schedule, zone, now);
            console.detail(match moment {
                Some(moment) => format!("{name}: not due before {}", shown(moment, zone)),
                None => format!("{name}: sent by hand, with `postrider send {name}`"),
            });
            return Ok(Outcome::Done);
        }
        Due::Late(moment) => match judge_late(next, office, moment, console)? {
            Late::Send => {}
            Late::Nothing => return Ok(Outcome::Done),
            Late::Ask(waits) => {
                waiting.push(waits);
                return Ok(Outcome::Unfinished);
            }
        },
        Due::Now => {}
    }
    match next.freeze(office, console)? {
        next_issue::Made::Frozen(issue) => deliver(office, next.config, &issue, next.wish, console),
        next_issue::Made::Nothing => {
            office.store()?.note_served(name, now)?;
            Ok(Outcome::Done)
        }
        next_issue::Made::Waits => {
            let said = format!("{name} waits for them: the next run asks again");
            waiting.push(Waits::tell(name, "leads", None, said));
            Ok(Outcome::Unfinished)
        }
    }
}

/// Whether an issue of that newsletter waits for its editor.
fn is_paused(office: &mut Office, newsletter: &str) -> anyhow::Result<bool> {
    let unfinished = office.store()?.unfinished_issues()?;
    let of_it = unfinished
        .iter()
        .filter(|issue| issue.name.newsletter == newsletter);
    Ok(of_it
        .map(|issue| issue.state)
        .any(|state| state == IssueState::Paused))
}

/// What to do about a schedule that was missed by more than `late`.
enum Late {
    Send,
    Nothing,
    Ask(Waits),
}

/// Asks, where what was due at `moment` is still to be sent. What came since waits for its own time.
fn judge_late(
    next: &Next,
    office: &mut Office,
    moment: Timestamp,
    console: &Console,
) -> anyhow::Result<Late> {
    let name = &next.newsletter.name;
    let when = shown(moment, &next.newsletter.time_zone);
    let missed = next.compose(office)?.filter(|(draft, _)| {
        let was_due = |at: &usize| next.posts[*at].date <= moment;
        draft.posts.iter().any(was_due)
    });
    if missed.is_none() {
        office.store()?.note_served(name, next.now)?;
        console.detail(format!("{name}: nothing was due at {when}"));
        return Ok(Late::Nothing);
    }
    if console.confirm(&format!("{name} was due at {when}. Send it?")) {
        return Ok(Late::Send);
    }
    let said = format!(
        "{name} was due at {when}, too long ago to send unasked: run `postrider send {name}`"
    );
    Ok(Late::Ask(Waits::tell(name, "late", Some(moment), said)))
}
