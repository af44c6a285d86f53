//! Findings as SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/>).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use url::Url;

use crate::cli::console::Console;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::rule::{self, Rule, sentence};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The log of one run: the rules that were broken, and where.
pub(super) fn log(found: &[Diagnostic], console: &Console) -> Value {
    let broken: BTreeSet<&str> = found.iter().map(|found| found.rule).collect();
    let rules: Vec<&Rule> = broken.iter().filter_map(|id| rule::find(id)).collect();
    let results: Vec<Value> = found
        .iter()
        .map(|found| {
            let index = rules.iter().position(|rule| rule.id == found.rule);
            let mut result = result(found, console);
            if let (Some(index), Some(result)) = (index, result.as_object_mut()) {
                result.insert("ruleIndex".to_owned(), index.into());
            }
            result
        })
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Postrider",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": sentence(rule.reason) },
        "help": { "text": format!("Mend it: {}", sentence(rule.fix)) },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(found: &Diagnostic, console: &Console) -> Value {
    let text = match found.help.as_str() {
        "" => found.message.clone(),
        help => format!("{} ({help})", found.message),
    };
    json!({
        "ruleId": found.rule,
        "level": level(found.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": reference(&console.path(&found.file)) },
            "region": { "startLine": found.line, "startColumn": found.column },
        } }],
    })
}

/// A path as a relative reference, a URL as it is (RFC 3986).
fn reference(path: &str) -> String {
    if path.contains("://") {
        return path.to_owned();
    }
    let relative = path.replace('\\', "/");
    let relative = relative.trim_start_matches("./").to_owned();
    let base = Url::parse("x:/").map(|mut base| {
        base.set_path(&relative);
        base
    });
    let made = base.map_or(relative.clone(), |url| url.path().to_owned());
    // An absolute path stays one.
    match (relative.starts_with('/'), made.strip_prefix('/')) {
        (false, Some(made)) => made.to_owned(),
        _ => made,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_references() {
        assert_eq!(reference("content/a b#é.md"), "content/a%20b%23%C3%A9.md");
        assert_eq!(reference("./a.md"), "a.md");
        assert_eq!(reference("https://a.example/f?x"), "https://a.example/f?x");
    }
}
