//! `postrider subscribers`: who gets what.

mod add;
mod categories;
mod changed;
mod import;
mod list;
mod remove;
mod roster_file;
mod sync;

use clap::Subcommand;

use crate::cli::console::Console;
use crate::cli::site::open_config;
use crate::cli::{Global, Outcome};
use crate::config::Config;
use crate::model::diagnostic::find_nearest;
use crate::store::Store;

pub(super) use sync::{find_bad_rows, rehearse_person, rehearse_subscribers, sync_subscribers};

/// What `subscribers` can do.
#[derive(Debug, Subcommand)]
pub(super) enum PeopleCommand {
    /// Add one person who asked for it
    Add(add::AddArgs),
    /// Take in a CSV with the columns email,name,language,categories,source,date and perhaps newsletter
    Import(import::ImportArgs),
    /// List everybody: address, newsletter, status, language, categories
    List(list::ListArgs),
    /// Unsubscribe a person
    Remove(remove::RemoveArgs),
}

pub(super) fn run(
    command: &PeopleCommand,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    match command {
        PeopleCommand::Add(args) => add::run(args, &config, console),
        PeopleCommand::Import(args) => import::run(args, &config, console),
        PeopleCommand::List(args) => list::run(args, &config, console),
        PeopleCommand::Remove(args) => remove::run(args, &config, console),
    }
}

/// How the first subscribers of a newsletter come in.
pub(super) fn how_to_add(config: &Config, newsletter: &str) -> String {
    let which = match config.newsletters.as_slice() {
        [_] => String::new(),
        _ => format!(" --newsletter {newsletter}"),
    };
    format!(
        "add one with `postrider subscribers add ADDRESS{which}`, or a list with `postrider subscribers import FILE{which}`"
    )
}

/// Words that the consent log keeps: nobody can look up an empty reason.
fn read_words(typed: &str) -> Result<String, String> {
    let words = typed.trim();
    if words.is_empty() {
        return Err("say it in words: the consent log keeps them".into());
    }
    Ok(words.to_owned())
}

/// The newsletter that is meant: the one given, or the only one there is.
fn newsletter_of<'a>(config: &'a Config, given: Option<&'a str>) -> anyhow::Result<&'a str> {
    match (given, config.newsletters.as_slice()) {
        (Some(name), all) if all.iter().any(|newsletter| newsletter.name == name) => Ok(name),
        (Some(name), _) => Err(unknown_newsletter(config, name)),
        (None, [only]) => Ok(&only.name),
        (None, []) => anyhow::bail!("postrider.yaml names no newsletter to subscribe to"),
        (None, _) => anyhow::bail!("there are several newsletters: give --newsletter"),
    }
}

/// Refuses a newsletter that neither the configuration nor the store knows.
fn check_newsletter(config: &Config, store: &Store, given: Option<&str>) -> anyhow::Result<()> {
    let Some(name) = given else {
        return Ok(());
    };
    let is_configured = config
        .newsletters
        .iter()
        .any(|newsletter| newsletter.name == name);
    if is_configured || store.has_newsletter(name)? {
        return Ok(());
    }
    Err(unknown_newsletter(config, name))
}

fn unknown_newsletter(config: &Config, name: &str) -> anyhow::Error {
    let all = config.newsletters.iter().map(|known| known.name.as_str());
    match find_nearest(name, all) {
        Some(nearest) => anyhow::anyhow!(
            "postrider.yaml names no newsletter `{name}`; did you mean `{nearest}`?"
        ),
        None => anyhow::anyhow!("postrider.yaml names no newsletter `{name}`"),
    }
}
