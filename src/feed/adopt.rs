//! What subscribers of the site's old feeds know its posts by, so that they are not told of them again.

mod address;
mod charset;
mod claims;
mod desk;
mod json;
mod matching;
mod report;
mod signs;
mod takeover;
mod vocabulary;
mod xml;

use std::fmt;

use anyhow::bail;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, fmt::rfc2822};
use serde::{Serialize, Serializer};
use url::Url;

use crate::content::parse_date;
use crate::model::text::Text;

pub(super) use address::percent_decode;
pub(super) use claims::is_iri;
pub use report::{Adopted, Conflict, Known, Refused, Report, Unmatched};
pub use signs::How;
pub use takeover::{Force, Takeover, adopt};

/// More entries than any site has; what follows is left unread.
const ENTRIES_MAX: usize = 100_000;
/// An id, a title or a link longer than this is none that somebody wrote.
const FIELD_BYTES_MAX: usize = 16 << 10;

/// The format of an old feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldFormat {
    /// RSS 0.91 to 2.0.
    Rss,
    /// RSS 0.90 and 1.0, which are RDF.
    Rdf,
    /// Atom 0.3 and 1.0.
    Atom,
    /// JSON Feed 1.0 and 1.1.
    Json,
}

impl fmt::Display for OldFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Rss => "RSS",
            Self::Rdf => "RSS 1.0",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        })
    }
}

impl Serialize for OldFormat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A feed of the site's old generator.
#[derive(Clone, Debug)]
pub struct OldFeed {
    /// Its format.
    pub format: OldFormat,
    /// The page that it says it belongs to.
    pub home: Option<Url>,
    /// Its entries, as they come; each has an id.
    pub entries: Vec<OldEntry>,
    /// Where older entries are: RFC 5005 `prev-archive` or `next`, JSON Feed `next_url`.
    pub next: Option<Url>,
    /// What could not be read, in words.
    pub notes: Vec<String>,
}

/// An entry of an old feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OldEntry {
    /// Atom `id`, RSS `guid`, `rdf:about`, JSON `id`; the link where the entry has none, as readers do.
    pub id: String,
    /// Its page, absolute where the feed tells.
    pub link: String,
    /// Its title as it stands there: plain text or HTML.
    pub title: String,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
}

impl OldEntry {
    fn date(&self) -> Option<Timestamp> {
        self.published.or(self.updated)
    }
}

/// Reads a feed of any generator; its format is found from the bytes. Broken entries are left out and noted.
///
/// `from` is where it was fetched: relative links are resolved against it. `content_type` may name the encoding.
///
/// # Errors
/// When it is no feed.
pub fn read_old(bytes: &[u8], from: Option<&Url>, content_type: &str) -> anyhow::Result<OldFeed> {
    let text = charset::decode(bytes, content_type);
    let mut feed = match text.trim_start().chars().next() {
        Some('{') => json::read(&text, from)?,
        Some('<') => xml::read(&text, from)?,
        Some(_) => bail!("it is no feed: neither XML nor JSON"),
        None => bail!("it is empty"),
    };
    let read = feed.entries.len();
    for entry in &mut feed.entries {
        // Feeds must be able to hold it, and XML takes line breaks as it likes.
        entry.id = Text::one_line(&entry.id).into_string();
    }
    feed.entries
        .retain(|entry| !entry.id.is_empty() && entry.id.len() < FIELD_BYTES_MAX);
    if feed.entries.len() < read {
        let without = read - feed.entries.len();
        feed.notes
            .push(format!("entries without an id and a link: {without}"));
    }
    if read >= ENTRIES_MAX {
        feed.notes
            .push(format!("only the first {ENTRIES_MAX} entries were read"));
    }
    Ok(feed)
}

/// Reads a date of a feed; `None` where it is none, or none that a post has.
fn parse_moment(raw: &str) -> Option<Timestamp> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > 100 {
        return None;
    }
    let lenient = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let moment = lenient.parse_timestamp(raw).ok();
    let moment = moment.or_else(|| raw.parse().ok());
    let moment = moment.or_else(|| parse_date(raw, &TimeZone::UTC));
    // Year 1 is how programs write that they know no date.
    moment.filter(|moment| Offset::UTC.to_datetime(*moment).year() > 1900)
}

/// The text of a field, shortened where nobody wrote so much.
fn add_text(field: &mut String, more: &str) {
    let room = FIELD_BYTES_MAX.saturating_sub(field.len());
    let end = (0..=room.min(more.len()))
        .rev()
        .find(|at| more.is_char_boundary(*at));
    field.push_str(&more[..end.unwrap_or(0)]);
}

#[cfg(test)]
mod tests;
