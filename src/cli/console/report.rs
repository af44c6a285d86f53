//! A mistake as a person reads it: what, where, the line itself, and how to mend it.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::rule;
use crate::model::text::wrap;

const COLUMNS_DEFAULT: usize = 80;

/// How mistakes are shown.
pub(super) struct Report {
    renderer: Renderer,
    /// Where lines are wrapped; `None` = nowhere, for files and other programs.
    columns: Option<usize>,
}

impl Report {
    pub(super) fn new(colour: bool, is_terminal: bool) -> Self {
        let columns = is_terminal.then(|| {
            let typed = std::env::var("COLUMNS")
                .ok()
                .and_then(|typed| typed.parse().ok());
            typed
                .filter(|columns| *columns >= 40)
                .unwrap_or(COLUMNS_DEFAULT)
        });
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        Self {
            renderer: renderer.term_width(columns.unwrap_or(COLUMNS_DEFAULT)),
            columns,
        }
    }

    pub(super) fn render(&self, diagnostic: &Diagnostic, path: &str) -> String {
        debug_assert!(
            rule::find(diagnostic.rule).is_none_or(|rule| rule.allows(diagnostic.severity)),
            "src/model/rule does not explain `{}` as {:?}",
            diagnostic.rule,
            diagnostic.severity
        );
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let line = usize::try_from(diagnostic.line).unwrap_or(1);
        let column = usize::try_from(diagnostic.column).unwrap_or(1);
        let source = shown(&diagnostic.source_line);
        // Behind `warning[rule]: ` and below it.
        let indent = "warning[]: ".len() + diagnostic.rule.len();
        let title = level
            .primary_title(self.wrap(&diagnostic.message, indent))
            .id(diagnostic.rule);
        let mut report = if source.is_empty() {
            title.element(Origin::path(path).line(line).char_column(column))
        } else {
            let snippet = Snippet::source(source.as_str())
                .line_start(line)
                .path(path)
                .annotation(AnnotationKind::Primary.span(span(&source, column)));
            title.element(snippet)
        };
        if !diagnostic.help.is_empty() {
            let help = self.wrap(&diagnostic.help, "   = help: ".len());
            report = report.element(Level::HELP.message(help));
        }
        self.renderer.render(&[report]).clone()
    }

    /// Breaks long text at words.
    fn wrap(&self, text: &str, indent: usize) -> String {
        let Some(columns) = self.columns else {
            return text.to_owned();
        };
        let most = columns.saturating_sub(indent).max(20);
        let lines: Vec<String> = text.lines().map(|line| wrap(line, 0, most, "\n")).collect();
        lines.join("\n")
    }
}

/// A line as it can be shown: each character one column wide.
fn shown(line: &str) -> String {
    line.trim_end()
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect()
}

/// The bytes of the word at `column`, at least one whole character; empty behind the line's end.
fn span(line: &str, column: usize) -> std::ops::Range<usize> {
    let Some((start, first)) = line.char_indices().nth(column.saturating_sub(1)) else {
        return line.len()..line.len();
    };
    // A tag ends a word, and may begin one.
    let rest = &line[start..];
    let is_end = |(at, sign): &(usize, char)| sign.is_whitespace() || (*sign == '<' && *at > 0);
    let word = rest.char_indices().find(is_end);
    let word = word.map_or(rest.len(), |(at, _)| at);
    start..start + word.max(first.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::diagnostic::Place;
    use proptest::prelude::*;

    #[test]
    fn a_mistake_at_a_wide_space_is_shown() {
        assert_eq!(span("image: \u{A0}x.png", 8), 7..9);
        assert_eq!(span("a bcd e", 3), 2..5);
        assert_eq!(span("<a>bcd</a>", 4), 3..6);
        assert_eq!(span("<a>bcd</a>", 1), 0..6);
        assert_eq!(span("ab", 9), 2..2);
    }

    proptest! {
        #[test]
        fn no_line_and_no_place_makes_it_panic(line in "[ a\u{A0}\u{3000}é😀\t]{0,200}", column in 0_u32..300) {
            let place = Place { line: 3, column };
            let found = Diagnostic::error("too-large", "a.md", place, "message").quoting(&format!("\n\n{line}"));
            for terminal in [true, false] {
                prop_assert!(Report::new(false, terminal).render(&found, "a.md").contains("message"));
            }
        }
    }
}
