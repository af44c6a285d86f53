//! `postrider publish`: the whole job, made for cron.

use std::collections::BTreeSet;

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::build::{Made, Mode, build_site};
use crate::cli::calling::tell_hubs;
use crate::cli::console::Console;
use crate::cli::delivering::{deliver, finish_started};
use crate::cli::leads::LeadsArgs;
use crate::cli::next_issue::{self, Next, Wish};
use crate::cli::office::Office;
use crate::cli::people::sync_subscribers;
use crate::cli::site::{open_config, read_clock};
use crate::cli::status;
use crate::cli::{Global, Outcome};
use crate::config::{Config, RelayTarget};
use crate::model::delivery::{IssueName, IssueState};
use crate::newsletter::{self, Due, due};
use crate::publish::Frozen;
use crate::store::{IssueStatus, IssueSummary};

/// What `publish` takes.
#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    /// Leave broken posts out instead of stopping (still exits with 3)
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    leads: LeadsArgs,
}

pub(super) fn run(
    args: &PublishArgs,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
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
    let mut document = site.document();
    let mut outcome = site.outcome;
    if let Some(built) = &site.built {
        match tell_hubs(&config, built, console) {
            Ok((told, pings)) => {
                outcome = outcome.worse(told);
                document["pings"] = serde_json::json!(pings);
            }
            Err(error) => outcome = outcome.worse(console.failure(&error)),
        }
    }
    // An issue under way is told of, though its newsletter may have left the configuration.
    let has_letters = site.built.is_some() && !config.newsletters.is_empty();
    if has_letters || config.root.join(&config.store).is_file() {
        let wish = Wish {
            leads: args.leads.into(),
            ..Wish::default()
        };
        match send_due(&config, &site, (wish, now), console) {
            Ok((sent, issues)) => {
                outcome = outcome.worse(sent);
                document["issues"] = status::document(&issues)["issues"].take();
            }
            Err(error) => {
                outcome = outcome.worse(console.failure(&error));
                document["error"] = format!("{error:#}").into();
            }
        }
    }
    console.document(&document)?;
    if let RelayTarget::Folder(folder) = &config.mail.relay {
        let feeds = console.path(&config.output.dir);
        console.say(if config.root.join(folder).is_dir() {
            format!(
                "Open {feeds}/ for the feeds and {}/ for the mail",
                console.path(folder)
            )
        } else {
            format!("Open {feeds}/ for the feeds")
        });
    }
    Ok(outcome)
}

/// Finishes what is under way and sends every newsletter that is due; one that fails does not stop the others.
/// Without a build there is no new issue: its posts would be known by ids that nobody keeps. Gives the issues that this
/// run worked on, too.
fn send_due(
    config: &Config,
    site: &Made,
    (wish, now): (Wish, Timestamp),
    console: &Console,
) -> anyhow::Result<(Outcome, Vec<IssueStatus>)> {
    let mut office = Office::open(config)?;
    let synced = sync_subscribers(config, office.store()?, now, console);
    let unfinished = office.store()?.unfinished_issues()?;
    let mut issues: BTreeSet<IssueName> = unfinished.into_iter().map(|issue| issue.name).collect();
    // A broken file of subscribers holds up new issues only: who gets one that is under way is settled.
    let mut outcome = finish_started(&mut office, config, None, wish, console)?.worse(synced?);
    let due = config.newsletters.iter().zip(site.built.iter().cycle());
    for (newsletter, built) in due {
        let next = Next {
            config,
            newsletter,
            posts: &site.library.posts,
            ids: &built.ids,
            wish,
            now,
        };
        let before = office.store()?.last_issue(&newsletter.name)?;
        let sent = send_if_due(&next, &mut office, console);
        outcome = outcome.worse(sent.unwrap_or_else(|error| console.failure(&error)));
        let after = office.store()?.last_issue(&newsletter.name)?;
        if after != before {
            issues.extend(after.map(|issue| issue.name));
        }
    }
    let mut statuses = Vec::new();
    for issue in &issues {
        statuses.extend(office.store()?.status(Some(issue))?);
    }
    Ok((outcome, statuses))
}

fn send_if_due(next: &Next, office: &mut Office, console: &Console) -> anyhow::Result<Outcome> {
    let (newsletter, name, now) = (next.newsletter, &next.newsletter.name, next.now);
    let (schedule, zone) = (&newsletter.schedule, &newsletter.time_zone);
    office.keep_record(next.config, newsletter)?;
    let unfinished = office.store()?.unfinished_issues()?;
    let is_paused =
        |issue: &IssueSummary| issue.state == IssueState::Paused && issue.name.newsletter == *name;
    if unfinished.iter().any(is_paused) {
        Console::warn(format!("{name}: no new issue while one is paused"));
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
                Console::warn(format!(
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
    match next.freeze(office, console)? {
        next_issue::Made::Frozen(issue) => deliver(office, next.config, &issue, next.wish, console),
        next_issue::Made::Nothing => {
            office.store()?.note_served(name, now)?;
            Ok(Outcome::Done)
        }
        next_issue::Made::Waits => {
            Console::warn(format!("{name} waits for them: the next run asks again"));
            Ok(Outcome::Unfinished)
        }
    }
}

fn shown(moment: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(moment).strftime("%A %F %H:%M").to_string()
}
