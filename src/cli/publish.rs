//! `postrider publish`: the whole job, made for cron.

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::build::{Mode, build_site};
use crate::cli::console::Console;
use crate::cli::delivering::{deliver, finish_started};
use crate::cli::next_issue::{Next, Wish};
use crate::cli::office::Office;
use crate::cli::people::sync_subscribers;
use crate::cli::site::{open_config, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::{Config, RelayTarget};
use crate::content::Library;
use crate::model::delivery::IssueState;
use crate::newsletter::{self, Due, due};
use crate::publish::{Built, Frozen};
use crate::store::IssueSummary;

/// What `publish` takes.
#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    /// Leave broken posts out instead of stopping (still exits with 3)
    #[arg(long)]
    keep_going: bool,
}

pub(super) fn run(
    args: &PublishArgs,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = match open_config(global, console)? {
        Ok(config) => config,
        Err(outcome) => return Ok(outcome),
    };
    let now = read_clock();
    let site = build_site(
        &config,
        Mode {
            keep_going: args.keep_going,
            frozen: Frozen::No,
        },
        now,
        console,
    )?;
    console.document(&site.document())?;
    let Some(built) = &site.built else {
        return Ok(site.outcome);
    };
    let mut outcome = site.outcome;
    if !config.newsletters.is_empty() {
        outcome = outcome.worse(send_due(&config, &site.library, built, now, console)?);
    }
    if let RelayTarget::Folder(folder) = &config.mail.relay {
        console.say(format!(
            "Open {}/ for the feeds and {}/ for the mail",
            config.output.dir.display(),
            folder.display()
        ));
    }
    Ok(outcome)
}

/// Finishes what is under way and sends every newsletter that is due; one that fails does not stop the others.
fn send_due(
    config: &Config,
    library: &Library,
    built: &Built,
    now: Timestamp,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let mut office = Office::open(config)?;
    let synced = sync_subscribers(config, office.store()?, now, console);
    let wish = Wish::default();
    // A broken file of subscribers holds up new issues only: who gets one that is under way is settled.
    let mut outcome = finish_started(&mut office, config, None, wish, console)?.worse(synced?);
    for newsletter in &config.newsletters {
        let next = Next {
            config,
            newsletter,
            posts: &library.posts,
            ids: &built.ids,
            wish,
            now,
        };
        let sent = send_if_due(&next, &mut office, console);
        outcome = outcome.worse(sent.unwrap_or_else(|error| console.failure(&error)));
    }
    Ok(outcome)
}

fn send_if_due(next: &Next, office: &mut Office, console: &Console) -> anyhow::Result<Outcome> {
    let (newsletter, name, now) = (next.newsletter, &next.newsletter.name, next.now);
    let (schedule, zone) = (&newsletter.schedule, &newsletter.time_zone);
    let unfinished = office.store()?.unfinished_issues()?;
    let is_paused =
        |issue: &IssueSummary| issue.state == IssueState::Paused && issue.name.newsletter == *name;
    if unfinished.iter().any(is_paused) {
        console.note(format!("{name}: no new issue while one is paused"));
        return Ok(Outcome::Unfinished);
    }
    let served = office.store()?.served_at(name)?;
    match due(schedule, zone, served, now, newsletter.late_s) {
        Due::NotYet => {
            let moment = newsletter::next(schedule, zone, now);
            console.detail(match moment {
                Some(moment) => format!("{name}: not due before {}", shown(moment, zone)),
                None => format!("{name}: sent by hand, with `postrider send {name}`"),
            });
            return Ok(Outcome::Done);
        }
        Due::Late(moment) => {
            let missed = next.compose(office)?.filter(|(draft, _)| {
                let was_due = |at: &usize| next.posts[*at].date <= moment;
                draft.posts.iter().any(was_due)
            });
            let when = shown(moment, zone);
            if missed.is_some() && !console.confirm(&format!("{name} was due at {when}. Send it?"))
            {
                console.note(format!(
                    "{name} was due at {when}, too long ago to send unasked: run `postrider send {name}`"
                ));
                return Ok(Outcome::Unfinished);
            }
            if missed.is_none() {
                office.store()?.note_served(name, now)?;
                console.detail(format!("{name}: nothing was due at {when}"));
                return Ok(Outcome::Done);
            }
        }
        Due::Now => {}
    }
    if let Some(issue) = next.freeze(office, console)? {
        return deliver(office, next.config, &issue, next.wish, console);
    }
    office.store()?.note_served(name, now)?;
    Ok(Outcome::Done)
}

fn shown(moment: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(moment).strftime("%A %F %H:%M").to_string()
}
