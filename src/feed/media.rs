//! What goes with an entry beside its text: enclosures, and the name that a podcast keeps for ever.

use ring::digest;
use url::Url;

use crate::feed::{Document, Entry, Feed};
use crate::model::text::hex;

/// The namespace of `podcast:guid` (<https://podcasting2.org/docs/podcast-namespace/tags/guid>).
const GUID_NAMESPACE: [u8; 16] = [
    0xea, 0xd4, 0xc2, 0x36, 0xbf, 0x58, 0x58, 0xc6, 0xa2, 0xc6, 0xa6, 0xb2, 0x8d, 0x12, 0x8c, 0xb6,
];

/// A file that goes with an entry: RSS `enclosure`, Atom `link rel=enclosure`, a JSON attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Enclosed {
    pub(super) url: String,
    pub(super) mime: String,
    /// Its length, where that is known; never 0.
    pub(super) bytes: Option<u64>,
}

impl Entry {
    /// The sound, then the picture where its file is here.
    pub(super) fn enclosed(&self) -> Vec<Enclosed> {
        let audio = self.audio.as_ref().map(|audio| Enclosed {
            url: audio.url.to_string(),
            mime: audio.mime.clone(),
            bytes: audio.bytes,
        });
        let image = self.image.as_ref().and_then(|image| {
            let local = image.local.as_ref()?;
            Some(Enclosed {
                url: image.url.to_string(),
                mime: local.mime.clone(),
                bytes: Some(local.bytes),
            })
        });
        audio.into_iter().chain(image).collect()
    }

    /// The one enclosure of an RSS item: the sound where there is one, and never without a length.
    pub(super) fn enclosed_in_rss(&self) -> Option<Enclosed> {
        let mut enclosed = self.enclosed();
        enclosed.retain(|file| self.audio.is_none() || Some(file.url.as_str()) == self.sound());
        enclosed.into_iter().find(|file| file.bytes.is_some())
    }

    fn sound(&self) -> Option<&str> {
        self.audio.as_ref().map(|audio| audio.url.as_str())
    }
}

impl Document<'_> {
    /// Whether any of its entries has a sound: the pages of an archive without one never change for one.
    pub(super) fn is_podcast(&self) -> bool {
        self.entries.iter().any(|entry| entry.audio.is_some())
    }
}

impl Feed {
    /// `podcast:guid`: the one that is configured, else made of the feed's address `url`.
    pub(super) fn podcast_guid(&self, url: &Url) -> String {
        self.podcast.guid.clone().unwrap_or_else(|| {
            let address = url.as_str();
            let bare = address.split_once("://").map_or(address, |(_, bare)| bare);
            guid_of(bare.trim_end_matches('/'))
        })
    }
}

/// A UUID of version 5 (RFC 9562, 5.5) for the address of a feed without scheme and closing slash.
fn guid_of(address: &str) -> String {
    let named = [GUID_NAMESPACE.as_slice(), address.as_bytes()].concat();
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &named);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.as_ref()[..16]);
    bytes[6] = (bytes[6] & 0x0F) | 0x50;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    let digits = hex(&bytes);
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guid_of_a_podcast_is_that_of_the_specification() {
        assert_eq!(
            guid_of("mp3s.nashownotes.com/pc20rss.xml"),
            "917393e3-1b1e-5cef-ace4-edaa54e1f810"
        );
        assert_eq!(
            guid_of("podnews.net/rss"),
            "9b024349-ccf0-5f69-a609-6b82873eab3c"
        );
    }
}
