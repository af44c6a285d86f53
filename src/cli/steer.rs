//! `postrider pause|resume`: whether an issue goes on.

use clap::Args;
use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::office::{find_issue, open_known_store};
use crate::cli::site::{open_config, read_clock};
use crate::cli::{Global, Outcome};
use crate::model::delivery::IssueState;

/// What `pause` and `resume` take.
#[derive(Debug, Args)]
pub(super) struct SteerArgs {
    /// An issue such as weekly/12, or a newsletter for its latest
    issue: String,
}

/// Puts an unfinished issue into `state`; a sender at work notices before its next message.
pub(super) fn run(
    args: &SteerArgs,
    state: IssueState,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let now: Timestamp = read_clock();
    let mut store = open_known_store(&config)?;
    let issue = find_issue(&store, &args.issue)?;
    let (reason, said) = match state {
        IssueState::Paused => ("by the editor", "is paused: nothing more of it goes out"),
        _ => ("", "goes on with the next `postrider send`"),
    };
    store.set_issue_state(&issue, state, reason, now)?;
    console
        .document(&serde_json::json!({ "issue": issue.to_string(), "state": state.as_str() }))?;
    console.say(format!("{issue} {said}"));
    Ok(Outcome::Done)
}
