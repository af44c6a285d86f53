//! An issue on its way: sent as far as it goes now, and how it stands afterwards.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use tokio::sync::watch;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::next_issue::Wish;
use crate::cli::office::{Office, open_store};
use crate::cli::past::check_store;
use crate::config::Config;
use crate::model::delivery::{DeliveryState, IssueName, IssueState};
use crate::store::IssueStatus;
use crate::worker::{self, BACKOFF, Event, RunArgs};

/// What a shell says of a program that an interrupt ended (128 + 2).
const STOPPED_BY_SIGNAL: i32 = 130;

const TOLD: &str = "stopped as told; run send again to go on";
const SECOND: Duration = Duration::from_secs(1);
/// What is said when a run told to stop still waits after a second.
const STOPPING: &str = "Stopping: what is under way gets its answer first, which may take minutes. A second signal \
    stops at once; what had no answer is in doubt then";

/// Sends an issue as far as it goes now.
pub(super) fn deliver(
    office: &mut Office,
    config: &Config,
    issue: &IssueName,
    wish: Wish,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let Some(newsletter) = config
        .newsletters
        .iter()
        .find(|newsletter| newsletter.name == issue.newsletter)
    else {
        Console::warn(format!(
            "{issue} waits: postrider.yaml names no newsletter `{}` any more",
            issue.newsletter
        ));
        return Ok(Outcome::Unfinished);
    };
    let bar = progress_bar(status_of(office, issue)?.recipients, console);
    let wait = wish
        .wait_s
        .unwrap_or(if console.is_interactive() { 600 } else { 0 });
    let stopped = watch_signals()?;
    if *stopped.borrow() {
        Console::warn(format!("{issue} waits: stopped as told"));
        return Ok(Outcome::Unfinished);
    }
    let args = RunArgs {
        issue: issue.clone(),
        transport: office.transport.clone(),
        bounces: config.mail.bounces.clone(),
        from: newsletter.from.address.clone(),
        connections: config.mail.connections,
        rate: config.mail.rate,
        messages_per_connection: config.mail.messages_per_connection,
        wait: Duration::from_secs(u64::try_from(wait).unwrap_or(0)),
        backoff: BACKOFF,
        progress: report_to(&bar, console),
        stop: stopped.clone(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the sender")?;
    let store = office.store.take().context("the store is in use")?;
    let lock = &office.lock;
    let ran = runtime.block_on(worker::run(store, lock, args));
    bar.finish_and_clear();
    let (store, report) = match ran {
        Ok(ran) => ran,
        Err(error) => {
            office.store = Some(open_store(config)?);
            return Err(error.context(format!("sending {issue}")));
        }
    };
    office.store = Some(store);
    let told = stopped.borrow().then(|| TOLD.to_owned());
    conclude(office, issue, report.stopped.or(told), console)
}

/// Whether the run has been told to stop. The watch lasts as long as the process: a signal between two issues must
/// neither be lost nor let the second one begin.
pub(super) fn watch_signals() -> anyhow::Result<watch::Receiver<bool>> {
    static STOPPED: Mutex<Option<watch::Receiver<bool>>> = Mutex::new(None);
    let mut watched = STOPPED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(stopped) = &*watched {
        return Ok(stopped.clone());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("watching for signals")?;
    let mut signals = {
        let _inside = runtime.enter();
        Signals::new().context("watching for signals")?
    };
    let (stop, stopped) = watch::channel(false);
    std::thread::spawn(move || {
        runtime.block_on(async {
            signals.next().await;
            let _ = stop.send(true);
            if tokio::time::timeout(SECOND, signals.next()).await.is_err() {
                Console::warn(STOPPING);
                signals.next().await;
            }
            std::process::exit(STOPPED_BY_SIGNAL);
        });
    });
    *watched = Some(stopped.clone());
    Ok(stopped)
}

/// Interrupts (Ctrl-C), and on Unix terminations: a service manager or a CI runner ends a job with those.
struct Signals {
    #[cfg(unix)]
    terminations: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupts: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminations: signal(SignalKind::terminate())?,
            interrupts: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "it may fail on Unix")]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminations.recv() => {}
            _ = self.interrupts.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Moves the bar and shows the notes of a run.
fn report_to(bar: &ProgressBar, console: &Console) -> Arc<dyn Fn(Event) + Send + Sync> {
    let (bar, quiet) = (bar.clone(), console.quiet);
    Arc::new(move |event| match event {
        Event::Note(note) if !quiet => bar.suspend(|| Console::warn(&note)),
        Event::Note(_) => {}
        Event::Accepted | Event::Deferred(_) | Event::Rejected(_) | Event::InDoubt(_) => {
            bar.inc(1);
        }
    })
}

fn progress_bar(length: u64, console: &Console) -> ProgressBar {
    if !console.shows_progress() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {rate} ETA {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key(
            "rate",
            |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                let _ = write!(out, "{:.0}/s", state.per_sec());
            },
        );
    ProgressBar::new(length).with_style(style)
}

fn status_of(office: &mut Office, issue: &IssueName) -> anyhow::Result<IssueStatus> {
    office
        .store()?
        .status(Some(issue))?
        .into_iter()
        .next()
        .with_context(|| format!("the store has no issue {issue}"))
}

/// What to tell of a paused issue.
fn paused(issue: &IssueName, reason: &str) -> String {
    format!(
        "{issue} is paused ({reason}): `postrider resume {issue}` goes on, `postrider cancel {issue}` gives up"
    )
}

/// Says how an issue stands after a run, and why the run ended early, where it did.
fn conclude(
    office: &mut Office,
    issue: &IssueName,
    why: Option<String>,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let status = status_of(office, issue)?;
    // A pause tells its reason itself.
    if let Some(why) = why.filter(|why| *why != status.issue.reason) {
        Console::warn(format!("{issue}: {why}"));
    }
    let summary = format!("{issue}: {}", status.summary());
    if console.quiet && !status.errors.is_empty() {
        Console::warn(summary);
    } else {
        console.say(summary);
    }
    for error in &status.errors {
        Console::warn(format!("  {} × {}", error.count, error.reply));
    }
    Ok(outstanding(&status))
}

/// What of an issue waits for somebody, each with a word on what to do; a doubt weighs more than a wait.
fn outstanding(status: &IssueStatus) -> Outcome {
    let mut outcome = Outcome::Done;
    let name = &status.issue.name;
    if status.issue.state == IssueState::Paused {
        Console::warn(paused(name, &status.issue.reason));
    } else if let Some(next) = status.next_try {
        let count = status.count(DeliveryState::Deferred);
        Console::warn(format!(
            "{count} deferred until {next}: run send again then"
        ));
    }
    if matches!(status.issue.state, IssueState::Sending | IssueState::Paused) {
        outcome = Outcome::Unfinished;
    }
    if status.count(DeliveryState::InDoubt) > 0 {
        Console::warn(
            "In doubt: the server may or may not have these; `postrider status` names them",
        );
        outcome = outcome.worse(Outcome::InDoubt);
    }
    outcome
}

/// # Errors
/// Where another store sent more issues: it may have sent this one to its end.
fn check_started(office: &mut Office, issue: &IssueName) -> anyhow::Result<()> {
    let store = office.store.as_ref().context("the store is in use")?;
    check_store(&issue.newsletter, store, &office.record).with_context(|| {
        format!("{issue} is unfinished here and may have been sent already: `postrider cancel {issue}` ends it first")
    })
}

/// Finishes what earlier runs froze; a paused issue waits for its editor.
pub(super) fn finish_started(
    office: &mut Office,
    config: &Config,
    newsletter: Option<&str>,
    wish: Wish,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    for issue in office.store()?.unfinished_issues()? {
        if newsletter.is_some_and(|name| name != issue.name.newsletter) {
            continue;
        }
        if let Err(error) = check_started(office, &issue.name) {
            outcome = outcome.worse(console.failure(&error));
            continue;
        }
        if issue.state == IssueState::Paused {
            let status = status_of(office, &issue.name)?;
            outcome = outcome.worse(outstanding(&status));
            continue;
        }
        let delivered = deliver(office, config, &issue.name, wish, console);
        outcome = outcome.worse(delivered.unwrap_or_else(|error| console.failure(&error)));
    }
    Ok(outcome)
}
