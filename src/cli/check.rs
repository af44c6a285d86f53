//! `postrider check`: every mistake, nothing written.

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::office::given_secret;
use crate::cli::sample::{Sample, reader};
use crate::cli::site::{count_mistakes, load_library, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::Config;
use crate::feed;
use crate::mail::freeze::Purpose;
use crate::model::address::Address;
use crate::model::diagnostic::{Diagnostic, Mistakes, Severity};
use crate::model::issue::Past;
use crate::model::language::Language;
use crate::model::post::Post;
use crate::publish;
use crate::template::Templates;
use crate::token::{SECRET_BYTES_MIN, Secret};

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
    let (mut posts, mut left_out) = (0, 0);
    let has_posts = |config: &&Config| config.root.join(&config.content.posts).is_dir();
    let partial = loaded.partial.as_ref().filter(has_posts);
    if let Some(config) = loaded.config.as_ref().or(partial) {
        let now = read_clock();
        let library = load_library(config, now)?;
        posts = library.posts.len();
        for left_out in &library.left_out {
            console.detail(left_out.to_string());
        }
        left_out = library.left_out.len();
        diagnostics.extend(publish::load_ledger(config)?.1);
        diagnostics.extend(unreadable_secrets(config));
        diagnostics.extend(feed::plan(config, &library).1);
        if !library.diagnostics.iter().any(Diagnostic::is_error) {
            diagnostics.extend(check_newsletters(config, &library.posts, now)?);
            diagnostics.extend(publish::check_pages(config, &library, now)?);
        }
        diagnostics.extend(library.diagnostics);
    }
    diagnostics.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    diagnostics.dedup();
    console.diagnostics(&diagnostics);
    console.document(&serde_json::json!({ "posts": posts, "diagnostics": diagnostics }))?;
    let others = match left_out {
        0 => String::new(),
        count => format!(" ({count} left out: -v says why)"),
    };
    console.say(format!(
        "{} checked{others}: {}",
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

/// Secrets that this machine does not have: worth a word here, a mistake only where mail is sent.
fn unreadable_secrets(config: &Config) -> Vec<Diagnostic> {
    let secret = config
        .secret
        .as_ref()
        .map(|key| given_secret(config, key).map(drop));
    let password = config.mail.password.as_ref();
    let password = password.map(|key| key.read(config).map(drop).map_err(anyhow::Error::from));
    let failed = [secret, password]
        .into_iter()
        .flatten()
        .filter_map(Result::err);
    failed
        .filter_map(|error| error.downcast::<Mistakes>().ok())
        .flat_map(|Mistakes(found)| found)
        .map(|found| Diagnostic {
            severity: Severity::Warning,
            ..found
        })
        .collect()
}

/// What would keep the newsletters' next issues from being made: templates above all.
fn check_newsletters(
    config: &Config,
    posts: &[Post],
    now: Timestamp,
) -> anyhow::Result<Vec<Diagnostic>> {
    let templates = match Templates::load(config) {
        Ok(templates) => templates,
        Err(error) => return Ok(error.downcast::<Mistakes>()?.0),
    };
    let mut found = Vec::new();
    let secret = Secret::new(&[0; SECRET_BYTES_MIN]).context("a secret for samples")?;
    let address = Address::parse("reader@example.org").map_err(anyhow::Error::msg)?;
    for newsletter in &config.newsletters {
        let sample = Sample {
            config,
            newsletter,
            posts,
            past: &Past::default(),
            last_issue: 0,
            templates: &templates,
            secret: &secret,
            now,
            purpose: Purpose::Issue,
        };
        let editions = newsletter
            .languages
            .iter()
            .map(|edition| Some(edition.language.clone()));
        let editions: Vec<Option<Language>> = if newsletter.languages.is_empty() {
            vec![None]
        } else {
            editions.collect()
        };
        for language in editions {
            if let Err(error) = sample.freeze(&[reader(address.clone(), 1, language)]) {
                found.extend(error.downcast::<Mistakes>()?.0);
            }
        }
    }
    Ok(found)
}
