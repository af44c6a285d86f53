//! The one place that prints: messages for people on standard error, results on standard output.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is the place that prints"
)]

use std::io::IsTerminal as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

use crate::cli::{Global, Outcome};
use crate::model::diagnostic::{Diagnostic, Mistakes, Severity};

/// Where words go and how they look.
pub(super) struct Console {
    pub(super) json: bool,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
    renderer: Renderer,
}

impl Console {
    pub(super) fn new(global: &Global) -> Self {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        Self {
            json: global.json,
            quiet: global.quiet,
            verbose: global.verbose,
            renderer,
        }
    }

    /// Whether somebody sits there who can answer.
    pub(super) fn is_interactive(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && !self.json
    }

    /// Whether a progress bar has a place to be drawn.
    pub(super) fn shows_progress(&self) -> bool {
        std::io::stderr().is_terminal() && !self.quiet
    }

    /// A line about a run under way.
    pub(super) fn progress_note(note: &str) {
        eprintln!("{note}");
    }

    /// Asks a yes/no question on the terminal; no terminal is no.
    pub(super) fn confirm(&self, question: &str) -> bool {
        if !self.is_interactive() {
            return false;
        }
        eprint!("{question} [y/N] ");
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).is_ok()
            && matches!(answer.trim(), "y" | "Y" | "yes")
    }

    /// A line of the result.
    pub(super) fn say(&self, line: impl AsRef<str>) {
        if !self.quiet && !self.json {
            println!("{}", line.as_ref());
        }
    }

    /// A line that only `-v` shows.
    pub(super) fn detail(&self, line: impl AsRef<str>) {
        if self.verbose && !self.json {
            println!("{}", line.as_ref());
        }
    }

    /// A line for the person at the terminal that is no result.
    pub(super) fn note(&self, line: impl AsRef<str>) {
        if !self.quiet {
            eprintln!("{}", line.as_ref());
        }
    }

    /// The one JSON document of a `--json` run.
    pub(super) fn document(&self, value: &impl Serialize) -> anyhow::Result<()> {
        if self.json {
            println!("{}", serde_json::to_string_pretty(value)?);
        }
        Ok(())
    }

    /// Says why something failed: mistakes of an editor with their places, anything else in its own words.
    pub(super) fn failure(&self, error: &anyhow::Error) -> Outcome {
        if let Some(Mistakes(found)) = error.downcast_ref() {
            self.diagnostics(found);
            return Outcome::Mistakes;
        }
        eprintln!("error: {error:#}");
        Outcome::Failed
    }

    /// Mistakes, each with its line; in a `--json` run they are part of the document instead.
    pub(super) fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        if self.json {
            return;
        }
        for diagnostic in diagnostics {
            if !self.quiet || diagnostic.is_error() {
                eprintln!("{}\n", self.render(diagnostic));
            }
        }
    }

    fn render(&self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let source = cut(&diagnostic.source_line, diagnostic.column);
        let place = format!(
            "{}:{}:{}",
            diagnostic.file, diagnostic.line, diagnostic.column
        );
        let title = level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.rule);
        let mut report = if source.line.is_empty() {
            title.element(Level::NOTE.message(place))
        } else {
            let snippet = Snippet::source(source.line.as_str())
                .line_start(usize::try_from(diagnostic.line).unwrap_or(1))
                .path(diagnostic.file.as_str())
                .annotation(AnnotationKind::Primary.span(source.span.clone()));
            title.element(snippet)
        };
        if !diagnostic.help.is_empty() {
            report = report.element(Level::HELP.message(diagnostic.help.as_str()));
        }
        self.renderer.render(&[report]).clone()
    }
}

struct Shown {
    line: String,
    span: std::ops::Range<usize>,
}

/// The part of a long line around the column, and the span of the word there.
fn cut(source_line: &str, column: u32) -> Shown {
    const WIDTH: usize = 100;
    let characters: Vec<char> = source_line.trim_end().chars().collect();
    let at = usize::try_from(column.saturating_sub(1))
        .unwrap_or(0)
        .min(characters.len().saturating_sub(1));
    let line: String = characters
        .iter()
        .take(at.max(WIDTH) + 20)
        .map(|character| if *character == '\t' { ' ' } else { *character })
        .collect();
    let start = line.char_indices().nth(at).map_or(0, |(byte, _)| byte);
    let length = line[start..]
        .find(char::is_whitespace)
        .unwrap_or(line.len() - start)
        .max(1);
    let end = (start + length).min(line.len());
    Shown {
        span: start..end,
        line,
    }
}
