//! Telling hubs what changed, and people what became of it.

use std::time::{Duration, Instant};

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::site::plural;
use crate::config::Config;
use crate::publish::{self, Built, Ping};

/// How long one hub may keep a run from sending mail.
const HUB_PATIENCE: Duration = Duration::from_mins(1);

/// Tells the hubs which feeds changed; one that fails is asked again by the next run.
pub(super) fn tell_hubs(
    config: &Config,
    built: &Built,
    console: &Console,
) -> anyhow::Result<(Outcome, Vec<Ping>)> {
    let heard = publish::Heard::load(config).or_else(|error| {
        // Only a memory: without it the hubs hear of every feed once more.
        console.failure(&error);
        console.note("it is taken for empty, and written anew");
        anyhow::Ok(publish::Heard::default())
    })?;
    let pings = publish::ping(config, built, heard, read_patience)?;
    let (told, failed): (Vec<&Ping>, Vec<&Ping>) =
        pings.iter().partition(|ping| ping.error.is_none());
    for ping in &told {
        console.detail(format!("  told {} of {}", ping.hub, ping.topic));
    }
    if !told.is_empty() {
        let feeds = plural(told.len(), "changed feed");
        console.say(format!("told the hubs of {feeds}"));
    }
    for hub in &config.output.hubs {
        let mut waiting = failed.iter().filter(|ping| ping.hub == hub.as_str());
        let Some(ping) = waiting.next() else { continue };
        let more = match waiting.count() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        Console::warn(format!(
            "the hub {hub} does not know of {}{more} yet: {}; the next `publish` asks again",
            ping.topic,
            ping.error.as_deref().unwrap_or_default(),
        ));
    }
    let outcome = if failed.is_empty() {
        Outcome::Done
    } else {
        Outcome::Unfinished
    };
    Ok((outcome, pings))
}

/// Whether a hub may be asked of one more feed, from now on.
fn read_patience() -> impl Fn() -> bool {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line reads the clock, here for how long a hub takes"
    )]
    let is_left = {
        let begun = Instant::now();
        move || begun.elapsed() < HUB_PATIENCE
    };
    is_left
}
