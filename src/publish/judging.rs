//! Judges what a build would write, without writing it; what comes from a post is told at the post.

use std::collections::HashMap;

use anyhow::Context as _;
use jiff::Timestamp;
use rayon::prelude::*;

use crate::config::Config;
use crate::content::Library;
use crate::feed::judge::{Submission, Verdict, judge_entries};
use crate::feed::{self, Beside, Feed, FeedFile, Ids};
use crate::model::diagnostic::{Diagnostic, Mistakes, Place};
use crate::publish::letters::Letters;
use crate::publish::{load_ledger, pages};

/// The one rule that a title can break whatever one writes.
const READS_AS_HTML: &str = "text-html";
/// A rule for feeds of others: ours may be empty until something is published.
const EXPECTED: &str = "feed-empty";

/// Renders every feed, archive and page of the site in memory, and judges the feeds and their directory. Nothing is
/// written, the ledger neither.
///
/// # Errors
/// Failures of the world. Mistakes in the feeds' rules are for [`feed::plan`] to name: nothing is judged then.
pub fn judge(
    config: &Config,
    library: &Library,
    now: Timestamp,
) -> anyhow::Result<Vec<Diagnostic>> {
    let (mut ledger, mistakes) = load_ledger(config)?;
    let ids = ledger.settle(&library.posts, &library.left_out, &config.site, now);
    let (mut plans, found) = feed::plan(config, library);
    ledger.close_pages(&plans, library, &ids);
    ledger.lay_out(&mut plans, library, &ids);
    if mistakes.iter().chain(&found).any(Diagnostic::is_error) {
        return Ok(Vec::new());
    }
    let letters = Letters::load(config)?;
    let mut feeds = feed::compose(config, library, &ids, &plans);
    feeds.extend(letters.feeds());
    let all: Vec<(&Feed, &FeedFile)> = feeds
        .iter()
        .flat_map(|made| made.files.iter().map(move |file| (made, file)))
        .collect();
    let found = all.par_iter().map(|(made, file)| {
        let context = || format!("making {}", file.path);
        judge_feed(config, made, file, now).with_context(context)
    });
    let found: Vec<Vec<Verdict>> = found.collect::<anyhow::Result<_>>()?;
    let mut posts = Posts::of(config, library, &ids);
    let mut told: Vec<Diagnostic> = found
        .into_iter()
        .flatten()
        .filter(|verdict| verdict.diagnostic.rule != EXPECTED)
        .map(|verdict| posts.tell(verdict))
        .collect();
    match pages::make(config, library, &feeds, &letters) {
        Ok(pages) => {
            let listed = pages.iter().find(|page| page.path == Beside::OPML);
            let listed = listed.map(|page| verdicts(config, &page.path, &page.bytes, now));
            told.extend(listed.into_iter().flatten().map(|own| own.diagnostic));
        }
        Err(error) => told.extend(error.downcast::<Mistakes>()?.0),
    }
    Ok(told)
}

fn judge_feed(
    config: &Config,
    made: &Feed,
    file: &FeedFile,
    now: Timestamp,
) -> anyhow::Result<Vec<Verdict>> {
    let (current, bytes) = made.current(file)?;
    let mut found = verdicts(config, &current.path, &bytes, now);
    for page in made.archive(file, &current) {
        let bytes = page.render()?;
        found.extend(verdicts(config, &page.path, &bytes, now));
    }
    Ok(found)
}

fn verdicts(config: &Config, path: &str, bytes: &[u8], now: Timestamp) -> Vec<Verdict> {
    let name = config.output.dir.join(path);
    judge_entries(&Submission {
        name: &name.to_string_lossy().replace('\\', "/"),
        bytes,
        urls: &[],
        content_type: None,
        now: Some(now),
        named_max: None,
    })
}

/// The posts behind the entries, with the text of those that were asked for.
struct Posts<'a> {
    config: &'a Config,
    sources: HashMap<String, String>,
    texts: HashMap<String, String>,
}

impl<'a> Posts<'a> {
    fn of(config: &'a Config, library: &Library, ids: &Ids) -> Self {
        let mut sources = HashMap::new();
        for post in &library.posts {
            let Some(minted) = ids.get(&post.source) else {
                continue;
            };
            for id in minted.guid.iter().chain([&minted.id]) {
                sources.insert(id.clone(), post.source.clone());
            }
        }
        Self {
            config,
            sources,
            texts: HashMap::new(),
        }
    }

    /// A finding in an entry as one of its post, at the line where what it names stands.
    fn tell(&mut self, verdict: Verdict) -> Diagnostic {
        let source = verdict.entry.and_then(|id| self.sources.get(&id));
        let Some(source) = source else {
            return verdict.diagnostic;
        };
        let text = self.texts.entry(source.clone()).or_insert_with(|| {
            let text = std::fs::read_to_string(self.config.root.join(source));
            text.unwrap_or_default()
        });
        let place = find_place(&verdict.diagnostic, text);
        let mut told = Diagnostic {
            file: source.clone(),
            line: place.line,
            column: place.column,
            source_line: String::new(),
            ..verdict.diagnostic
        };
        if told.rule == READS_AS_HTML {
            // What was typed is shown by everybody who reads as RSS says, and no spelling pleases all.
            told = told.help("leave it, or say it without tags and entities; Atom and JSON Feed have no such doubt");
        }
        told.quoting(text)
    }
}

/// Where the text of a post holds what a finding quotes: a value in back quotes, else the key that an element comes from.
fn find_place(found: &Diagnostic, text: &str) -> Place {
    let quoted = found.message.split('`').skip(1).step_by(2);
    for value in quoted {
        let value = value.trim_end_matches('…');
        let value = value
            .trim_start_matches("https:")
            .trim_start_matches("http:");
        if value.len() > 3
            && !value.starts_with('<')
            && let Some(at) = text.find(value)
        {
            return Place::of_offset(text, at, 1);
        }
    }
    let key = if found.rule.starts_with("date-") {
        "date:"
    } else if found.message.contains("<title>") {
        "title:"
    } else if found.message.contains("<category>") {
        "categories:"
    } else {
        return Place::START;
    };
    let line = text.lines().position(|line| line.starts_with(key));
    line.and_then(|line| u32::try_from(line + 1).ok())
        .map_or(Place::START, |line| Place { line, column: 1 })
}
