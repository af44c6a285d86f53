//! `postrider send`: the next issue of one newsletter, now.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cli::again;
use crate::cli::build::{Mode, build_site, rebuild};
use crate::cli::console::Console;
use crate::cli::delivering::{deliver, finish_started};
use crate::cli::leads::LeadsArgs;
use crate::cli::next_issue::{Made, Next, Wish};
use crate::cli::office::Office;
use crate::cli::people::sync_subscribers;
use crate::cli::rest;
use crate::cli::site::{find_newsletter, midnight, open_config, read_clock, read_day};
use crate::cli::status;
use crate::cli::{Global, Outcome};
use crate::config::{Config, Newsletter, parse_duration};
use crate::mail::imprint::Given;
use crate::model::delivery::IssueName;
use crate::publish::Frozen;

/// What `send` takes.
#[derive(Debug, Args)]
pub(super) struct SendArgs {
    /// The newsletter's name in postrider.yaml
    newsletter: String,
    /// Do not ask; needed where nobody sits at a terminal
    #[arg(long)]
    yes: bool,
    /// Send exactly what `postrider plan` showed under this hash (at least 8 signs of it), or nothing; needs no --yes
    #[arg(long, value_name = "HASH", value_parser = Given::parse)]
    plan: Option<Given>,
    /// A first issue takes no post older than this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = read_day)]
    since: Option<Date>,
    /// Wait this long for retries that become due, such as 10m
    #[arg(long, value_name = "TIME", value_parser = read_wait)]
    wait: Option<i64>,
    /// The store was lost or replaced: go on after the issues on record beside the posts
    #[arg(long)]
    store_was_reset: bool,
    /// ids.json was lost or replaced: what has a new id by now counts as new, and is mailed
    #[arg(long)]
    ids_were_lost: bool,
    /// Mail this post once more, marked as a correction, to those who had it: its file, URL, id, slug or title
    #[arg(long, value_name = "POST", conflicts_with_all = ["plan", "since"])]
    again: Option<String>,
    /// Mail what a cancelled issue (such as weekly/12) held to those whom it did not reach, as an issue of its own
    #[arg(long, value_name = "ISSUE", conflicts_with_all = ["plan", "since", "again"])]
    rest_of: Option<String>,
    #[command(flatten)]
    leads: LeadsArgs,
}

fn read_wait(typed: &str) -> Result<i64, String> {
    if typed == "0" {
        return Ok(0);
    }
    parse_duration(typed).ok_or_else(|| "write it like 90s, 10m or 2h".to_owned())
}

pub(super) fn run(args: &SendArgs, global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let newsletter = find_newsletter(&config, &args.newsletter)?;
    anyhow::ensure!(
        args.yes || args.plan.is_some() || console.is_interactive(),
        "nobody is here to ask: give --yes to send, or --plan HASH to send what `postrider plan` showed"
    );
    let now = read_clock();
    let since = args
        .since
        .map(|day| midnight(day, newsletter))
        .transpose()?;
    let wish = Wish {
        since,
        store_was_reset: args.store_was_reset,
        ids_were_lost: args.ids_were_lost,
        ask: !args.yes && args.plan.is_none(),
        wait_s: args.wait,
        leads: args.leads.into(),
    };
    let mut office = Office::open(&config)?;
    let synced = sync_subscribers(&config, office.store()?, now, console)?;
    office.keep_record(&config, newsletter)?;
    let order = Order {
        config: &config,
        newsletter,
        plan: args.plan.as_ref(),
        what: match (&args.again, &args.rest_of) {
            (Some(post), _) => What::Again(post),
            (None, Some(issue)) => What::Rest(issue),
            (None, None) => What::Next,
        },
        wish,
        now,
    };
    let (sent, document) = send_next(&mut office, &order, console)?;
    console.document(&document)?;
    Ok(synced.worse(sent))
}

/// Which kind of issue.
#[derive(Clone, Copy)]
enum What<'a> {
    /// What is new.
    Next,
    /// A post that went out already, as it was typed.
    Again(&'a str),
    /// What a cancelled issue held, as it was typed.
    Rest(&'a str),
}

impl What<'_> {
    /// Whether what is under way may be finished in the name of what was asked for.
    fn check_under_way(self, office: &mut Office, issue: &IssueName) -> anyhow::Result<()> {
        match self {
            Self::Next => Ok(()),
            Self::Again(_) => again::check_under_way(office, issue),
            Self::Rest(_) => rest::check_under_way(office, issue),
        }
    }
}

/// What is to be sent.
struct Order<'a> {
    config: &'a Config,
    newsletter: &'a Newsletter,
    plan: Option<&'a Given>,
    what: What<'a>,
    wish: Wish,
    now: Timestamp,
}

/// Finishes the issue that is under way, or else makes the next one; gives the document of the run, too.
fn send_next(
    office: &mut Office,
    order: &Order,
    console: &Console,
) -> anyhow::Result<(Outcome, serde_json::Value)> {
    let Order {
        config,
        newsletter,
        plan,
        what,
        wish,
        now,
    } = *order;
    let planned = match plan {
        Some(given) => office
            .store()?
            .issue_of_plan(&newsletter.name, given.as_str())?,
        None => None,
    };
    let unfinished = office.store()?.unfinished_issues()?;
    let mut unfinished = unfinished.into_iter().map(|issue| issue.name);
    if let Some(issue) = unfinished.find(|issue| issue.newsletter == newsletter.name) {
        anyhow::ensure!(
            plan.is_none() || planned.is_some_and(|planned| planned.name == issue),
            "{issue} is under way and is not what was planned: nothing was sent. Finish it first: `postrider send {}`",
            newsletter.name
        );
        what.check_under_way(office, &issue)?;
        let outcome = finish_started(office, config, Some(&newsletter.name), wish, console)?;
        return Ok((outcome, document_of(office, Some(&issue))?));
    }
    if let Some(planned) = planned {
        console.say(format!(
            "{} was this plan: nothing is left to send",
            planned.name
        ));
        return Ok((Outcome::Done, document_of(office, Some(&planned.name))?));
    }
    let mode = Mode {
        keep_going: false,
        frozen: Frozen::No,
    };
    let site = build_site(config, mode, now, console)?;
    let Some(built) = &site.built else {
        return Ok((site.outcome, site.document()));
    };
    let next = Next {
        config,
        newsletter,
        posts: &site.library.posts,
        ids: &built.ids,
        plan,
        wish,
        now,
    };
    let frozen = match what {
        What::Next => next.freeze(office, console)?,
        What::Again(typed) => next.freeze_again(office, (&site.library, typed), console)?,
        What::Rest(typed) => next.freeze_rest(office, typed, console)?,
    };
    let issue = match frozen {
        Made::Frozen(issue) => issue,
        Made::Nothing => return Ok((Outcome::Done, document_of(office, None)?)),
        Made::Waits => return Ok((Outcome::Failed, document_of(office, None)?)),
    };
    let outcome = deliver(office, config, &issue, wish, console);
    rebuild(config, now, console);
    Ok((outcome?, document_of(office, Some(&issue))?))
}

/// How the issue stands that the run worked on; an empty list where there was none.
fn document_of(
    office: &mut Office,
    issue: Option<&IssueName>,
) -> anyhow::Result<serde_json::Value> {
    let issues = match issue {
        Some(issue) => office.store()?.status(Some(issue))?,
        None => Vec::new(),
    };
    Ok(status::document(&issues))
}
