//! Sent issues on the web. Their content is kept beside the id ledger, without addresses, so that every machine with the
//! site's files builds the same archive.

mod pages;
mod stale;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use jiff::Timestamp;

use crate::config::{Config, Newsletter};
use crate::content;
use crate::feed::{Feed, Letter, letter_feed, letter_url};
use crate::model::delivery::IssueName;
use crate::model::issue::{PublicEdition, PublicIssue};
use crate::model::language::Language;
use crate::model::text::Text;
use crate::publish::files::{self, Turn};
use crate::publish::output::Output;
use crate::publish::pages::{Companion, stage};
use crate::publish::stage::stage_feeds;
use crate::template::Web;

/// The issues of one newsletter in one language.
struct Edition<'c> {
    newsletter: &'c Newsletter,
    language: Language,
    /// Newest first.
    letters: Vec<Letter>,
    /// The mail's HTML of each.
    mails: Vec<String>,
    feed: Feed,
}

/// Every issue that the site shows.
pub(super) struct Letters<'c> {
    config: &'c Config,
    editions: Vec<Edition<'c>>,
}

/// Keeps what a sent issue shows in a browser; removing the file removes its pages.
///
/// # Errors
/// When it cannot be written, and where another issue of that number is kept already.
pub fn keep_letter(config: &Config, issue: &IssueName, page: &str) -> anyhow::Result<()> {
    let path = folder_of(config, &issue.newsletter).join(format!("{}.json", issue.number));
    match std::fs::read(config.root.join(&path)) {
        Ok(kept) => ensure!(
            kept == page.as_bytes(),
            "`{}` is kept of another {issue} than the one that this store sent: two machines sent from the same state. \
             Move the file away to publish this one",
            path.display()
        ),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("reading `{}`", path.display())),
    }
    files::write(&config.root, &path, page.as_bytes())?;
    Ok(())
}

/// By newsletter, the number of the last issue that is kept, and the entry ids of the posts with which it and those from
/// `first(newsletter)` on were done.
///
/// # Errors
/// When a file cannot be read, or is none of ours.
pub(super) fn kept_letters(
    config: &Config,
    first: impl Fn(&str) -> u32,
) -> anyhow::Result<Vec<(String, u32, Vec<String>)>> {
    let mut kept = Vec::new();
    for entry in entries(&config.root.join(folder_of(config, ""))) {
        let Ok(newsletter) = entry.file_name().into_string() else {
            continue;
        };
        let Some(last) = numbers(&entry.path()).map(|(number, _)| number).max() else {
            continue;
        };
        let first = first(&newsletter);
        let issues = read_issues(&entry.path(), first)?;
        let posts = issues.into_iter().flat_map(|(_, issue)| issue.posts);
        kept.push((newsletter, last, posts.collect()));
    }
    Ok(kept)
}

/// Writes the pages and feeds of sent issues, and nothing else: an issue can be read in a browser before anybody gets it.
///
/// # Errors
/// Failures of the world, and [`crate::model::diagnostic::Mistakes`] in the templates.
pub fn build_letters(config: &Config, now: Timestamp, _turn: &Turn) -> anyhow::Result<()> {
    let letters = Letters::load(config)?;
    if letters.is_empty() {
        return Ok(());
    }
    let pages = letters.pages(&Web::load(config)?)?;
    let output = Output::open(config, now)?;
    let feeds: Vec<Feed> = letters.feeds().collect();
    let mut changes = stage_feeds(&feeds, &output)?.changes;
    for page in stage(config, &pages, &output)? {
        changes.extend(page.changes);
    }
    files::land(changes)
}

fn folder_of(config: &Config, newsletter: &str) -> PathBuf {
    config
        .content
        .ledger
        .with_file_name("issues")
        .join(newsletter)
}

impl<'c> Letters<'c> {
    /// Reads the kept issues of every newsletter that has an archive.
    ///
    /// # Errors
    /// When a file cannot be read, or is none of ours.
    pub(super) fn load(config: &'c Config) -> anyhow::Result<Self> {
        let mut editions = Vec::new();
        for newsletter in config
            .newsletters
            .iter()
            .filter(|newsletter| newsletter.archive)
        {
            let folder = config.root.join(folder_of(config, &newsletter.name));
            let issues = read_issues(&folder, 0)?;
            let own = newsletter
                .languages
                .iter()
                .map(|edition| edition.language.clone());
            let mut languages: Vec<Language> = own.collect();
            if languages.is_empty() {
                languages.push(config.site.language.clone());
            }
            let made = languages
                .into_iter()
                .map(|language| Edition::of(config, newsletter, language, &issues));
            editions.extend(made.filter(|edition| !edition.letters.is_empty()));
        }
        Ok(Self { config, editions })
    }

    /// Whether the site shows none.
    pub(super) fn is_empty(&self) -> bool {
        self.editions.is_empty()
    }

    /// The feeds of issues.
    pub(super) fn feeds(&self) -> impl Iterator<Item = Feed> {
        self.editions.iter().map(|edition| edition.feed.clone())
    }

    /// The page of every issue and the lists of them.
    ///
    /// # Errors
    /// [`crate::model::diagnostic::Mistakes`] in the templates.
    pub(super) fn pages(&self, web: &Web) -> anyhow::Result<Vec<Companion>> {
        let mut pages = Vec::new();
        for edition in &self.editions {
            pages.push(edition.list(self.config, web)?);
            for at in 0..edition.letters.len() {
                pages.push(edition.page(self.config, web, at)?);
            }
        }
        Ok(pages)
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = std::fs::DirEntry> {
    std::fs::read_dir(folder).into_iter().flatten().flatten()
}

/// The files of kept issues, with their numbers.
fn numbers(folder: &Path) -> impl Iterator<Item = (u32, PathBuf)> {
    entries(folder).filter_map(|entry| {
        let path = entry.path();
        let number = path.file_stem()?.to_str()?.parse().ok()?;
        let is_ours = path.extension().is_some_and(|ending| ending == "json");
        is_ours.then_some((number, path))
    })
}

/// Numbers and content from the issue `first` on, newest first.
fn read_issues(folder: &Path, first: u32) -> anyhow::Result<Vec<(u32, PublicIssue)>> {
    let mut issues = Vec::new();
    for (number, path) in numbers(folder).filter(|(number, _)| *number >= first) {
        let context = || {
            format!(
                "reading `{}`: restore it, or remove it to take the issue off the web",
                path.display()
            )
        };
        let text = std::fs::read(&path).with_context(context)?;
        issues.push((number, serde_json::from_slice(&text).with_context(context)?));
    }
    issues.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    Ok(issues)
}

impl<'c> Edition<'c> {
    fn of(
        config: &Config,
        newsletter: &'c Newsletter,
        language: Language,
        issues: &[(u32, PublicIssue)],
    ) -> Self {
        let (mut letters, mut mails) = (Vec::new(), Vec::new());
        for (number, issue) in issues {
            let is_it = |edition: &&PublicEdition| edition.language == language.as_str();
            let Some(edition) = issue.editions.iter().find(is_it) else {
                continue;
            };
            let url = letter_url(config, newsletter, &language, Some(*number));
            letters.push(Letter {
                id: edition.id.clone(),
                number: *number,
                subject: Text::one_line(&edition.subject),
                summary: Text::one_line(&edition.summary),
                content: content::reduce_letter(&edition.html, &url),
                sent: issue.frozen_at,
                url,
            });
            mails.push(edition.html.clone());
        }
        Self {
            feed: letter_feed(config, newsletter, &language, &letters),
            newsletter,
            language,
            letters,
            mails,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_that_is_kept_already_is_kept_whole_or_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = b"site: {title: A, url: https://a.example, language: en}\n";
        let loaded = Config::parse(text, folder.path(), "postrider.yaml");
        let config = loaded.config.expect("a configuration");
        let issue: IssueName = "weekly/2".parse().expect("a name");
        keep_letter(&config, &issue, "one").expect("new");
        keep_letter(&config, &issue, "one").expect("the same again");
        let refused = keep_letter(&config, &issue, "other").expect_err("another");
        assert!(refused.to_string().contains("weekly/2.json"), "{refused:#}");
        let path = folder
            .path()
            .join("content/.postrider/issues/weekly/2.json");
        assert_eq!(std::fs::read_to_string(path).expect("kept"), "one");
    }
}
