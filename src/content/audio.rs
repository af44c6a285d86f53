//! What the file of a sound says of itself: its length, its type by content, how long it plays.

use std::io::Read as _;
use std::path::Path;

use lofty::config::ParseOptions;
use lofty::file::{AudioFile as _, FileType};
use lofty::probe::Probe;

/// What is known of a sound's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LocalAudio {
    pub(super) bytes: u64,
    pub(super) mime: String,
    pub(super) seconds: Option<u64>,
}

/// Measures a sound; `None` where the file is empty, unreadable or no sound or film.
pub(super) fn measure(path: &Path) -> Option<LocalAudio> {
    let bytes = std::fs::metadata(path).ok()?.len();
    let probe = Probe::open(path).ok()?.guess_file_type().ok()?;
    let Some(kind) = probe.file_type().filter(|_| bytes > 0) else {
        return film(path).map(|mime| LocalAudio {
            bytes,
            mime: mime.to_owned(),
            seconds: None,
        });
    };
    let mut options = ParseOptions::new();
    options.read_tags(false).read_cover_art(false);
    let read = probe.options(options).read().ok()?;
    let duration = read.properties().duration();
    // Whole seconds, the half ones up.
    let seconds = duration.as_secs() + u64::from(duration.subsec_millis() >= 500);
    Some(LocalAudio {
        bytes,
        mime: mime_of(kind, path).to_owned(),
        seconds: Some(seconds).filter(|seconds| *seconds > 0),
    })
}

fn mime_of(kind: FileType, path: &Path) -> &'static str {
    let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    let is_film =
        ending.is_some_and(|ending| ending == "mp4" || ending == "m4v" || ending == "mov");
    match kind {
        FileType::Mp4 if is_film => "video/mp4",
        FileType::Mp4 => "audio/mp4",
        FileType::Aac => "audio/aac",
        FileType::Flac => "audio/flac",
        FileType::Opus | FileType::Vorbis | FileType::Speex => "audio/ogg",
        FileType::Wav => "audio/wav",
        FileType::Aiff => "audio/aiff",
        _ => "audio/mpeg",
    }
}

/// Films that are no MP4.
fn film(path: &Path) -> Option<&'static str> {
    let mut head = [0; 64];
    let length = std::fs::File::open(path).ok()?.read(&mut head).ok()?;
    let head = &head[..length];
    let is_webm = head.windows(4).any(|part| part == b"webm");
    match head {
        [0x1A, 0x45, 0xDF, 0xA3, ..] if is_webm => Some("video/webm"),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Some("video/x-matroska"),
        _ => None,
    }
}
