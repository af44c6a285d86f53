//! The rules of `check` as a list, and one rule as a page.

use std::collections::HashSet;

use serde_json::json;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::model::diagnostic::Severity;
use crate::model::rule::{self, Area, NOT_COVERED, Rule, sentence};
use crate::model::text::wrap;

const COLUMNS: usize = 80;
/// Behind the id and the word for its severity.
const REASON_COLUMN: usize = 34;

/// Lists every rule by area.
pub(super) fn list(console: &Console) -> anyhow::Result<Outcome> {
    let all: Vec<&Rule> = rule::all().collect();
    let messages: HashSet<&str> = all
        .iter()
        .flat_map(|rule| rule.w3c.iter().copied())
        .collect();
    let messages = messages.len();
    let not_covered: Vec<_> = NOT_COVERED
        .iter()
        .map(|(messages, why)| json!({ "messages": messages, "why": why }))
        .collect();
    console.document(&json!({ "rules": all, "not_covered": not_covered }))?;
    let mut lines = Vec::new();
    for area in Area::ALL {
        lines.push(area.title().to_owned());
        let of_area = all.iter().filter(|rule| rule.area == area);
        lines.extend(of_area.map(|rule| line(rule)));
        lines.push(String::new());
    }
    lines.push("Messages of the W3C's feed validator that no rule covers".to_owned());
    for (messages, why) in NOT_COVERED {
        lines.push(format!(
            "  {}",
            wrap(&format!("{messages}: {why}"), 2, COLUMNS, "\n  ")
        ));
    }
    lines.push(String::new());
    lines.push(format!(
        "{} rules, which cover {messages} messages of the W3C's feed validator",
        all.len()
    ));
    lines.push("`postrider check --explain RULE` says how to mend what breaks one".to_owned());
    for text in lines {
        console.say(text);
    }
    Ok(Outcome::Done)
}

fn word(rule: &Rule) -> &'static str {
    match rule.severity {
        Severity::Error if rule.or_milder => "either",
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn line(rule: &Rule) -> String {
    let indent = format!("\n{}", " ".repeat(REASON_COLUMN));
    let reason = wrap(rule.reason, REASON_COLUMN, COLUMNS, &indent);
    let mut line = format!("  {:<23} {:<8}{reason}", rule.id, word(rule));
    if !rule.w3c.is_empty() {
        let covered = format!("W3C: {}", rule.w3c.join(", "));
        line.push_str(&indent);
        line.push_str(&wrap(&covered, REASON_COLUMN, COLUMNS, &indent));
    }
    line
}

/// Explains the rule called `id`.
pub(super) fn explain(id: &str, console: &Console) -> anyhow::Result<Outcome> {
    let Some(rule) = rule::find(id) else {
        let nearest = match rule::nearest(id) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "`postrider check --rules` lists them all".to_owned(),
        };
        Console::warn(format!("error: there is no rule `{id}`: {nearest}"));
        return Ok(Outcome::Usage);
    };
    console.document(rule)?;
    let severity = match word(rule) {
        "either" => "an error, or where less is at stake a warning",
        word => word,
    };
    console.say(format!("{} ({severity})", rule.id));
    console.say(rule.area.title());
    console.say(format!(
        "\n{}",
        wrap(&sentence(rule.reason), 0, COLUMNS, "\n")
    ));
    let fix = format!("Mend it: {}", sentence(rule.fix));
    console.say(format!("\n{}", wrap(&fix, 0, COLUMNS, "\n")));
    if !rule.w3c.is_empty() {
        let covered = format!("W3C's feed validator: {}", rule.w3c.join(", "));
        console.say(format!("\n{}", wrap(&covered, 0, COLUMNS, "\n")));
    }
    Ok(Outcome::Done)
}
