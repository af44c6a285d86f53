//! The one place that prints: messages for people on standard error, results on standard output.
//! A reader that has gone away, or a full disk behind a redirection, must not stop what is under way.

mod report;

use std::cell::Cell;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;

use serde::Serialize;

use crate::cli::{Global, Outcome};
use crate::model::diagnostic::{Diagnostic, Mistakes};
use report::Report;

/// Where words go and how they look.
pub(super) struct Console {
    pub(super) json: bool,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
    report: Report,
    /// The way from here to the site's folder, in front of every path that is shown.
    site: PathBuf,
    has_document: Cell<bool>,
}

impl Console {
    pub(super) fn new(global: &Global) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
        let site = global
            .config
            .parent()
            .map(PathBuf::from)
            .unwrap_or_default();
        Self {
            json: global.json,
            quiet: global.quiet,
            verbose: global.verbose,
            report: Report::new(is_terminal && !no_colour, is_terminal),
            site,
            has_document: Cell::new(false),
        }
    }

    /// As [`Console::new`], with paths that lead on from here instead of from the site's folder.
    pub(super) fn of_here(global: &Global) -> Self {
        Self {
            site: PathBuf::new(),
            ..Self::new(global)
        }
    }

    /// Whether somebody sits there who can answer.
    pub(super) fn is_interactive(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal() && !self.json
    }

    /// Whether a progress bar has a place to be drawn.
    pub(super) fn shows_progress(&self) -> bool {
        io::stderr().is_terminal() && !self.quiet
    }

    /// A path of the site as it can be opened from here.
    pub(super) fn path(&self, path: impl AsRef<std::path::Path>) -> String {
        self.site.join(path).display().to_string()
    }

    /// Asks a yes/no question on the terminal; no terminal is no.
    pub(super) fn confirm(&self, question: &str) -> bool {
        if !self.is_interactive() {
            return false;
        }
        let _ = write!(io::stderr(), "{question} [y/N] ");
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).is_ok()
            && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
    }

    /// A line of the result.
    pub(super) fn say(&self, line: impl AsRef<str>) {
        if !self.quiet && !self.json {
            tell(line.as_ref());
        }
    }

    /// Lines for another program, whatever is shown to people.
    pub(super) fn lines(&self, lines: impl Iterator<Item = String>) {
        self.has_document.set(true);
        lines.for_each(tell);
    }

    /// A line that only `-v` shows.
    pub(super) fn detail(&self, line: impl AsRef<str>) {
        if self.verbose && !self.json {
            tell(line.as_ref());
        }
    }

    /// A line about something that went wrong, or that waits for somebody; `-q` shows it, too.
    pub(super) fn warn(line: impl AsRef<str>) {
        complain(line.as_ref());
    }

    /// A line for the person at the terminal that is no result.
    pub(super) fn note(&self, line: impl AsRef<str>) {
        if !self.quiet {
            complain(line.as_ref());
        }
    }

    /// The one JSON document of a `--json` run; a second one is not printed.
    pub(super) fn document(&self, value: &impl Serialize) -> anyhow::Result<()> {
        if self.json && !self.has_document.replace(true) {
            tell(serde_json::to_string_pretty(value)?);
        }
        Ok(())
    }

    /// Says why something failed: mistakes of an editor with their places, anything else in its own words.
    pub(super) fn failure(&self, error: &anyhow::Error) -> Outcome {
        if let Some(Mistakes(found)) = error.downcast_ref() {
            self.mistakes(found);
            return Outcome::Mistakes;
        }
        complain(format!("error: {error:#}"));
        Outcome::Failed
    }

    /// Mistakes that are no part of a document: in a `--json` run they are lines on standard error.
    pub(super) fn mistakes(&self, found: &[Diagnostic]) {
        self.diagnostics(found);
        for mistake in found.iter().filter(|_| self.json) {
            let (path, line) = (self.path(&mistake.file), mistake.line);
            complain(format!(
                "{path}:{line}:{}: {}",
                mistake.column, mistake.message
            ));
        }
    }

    /// As [`Console::failure`], at the end of a run: in a `--json` run it is the document.
    pub(super) fn end(&self, error: &anyhow::Error) -> Outcome {
        let document = match error.downcast_ref() {
            Some(Mistakes(found)) => serde_json::json!({ "diagnostics": found }),
            None => serde_json::json!({ "error": format!("{error:#}") }),
        };
        let _ = self.document(&document);
        self.failure(error)
    }

    /// Mistakes, each with its line; in a `--json` run they are part of the document instead.
    pub(super) fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        if self.json {
            return;
        }
        for diagnostic in diagnostics {
            if !self.quiet || diagnostic.is_error() {
                let path = self.path(&diagnostic.file);
                complain(format!("{}\n", self.report.render(diagnostic, &path)));
            }
        }
    }
}

fn tell(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
