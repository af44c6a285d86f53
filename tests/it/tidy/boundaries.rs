//! What only some modules may do: speak SQL, print, read the clock.

use std::path::Path;

use crate::tidy::source::{Source, Violation};

const SQL: &str = "Only `store` knows SQL, so that a second database changes one module";
const PRINTING: &str =
    "Only `cli` and `main` print: everything else returns what it found, and tests can see it";
const CLOCK: &str = "Time is an argument; only cli, web and worker read the clock, so that every date can be tested";

/// Each row: words that must all stand in one literal, in this order, for it to be SQL.
const STATEMENTS: &[&[&str]] = &[
    &["SELECT "],
    &["INSERT INTO "],
    &["INSERT OR "],
    &["UPDATE ", " SET "],
    &["DELETE FROM "],
    &["CREATE TABLE"],
    &["CREATE INDEX"],
    &["CREATE UNIQUE INDEX"],
    &["ALTER TABLE"],
    &["CREATE VIEW"],
    &["CREATE TRIGGER"],
    &["CREATE VIRTUAL TABLE"],
    &["DROP TABLE"],
    &["DROP INDEX"],
    &["REPLACE INTO "],
    &["BEGIN IMMEDIATE"],
    &["PRAGMA "],
];

const PRINTERS: &[&str] = &[
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
    "dbg!",
    "io::stdout",
    "io::stderr",
    "stdout()",
    "stderr()",
];

const CLOCKS: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "ZonedDateTime::now",
    "Utc::now",
    "Local::now",
    "OffsetDateTime::now",
];

pub fn check_sql(source: &Source) -> Vec<Violation> {
    if source.module() == "store" {
        return Vec::new();
    }
    let found = source
        .literals
        .iter()
        .filter(|literal| is_sql(&literal.text));
    found
        .map(|literal| {
            let start: String = literal.text.trim_start().chars().take(30).collect();
            source.violation(literal.line, format!("SQL in {start:?}"), SQL)
        })
        .collect()
}

pub fn check_printing(source: &Source) -> Vec<Violation> {
    check_words(source, &["cli", "main"], PRINTERS, PRINTING)
}

pub fn check_clock(source: &Source) -> Vec<Violation> {
    let mut violations = check_words(source, &["cli", "web", "worker"], CLOCKS, CLOCK);
    violations.sort_by_key(|violation| violation.line);
    violations
}

fn check_words(
    source: &Source,
    homes: &[&str],
    words: &[&str],
    reason: &'static str,
) -> Vec<Violation> {
    if homes.contains(&source.module()) {
        return Vec::new();
    }
    let mut violations = Vec::new();
    for word in words {
        let calls = source
            .find_all(word)
            .filter(|at| !source.code[..*at].ends_with('.'));
        violations.extend(
            calls.map(|at| source.violation(source.line_of(at), format!("`{word}`"), reason)),
        );
    }
    violations
}

fn is_sql(literal: &str) -> bool {
    if Path::new(literal)
        .extension()
        .is_some_and(|extension| extension == "sql")
    {
        return true;
    }
    let text = literal.replace("\\n", " ").replace('\\', " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = format!("{} ", words.join(" "));
    STATEMENTS.iter().any(|parts| {
        let mut rest = text.as_str();
        parts.iter().all(|part| {
            let at = rest.find(part);
            rest = at.map_or(rest, |at| &rest[at + part.trim_end().len()..]);
            at.is_some()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(rule: fn(&Source) -> Vec<Violation>, path: &str, text: &str) -> Vec<usize> {
        rule(&Source::new(path, text))
            .iter()
            .map(|violation| violation.line)
            .collect()
    }

    #[test]
    fn sql_is_caught_outside_store_and_welcome_inside() {
        let text = "//! Doc.\nlet a = \"SELECT id FROM issue\";\nlet b = \"UPDATE issue \\\n  SET state = $1\";\n";
        assert_eq!(lines(check_sql, "src/worker.rs", text), [2, 3]);
        assert_eq!(lines(check_sql, "src/store/issues.rs", text), [0; 0]);
    }

    #[test]
    fn a_file_of_sql_counts_as_sql() {
        let text = "const S: &str = include_str!(\"schema.sql\");";
        assert_eq!(lines(check_sql, "src/cli/send.rs", text), [1]);
    }

    #[test]
    fn english_is_no_sql() {
        let text =
            "f(\"Select a post\", \"UPDATE: see below\", \"delete from the list\"); // SELECT 1";
        assert_eq!(lines(check_sql, "src/cli/send.rs", text), [0; 0]);
    }

    #[test]
    fn printing_is_caught_outside_cli_and_main() {
        let text =
            "fn f() {\n    println!(\"x\");\n    dbg!(1);\n    std::io::stdout().flush();\n}";
        let mut found = lines(check_printing, "src/feed.rs", text);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, [2, 3, 4]);
        assert_eq!(lines(check_printing, "src/cli/build.rs", text), [0; 0]);
        assert_eq!(lines(check_printing, "src/main.rs", text), [0; 0]);
    }

    #[test]
    fn naming_a_stream_of_a_child_is_no_printing() {
        let text = "let a = child.stdout(); write!(out, \"println!\"); // println!()";
        assert_eq!(lines(check_printing, "src/feed.rs", text), [0; 0]);
    }

    #[test]
    fn the_clock_is_read_in_three_modules_only() {
        let text =
            "let a = Timestamp::now();\nlet b = std::time::Instant::now();\nlet c = known::now;";
        assert_eq!(lines(check_clock, "src/newsletter.rs", text), [1, 2]);
        for path in ["src/cli/send.rs", "src/web.rs", "src/worker/pace.rs"] {
            assert_eq!(lines(check_clock, path, text), [0; 0], "{path}");
        }
    }
}
