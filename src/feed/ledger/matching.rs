//! Which entry of the ledger each post is: by what it kept, the surest signs first.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use crate::content::LeftOut;
use crate::feed::ledger::Record;
use crate::model::post::Post;

/// A sign by which a post is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sign {
    /// Its own id, in its section.
    IdInSection,
    /// Its own id.
    Id,
    /// Its title, date and body: only its file was renamed.
    Whole,
    /// Its file, with its body.
    FileAndBody,
    /// Its body: it moved.
    Body,
    /// Its title and date: it was edited, and may have moved.
    TitleAndDate,
    /// Its file, with its title or date: it was edited.
    File,
}

/// From the surest to the weakest; each looks only at what the ones before have left.
const SIGNS: [Sign; 7] = [
    Sign::IdInSection,
    Sign::Id,
    Sign::Whole,
    Sign::FileAndBody,
    Sign::Body,
    Sign::TitleAndDate,
    Sign::File,
];

/// More entries than this that share a sign are not told apart by it.
const CANDIDATES_MAX: usize = 100;

/// What is looked up for a sign; always in one language.
type Key<'a> = (Sign, &'a str, &'a str, &'a str);

/// The ledger's id for each post, where it has one. The record of a file in `left_out` waits for it: only a post that is
/// surely the same may have its id.
pub(super) fn match_posts(
    entries: &BTreeMap<String, Record>,
    posts: &[&Post],
    left_out: &[LeftOut],
) -> Vec<Option<String>> {
    let waiting: HashSet<&str> = left_out.iter().map(|file| file.file.as_str()).collect();
    let mut used: HashSet<&String> = HashSet::with_capacity(entries.len());
    let mut matched: Vec<Option<String>> = vec![None; posts.len()];
    let mut by_source: HashMap<&str, Vec<&String>> = HashMap::with_capacity(entries.len());
    for (id, record) in entries {
        by_source.entry(&record.source).or_default().push(id);
    }
    for (slot, post) in matched.iter_mut().zip(posts) {
        let ids = by_source.get(post.source.as_str()).into_iter().flatten();
        let mut same = ids.filter(|id| is_unchanged(&entries[**id], post));
        if let Some(id) = same.next() {
            used.insert(id);
            *slot = Some((*id).clone());
        }
    }
    if used.len() == posts.len() || used.len() == entries.len() {
        return matched;
    }
    let rest = || entries.iter().filter(|(id, _)| !used.contains(id));
    let dates: HashMap<&str, String> = rest()
        .map(|(id, record)| (id.as_str(), record.date.to_string()))
        .collect();
    let post_dates: Vec<String> = posts.iter().map(|post| post.date.to_string()).collect();
    let mut index: HashMap<Key, VecDeque<&String>> = HashMap::new();
    for (id, record) in rest() {
        let waits = waiting.contains(record.source.as_str());
        for key in keys_of(record, &dates[id.as_str()]) {
            if waits && !matches!(key.0, Sign::IdInSection | Sign::Whole) {
                continue;
            }
            index.entry(key).or_default().push_back(id);
        }
    }
    for sign in SIGNS {
        for ((slot, post), date) in matched.iter_mut().zip(posts).zip(&post_dates) {
            if slot.is_some() {
                continue;
            }
            let Some(key) = key_of(sign, post, date) else {
                continue;
            };
            let Some(candidates) = index.get_mut(&key) else {
                continue;
            };
            while candidates.front().is_some_and(|id| used.contains(id)) {
                candidates.pop_front();
            }
            let mut candidates = candidates.iter().take(CANDIDATES_MAX).copied();
            let free =
                candidates.find(|id| !used.contains(id) && may_be(sign, &entries[*id], post));
            if let Some(id) = free {
                used.insert(id);
                *slot = Some(id.clone());
            }
        }
    }
    matched
}

/// Whether everything that a record remembers of a post is as it was: no sign could be surer.
fn is_unchanged(record: &Record, post: &Post) -> bool {
    record.source == post.source
        && record.language == post.language.as_str()
        && record.section == post.section
        && record.post.as_deref() == post.id.as_deref()
        && record.title == *post.title
        && record.date == post.date
        && record.body == post.body.hash
}

fn keys_of<'a>(record: &'a Record, date: &'a str) -> Vec<Key<'a>> {
    let language = record.language.as_str();
    let mut keys = vec![
        (
            Sign::FileAndBody,
            record.source.as_str(),
            record.body.as_str(),
            "",
        ),
        (
            Sign::Whole,
            record.body.as_str(),
            language,
            record.title.as_str(),
        ),
        (Sign::Body, record.body.as_str(), language, ""),
        (Sign::File, record.source.as_str(), "", ""),
        (Sign::TitleAndDate, record.title.as_str(), date, language),
    ];
    if let Some(own) = &record.post {
        keys.extend([
            (
                Sign::IdInSection,
                own.as_str(),
                language,
                record.section.as_str(),
            ),
            (Sign::Id, own.as_str(), language, ""),
        ]);
    }
    keys
}

fn key_of<'a>(sign: Sign, post: &'a Post, date: &'a str) -> Option<Key<'a>> {
    let language = post.language.as_str();
    let has_body = !post.body.markdown.trim().is_empty();
    Some(match sign {
        Sign::Whole => (sign, post.body.hash.as_str(), language, post.title.as_str()),
        Sign::IdInSection => (sign, post.id.as_deref()?, language, post.section.as_str()),
        Sign::Id => (sign, post.id.as_deref()?, language, ""),
        Sign::FileAndBody => (sign, post.source.as_str(), post.body.hash.as_str(), ""),
        Sign::Body if has_body => (sign, post.body.hash.as_str(), language, ""),
        Sign::Body => return None,
        Sign::File => (sign, post.source.as_str(), "", ""),
        Sign::TitleAndDate => (sign, post.title.as_str(), date, language),
    })
}

/// Whether what `record` remembers can have become `post`. Two ids that differ are two posts, unless all else is the same.
fn may_be(sign: Sign, record: &Record, post: &Post) -> bool {
    let same_title = record.title == *post.title;
    let same_date = record.date == post.date;
    let same_body = record.body == post.body.hash;
    let ids_agree = match (&record.post, &post.id) {
        (Some(known), Some(own)) => known.as_str() == own.as_str(),
        _ => true,
    };
    match sign {
        Sign::IdInSection | Sign::Id => true,
        Sign::Whole => ids_agree && same_date,
        Sign::FileAndBody => ids_agree || same_title || same_date,
        Sign::Body => ids_agree || (same_title && same_date),
        Sign::File if ids_agree => same_title || same_date,
        Sign::File => (same_title && same_date) || (same_body && (same_title || same_date)),
        Sign::TitleAndDate => ids_agree,
    }
}
