//! Every rule that a finding names stands in the catalogue, and every rule of the catalogue is used.

use postrider::model::rule;

use crate::tidy::source::{Source, Violation};

const UNLISTED: &str = "A finding must be explained: give the rule a line in src/model/rule, and run the tests once with POSTRIDER_BLESS=1";

/// What stands before the id of a rule.
const CALLS: &[&str] = &[
    "Diagnostic::error(",
    "Diagnostic::warning(",
    ".court.find(",
    "court.find(",
    ".warn(",
    ".report(",
    "fault(",
    "rule: ",
];

/// Ids in the place of a rule that the catalogue does not have.
pub fn check(source: &Source) -> Vec<Violation> {
    let product = product_text(source);
    let mut violations = Vec::new();
    for call in CALLS {
        for (at, _) in product.match_indices(call) {
            let Some(id) = literal_at(&product[at + call.len()..]) else {
                continue;
            };
            if is_id(id) && rule::find(id).is_none() {
                let line = product[..at].matches('\n').count() + 1;
                violations.push(source.violation(line, format!("the rule `{id}`"), UNLISTED));
            }
        }
    }
    violations
}

/// Rules of the catalogue that no code names.
pub fn unused(sources: &[Source]) -> Vec<&'static str> {
    let is_code =
        |source: &&Source| source.is_product() && !source.path.starts_with("src/model/rule");
    let texts: Vec<&str> = sources.iter().filter(is_code).map(product_text).collect();
    let is_unused = |id: &&str| {
        let literal = format!("\"{id}\"");
        !texts.iter().any(|text| text.contains(&literal))
    };
    rule::all().map(|rule| rule.id).filter(is_unused).collect()
}

fn product_text(source: &Source) -> &str {
    let is_test = source.path.contains("/tests/") || source.path.ends_with("tests.rs");
    let end = source
        .text
        .find("#[cfg(test)]\nmod tests {")
        .unwrap_or(source.text.len());
    if is_test { "" } else { &source.text[..end] }
}

fn literal_at(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('"')?.split('"').next()
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_nobody_explains_is_caught() {
        let text = "fn f() {\n    Diagnostic::error(\n        \"no-such-rule\",\n    );\n    court.find(\"xml-malformed\", 0, \"\");\n}\n";
        let found = check(&Source::new("src/a.rs", text));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 2);
    }
}
