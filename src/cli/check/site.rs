//! Checks the whole site: posts, configuration, secrets, templates, the next issues, and every feed as it would be written.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::forgotten::find_forgotten;
use crate::cli::office::given_secret;
use crate::cli::people::find_bad_rows;
use crate::cli::sample::{Sample, reader};
use crate::cli::site::{load_library, read_clock};
use crate::config::Config;
use crate::content::Library;
use crate::feed;
use crate::mail::freeze::Purpose;
use crate::mail::lint::Linter;
use crate::model::address::Address;
use crate::model::diagnostic::{Diagnostic, Mistakes, Severity};
use crate::model::issue::Past;
use crate::model::language::Language;
use crate::model::post::Post;
use crate::publish;
use crate::store::Store;
use crate::template::{Templates, find_strays};
use crate::token::{SECRET_BYTES_MIN, Secret};

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) posts: usize,
    pub(super) left_out: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Every Markdown file that is a post, or was meant to be one.
    pub(super) files: BTreeSet<String>,
    /// The configuration, as far as there is one.
    pub(super) config: Option<Config>,
}

/// Checks the site of the configuration at `path`.
pub(super) fn check(path: &Path, console: &Console) -> anyhow::Result<Checked> {
    let loaded = Config::load(path)?;
    let mut checked = Checked {
        diagnostics: loaded.diagnostics,
        ..Checked::default()
    };
    let has_posts = |config: &Config| config.root.join(&config.content.posts).is_dir();
    let partial = loaded.partial.filter(has_posts);
    // What a broken configuration left out may be what names a template.
    let whole = loaded.config.as_ref();
    checked
        .diagnostics
        .extend(whole.map(find_strays).unwrap_or_default());
    if let Some(config) = loaded.config.or(partial) {
        let now = read_clock();
        let library = load_library(&config, now)?;
        checked.posts = library.posts.len();
        checked.left_out = library.left_out.len();
        let files = library.posts.iter().map(|post| post.source.clone());
        checked.files = files.collect();
        let others = library
            .left_out
            .iter()
            .map(|left_out| left_out.file.clone());
        checked.files.extend(others);
        for left_out in &library.left_out {
            console.detail(left_out.to_string());
        }
        checked.diagnostics.extend(judge(&config, &library, now)?);
        checked.diagnostics.extend(find_bad_rows(&config, now)?);
        checked.diagnostics.extend(library.diagnostics);
        checked.config = Some(config);
    }
    checked
        .diagnostics
        .sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    checked.diagnostics.dedup();
    Ok(checked)
}

/// Judges what was read: ledger, secrets, feeds, templates, the next issues.
pub(super) fn judge(
    config: &Config,
    library: &Library,
    now: Timestamp,
) -> anyhow::Result<Vec<Diagnostic>> {
    let mut found = publish::load_ledger(config)?.1;
    found.extend(unreadable_secrets(config));
    found.extend(feed::plan(config, library).1);
    // A store of another version is for the commands that send.
    let store = Store::peek(&config.root.join(&config.store));
    found.extend(find_forgotten(config, store.ok().flatten().as_ref())?);
    if !library.diagnostics.iter().any(Diagnostic::is_error) {
        found.extend(check_newsletters(config, &library.posts, now)?);
        found.extend(publish::judge(config, library, now)?);
    }
    Ok(found)
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

/// What would keep the newsletters' next issues from being made, and what readers would stumble over in them.
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
        let linter = Linter {
            config,
            newsletter,
            posts,
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
            match sample.freeze(&[reader(address.clone(), 1, language)]) {
                Ok(Some(issue)) => found.extend(linter.judge(&issue)?),
                Ok(None) => {}
                Err(error) => found.extend(error.downcast::<Mistakes>()?.0),
            }
        }
    }
    Ok(found)
}
