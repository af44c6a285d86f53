//! `postrider publish`: the whole job, made for cron.

use clap::Args;

use crate::cli::build::{Mode, build_site};
use crate::cli::calling::tell_hubs;
use crate::cli::console::Console;
use crate::cli::due::send_due;
use crate::cli::leads::LeadsArgs;
use crate::cli::next_issue::Wish;
use crate::cli::site::{open_config, read_clock};
use crate::cli::status;
use crate::cli::{Global, Outcome};
use crate::config::RelayTarget;
use crate::publish::Frozen;

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
            Ok(sent) => {
                outcome = outcome.worse(sent.outcome);
                document["issues"] = status::document(&sent.issues)["issues"].take();
                document["waiting"] = serde_json::json!(sent.waiting);
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
