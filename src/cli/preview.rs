//! `postrider preview`: the feeds and the next issue in a browser, live on save.

use std::process::{Command, Stdio};

use anyhow::Context as _;
use clap::Args;

use crate::cli::console::Console;
use crate::cli::{Global, Outcome, check, delivering};
use crate::web::Preview;

/// What `preview` takes.
#[derive(Debug, Args)]
pub(super) struct PreviewArgs {
    /// The port on this machine; any free one when left out
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Open it in a browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(
    args: &PreviewArgs,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = global.config.clone();
    std::fs::metadata(&config).with_context(|| {
        format!(
            "reading `{}`: is this a site's folder? `postrider init` makes a new site",
            config.display()
        )
    })?;
    let preview = Preview {
        config,
        judge: check::judge_site,
    };
    let stop = delivering::watch_signals()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    runtime.context("starting the preview")?.block_on(async {
        let opened = Preview::open(args.port).await?;
        let url = opened.url();
        console.document(&serde_json::json!({ "url": url }))?;
        console.say(&url);
        console.note("It shows what you save as you save it. Ctrl-C ends it.");
        if args.open {
            open_browser(&url, console);
        }
        preview.serve(opened, stop).await
    })?;
    Ok(Outcome::Done)
}

/// Hands the address to the system's browser.
fn open_browser(url: &str, console: &Console) {
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if command.spawn().is_err() {
        console.note(format!(
            "No browser could be opened ({program} is missing): open {url}"
        ));
    }
}
