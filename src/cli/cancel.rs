//! `postrider cancel`: an issue is given up, after a word on what that means.

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::cli::console::Console;
use crate::cli::office::{find_issue, open_known_store};
use crate::cli::rest::way_to_the_rest;
use crate::cli::site::{open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::model::delivery::{DeliveryState, IssueState};
use crate::store::{IssueStatus, Store};

/// What `cancel` takes.
#[derive(Debug, Args)]
pub(super) struct CancelArgs {
    /// An issue such as weekly/12, or a newsletter for its latest
    issue: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(
    args: &CancelArgs,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let mut store = open_known_store(&config)?;
    let issue = find_issue(&store, &args.issue)?;
    let status = store.status(Some(&issue))?.into_iter().next();
    let status = status.with_context(|| format!("there is no issue {issue}"))?;
    let state = status.issue.state;
    ensure!(
        matches!(state, IssueState::Sending | IssueState::Paused),
        "{issue} is {state}: there is nothing to cancel"
    );
    for line in consequences(&store, &status)? {
        console.say(line);
    }
    if !args.yes && console.is_interactive() && !console.confirm(&format!("Cancel {issue}?")) {
        console.say(format!("{issue} stays as it is"));
        return Ok(Outcome::Done);
    }
    let cancelled = IssueState::Cancelled;
    store.set_issue_state(&issue, cancelled, "by the editor", read_clock())?;
    let unreached = store.unreached(&issue)?.len();
    console.document(&serde_json::json!({
        "issue": issue.to_string(), "state": cancelled.as_str(), "not_reached": unreached,
    }))?;
    console.say(format!(
        "{issue} is cancelled: what was not sent never will be"
    ));
    if unreached > 0 {
        let way = way_to_the_rest(&store, &issue)?;
        console.say(format!("To mail it to the rest all the same: {way}"));
    }
    Ok(Outcome::Done)
}

/// Who will not get the issue, and what becomes of its posts.
fn consequences(store: &Store, status: &IssueStatus) -> anyhow::Result<Vec<String>> {
    use DeliveryState as State;
    let issue = &status.issue.name;
    let waiting = [State::Queued, State::Leased, State::Deferred];
    let waiting: u64 = waiting.iter().map(|state| status.count(*state)).sum();
    let people = plural(usize::try_from(status.recipients)?, "recipient");
    let mut lines = vec![format!(
        "{issue}: {waiting} of {people} did not get it and will not ({})",
        status.summary()
    )];
    let posts = store.posts_in(issue)?.len();
    if posts > 0 && waiting > 0 {
        let (posts, verb) = (
            plural(posts, "post"),
            if posts == 1 { "counts" } else { "count" },
        );
        lines.push(format!(
            "Its {posts} {verb} as sent: no later issue will have what it held"
        ));
    }
    Ok(lines)
}
