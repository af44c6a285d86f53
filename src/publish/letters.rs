//! Sent issues on the web. Their content is kept beside the id ledger, without addresses, so that every machine with the
//! site's files builds the same archive.

mod pages;

use std::path::PathBuf;

use anyhow::Context as _;
use jiff::Timestamp;

use crate::config::{Config, Newsletter};
use crate::content;
use crate::feed::{Feed, Letter, letter_feed, letter_folder, letter_url};
use crate::model::delivery::IssueName;
use crate::model::issue::{PublicEdition, PublicIssue};
use crate::model::language::Language;
use crate::model::text::Text;
use crate::publish::files::{self, Staged, Turn};
use crate::publish::output::Output;
use crate::publish::pages::{Companion, MARK, stage};
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
/// When it cannot be written.
pub fn keep_letter(config: &Config, issue: &IssueName, page: &str) -> anyhow::Result<()> {
    let path = folder_of(config, &issue.newsletter).join(format!("{}.json", issue.number));
    files::write(&config.root, &path, page.as_bytes())?;
    Ok(())
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
            let issues = read_issues(config, newsletter)?;
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

    /// The removal of pages whose issue is not kept any more.
    pub(super) fn stale(&self, output: &Output) -> Vec<Staged> {
        let folder = self.config.root.join(&self.config.output.dir);
        let mut removals = Vec::new();
        for newsletter in &self.config.newsletters {
            let base = format!("newsletters/{}", newsletter.name);
            let others = newsletter.languages.iter().skip(1);
            let others = others.map(|edition| letter_folder(newsletter, &edition.language));
            for place in std::iter::once(base).chain(others) {
                let known = |number: u32| {
                    let path = format!("{place}/{number}/");
                    let mut letters = self.editions.iter().flat_map(|edition| &edition.letters);
                    letters.any(|letter| letter.url.path().ends_with(&path))
                };
                let entries = std::fs::read_dir(folder.join(&place))
                    .into_iter()
                    .flatten()
                    .flatten();
                let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
                for number in numbers.filter(|number| !known(*number)) {
                    let path = format!("{place}/{number}/index.html");
                    if output.ends_with(&path, MARK) {
                        removals.extend(output.stage_removal(&path));
                    }
                }
            }
        }
        removals
    }
}

/// Numbers and content, newest first.
fn read_issues(
    config: &Config,
    newsletter: &Newsletter,
) -> anyhow::Result<Vec<(u32, PublicIssue)>> {
    let folder = config.root.join(folder_of(config, &newsletter.name));
    let mut issues = Vec::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let number = path
            .file_stem()
            .and_then(|stem| stem.to_str()?.parse::<u32>().ok());
        let is_ours = path.extension().is_some_and(|ending| ending == "json");
        let Some(number) = number.filter(|_| is_ours) else {
            continue;
        };
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
