//! The `<link rel="alternate">`s by which browsers and readers find the feeds, as HTML to include in every page's head.

use crate::config::Format;
use crate::content::escape;
use crate::feed::{Feed, FeedFile, TopicKind};

/// The links: the feed of everything first, RSS and Atom before every JSON Feed, which half of all readers do not know.
///
/// The feeds of one category, tag, author or section are left out: there may be hundreds, and the head of every page
/// would carry them. Where a site has no other feed, they are all there is.
pub fn autodiscovery(feeds: &[Feed]) -> String {
    let is_wide = |feed: &&Feed| {
        matches!(
            feed.topic.kind,
            TopicKind::Everything | TopicKind::Language | TopicKind::Own
        )
    };
    let mut chosen: Vec<&Feed> = feeds.iter().filter(is_wide).collect();
    if chosen.is_empty() {
        chosen = feeds.iter().collect();
    }
    chosen.sort_by_key(|feed| feed.topic.kind);
    let mut files: Vec<(&Feed, &FeedFile)> = chosen
        .iter()
        .flat_map(|feed| {
            let mut files: Vec<&FeedFile> = feed.files.iter().collect();
            files.sort_by_key(|file| file.format);
            files.into_iter().map(|file| (*feed, file))
        })
        .collect();
    files.sort_by_key(|(_, file)| file.format == Format::Json);
    let links = files.iter().map(|(feed, file)| {
        format!(
            "<link rel=\"alternate\" type=\"{}\" title=\"{} ({})\" href=\"{}\">\n",
            file.mime(),
            escape(&feed.title),
            file.name(),
            escape(file.url.as_str()),
        )
    });
    format!(
        "<!-- Made by Postrider. Include it in the <head> of each page of the site. -->\n{}",
        links.collect::<String>()
    )
}
