//! Sounds that go with posts: the episodes of a podcast.

use url::Url;

use crate::model::text::Text;

/// A sound that goes with a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audio {
    /// Absolute URL.
    pub url: Url,
    /// Length in bytes: the file's, else as typed; `None` where nobody knows.
    pub bytes: Option<u64>,
    /// MIME type: by the file's content where it is here.
    pub mime: String,
    /// How long it plays, in whole seconds.
    pub seconds: Option<u64>,
    /// Its own title.
    pub title: Option<Text>,
    /// The number of the episode.
    pub episode: Option<u32>,
    /// The number of the season.
    pub season: Option<u32>,
    /// Whether its words are not for everybody's ears, where the post says so.
    pub explicit: Option<bool>,
    /// Its words as text.
    pub transcripts: Vec<Companion>,
    /// Its chapters.
    pub chapters: Option<Companion>,
}

/// A file that goes with a sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// Absolute URL.
    pub url: Url,
    /// MIME type by its name.
    pub mime: String,
}
