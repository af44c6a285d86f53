//! The keys by which generators and podcast themes name a post's sound.

use crate::content::front_matter::FrontReader;
use crate::model::diagnostic::Place;
use crate::model::text::Text;
use crate::yaml::Node;

/// Names of what a file says of itself, where it stands beside the file in front matter.
const LENGTHS: [&str; 9] = [
    "length",
    "bytes",
    "size",
    "audio_length",
    "audio_size",
    "podcast_bytes",
    "podcast_file_size",
    "podcast_length",
    "file_size",
];
const DURATIONS: [&str; 5] = [
    "duration",
    "audio_duration",
    "podcast_duration",
    "itunes_duration",
    "seconds",
];
const FILES: [&str; 9] = [
    "file", "src", "url", "path", "mp3", "m4a", "ogg", "audio", "href",
];

/// A sound as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::content) struct TypedAudio {
    pub(in crate::content) file: TypedFile,
    pub(super) length: Option<u64>,
    pub(super) seconds: Option<u64>,
    pub(super) title: Option<Text>,
    pub(super) episode: Option<u32>,
    pub(super) season: Option<u32>,
    pub(super) explicit: Option<bool>,
    pub(in crate::content) transcripts: Vec<TypedFile>,
    pub(in crate::content) chapters: Option<TypedFile>,
}

/// A path or URL as typed, and its type where one was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::content) struct TypedFile {
    pub(super) path: String,
    pub(super) mime: Option<String>,
    pub(super) place: Place,
}

/// The sound that `node` names, with what stands beside it in `root`.
fn audio_of(root: &Node, node: &Node) -> Option<TypedAudio> {
    let node = if node.is_list() {
        node.items().into_iter().next()?
    } else {
        node.clone()
    };
    let file = FILES
        .iter()
        .find_map(|key| node.get(key))
        .unwrap_or(node.clone());
    let line = file.text()?;
    // WordPress writes URL, length and type on three lines.
    let mut words = line.split_whitespace();
    let path = if line.trim().contains('\n') {
        words.next()?
    } else {
        line.trim()
    };
    if node.is_bool() || path.is_empty() || !path.contains(['.', '/']) {
        return None;
    }
    let near = [&node, root];
    let text = |keys: &[&str], nodes: &[&Node]| {
        let mut found = nodes
            .iter()
            .flat_map(|node| keys.iter().filter_map(|key| node.find(key)?.text()));
        found.find(|text| !text.trim().is_empty())
    };
    let number = |keys: &[&str]| text(keys, &near)?.trim().parse::<u32>().ok();
    let typed_length = || words.next()?.parse().ok();
    let length = text(&LENGTHS, &near).and_then(|typed| parse_bytes(&typed));
    Some(TypedAudio {
        file: TypedFile {
            path: path.to_owned(),
            mime: text(&["type", "mime", "mime_type"], &[&node]).filter(|mime| is_media_type(mime)),
            place: file.place(),
        },
        length: length.or_else(typed_length).filter(|length| *length > 0),
        seconds: text(&DURATIONS, &near).and_then(|typed| parse_duration(&typed)),
        title: text(&["title"], &[&node]).map(|title| Text::one_line(&title)),
        episode: number(&["episode", "itunes_episode", "episode_number"]),
        season: number(&["season", "itunes_season"]),
        explicit: near.iter().find_map(|node| node.find("explicit")?.flag()),
        transcripts: Vec::new(),
        chapters: None,
    })
}

/// Whether it is a type and a subtype without parameters (RFC 6838, 4.2).
fn is_media_type(typed: &str) -> bool {
    let is_name = |name: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !name.is_empty() && name.bytes().all(is_plain)
    };
    let parts = typed.split_once('/');
    parts.is_some_and(|(kind, name)| is_name(kind) && is_name(name))
}

/// Files that go with a sound: a path, a mapping or a list of them.
fn files_of(node: &Node) -> Vec<TypedFile> {
    if node.is_list() {
        return node.items().iter().flat_map(files_of).collect();
    }
    let file = FILES
        .iter()
        .find_map(|key| node.get(key))
        .unwrap_or(node.clone());
    let mime = node.get("type").and_then(|mime| mime.text());
    let path = file.text().map(|path| path.trim().to_owned());
    let path = path.filter(|path| path.contains(['.', '/']) && !path.contains('\n'));
    let typed = path.map(|path| TypedFile {
        path,
        mime: mime.filter(|mime| is_media_type(mime)),
        place: file.place(),
    });
    typed.into_iter().collect()
}

/// A whole number of bytes: `12345678`, `12,345,678`.
fn parse_bytes(typed: &str) -> Option<u64> {
    let plain: String = typed
        .chars()
        .filter(|sign| !matches!(sign, ',' | '_' | ' '))
        .collect();
    // A rounded length is not the true one.
    plain.parse().ok()
}

/// `3723`, `62:03`, `1:02:03`, `PT1H2M3S` as whole seconds.
fn parse_duration(typed: &str) -> Option<u64> {
    let typed = typed.trim();
    if let Some(parts) = typed.strip_prefix("PT") {
        let (mut seconds, mut rest) = (0_u64, parts);
        for (unit, worth) in [('H', 3600), ('M', 60), ('S', 1)] {
            if let Some((count, after)) = rest.split_once(unit) {
                let count: u64 = count.split('.').next()?.parse().ok()?;
                seconds = seconds.checked_add(count.checked_mul(worth)?)?;
                rest = after;
            }
        }
        return Some(seconds).filter(|seconds| *seconds > 0);
    }
    let parts: Vec<&str> = typed.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let seconds = parts.iter().try_fold(0_u64, |whole, part| {
        let part: u64 = part.trim().split('.').next()?.parse().ok()?;
        whole.checked_mul(60)?.checked_add(part)
    });
    seconds.filter(|seconds| (1..10_000_000).contains(seconds))
}

impl FrontReader<'_> {
    pub(in crate::content) fn read_audio(&mut self, root: &Node) -> Option<TypedAudio> {
        let node = self.find_where(root, "audio", |node| !node.is_bool())?;
        let mut audio = audio_of(root, &node)?;
        let files = |key: &str| self.find(root, key).map(|node| files_of(&node));
        audio.transcripts = files("transcript").unwrap_or_default();
        audio.chapters = files("chapters").and_then(|files| files.into_iter().next());
        Some(audio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_lengths_are_read_as_themes_write_them() {
        for (typed, seconds) in [
            ("3723", Some(3723)),
            ("62:03", Some(3723)),
            ("1:02:03", Some(3723)),
            ("01:02:03.9", Some(3723)),
            ("PT1H2M3S", Some(3723)),
            ("PT4M", Some(240)),
            ("0", None),
            ("an hour", None),
            ("1:2:3:4", None),
            ("PT99999999999999999999H", None),
        ] {
            assert_eq!(parse_duration(typed), seconds, "{typed}");
        }
        assert_eq!(parse_bytes("12,345,678"), Some(12_345_678));
        assert_eq!(parse_bytes("11.8 MB"), None);
    }
}
