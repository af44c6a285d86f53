//! `postrider check`: every mistake, nothing written; or the rules, or one feed of anybody's.

mod feed;
mod github;
mod rules;
mod sarif;
mod site;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use clap::{Args, ValueEnum};
use serde_json::json;

use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::site::{count_mistakes, plural};
use crate::cli::{Global, Outcome};
use crate::config::Config;
use crate::content::Library;
use crate::model::diagnostic::Diagnostic;
use crate::publish::{self, MendedFile};
use crate::template::find_strays;

/// What `check` takes.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// One feed of anybody's, or one post of the site, instead of the whole site; `-` is standard input
    #[arg(value_name = "FILE|URL")]
    target: Option<String>,
    /// Exit with 3 on warnings too
    #[arg(long)]
    strict: bool,
    /// For whom the findings are written
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Mend first what is mechanical in the posts: wrong encodings, control characters, odd dates, unsafe slugs
    #[arg(long, conflicts_with_all = ["rules", "explain"])]
    fix: bool,
    /// List every rule, with the messages of the W3C's feed validator that it covers
    #[arg(long, conflicts_with_all = ["target", "explain"])]
    rules: bool,
    /// Say what a rule is for and how to mend what breaks it
    #[arg(long, value_name = "RULE", conflicts_with = "target")]
    explain: Option<String>,
}

/// For whom findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For people
    Text,
    /// One JSON document, as --json
    Json,
    /// Commands that put each finding beside its line on GitHub
    Github,
    /// SARIF 2.1.0, which code hosts and editors read
    Sarif,
}

impl CheckArgs {
    /// Whether standard output is for another program.
    pub(super) fn is_for_programs(&self) -> bool {
        self.format != Form::Text
    }
}

pub(super) fn run(args: &CheckArgs, global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    if args.rules {
        return rules::list(console);
    }
    if let Some(rule) = &args.explain {
        return rules::explain(rule, console);
    }
    match args.target.as_deref() {
        Some(target) if !is_post(target) => {
            ensure!(!args.fix, "--fix mends posts of the site, not `{target}`");
            let found = feed::judge(target)?;
            let here = Console::of_here(global);
            let document = json!({ "feed": target, "diagnostics": found });
            report(args, &here, &found, &document)?;
            console.say(format!("{target} checked: {}", count_mistakes(&found)));
            Ok(outcome(args, &found))
        }
        post => check_site(args, global, console, post),
    }
}

fn is_post(target: &str) -> bool {
    let ending = Path::new(target).extension();
    let is_markdown = ending.is_some_and(|ending| ending == "md" || ending == "markdown");
    is_markdown && !feed::is_url(target)
}

fn check_site(
    args: &CheckArgs,
    global: &Global,
    console: &Console,
    post: Option<&str>,
) -> anyhow::Result<Outcome> {
    let mut checked = site::check(&global.config, console)?;
    let mut what = plural(checked.posts, "post");
    let mut own = None;
    if let Some(post) = post {
        let root = checked.config.as_ref().map(|config| config.root.clone());
        let path = own_path(post, &root.unwrap_or_default())?;
        let named = checked.diagnostics.iter().map(|found| &found.file);
        let is_known = checked
            .files
            .iter()
            .chain(named)
            .any(|file| path == Path::new(file));
        ensure!(is_known, "`{post}` is no post of this site");
        own = Some(path);
        post.clone_into(&mut what);
    }
    let mut mended = Vec::new();
    if let Some(config) = checked.config.as_ref().filter(|_| args.fix) {
        let files = checked.files.iter();
        let files = files.filter(|file| own.as_ref().is_none_or(|own| own == Path::new(file)));
        mended = publish::mend(config, &files.cloned().collect::<Vec<_>>())?;
        tell(&mended, console);
        checked = site::check(&global.config, console)?;
    }
    if let Some(own) = &own {
        let is_own = |found: &Diagnostic| Path::new(&found.file) == own;
        checked.diagnostics.retain(is_own);
    }
    let found = &checked.diagnostics;
    let mut document = json!({ "posts": checked.posts, "diagnostics": found });
    if let Some(document) = document.as_object_mut().filter(|_| args.fix) {
        document.insert("mended".to_owned(), serde_json::to_value(&mended)?);
    }
    report(args, console, found, &document)?;
    let others = match checked.left_out {
        0 => String::new(),
        _ if post.is_some() => String::new(),
        count => format!(" ({count} left out: -v says why)"),
    };
    console.say(format!("{what} checked{others}: {}", count_mistakes(found)));
    Ok(outcome(args, found))
}

/// Every mistake of a whole site that reading its configuration and posts did not find.
pub(super) fn judge_site(
    config: &Config,
    library: &Library,
    now: Timestamp,
) -> anyhow::Result<Vec<Diagnostic>> {
    let mut found = site::judge(config, library, now)?;
    found.extend(find_strays(config));
    Ok(found)
}

/// Says what was changed, line by line.
fn tell(mended: &[MendedFile], console: &Console) {
    for file in mended {
        let path = console.path(&file.file);
        for change in &file.changes {
            let (before, after) = (change.before.escape_debug(), change.after.escape_debug());
            console.say(format!(
                "mended {path}:{}: `{before}` is now `{after}`",
                change.line
            ));
        }
    }
}

/// The path of a file below the site's folder.
fn own_path(typed: &str, root: &Path) -> anyhow::Result<PathBuf> {
    let context = || format!("reading `{typed}`");
    let full = std::fs::canonicalize(typed).with_context(context)?;
    let root = std::fs::canonicalize(root).with_context(context)?;
    let own = full.strip_prefix(&root);
    let own =
        own.with_context(|| format!("`{typed}` is no file of the site in `{}`", root.display()))?;
    Ok(own.to_path_buf())
}

fn report(
    args: &CheckArgs,
    console: &Console,
    found: &[Diagnostic],
    document: &serde_json::Value,
) -> anyhow::Result<()> {
    match args.format {
        Form::Text | Form::Json => {
            console.diagnostics(found);
            console.document(document)
        }
        Form::Github => {
            console.lines(found.iter().map(|found| github::command(found, console)));
            Ok(())
        }
        Form::Sarif => console.document(&sarif::log(found, console)),
    }
}

fn outcome(args: &CheckArgs, found: &[Diagnostic]) -> Outcome {
    let is_bad = |found: &Diagnostic| args.strict || found.is_error();
    if found.iter().any(is_bad) {
        Outcome::Mistakes
    } else {
        Outcome::Done
    }
}
