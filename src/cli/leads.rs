//! Before a freeze: whether the pages and pictures that the issue leads to are on the web.

use clap::Args;

use crate::cli::console::Console;
use crate::cli::site::plural;
use crate::model::post::Post;
use crate::publish::{Lead, find_missing};
use crate::worker::Transport;

/// Whether to ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Leads {
    #[default]
    Ask,
    Trust,
}

/// The option of every command that freezes issues.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct LeadsArgs {
    /// Do not ask whether the posts' pages and pictures are on the web before an issue is mailed
    #[arg(long)]
    no_link_check: bool,
}

impl From<LeadsArgs> for Leads {
    fn from(args: LeadsArgs) -> Self {
        if args.no_link_check {
            Self::Trust
        } else {
            Self::Ask
        }
    }
}

/// Whether everything is there that `posts` lead to; names what is not. A folder of `.eml` files sends nobody anywhere.
pub(super) fn are_there<'a>(
    posts: impl IntoIterator<Item = &'a Post>,
    leads: Leads,
    transport: &Transport,
    console: &Console,
) -> anyhow::Result<bool> {
    if leads == Leads::Trust || matches!(transport, Transport::Folder(_)) {
        return Ok(true);
    }
    let leads = Lead::of(posts);
    let missing = find_missing(&leads)?;
    if missing.is_empty() {
        console.detail(format!("{} answered 200", plural(leads.len(), "address")));
        return Ok(true);
    }
    Console::warn(format!(
        "{} of {} that the mail leads to not there:",
        missing.len(),
        match leads.len() {
            1 => "1 address".to_owned(),
            count => format!("{count} addresses"),
        }
    ));
    for missing in &missing {
        Console::warn(format!("  {missing}"));
    }
    Console::warn("Put the pages up first, or send without asking: --no-link-check");
    Ok(false)
}
