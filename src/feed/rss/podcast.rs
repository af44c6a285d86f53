//! What RSS says of podcasts: the elements of Apple (<https://help.apple.com/itc/podcasts_connect/>) and of the
//! podcast namespace. Only feeds with sounds have any.

use std::collections::BTreeMap;

use rss::extension::ExtensionMap;
use rss::extension::itunes::{
    ITunesCategory, ITunesChannelExtension, ITunesItemExtension, ITunesOwner,
};
use url::Url;

use crate::config::Format;
use crate::feed::rss::extend;
use crate::feed::{Document, Entry, Feed};
use crate::model::media::Audio;

pub(super) const NAMESPACES: [(&str, &str); 2] = [
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("podcast", "https://podcastindex.org/namespace/1.0"),
];
/// Formats that Apple takes; it complains of its own elements beside any other.
const TAKEN_BY_APPLE: [&str; 5] = [".mp3", ".m4a", ".mp4", ".m4v", ".mov"];

pub(super) fn channel(document: &Document) -> ITunesChannelExtension {
    let feed = document.feed;
    let settings = &feed.podcast;
    let explicit = document
        .entries
        .iter()
        .any(|entry| entry.audio.as_ref().and_then(|audio| audio.explicit) == Some(true));
    ITunesChannelExtension {
        author: Some(feed.title.to_string()),
        categories: settings
            .category
            .iter()
            .map(|(name, inner)| ITunesCategory {
                text: name.clone(),
                subcategory: inner.as_ref().map(|inner| {
                    Box::new(ITunesCategory {
                        text: inner.clone(),
                        subcategory: None,
                    })
                }),
            })
            .collect(),
        image: feed.image.as_ref().map(Url::to_string),
        explicit: Some((settings.explicit || explicit).to_string()),
        owner: settings.email.as_ref().map(|email| ITunesOwner {
            name: Some(feed.title.to_string()),
            email: Some(email.clone()),
        }),
        ..ITunesChannelExtension::default()
    }
}

/// `podcast:guid` of a channel.
pub(super) fn name(feed: &Feed, map: &mut ExtensionMap) {
    let file = feed.files.iter().find(|file| file.format == Format::Rss);
    if let Some(file) = file {
        let guid = Some(feed.podcast_guid(&file.url));
        extend(map, "podcast", "guid", guid, BTreeMap::new());
    }
}

pub(super) fn item(entry: &Entry) -> Option<ITunesItemExtension> {
    let audio = entry.audio.as_ref()?;
    let path = audio.url.as_str().to_ascii_lowercase();
    if !TAKEN_BY_APPLE.iter().any(|ending| path.ends_with(ending)) {
        return None;
    }
    Some(ITunesItemExtension {
        image: entry.image.as_ref().map(|image| image.url.to_string()),
        duration: audio.seconds.map(clock),
        explicit: audio.explicit.map(|explicit| explicit.to_string()),
        episode: audio.episode.map(|number| number.to_string()),
        season: audio.season.map(|number| number.to_string()),
        ..ITunesItemExtension::default()
    })
}

/// `media:content`, `podcast:transcript` and `podcast:chapters` of a sound.
pub(super) fn extend_item(audio: &Audio, map: &mut ExtensionMap) {
    let medium = audio.mime.split('/').next().unwrap_or("audio");
    let mut attributes = BTreeMap::from([
        ("url".to_owned(), audio.url.to_string()),
        ("type".to_owned(), audio.mime.clone()),
        ("medium".to_owned(), medium.to_owned()),
    ]);
    let numbers = [("fileSize", audio.bytes), ("duration", audio.seconds)];
    attributes.extend(
        numbers
            .iter()
            .filter_map(|(name, number)| Some(((*name).to_owned(), (*number)?.to_string()))),
    );
    extend(map, "media", "content", None, attributes);
    let transcripts = audio.transcripts.iter().map(|file| ("transcript", file));
    let companions = transcripts.chain(audio.chapters.iter().map(|file| ("chapters", file)));
    for (name, file) in companions {
        let attributes = BTreeMap::from([
            ("url".to_owned(), file.url.to_string()),
            ("type".to_owned(), file.mime.clone()),
        ]);
        extend(map, "podcast", name, None, attributes);
    }
}

/// Seconds as `1:02:03` or `2:03`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}
