//! What issues have left below `output.dir` that the site shows no more: pages, lists and feeds, as far as they are ours.

use std::path::Path;

use crate::model::language::Language;
use crate::publish::files::Staged;
use crate::publish::letters::{Letters, entries};
use crate::publish::output::Output;
use crate::publish::pages::MARK;

/// The folder of all newsletters below `output.dir`.
const ALL: &str = "newsletters";

/// What is to go.
#[derive(Default)]
pub(in crate::publish) struct Stale {
    /// The files.
    pub(in crate::publish) files: Vec<Staged>,
    /// The folders that held them, the inner ones first: each goes if nothing is in it.
    pub(in crate::publish) folders: Vec<String>,
}

impl Letters<'_> {
    /// What stands there of issues that are not kept any more, and of newsletters that have no archive or are gone.
    pub(in crate::publish) fn stale(&self, output: &Output) -> Stale {
        let root = self.config.root.join(&self.config.output.dir).join(ALL);
        let mut stale = Stale::default();
        for name in folders(&root) {
            let base = format!("{ALL}/{name}");
            let inner = folders(&root.join(&name)).into_iter();
            for language in inner.filter(|inner| Language::parse(inner).is_some()) {
                self.clear(&mut stale, output, &name, &format!("{base}/{language}"));
            }
            self.clear(&mut stale, output, &name, &base);
        }
        if !stale.folders.is_empty() {
            stale.folders.push(ALL.to_owned());
        }
        stale
    }

    /// What is to go from the folder of one newsletter in one language.
    fn clear(&self, stale: &mut Stale, output: &Output, newsletter: &str, place: &str) {
        let config = self.config;
        let mut editions = self.editions.iter();
        let edition =
            editions.find(|edition| edition.newsletter.archive_folder(&edition.language) == place);
        let is_shown = |number: &str| {
            let mut letters = edition.iter().flat_map(|edition| &edition.letters);
            letters.any(|letter| letter.number.to_string() == number)
        };
        let mut pages = Vec::new();
        let inner = folders(&config.root.join(&config.output.dir).join(place));
        let numbers = inner.iter().filter(|inner| inner.parse::<u32>().is_ok());
        for number in numbers.filter(|number| !is_shown(number)) {
            pages.push(format!("{place}/{number}/index.html"));
            stale.folders.push(format!("{place}/{number}"));
        }
        if edition.is_none() {
            let feed = format!("{place}/feed");
            let beside = config.output.page_name.iter();
            pages.extend(beside.map(|pattern| pattern.replace("{path}", &feed)));
            pages.push(format!("{place}/index.html"));
            for (_, pattern) in &config.output.file_names {
                let path = pattern.replace("{path}", &feed);
                let found = output.read(&path);
                if found.is_some_and(|found| is_feed_of(newsletter, &found)) {
                    stale.files.extend(output.stage_removal(&path));
                }
            }
            stale.folders.push(place.to_owned());
        }
        for page in pages {
            if output.ends_with(&page, MARK) {
                stale.files.extend(output.stage_removal(&page));
            }
        }
    }
}

/// The names of the folders in a folder; what only leads to one is none.
fn folders(folder: &Path) -> Vec<String> {
    let is_folder = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let folders = entries(folder).filter(is_folder);
    let mut names: Vec<String> = folders
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    names
}

/// Whether a feed has the issues of a newsletter as its entries: by their ids, which nobody else gives.
fn is_feed_of(newsletter: &str, bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let before = format!("{ALL}/{newsletter}/");
    let is_id = |behind: &str| {
        let language = behind.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let letters = language.strip_prefix('/').unwrap_or_default();
        language.len() < behind.len()
            && letters.starts_with(|sign: char| sign.is_ascii_alphabetic())
    };
    text.contains("tag:") && text.split(&before).skip(1).any(is_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_of_issues_is_known_by_its_entries() {
        let ours = b"<guid>tag:blog.example,2026-11-24:a/newsletters/weekly/1/en</guid>";
        assert!(is_feed_of("weekly", ours));
        assert!(!is_feed_of("week", ours));
        let links =
            b"tag: see https://blog.example/newsletters/weekly/1/ and newsletters/weekly/rss";
        assert!(!is_feed_of("weekly", links));
    }
}
