//! `postrider publish`: the whole job, made for cron.

use clap::Args;
use jiff::Timestamp;

use crate::cli::build::{Mode, build_site};
use crate::cli::console::Console;
use crate::cli::office::{Office, sync_subscribers};
use crate::cli::sending::{Next, Wish, deliver, finish_started};
use crate::cli::site::{open_config, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::{Config, RelayTarget};
use crate::content::Library;
use crate::newsletter::{Due, due};
use crate::publish::{Built, Frozen};

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

/// Finishes what is under way and sends every newsletter that is due.
fn send_due(
    config: &Config,
    library: &Library,
    built: &Built,
    now: Timestamp,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let mut office = Office::open(config)?;
    sync_subscribers(config, office.store()?, now, console)?;
    let wish = Wish::default();
    let mut outcome = finish_started(&mut office, config, None, wish, console)?;
    for newsletter in &config.newsletters {
        let name = &newsletter.name;
        let last = office.store()?.last_issue(name)?.map(|last| last.frozen_at);
        match due(
            &newsletter.schedule,
            &newsletter.time_zone,
            last,
            now,
            newsletter.late_s,
        ) {
            Due::NotYet => console.detail(format!("{name}: not due")),
            Due::Late(moment) => {
                console.note(format!("{name} was due at {moment}, too long ago to send unasked: run `postrider send {name}`"));
                outcome = outcome.worse(Outcome::Unfinished);
            }
            Due::Now => {
                let (posts, ids) = (&library.posts, &built.ids);
                let next = Next {
                    config,
                    newsletter,
                    posts,
                    ids,
                    wish,
                    now,
                };
                if let Some(issue) = next.freeze(&mut office, console)? {
                    outcome = outcome.worse(deliver(&mut office, config, &issue, wish, console)?);
                }
            }
        }
    }
    Ok(outcome)
}
