//! What became different of people who were known already, in words and for programs.

use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::cli::site::plural;
use crate::model::figures::grouped;
use crate::model::slug::Slug;
use crate::store::subscribers::{Changes, Widened};

/// Who gets more is named; more than these few would hide the rest of the report.
const NAMED: usize = 10;

pub(super) fn document(changes: &Changes) -> Value {
    let wider: Vec<Value> = changes
        .wider
        .iter()
        .map(|one| {
            json!({
                "address": one.address.as_str(), "newsletter": one.newsletter,
                "before": slugs(&one.before), "after": slugs(&one.after),
            })
        })
        .collect();
    json!({
        "rows": changes.rows, "categories": changes.categories, "language": changes.languages, "name": changes.names,
        "consent": changes.consents, "widened": wider, "widened_rows": changes.widened,
    })
}

/// Says how many rows changed what, and warns of those that gave more than was chosen.
pub(super) fn tell(changes: &Changes, console: &Console) {
    if changes.rows == 0 {
        return;
    }
    let parts = [
        ("categories", changes.categories),
        ("language", changes.languages),
        ("name", changes.names),
        ("consent", changes.consents),
    ];
    let parts = parts.iter().filter(|(_, count)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(what, count)| format!("{what} of {}", grouped(*count)))
        .collect();
    let rows = grouped(changes.rows);
    console.say(format!("{rows} changed: {}", parts.join(", ")));
    warn(changes, console);
}

/// Names those who get more than they chose: a blank field may not have meant that.
fn warn(changes: &Changes, console: &Console) {
    let named = changes.wider.iter().take(NAMED);
    for Widened {
        address,
        newsletter,
        before,
        after,
    } in named.clone()
    {
        let (address, before) = (address.as_str(), slugs(before).join(", "));
        let gets = if after.is_empty() {
            "all categories".to_owned()
        } else {
            slugs(after).join(", ")
        };
        console.note(format!(
            "warning: {address} had chosen {before} of `{newsletter}` and gets {gets} now"
        ));
    }
    let more = changes.widened - named.len();
    if more > 0 {
        let more = plural(more, "more row");
        console.note(format!(
            "warning: {more} of people who get more categories than before; `--json` names them"
        ));
    }
    if changes.wider.iter().any(|one| one.after.is_empty()) {
        console.note(
            "An empty field `categories` means all; without that column, choices stay as they are",
        );
    }
}

fn slugs(categories: &[Slug]) -> Vec<&str> {
    categories.iter().map(Slug::as_str).collect()
}
