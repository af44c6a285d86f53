//! `postrider check`: every mistake, nothing written.

use clap::Args;

use crate::cli::console::Console;
use crate::cli::site::{count_mistakes, load_library, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::Config;
use crate::feed;
use crate::model::diagnostic::Diagnostic;
use crate::publish;

/// What `check` takes.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Exit with 3 on warnings too
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(args: &CheckArgs, global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    let loaded = Config::load(&global.config)?;
    let mut diagnostics = loaded.diagnostics;
    let mut posts = 0;
    if let Some(config) = &loaded.config {
        let library = load_library(config, read_clock())?;
        posts = library.posts.len();
        for left_out in &library.left_out {
            console.detail(left_out.to_string());
        }
        diagnostics.extend(publish::load_ledger(config)?.1);
        diagnostics.extend(feed::plan(config, &library).1);
        diagnostics.extend(library.diagnostics);
    }
    diagnostics.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    console.diagnostics(&diagnostics);
    console.document(&serde_json::json!({ "posts": posts, "diagnostics": diagnostics }))?;
    console.say(format!(
        "{} checked: {}",
        plural(posts, "post"),
        count_mistakes(&diagnostics)
    ));
    let found = diagnostics
        .iter()
        .any(|diagnostic| args.strict || Diagnostic::is_error(diagnostic));
    Ok(if found {
        Outcome::Mistakes
    } else {
        Outcome::Done
    })
}
