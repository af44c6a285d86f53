//! What a file is by its neighbours: a part of the post whose folder it lies in, or the only one without a date.

use std::collections::{HashMap, HashSet};

use crate::content::Why;
use crate::content::parse::Parsed;
use crate::content::place::Kind;
use crate::model::diagnostic::{Diagnostic, Place};

/// What lies beside or below the `index.md` of a post belongs to that post, as its pictures do.
pub(super) fn leave_out_resources(parsed: &mut [Parsed]) {
    let split = |shown: &str| {
        let (folder, name) = shown.rsplit_once('/').unwrap_or(("", shown));
        (folder.to_owned(), name.starts_with("index."))
    };
    let bundles: HashSet<String> = parsed
        .iter()
        .filter(|file| is_dated(file) && file.placed.kind == Kind::Normal)
        .filter_map(|file| Some(split(&file.shown)).filter(|(_, is_index)| *is_index))
        .map(|(folder, _)| folder)
        .collect();
    for file in parsed.iter_mut().filter(|_| !bundles.is_empty()) {
        let (folder, is_index) = split(&file.shown);
        let above = folder.match_indices('/').map(|(at, _)| &folder[..at]);
        // A bundle below a bundle is a post of its own.
        let bundle = above
            .chain((!is_index).then_some(folder.as_str()))
            .find(|at| bundles.contains(*at));
        if let Some(bundle) = bundle.filter(|_| !is_index && file.fate.is_none()) {
            file.diagnostics.clear();
            file.fate = Some((Why::Page, format!("it belongs to the post {bundle}/")));
        }
    }
}

fn is_dated(file: &Parsed) -> bool {
    let front = file.front.as_ref();
    file.placed.date.is_some() || front.is_some_and(|front| front.date.is_some())
}

/// A file without a date, in a folder where all others have one, was probably meant to be a post.
pub(super) fn warn_of_pages(parsed: &[Parsed], diagnostics: &mut Vec<Diagnostic>) {
    let mut folders: HashMap<&str, (usize, Vec<&Parsed>)> = HashMap::new();
    for file in parsed.iter().filter(|file| file.fate.is_none()) {
        let folder = file.shown.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (dated, undated) = folders.entry(folder).or_default();
        if is_dated(file) {
            *dated += 1;
        } else if !file.shown.ends_with("index.md") && !file.shown.ends_with("README.md") {
            undated.push(file);
        }
    }
    for (_, undated) in folders
        .into_values()
        .filter(|(dated, undated)| *dated > 0 && undated.len() == 1)
    {
        for file in undated {
            let message = "this file has no date, and all others of its folder have one: it is taken for a page";
            diagnostics.push(
                Diagnostic::warning("page-without-date", &file.shown, Place::START, message)
                    .help("add date: YYYY-MM-DD if it is a post")
                    .quoting(&file.text),
            );
        }
    }
}
