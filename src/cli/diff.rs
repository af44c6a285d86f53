//! `postrider diff`: what subscribers will see if this is published.

use std::path::PathBuf;

use anyhow::ensure;
use clap::Args;
use serde_json::json;
use url::Url;

use crate::cli::console::Console;
use crate::cli::site::{load_library, open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::content::{LeftOut, Why};
use crate::feed::Mention;
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::model::text::wrap;
use crate::publish::{self, Against, FeedChanges};

const COLUMNS: usize = 80;
/// What is left of a line behind the word and the day.
const TITLE_COLUMNS: usize = 57;

/// What `diff` takes.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// Compare with the feeds of another folder or below a URL (the live site) instead of `output.dir`
    #[arg(long, value_name = "URL|DIR")]
    against: Option<String>,
}

pub(super) fn run(args: &DiffArgs, global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let against = against(args)?;
    let now = read_clock();
    let mut library = load_library(&config, now)?;
    let errors: Vec<Diagnostic> = library
        .diagnostics
        .drain(..)
        .filter(Diagnostic::is_error)
        .collect();
    if !errors.is_empty() {
        return Err(Mistakes(errors).into());
    }
    let feeds = publish::diff(&config, &library, &against, now)?;
    let total = Total::of(&feeds);
    console.document(&json!({
        "feeds": feeds, "left_out": library.left_out,
        "total": {
            "feeds": feeds.len(), "touched": total.touched, "new": total.new, "changed": total.changed,
            "removed": total.removed, "renotified": total.again,
        },
    }))?;
    for feed in &feeds {
        tell(feed, console);
    }
    tell_left_out(&library.left_out, console);
    let count = plural(feeds.len(), "feed");
    console.say(match total.touched {
        0 => format!("Readers of {count} would see no change"),
        touched => format!("{touched} of {count} would change for readers: {total}"),
    });
    if total.again > 0 {
        Console::warn(
            "Old entries would come back as new: their ids are lost. Restore the ledger of ids from version control, \
             or take the ids over from the published feeds with `postrider adopt`",
        );
        return Ok(Outcome::Mistakes);
    }
    Ok(Outcome::Done)
}

fn against(args: &DiffArgs) -> anyhow::Result<Against> {
    Ok(match args.against.as_deref() {
        None => Against::Output,
        Some(url) if url.starts_with("http://") || url.starts_with("https://") => {
            Against::Web(Url::parse(url)?)
        }
        Some(folder) => {
            let folder = PathBuf::from(folder);
            ensure!(
                folder.is_dir(),
                "`{}` is no folder and no URL",
                folder.display()
            );
            Against::Folder(folder)
        }
    })
}

/// How many entries change, each counted in every feed that has it.
struct Total {
    touched: usize,
    new: usize,
    changed: usize,
    removed: usize,
    again: usize,
}

impl Total {
    fn of(feeds: &[FeedChanges]) -> Self {
        let sum = |count: fn(&FeedChanges) -> usize| feeds.iter().map(count).sum();
        Self {
            touched: feeds.iter().filter(|feed| !feed.changes.is_empty()).count(),
            new: sum(|feed| feed.changes.new.len()),
            changed: sum(|feed| feed.changes.changed.len()),
            removed: sum(|feed| feed.changes.removed.len()),
            again: sum(|feed| feed.changes.renotified.len()),
        }
    }
}

impl std::fmt::Display for Total {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = [
            (self.new, "new"),
            (self.changed, "changed"),
            (self.removed, "removed"),
            (self.again, "again as new"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        formatter.write_str(&counts.join(", "))
    }
}

fn tell(feed: &FeedChanges, console: &Console) {
    let changes = &feed.changes;
    if changes.is_empty() {
        console.detail(format!("{}: nothing changes", feed.path));
        return;
    }
    let total = Total::of(std::slice::from_ref(feed));
    let is_new = if feed.is_published {
        ""
    } else {
        " (not published yet)"
    };
    console.say(format!("{}{is_new}: {total}", feed.path));
    let kinds: [(&str, &[Mention]); 4] = [
        ("new", &changes.new),
        ("changed", &changes.changed),
        ("removed", &changes.removed),
        ("again", &changes.renotified),
    ];
    for (word, mentions) in kinds {
        for mention in mentions {
            let day = mention.date.map_or_else(String::new, |date| {
                date.to_string().chars().take(10).collect()
            });
            let title = wrap(
                &mention.title,
                0,
                TITLE_COLUMNS,
                "\n                       ",
            );
            console.say(format!("  {word:<7}  {day:<10}  {title}"));
            if !mention.fields.is_empty() {
                console.say(format!("{:23}({})", "", mention.fields.join(", ")));
            }
            if let Some(known) = &mention.known_as {
                console.say(format!("{:23}known as {known}", ""));
                console.say(format!("{:23}now      {}", "", mention.id));
            }
        }
    }
    console.say("");
}

/// Posts that no feed has yet.
fn tell_left_out(left_out: &[LeftOut], console: &Console) {
    for left_out in left_out {
        let line = wrap(&left_out.to_string(), 0, COLUMNS, "\n  ");
        match left_out.why {
            Why::Draft | Why::Private | Why::Future => console.say(line),
            _ => console.detail(line),
        }
    }
}
