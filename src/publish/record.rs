//! `newsletters.json` beside the id ledger, and the issues kept beside it: what was sent, without addresses, so that a
//! lost store is noticed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::publish::files;
use crate::publish::letters::kept_letters;

/// Every newsletter's last issue and posts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    newsletters: BTreeMap<String, Sent>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sent {
    last_issue: u32,
    posts: Vec<String>,
    /// Those of the posts whose ids the ledger lost, as the editor said.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    lost: BTreeSet<String>,
    /// The post that each correcting issue mailed again, by the issue's number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    corrections: BTreeMap<u32, String>,
    /// A digest of what that post said, by the same number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    words: BTreeMap<u32, String>,
}

impl Sent {
    fn add(&mut self, posts: impl IntoIterator<Item = String>) {
        self.posts.extend(posts);
        self.posts.sort_unstable();
        self.posts.dedup();
    }
}

impl Record {
    /// Reads the record; a missing one is empty. Kept issues that it lacks are added: it may be lost, or not merged.
    ///
    /// # Errors
    /// When it cannot be read or is no record: without it nobody knows what was sent.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let mut record = Self::read(config)?;
        for (newsletter, last, posts) in kept_letters(config, |name| record.last_issue(name) + 1)? {
            if last > record.last_issue(&newsletter) {
                let sent = record.newsletters.entry(newsletter).or_default();
                sent.last_issue = last;
                sent.add(posts);
            }
        }
        Ok(record)
    }

    fn read(config: &Config) -> anyhow::Result<Self> {
        let path = config.root.join(path_of(config));
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                serde_json::from_str(&text).with_context(|| {
                    format!(
                        "reading `{}`: restore it; where two branches met, keep the posts of both and the greater last_issue",
                        path.display()
                    )
                })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("reading `{}`", path.display())),
        }
    }

    /// The number of the last issue that was sent from anywhere; 0 = none.
    pub fn last_issue(&self, newsletter: &str) -> u32 {
        self.newsletters
            .get(newsletter)
            .map_or(0, |sent| sent.last_issue)
    }

    /// The entry ids that issues have had.
    pub fn posts(&self, newsletter: &str) -> &[String] {
        self.newsletters
            .get(newsletter)
            .map_or(&[], |sent| &sent.posts)
    }

    /// The entry ids that issues of any newsletter have had, and those that were old when its first one went out.
    pub fn all_posts(&self) -> impl Iterator<Item = &String> {
        self.newsletters.values().flat_map(|sent| &sent.posts)
    }

    /// Whether the editor said that the ledger lost this id.
    pub fn is_lost(&self, newsletter: &str, id: &str) -> bool {
        let sent = self.newsletters.get(newsletter);
        sent.is_some_and(|sent| sent.lost.contains(id))
    }

    /// Notes that the ledger lost these ids and that posts which had them may have others now; [`Record::note`] writes it.
    pub fn note_lost(&mut self, newsletter: &str, ids: impl IntoIterator<Item = String>) {
        let sent = self.newsletters.entry(newsletter.to_owned()).or_default();
        sent.lost.extend(ids);
    }

    /// Forgets that ids were lost which the ledger knows again: the next loss is told anew.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note_found(
        &mut self,
        config: &Config,
        newsletter: &str,
        is_known: impl Fn(&str) -> bool,
    ) -> anyhow::Result<()> {
        let Some(sent) = self.newsletters.get_mut(newsletter) else {
            return Ok(());
        };
        let before = sent.lost.len();
        sent.lost.retain(|id| !is_known(id));
        if sent.lost.len() < before {
            self.write(config)?;
        }
        Ok(())
    }

    /// Notes which issues corrected which post, and the digest of what it said; [`Record::note`] writes it.
    pub fn note_corrections(
        &mut self,
        newsletter: &str,
        corrections: BTreeMap<u32, (String, String)>,
    ) {
        let sent = self.newsletters.entry(newsletter.to_owned()).or_default();
        for (number, (post, words)) in corrections {
            sent.corrections.insert(number, post);
            sent.words.insert(number, words);
        }
    }

    /// The last issue that corrected a post, and the digest of what it said; empty where an earlier version noted none.
    pub fn last_correction(&self, newsletter: &str, post: &str) -> Option<(u32, &str)> {
        let sent = self.newsletters.get(newsletter)?;
        let mut corrections = sent.corrections.iter().rev();
        let (number, _) = corrections.find(|(_, corrected)| *corrected == post)?;
        Some((*number, sent.words.get(number).map_or("", String::as_str)))
    }

    /// The newsletters of which something is on record.
    pub fn newsletters(&self) -> impl Iterator<Item = &str> {
        self.newsletters.keys().map(String::as_str)
    }

    /// Notes what the store knows of a newsletter and writes the file when that is news.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note(
        &mut self,
        config: &Config,
        newsletter: &str,
        last_issue: u32,
        posts: impl IntoIterator<Item = String>,
    ) -> anyhow::Result<()> {
        let sent = self.newsletters.entry(newsletter.to_owned()).or_default();
        sent.last_issue = sent.last_issue.max(last_issue);
        sent.add(posts);
        self.write(config)
    }

    fn write(&self, config: &Config) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        files::write(&config.root, &path_of(config), text.as_bytes())?;
        Ok(())
    }
}

fn path_of(config: &Config) -> PathBuf {
    config.content.ledger.with_file_name("newsletters.json")
}
