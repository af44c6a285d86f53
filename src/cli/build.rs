//! `postrider build`: posts become feeds.

use clap::Args;
use jiff::Timestamp;

use crate::cli::console::Console;
use crate::cli::site::{count_mistakes, load_library, open_config, plural, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::Config;
use crate::content::{Library, Why};
use crate::model::diagnostic::Diagnostic;
use crate::publish::{self, Building, Built, Frozen, Turn};

/// What `build` takes.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    /// Leave broken posts out instead of stopping (still exits with 3)
    #[arg(long)]
    keep_going: bool,
    /// Write nothing and exit with 3 when the id ledger would change
    #[arg(long)]
    frozen: bool,
}

pub(super) fn run(args: &BuildArgs, global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let frozen = if args.frozen { Frozen::Yes } else { Frozen::No };
    let mode = Mode {
        keep_going: args.keep_going,
        frozen,
    };
    let site = build_site(&config, mode, read_clock(), console)?;
    console.document(&site.document())?;
    Ok(site.outcome)
}

/// How strictly a site is built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    pub(super) keep_going: bool,
    pub(super) frozen: Frozen,
}

/// A site's posts and the feeds made of them; no feeds when mistakes stopped the build.
pub(super) struct Made {
    pub(super) library: Library,
    pub(super) built: Option<Built>,
    pub(super) outcome: Outcome,
    diagnostics: Vec<Diagnostic>,
}

impl Made {
    pub(super) fn document(&self) -> serde_json::Value {
        let feeds = self.built.as_ref().map_or(&[][..], |built| &built.feeds);
        let pages = self.built.as_ref().map_or(&[][..], |built| &built.pages);
        serde_json::json!({
            "posts": self.library.posts.len(),
            "left_out": self.library.left_out,
            "feeds": feeds,
            "archives": self.built.as_ref().map_or(&[][..], |built| &built.archives),
            "pages": pages,
            "diagnostics": self.diagnostics,
        })
    }
}

/// Loads the posts and writes the feeds; says what it did.
pub(super) fn build_site(
    config: &Config,
    mode: Mode,
    now: Timestamp,
    console: &Console,
) -> anyhow::Result<Made> {
    let turn = take_turn(config, console);
    let mut library = load_library(config, now)?;
    let mut diagnostics = std::mem::take(&mut library.diagnostics);
    console.diagnostics(&diagnostics);
    let has_errors = diagnostics.iter().any(Diagnostic::is_error);
    if has_errors && !mode.keep_going {
        Console::warn(format!(
            "{}: nothing was written (--keep-going leaves broken posts out instead)",
            count_mistakes(&diagnostics)
        ));
        return Ok(Made {
            library,
            built: None,
            outcome: Outcome::Mistakes,
            diagnostics,
        });
    }
    say_left_out(&library, console);
    let building = publish::build(config, &library, now, mode.frozen, &turn)?;
    let (built, found) = match building {
        Building::Done(built) => {
            let found = built.diagnostics.clone();
            (Some(built), found)
        }
        Building::Mistaken(found) => {
            let count = count_mistakes(&found);
            console.diagnostics(&found);
            Console::warn(format!("{count}: nothing was written"));
            diagnostics.extend(found);
            (None, Vec::new())
        }
        Building::Frozen(found) => {
            let ledger = console.path(&config.content.ledger);
            Console::warn(format!(
                "{ledger} would change: nothing was written (--frozen)"
            ));
            (None, found)
        }
    };
    console.diagnostics(&found);
    diagnostics.extend(found);
    if let Some(built) = &built {
        report(config, &library, built, console);
    }
    Ok(Made {
        outcome: if has_errors || built.is_none() {
            Outcome::Mistakes
        } else {
            Outcome::Done
        },
        library,
        built,
        diagnostics,
    })
}

/// Lists in the directory of feeds what an issue that was just frozen has added to the site; silent.
pub(super) fn rebuild(config: &Config, now: Timestamp, console: &Console) {
    let turn = take_turn(config, console);
    // Posts may have changed since this run read them.
    let built = load_library(config, now)
        .and_then(|library| publish::build(config, &library, now, Frozen::No, &turn));
    if let Err(error) = built {
        console.failure(&error);
    }
}

/// The turn of this run in the site's folder; says so where it must wait for it.
pub(super) fn take_turn(config: &Config, console: &Console) -> Turn {
    Turn::try_take(&config.root).unwrap_or_else(|| {
        console.note("another build is at work in this site: waiting for it");
        Turn::wait(&config.root)
    })
}

/// Says what was written.
fn report(config: &Config, library: &Library, built: &Built, console: &Console) {
    console.say(summary(library, built, &console.path(&config.output.dir)));
    let files = built.feeds.iter().chain(&built.archives);
    for feed in files.filter(|feed| feed.written) {
        console.detail(format!(
            "  {} ({})",
            feed.path,
            plural(feed.entries, "entry")
        ));
    }
    for page in built.pages.iter().filter(|page| page.written) {
        console.detail(format!("  {}", page.path));
    }
    if built.ledger_changed && config.root.join(".git").exists() {
        let ledger = console.path(&config.content.ledger);
        console.note(format!("{ledger} changed: commit it with the posts"));
    }
}

/// `12 posts, 45 feed files in public/: 3 written, 42 unchanged; 21 pages and fragments beside them: 2 written`, and what else is worth a word.
fn summary(library: &Library, built: &Built, folder: &str) -> String {
    let written = built.feeds.iter().filter(|feed| feed.written).count();
    let mut said = format!(
        "{}, {} in {folder}/: {written} written, {} unchanged",
        plural(library.posts.len(), "post"),
        plural(built.feeds.len(), "feed file"),
        built.feeds.len() - written,
    );
    let archives = built.archives.iter().filter(|page| page.written).count();
    if archives > 0 {
        said += &format!("; {} written", plural(archives, "archive page"));
    }
    if !built.pages.is_empty() {
        let written = built.pages.iter().filter(|page| page.written).count();
        let pages = built.pages.len();
        said += &format!("; {pages} pages and fragments beside them: {written} written");
    }
    let pages = library
        .left_out
        .iter()
        .filter(|left_out| left_out.why == Why::Page);
    match pages.count() {
        0 => {}
        pages => said += &format!("; {} without a date (-v names them)", plural(pages, "page")),
    }
    said
}

fn say_left_out(library: &Library, console: &Console) {
    for left_out in &library.left_out {
        match left_out.why {
            Why::Page | Why::Format => console.detail(left_out.to_string()),
            _ => console.say(left_out.to_string()),
        }
    }
}
