//! Feeds in several documents (RFC 5005): complete feeds, archives, pages.

use crate::feed::judge::document::Element;
use crate::feed::judge::forms::Bench;
use crate::feed::judge::links::relation;

/// Judges what a feed says of its other documents.
pub(super) fn judge(bench: &mut Bench, feed: &Element) {
    let document = bench.document;
    let find = |rel: &str| {
        document
            .named(feed, "atom:link")
            .find(|link| relation(link) == rel)
    };
    let own = find("self").map(|link| link.value("href"));
    if document.first(feed, "fh:complete").is_some() {
        for rel in [
            "first",
            "last",
            "next",
            "previous",
            "prev-archive",
            "next-archive",
        ] {
            if let Some(link) = find(rel) {
                let message = format!(
                    "a feed that is complete has no `rel=\"{rel}\"`: there is nothing more"
                );
                bench.court.find("history-complete", link.offset, message);
            }
        }
        if let Some(current) = find("current")
            && own.is_some_and(|own| own != current.value("href"))
        {
            let message = "a feed that is complete is its own current document";
            bench
                .court
                .find("history-complete", current.offset, message);
        }
    }
    if let Some(archive) = document.first(feed, "fh:archive")
        && find("current").is_none()
    {
        let message = "an archive without `rel=\"current\"`: who finds it does not find the feed";
        bench.court.find("history-current", archive.offset, message);
    }
    for (end, beyond) in [("first", "previous"), ("last", "next")] {
        let is_end = find(end).is_some_and(|link| own == Some(link.value("href")));
        if let Some(link) = find(beyond).filter(|_| is_end) {
            let message = format!("this is the {end} page, and `rel=\"{beyond}\"` leads beyond it");
            bench.court.find("history-past-end", link.offset, message);
        }
    }
}
