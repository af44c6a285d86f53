//! The ledger of permanent ids: minted once, kept over every move (RFC 4151 `tag:` URIs).

mod adoption;
mod matching;
mod merging;
mod moments;
mod names;
mod order;
mod reading;

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use ring::digest;
use serde::{Deserialize, Serialize};

use crate::config::Site;
use crate::content::LeftOut;
use crate::feed::adopt::percent_decode;
use crate::feed::ids::{Ids, Minted};
use crate::model::post::Post;
use crate::model::text::hex;

pub(super) use adoption::Adoption;
pub(super) use names::{Names, Origin};
pub use reading::Unreadable;

use moments::Moments;
use order::{Key, Pages};

const VERSION: u32 = 1;

/// What `content/.postrider/ids.json` holds: every id ever given, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    version: u32,
    pages: Pages,
    entries: BTreeMap<String, Record>,
    /// The keys of posts that have another id by now.
    moved: HashSet<Key>,
    /// Whether something was minted or noted since it was read.
    is_changed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    post: Option<String>,
    /// What RSS and JSON Feed have in place of the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    guid: Option<String>,
    /// The old feeds that gave the id.
    #[serde(default, skip_serializing_if = "Origin::is_minted")]
    adopted: Origin,
    language: String,
    section: String,
    title: String,
    date: Timestamp,
    /// Its number in the order of publishing; none where `adopt` knew the post before it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nth: Option<u32>,
    /// By which pages know it, where that does not follow from its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Key>,
    body: String,
    content: String,
    /// The `updated` that the author typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typed: Option<Timestamp>,
    /// What the author or the last change says, before equal moments were told apart.
    changed: Timestamp,
    updated: Timestamp,
}

impl Record {
    /// What is to be remembered of a post by which it is recognised.
    fn of(post: &Post, content: String) -> Self {
        Self {
            source: post.source.clone(),
            post: post.id.as_ref().map(ToString::to_string),
            guid: None,
            adopted: Origin::Minted,
            language: post.language.to_string(),
            section: post.section.clone(),
            title: post.title.to_string(),
            date: post.date,
            nth: None,
            key: None,
            body: post.body.hash.clone(),
            content,
            typed: post.updated,
            changed: post.date,
            updated: post.date,
        }
    }
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            version: VERSION,
            pages: Pages::new(),
            entries: BTreeMap::new(),
            moved: HashSet::new(),
            is_changed: false,
        }
    }
}

impl Ledger {
    /// The file's text: sorted, one entry a line, so that a version control merges what two people add.
    ///
    /// # Errors
    /// None in practice: every value can be written.
    pub fn to_json(&self) -> anyhow::Result<String> {
        let mut text = format!("{{\n\"version\": {},\n", self.version);
        if !self.pages.is_empty() {
            let pages = self.pages.iter().flat_map(|(feed, pages)| {
                let page = move |(number, keys): (u32, &Vec<Key>)| {
                    let keys: Vec<String> = keys.iter().map(Key::to_string).collect();
                    (format!("{feed} {number}"), keys.join(" "))
                };
                (1..).zip(pages).map(page)
            });
            let pages = lines_of(pages)?;
            text.push_str(&format!("\"pages\": {{\n{pages}\n}},\n"));
        }
        let entries = lines_of(&self.entries)?;
        text.push_str(&format!("\"entries\": {{\n{entries}\n}}\n}}\n"));
        Ok(text)
    }

    /// How many ids were ever given.
    pub fn id_count(&self) -> usize {
        self.entries.len()
    }

    /// Whether it says something else than the file it was read from.
    pub fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Finds or mints the id of every post and notes what changed; `now` is the moment of a change
    /// that no front matter dates. The posts in `left_out` keep the ids that they have.
    pub fn settle(
        &mut self,
        posts: &[Post],
        left_out: &[LeftOut],
        site: &Site,
        now: Timestamp,
    ) -> Ids {
        let mut order: Vec<&Post> = posts.iter().collect();
        order.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.source.cmp(&b.source)));
        let matched = matching::match_posts(&self.entries, &order, left_out);
        let mut taken = self.moments();
        let shared = shared_names(&order);
        let numbers = self.numbers(&order, &matched);
        let mut ids = Ids::default();
        for ((post, known), nth) in order.into_iter().zip(matched).zip(numbers) {
            let id = known.unwrap_or_else(|| self.mint(post, site, &shared));
            let record = self.note(&id, (post, nth), now, &mut taken);
            ids.posts.insert(
                post.source.clone(),
                Minted {
                    updated: record.updated,
                    nth,
                    guid: record.guid.clone(),
                    id,
                },
            );
        }
        ids.ever = self.entries.keys().cloned().collect();
        ids
    }

    fn moments(&self) -> Moments {
        Moments::of(self.entries.values().map(|record| record.updated))
    }

    fn mint(&self, post: &Post, site: &Site, shared: &HashSet<String>) -> String {
        let name = name_of(post);
        // Two sites on one host are two minters.
        let mut path = percent_decode(site.url.path().trim_matches('/')).into_owned();
        if !path.is_empty() {
            path.push('/');
        }
        if shared.contains(name) {
            for part in [post.section.as_str(), post.language.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
            {
                path.push_str(part);
                path.push('/');
            }
        }
        path.push_str(name);
        let host = site.url.host_str().unwrap_or("localhost");
        let day = post.date.to_string();
        let day = day.split('T').next().unwrap_or_default();
        let base = format!("tag:{host},{day}:{}", encode(&path));
        let mut id = base.clone();
        let mut more = 2_u32;
        while self.entries.contains_key(&id) || self.moved.contains(&Key::of(&id)) {
            id = format!("{base}/{more}");
            more += 1;
        }
        id
    }

    fn note(
        &mut self,
        id: &str,
        (post, nth): (&Post, u32),
        now: Timestamp,
        taken: &mut Moments,
    ) -> &Record {
        let content = content_hash(post);
        let old = self.entries.get(id);
        let changed = match (post.updated, old) {
            (Some(typed), None) => typed,
            (Some(typed), Some(old)) if old.typed != Some(typed) => typed,
            (_, Some(old)) if old.content != content => now,
            (_, Some(old)) => old.changed,
            (None, None) => post.date,
        };
        let changed = changed.max(post.date);
        let updated = match old {
            Some(old) if old.changed == changed => old.updated,
            _ => taken.take(changed),
        };
        let record = Record {
            guid: old.and_then(|old| old.guid.clone()),
            adopted: old.map_or(Origin::Minted, |old| old.adopted),
            nth: Some(nth),
            key: old.and_then(|old| old.key),
            changed,
            updated,
            ..Record::of(post, content)
        };
        self.is_changed |= old != Some(&record);
        let slot = self.entries.entry(id.to_owned());
        slot.insert_entry(record).into_mut()
    }
}

/// The members of an object, one a line.
fn lines_of<N: Serialize, V: Serialize>(
    members: impl IntoIterator<Item = (N, V)>,
) -> anyhow::Result<String> {
    let line = |(name, value)| -> anyhow::Result<String> {
        let (name, value) = (
            serde_json::to_string(&name)?,
            serde_json::to_string(&value)?,
        );
        Ok(format!("{name}: {value}"))
    };
    let lines: Vec<String> = members.into_iter().map(line).collect::<Result<_, _>>()?;
    Ok(lines.join(",\n"))
}

fn name_of(post: &Post) -> &str {
    post.id.as_deref().unwrap_or(&post.slug)
}

fn shared_names(posts: &[&Post]) -> HashSet<String> {
    let mut seen: HashSet<&str> = HashSet::new();
    posts
        .iter()
        .map(|post| name_of(post))
        .filter(|name| !seen.insert(name))
        .map(str::to_owned)
        .collect()
}

fn content_hash(post: &Post) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in [
        post.title.as_str(),
        post.summary.as_deref().unwrap_or_default(),
        &post.body.hash,
    ] {
        context.update(part.as_bytes());
        context.update(&[0]);
    }
    hex(&context.finish().as_ref()[..16])
}

/// What RFC 4151 allows behind the colon, the rest percent-encoded.
fn encode(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
