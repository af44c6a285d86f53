//! `postrider status`: what was sent and what became of it.

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::forgotten::find_forgotten;
use crate::cli::office::find_issue;
use crate::cli::site::open_config;
use crate::cli::{Global, Outcome};
use crate::model::delivery::{DeliveryState, IssueState};
use crate::store::Store;
use crate::store::status::IssueStatus;

/// What `status` takes.
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// An issue such as weekly/12, or a newsletter for its latest; all when left out
    issue: Option<String>,
}

pub(super) fn run(
    args: &StatusArgs,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let store = Store::look(&config.root.join(&config.store))?;
    let issue = match &args.issue {
        Some(typed) => Some(find_issue(&store, typed)?),
        None => None,
    };
    let all = store.status(issue.as_ref())?;
    if let Some(issue) = issue.filter(|_| all.is_empty()) {
        anyhow::bail!("there is no issue {issue}");
    }
    let forgotten = find_forgotten(&config, Some(&store))?;
    let mut told = document(&all);
    told["diagnostics"] = json!(forgotten);
    console.document(&told)?;
    console.diagnostics(&forgotten);
    let mut outcome = Outcome::Done;
    for status in &all {
        console.say(format!(
            "{} {}: {}",
            status.issue.name,
            status.issue.state,
            status.summary()
        ));
        for error in &status.errors {
            console.say(format!("  {} × {}", error.count, error.reply));
        }
        for doubt in &status.doubts {
            console.say(format!(
                "  in doubt since {}: {} (delivery {})",
                doubt.since,
                doubt.address.as_str(),
                doubt.delivery
            ));
        }
        let waits =
            status.issue.state == IssueState::Sending || status.issue.state == IssueState::Paused;
        outcome = outcome.worse(if waits {
            Outcome::Unfinished
        } else {
            Outcome::Done
        });
        outcome = outcome.worse(if status.count(DeliveryState::InDoubt) > 0 {
            Outcome::InDoubt
        } else {
            Outcome::Done
        });
    }
    if all.is_empty() {
        console.say("No issue yet");
    }
    Ok(outcome)
}

/// The document of `status --json`, and of `send` and `publish`.
pub(super) fn document(all: &[IssueStatus]) -> Value {
    json!({ "issues": all.iter().map(issue_document).collect::<Vec<_>>() })
}

fn issue_document(status: &IssueStatus) -> Value {
    let counts: Map<String, Value> = status
        .counts
        .iter()
        .map(|(state, count)| (state.as_str().to_owned(), json!(count)))
        .collect();
    json!({
        "issue": status.issue.name.to_string(),
        "state": status.issue.state.as_str(),
        "reason": status.issue.reason,
        "recipients": status.recipients,
        "counts": counts,
        "errors": status.errors.iter().map(|error| json!({ "reply": error.reply, "count": error.count })).collect::<Vec<_>>(),
        "doubts": status.doubts.iter().map(|doubt| json!({
            "delivery": doubt.delivery, "address": doubt.address.as_str(), "since": doubt.since.to_string(),
            "message_id": doubt.message_id, "reason": doubt.reason,
        })).collect::<Vec<_>>(),
        "next_try": status.next_try.map(|moment| moment.to_string()),
    })
}
