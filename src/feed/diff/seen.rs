//! A published feed as its readers see it, ours or that of another program.

use crate::config::Format;
use crate::feed::adopt::read_old;
use crate::feed::readback::{Seen, read as read_own};

/// Reads a published feed; one that we did not write as far as its entries' names go.
///
/// # Errors
/// When it is no feed at all.
pub(super) fn read(format: Format, text: &str) -> anyhow::Result<Vec<Seen>> {
    if let Ok(seen) = read_own(format, text)
        && !seen.is_empty()
    {
        return Ok(seen);
    }
    let feed = read_old(text.as_bytes(), None, "")?;
    let entries = feed.entries.into_iter().map(|entry| Seen {
        id: entry.id,
        url: entry.link,
        title: entry.title,
        published: entry.published,
        updated: entry.updated,
        ..Seen::default()
    });
    Ok(entries.collect())
}
