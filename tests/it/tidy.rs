//! The house rules as tests: each rule is a pure function over one file, and says why it exists.

mod boundaries;
mod imports;
mod lexer;
mod rules;
mod shape;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use crate::tidy::source::{Source, Violation};

#[test]
fn modules_import_only_what_stands_above_them() {
    let sources = sources();
    let order = module_order(&sources);
    assert_none(
        sources
            .iter()
            .filter(|source| source.is_product())
            .flat_map(|source| imports::check(source, &order)),
    );
}

#[test]
fn sql_stays_in_store() {
    check_product(boundaries::check_sql);
}

#[test]
fn only_the_command_line_prints() {
    check_product(boundaries::check_printing);
}

#[test]
fn only_cli_web_and_worker_read_the_clock() {
    check_product(boundaries::check_clock);
}

#[test]
fn every_file_opens_with_a_sentence_and_stays_short() {
    let sources = sources();
    assert_none(sources.iter().flat_map(shape::check_opening));
    assert_none(sources.iter().flat_map(shape::check_length));
}

#[test]
fn functions_fit_on_a_page() {
    assert_none(sources().iter().flat_map(shape::check_functions));
}

#[test]
fn the_map_in_architecture_lists_the_modules_of_lib_in_its_order() {
    let page = root().join("ARCHITECTURE.md");
    let text = fs::read_to_string(&page).expect("ARCHITECTURE.md can be read");
    assert_eq!(
        shape::parse_map(&text),
        module_order(&sources()),
        "the map in ARCHITECTURE.md (left) and src/lib.rs (right): a reader follows the map"
    );
}

#[test]
fn the_catalogue_has_every_rule_and_no_other() {
    check_product(rules::check);
    let unused = rules::unused(&sources());
    assert!(unused.is_empty(), "rules that nothing names: {unused:?}");
}

fn check_product(rule: fn(&Source) -> Vec<Violation>) {
    assert_none(
        sources()
            .iter()
            .filter(|source| source.is_product())
            .flat_map(rule),
    );
}

fn assert_none(violations: impl Iterator<Item = Violation>) {
    let lines: Vec<String> = violations.map(|violation| violation.to_string()).collect();
    assert!(
        lines.is_empty(),
        "{} to mend:\n{}",
        lines.len(),
        lines.join("\n")
    );
}

fn module_order(sources: &[Source]) -> Vec<String> {
    let lib = sources
        .iter()
        .find(|source| source.path == "src/lib.rs")
        .expect("src/lib.rs exists");
    imports::parse_module_order(lib)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `src` and `tests`, with its path from the root, sorted.
fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in ["src", "tests"] {
        find_rust_files(&root().join(folder), &mut paths);
    }
    paths.sort();
    assert!(paths.len() > 5, "the walk found next to nothing: {paths:?}");
    paths.iter().map(|path| load_source(path)).collect()
}

fn load_source(path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let name = path
        .strip_prefix(root())
        .expect("the walk stays below the root");
    Source::new(&name.to_string_lossy().replace('\\', "/"), &text)
}

fn find_rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder entry can be read").path();
        if path.is_dir() {
            find_rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
