//! Imports point one way: a module names only modules that stand above it in `src/lib.rs`, by their full path.

use crate::tidy::source::{Source, Violation};

const UPWARD: &str =
    "lib.rs is a reading order: what comes first must be understood without what comes later";
const GROUP: &str =
    "One `use crate::…` a line, so that a search for a path finds every import of it";
const SUPER: &str = "Paths start at `crate::`, so that a file can move without a change and each import shows its direction";
const ROOT: &str = "Items live in modules; the root of the crate only lists them";

/// The modules of `src/lib.rs`, in its order.
pub fn parse_module_order(lib: &Source) -> Vec<String> {
    let lines = lib.code.lines().map(str::trim);
    let names = lines.filter_map(|line| {
        line.strip_prefix("pub ")
            .unwrap_or(line)
            .strip_prefix("mod ")?
            .strip_suffix(';')
    });
    names.map(str::to_owned).collect()
}

pub fn check(source: &Source, order: &[String]) -> Vec<Violation> {
    let mut violations = check_super(source);
    if matches!(source.module(), "lib" | "main") {
        return violations;
    }
    let Some(own) = order.iter().position(|name| name == source.module()) else {
        let message = format!("lib.rs does not list the module `{}`", source.module());
        violations.push(source.violation(1, message, UPWARD));
        return violations;
    };
    for at in source.find_all("crate::") {
        let path = &source.code[at + "crate::".len()..];
        let found = if path.starts_with('{') {
            Some(("a `crate::{…}` group".to_owned(), GROUP))
        } else {
            judge_path(path, own, order)
        };
        violations.extend(
            found.map(|(message, reason)| source.violation(source.line_of(at), message, reason)),
        );
    }
    violations
}

fn judge_path(path: &str, own: usize, order: &[String]) -> Option<(String, &'static str)> {
    let end = path
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(path.len());
    let name = &path[..end];
    match order.iter().position(|module| module == name) {
        Some(place) if place > own => Some((
            format!("`{}` imports `{name}`, which stands below it", order[own]),
            UPWARD,
        )),
        None if !path[end..].starts_with('!') => {
            Some((format!("`crate::{name}` is no module of lib.rs"), ROOT))
        }
        _ => None,
    }
}

fn check_super(source: &Source) -> Vec<Violation> {
    let outside = source.find_all("super::").filter(|at| !source.is_test(*at));
    outside
        .map(|at| {
            source.violation(
                source.line_of(at),
                "a path through `super::`".to_owned(),
                SUPER,
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        let order = ["model", "feed", "store"].map(str::to_owned);
        check(&Source::new(path, text), &order)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn the_order_is_read_from_lib() {
        let lib = Source::new(
            "src/lib.rs",
            "//! Doc.\n\npub mod model;\n// pub mod no;\nmod feed;\n",
        );
        assert_eq!(parse_module_order(&lib), ["model", "feed"]);
    }

    #[test]
    fn an_upward_import_is_named_with_its_line() {
        let found = messages("src/feed/rss.rs", "//! Doc.\nuse crate::store::Store;\n");
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("src/feed/rss.rs:2: `feed` imports `store`"),
            "{found:?}"
        );
    }

    #[test]
    fn a_full_path_in_code_counts_as_an_import() {
        assert_eq!(
            messages("src/model.rs", "fn f() { crate::feed::render() }").len(),
            1
        );
    }

    #[test]
    fn downward_imports_comments_and_literals_pass() {
        let text = "use crate::model::Post;\nuse crate::store::row::Row;\n// crate::gone\nf(\"crate::feed\");";
        assert_eq!(messages("src/store.rs", text), [""; 0]);
    }

    #[test]
    fn a_group_is_caught() {
        assert!(messages("src/store.rs", "use crate::{model, feed};")[0].contains("group"));
    }

    #[test]
    fn an_item_at_the_root_is_caught_and_a_macro_is_not() {
        assert!(messages("src/store.rs", "use crate::Store;")[0].contains("no module"));
        assert_eq!(messages("src/store.rs", "crate::ensure!(true);"), [""; 0]);
    }

    #[test]
    fn super_is_caught_outside_tests_only() {
        assert!(messages("src/feed/atom.rs", "use super::Feed;")[0].contains("super"));
        let text = "#[cfg(test)]\nmod tests {\n    use super::*;\n}\npub(super) fn f() {}";
        assert_eq!(messages("src/feed/atom.rs", text), [""; 0]);
    }

    #[test]
    fn a_file_of_no_listed_module_is_caught() {
        assert!(messages("src/helpers.rs", "")[0].contains("does not list"));
    }
}
