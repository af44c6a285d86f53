//! `postrider templates`: the templates of mails and pages, to be listed, read and changed.

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::console::Console;
use crate::cli::site::{open_config, plural};
use crate::cli::{Global, Outcome};
use crate::model::diagnostic::find_nearest;
use crate::model::text::wrap;
use crate::publish::{Overwrite, eject};
use crate::template::{Listed, VARIABLES, find_templates, inventory};

const COLUMNS: usize = 80;
/// Behind the name of a variable.
const MEANING_COLUMN: usize = 22;
/// Behind the name of a template.
const STATE_COLUMN: usize = 24;

/// What `templates` can do.
#[derive(Debug, Subcommand)]
pub(super) enum TemplatesCommand {
    /// List every template, and which of them the site has its own
    List,
    /// Print a template, or with --variables what templates of mails may show
    #[command(
        after_help = "Examples:\n  postrider templates show digest/body.html\n  postrider templates show --variables"
    )]
    Show(ShowArgs),
    /// Copy built-in templates into the site, where they can be changed
    #[command(
        after_help = "Examples:\n  postrider templates eject digest/body.html\n  postrider templates eject words/fr.yaml"
    )]
    Eject(EjectArgs),
}

/// What `templates show` takes.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// A template (`digest/body.html`, `web/feed.html`) or a folder (`digest`, `parts`, `words`, `web`)
    #[arg(required_unless_present = "variables")]
    name: Option<String>,
    /// The built-in one, even where the site has its own
    #[arg(long)]
    built_in: bool,
    /// List the variables of mails, and what each of them is
    #[arg(long, conflicts_with_all = ["name", "built_in"])]
    variables: bool,
}

/// What `templates eject` takes.
#[derive(Debug, Args)]
pub(super) struct EjectArgs {
    /// A template (`digest/body.html`, `web/feed.html`) or a folder (`digest`, `parts`, `words`, `web`)
    name: String,
    /// Overwrite what the site has there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(
    command: &TemplatesCommand,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    match command {
        TemplatesCommand::Show(args) if args.variables => return variables(console),
        _ => {}
    }
    let config = open_config(global, console)?;
    let all = inventory(&config.root)?;
    match command {
        TemplatesCommand::List => list(&all, console),
        TemplatesCommand::Show(args) => {
            let named = find(&all, args.name.as_deref().unwrap_or_default())?;
            show(&named, args, console)
        }
        TemplatesCommand::Eject(args) => {
            let named = find(&all, &args.name)?;
            let built_in = named
                .iter()
                .filter_map(|one| Some((&*one.file, one.built_in?)));
            let files: Vec<(&str, &str)> = built_in.collect();
            if files.is_empty() {
                bail!(
                    "`{}` is the site's own: there is no built-in one to copy",
                    args.name
                );
            }
            let overwrite = if args.force {
                Overwrite::Yes
            } else {
                Overwrite::No
            };
            let written = eject(&config.root, &files, overwrite)?;
            console.document(&json!({ "written": written }))?;
            for path in &written {
                console.say(format!("Written: {}", console.path(path)));
            }
            let same = files.len() - written.len();
            if same > 0 {
                let are = if same == 1 { "is" } else { "are" };
                console.say(format!(
                    "{} {are} there already, unchanged",
                    plural(same, "file")
                ));
            }
            console.note(
                "What you do not change, remove again: later versions then improve it for you",
            );
            Ok(Outcome::Done)
        }
    }
}

/// The templates of that name, or an error that names the nearest.
fn find<'a>(all: &'a [Listed], typed: &str) -> anyhow::Result<Vec<&'a Listed>> {
    let found = find_templates(all, typed);
    if !found.is_empty() {
        return Ok(found);
    }
    let folders = all
        .iter()
        .filter_map(|one| Some(one.name.split_once('/')?.0));
    let names = all.iter().map(|one| one.name.as_str()).chain(folders);
    match find_nearest(typed, names) {
        Some(nearest) => bail!("there is no template `{typed}`: did you mean `{nearest}`?"),
        None => bail!("there is no template `{typed}`: `postrider templates list` names all"),
    }
}

fn list(all: &[Listed], console: &Console) -> anyhow::Result<Outcome> {
    let state = |one: &Listed| match (&one.built_in, &one.own) {
        (Some(built_in), Some(own)) if own == built_in => "copied",
        (Some(_), Some(_)) => "overridden",
        (None, _) => "own",
        (Some(_), None) => "built-in",
    };
    let rows: Vec<_> = all
        .iter()
        .map(|one| json!({ "name": one.name, "file": one.file, "state": state(one) }))
        .collect();
    console.document(&json!({ "templates": rows }))?;
    for one in all {
        let (name, file) = (&one.name, console.path(&one.file));
        let said = match state(one) {
            "built-in" => "built in".to_owned(),
            "overridden" => format!("overridden by {file}"),
            "copied" => format!("{file}, the same as the built-in one"),
            _ => file,
        };
        console.say(format!("{name:<STATE_COLUMN$} {said}"));
    }
    Ok(Outcome::Done)
}

fn show(named: &[&Listed], args: &ShowArgs, console: &Console) -> anyhow::Result<Outcome> {
    let source = |one: &Listed| {
        if args.built_in {
            one.built_in.map(str::to_owned)
        } else {
            Some(one.source().to_owned())
        }
    };
    let shown: Vec<(&Listed, String)> = named
        .iter()
        .filter_map(|one| Some((*one, source(one)?)))
        .collect();
    let rows: Vec<_> = shown
        .iter()
        .map(|(one, source)| json!({ "name": one.name, "file": one.file, "source": source }))
        .collect();
    console.document(&json!({ "templates": rows }))?;
    for (number, (one, source)) in shown.iter().enumerate() {
        if shown.len() > 1 {
            let gap = if number > 0 { "\n" } else { "" };
            console.say(format!("{gap}==> {} <==", one.name));
        }
        console.say(source.trim_end_matches('\n'));
    }
    Ok(Outcome::Done)
}

fn variables(console: &Console) -> anyhow::Result<Outcome> {
    let rows: Vec<_> = VARIABLES
        .iter()
        .map(|(name, meaning)| json!({ "name": name, "meaning": meaning }))
        .collect();
    console.document(&json!({ "variables": rows }))?;
    let indent = format!("\n{}", " ".repeat(MEANING_COLUMN));
    for (name, meaning) in VARIABLES {
        let meaning = wrap(meaning, MEANING_COLUMN, COLUMNS, &indent);
        console.say(format!("{name:<MEANING_COLUMN$}{meaning}"));
    }
    Ok(Outcome::Done)
}
