//! Which elements of HTML may not stand in which (HTML, 13.2.6): what a browser would move or close by itself.

use std::collections::HashMap;

const TABLE: [&str; 4] = ["table", "tbody", "thead", "tfoot"];
const TABLE_PARTS: [&str; 9] = [
    "caption", "colgroup", "col", "tbody", "thead", "tfoot", "tr", "td", "th",
];
/// Elements that may not stand in one of their kind.
const ALONE: [&str; 4] = ["a", "button", "form", "nobr"];
/// What may stand in a table beside its parts.
const ANYWHERE: [&str; 4] = ["script", "style", "template", "input"];

/// What is wrong with `name` where the elements of `open` are open, the innermost last; `counts` has how many of each.
pub(super) fn find_fault(
    open: &[(String, usize)],
    counts: &HashMap<String, usize>,
    name: &str,
) -> Option<String> {
    let has = |name: &str| counts.get(name).is_some_and(|count| *count > 0);
    let top = open.last().map_or("", |(top, _)| top.as_str());
    let is_part = TABLE_PARTS.contains(&name);
    if is_part && !has("table") {
        return Some(format!("`<{name}>` stands outside of a table"));
    }
    if matches!(name, "td" | "th") && top != "tr" {
        return Some(format!("`<{name}>` stands outside of a row"));
    }
    let is_in_table = TABLE.contains(&top) || top == "tr";
    if is_in_table && !is_part && !ANYWHERE.contains(&name) {
        return Some(format!(
            "`<{name}>` stands in `<{top}>`, outside of any cell"
        ));
    }
    if ALONE.contains(&name) && has(name) {
        return Some(format!("`<{name}>` stands in another `<{name}>`"));
    }
    if is_heading(name) && is_heading(top) {
        return Some(format!("`<{name}>` stands in `<{top}>`"));
    }
    let is_choice = matches!(name, "option" | "optgroup" | "hr") || ANYWHERE.contains(&name);
    (has("select") && !is_choice).then(|| format!("`<{name}>` stands in `<select>`"))
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
