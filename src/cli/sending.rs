//! From "there are new posts" to "sent": what `publish` and `send` share.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::office::Office;
use crate::cli::site::plural;
use crate::config::{Config, Newsletter};
use crate::feed::Ids;
use crate::mail::freeze::{Press, Purpose};
use crate::model::delivery::{DeliveryState, IssueName, IssueState};
use crate::model::post::Post;
use crate::newsletter::{Draft, Material, compose};
use crate::worker::{self, Event, RunArgs};

/// How an issue is made.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wish {
    pub(super) since: Option<Timestamp>,
    pub(super) store_was_reset: bool,
    pub(super) ask: bool,
    pub(super) wait_s: Option<i64>,
}

/// What the next issue of a newsletter is made of.
#[derive(Clone, Copy)]
pub(super) struct Next<'a> {
    pub(super) config: &'a Config,
    pub(super) newsletter: &'a Newsletter,
    pub(super) posts: &'a [Post],
    pub(super) ids: &'a Ids,
    pub(super) wish: Wish,
    pub(super) now: Timestamp,
}

impl Next<'_> {
    /// Composes and freezes the issue; `None` when there is nothing to send.
    pub(super) fn freeze(
        &self,
        office: &mut Office,
        console: &Console,
    ) -> anyhow::Result<Option<IssueName>> {
        let newsletter = self.newsletter;
        let (last_issue, known) = self.read_past(office)?;
        let subscriptions = office.store()?.subscriptions(&newsletter.name)?;
        let id = |post: &Post| self.ids.get(&post.source).map(|minted| minted.id.clone());
        let ids: Vec<String> = self
            .posts
            .iter()
            .map(|post| id(post).unwrap_or_default())
            .collect();
        let material = Material {
            newsletter,
            posts: self.posts,
            ids: &ids,
            known: &known,
            last_issue,
            subscriptions: &subscriptions,
            since: self.wish.since,
        };
        let Some(draft) = compose(&material) else {
            console.say(format!("{}: nothing new for anybody", newsletter.name));
            return Ok(None);
        };
        announce(&draft, console);
        if self.wish.ask && !console.confirm("Send it now?") {
            return Ok(None);
        }
        let (templates, secret) = (&office.templates, &office.secret);
        let press = Press {
            config: self.config,
            templates,
            secret,
            now: self.now,
            purpose: Purpose::Issue,
        };
        let frozen = press.freeze(&draft, &material)?;
        office.store()?.freeze(&frozen)?;
        let told = frozen
            .posts
            .iter()
            .map(|post| post.id.clone())
            .chain(frozen.before_first);
        let number = draft.name.number;
        office
            .record
            .note(self.config, &newsletter.name, number, told)?;
        Ok(Some(draft.name))
    }

    /// The last issue's number and every post that issues have had, by the store and the committed record.
    fn read_past(&self, office: &mut Office) -> anyhow::Result<(u32, HashSet<String>)> {
        let name = &self.newsletter.name;
        let last = office
            .store()?
            .last_issue(name)?
            .map_or(0, |last| last.name.number);
        let recorded = office.record.last_issue(name);
        let mut known = office.store()?.known_posts(name)?;
        if recorded > last {
            if !self.wish.store_was_reset {
                bail!(
                    "the store knows {last} issues of `{name}`, and newsletters.json knows {recorded}: the store is \
                     another or was lost, and sending could mail everybody again. Restore it, or run \
                     `postrider send {name} --store-was-reset` to go on after issue {recorded}"
                );
            }
            known.extend(office.record.posts(name).iter().cloned());
        }
        Ok((last.max(recorded), known))
    }
}

fn announce(draft: &Draft, console: &Console) {
    let recipients: usize = draft
        .variants
        .iter()
        .map(|variant| variant.subscriptions.len())
        .sum();
    let (posts, people) = (
        plural(draft.posts.len(), "post"),
        plural(recipients, "recipient"),
    );
    console.say(format!("{}: {posts} to {people}", draft.name));
    for (count, why) in [
        (
            draft.before_first.len(),
            "older than this first issue: never sent",
        ),
        (
            draft.waiting.len(),
            "more than max_posts: in the next issue",
        ),
    ] {
        if count > 0 {
            console.say(format!("  {} {why}", plural(count, "post")));
        }
    }
}

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
        console.note(format!(
            "{issue} waits: postrider.yaml names no newsletter `{}` any more",
            issue.newsletter
        ));
        return Ok(Outcome::Unfinished);
    };
    let before = status_of(office, issue)?;
    let bar = progress_bar(before.recipients, console);
    let counted = bar.clone();
    let quiet = console.quiet;
    let progress = move |event: Event| match event {
        Event::Note(note) if !quiet => counted.suspend(|| Console::progress_note(&note)),
        Event::Note(_) => {}
        Event::Accepted | Event::Deferred(_) | Event::Rejected(_) | Event::InDoubt(_) => {
            counted.inc(1);
        }
    };
    let (stop, stopped) = watch::channel(false);
    let wait = wish
        .wait_s
        .unwrap_or(if console.is_interactive() { 600 } else { 0 });
    let args = RunArgs {
        issue: issue.clone(),
        transport: office.transport.clone(),
        bounces: config.mail.bounces.clone(),
        from: newsletter.from.address.clone(),
        connections: config.mail.connections,
        rate: config.mail.rate,
        messages_per_connection: config.mail.messages_per_connection,
        wait: Duration::from_secs(u64::try_from(wait).unwrap_or(0)),
        backoff: Duration::from_secs(1),
        progress: Arc::new(progress),
        stop: stopped,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the sender")?;
    let store = office.store.take().context("the store is in use")?;
    let lock = &office.lock;
    let (store, report) = runtime.block_on(async {
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                let _ = stop.send(true);
                if tokio::signal::ctrl_c().await.is_ok() {
                    std::process::exit(130);
                }
            }
        });
        worker::run(store, lock, args).await
    })?;
    office.store = Some(store);
    bar.finish_and_clear();
    if let Some(why) = report.stopped {
        console.note(format!("{issue}: {why}"));
    }
    conclude(office, issue, console)
}

fn progress_bar(length: u64, console: &Console) -> ProgressBar {
    if !console.shows_progress() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} ETA {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}

fn status_of(
    office: &mut Office,
    issue: &IssueName,
) -> anyhow::Result<crate::store::status::IssueStatus> {
    office
        .store()?
        .status(Some(issue))?
        .into_iter()
        .next()
        .with_context(|| format!("the store has no issue {issue}"))
}

/// Says how an issue stands after a run.
fn conclude(office: &mut Office, issue: &IssueName, console: &Console) -> anyhow::Result<Outcome> {
    let status = status_of(office, issue)?;
    let told: Vec<String> = status
        .counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{count} {}", state.as_str().replace('_', " ")))
        .collect();
    console.say(format!("{issue}: {}", told.join(", ")));
    for error in &status.errors {
        console.note(format!("  {} × {}", error.count, error.reply));
    }
    if status.count(DeliveryState::InDoubt) > 0 {
        console
            .note("In doubt: the server may or may not have these; `postrider status` names them");
        return Ok(Outcome::InDoubt);
    }
    if status.issue.state == IssueState::Sending || status.issue.state == IssueState::Paused {
        if let Some(next) = status.next_try {
            console.note(format!(
                "{} deferred until {next}: run send again then",
                status.count(DeliveryState::Deferred)
            ));
        }
        return Ok(Outcome::Unfinished);
    }
    Ok(Outcome::Done)
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
        if issue.state == IssueState::Paused {
            console.note(format!("{} is paused: {}", issue.name, issue.reason));
            outcome = outcome.worse(Outcome::Unfinished);
            continue;
        }
        outcome = outcome.worse(deliver(office, config, &issue.name, wish, console)?);
    }
    Ok(outcome)
}
