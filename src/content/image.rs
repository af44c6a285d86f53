//! A post's picture: its URL, and what its file under `content.assets` says of itself.

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use url::Url;

use crate::config::Config;
use crate::model::post::LocalImage;

/// What became of a picture's path.
pub(super) enum Picture {
    /// Its URL, and its file where there is one here.
    Good(Url, Option<LocalImage>),
    /// Its URL; the file that should be here is not.
    Missing(Url, PathBuf),
    /// Why it must not be used.
    Refused(&'static str),
}

/// Finds the picture `typed` of the post in `folder` (below the site's folder) at `base`.
pub(super) fn find(config: &Config, typed: &str, folder: &Path, base: &Url) -> Picture {
    if typed.starts_with("//") {
        return Picture::Refused("it names a host without a scheme");
    }
    if let Ok(url) = Url::parse(typed) {
        return match url.scheme() {
            "http" | "https" => Picture::Good(url, None),
            _ => Picture::Refused("only http and https pictures can be fetched by readers"),
        };
    }
    let Ok(mut url) = base.join(typed) else {
        return Picture::Refused("it is no URL");
    };
    let path = percent_decode(typed.split(['?', '#']).next().unwrap_or(typed));
    let mut places = candidates(config, &path, folder)
        .into_iter()
        .map(|place| normalise(&place));
    let Some(Some(first)) = places.next() else {
        return Picture::Refused("its path leads out of the site's folder");
    };
    let mut places: Vec<PathBuf> = std::iter::once(first).chain(places.flatten()).collect();
    let found = places
        .iter()
        .position(|place| config.root.join(place).exists());
    let is_rooted = path.starts_with('/');
    let at = found.unwrap_or(if is_rooted { places.len() - 1 } else { 0 });
    if !is_rooted
        && at > 0
        && let Ok(rooted) = config.site.url.join(path.trim_start_matches("./"))
    {
        // It lies among the assets, which stand at the site's root.
        url = rooted;
    }
    let inside = places.swap_remove(at);
    match config.root.join(&inside).canonicalize() {
        Ok(real) if !real.starts_with(&config.root) => {
            Picture::Refused("it is a link that leads out of the site's folder")
        }
        Ok(real) if real.is_file() => match measure(&real) {
            Some(local) if !local.mime.starts_with("image/") => {
                Picture::Refused("its file is no picture")
            }
            Some(local) => Picture::Good(url, Some(local)),
            None => Picture::Missing(url, inside),
        },
        _ => Picture::Missing(url, inside),
    }
}

/// Where the file of a picture may be: below the assets, or beside the post.
fn candidates(config: &Config, path: &str, folder: &Path) -> Vec<PathBuf> {
    let assets = &config.content.assets;
    let Some(rooted) = path.strip_prefix('/') else {
        return vec![folder.join(path), assets.join(path)];
    };
    let mut places = vec![assets.join(rooted)];
    let name = assets.file_name().map(|name| name.to_string_lossy());
    if name.is_some_and(|name| rooted.starts_with(&format!("{name}/"))) {
        // `/assets/x` with `assets: content/assets` is that folder's own x.
        places.push(assets.parent().unwrap_or(Path::new("")).join(rooted));
    }
    places
}

fn percent_decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let raw = path.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        let hex = (raw[at] == b'%')
            .then(|| path.get(at + 1..at + 3))
            .flatten();
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            at += 3;
        } else {
            bytes.push(raw[at]);
            at += 1;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// The path without `.` and `..`; `None` when it leaves its root.
fn normalise(path: &Path) -> Option<PathBuf> {
    let mut inside = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => inside.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !inside.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(inside)
}

fn measure(path: &Path) -> Option<LocalImage> {
    let bytes = std::fs::metadata(path).ok()?.len();
    if bytes == 0 {
        return None;
    }
    let mut head = Vec::new();
    std::fs::File::open(path)
        .ok()?
        .take(64)
        .read_to_end(&mut head)
        .ok()?;
    let size = imagesize::size(path).ok();
    let number = |length: usize| u32::try_from(length).ok().filter(|length| *length > 0);
    Some(LocalImage {
        bytes,
        mime: sniff(&head, path),
        width: size.and_then(|size| number(size.width)),
        height: size.and_then(|size| number(size.height)),
    })
}

fn sniff(head: &[u8], path: &Path) -> String {
    let known = match head {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', ..] => Some("image/avif"),
        _ => None,
    };
    known.map_or_else(
        || {
            mime_guess::from_path(path)
                .first_or_octet_stream()
                .to_string()
        },
        str::to_owned,
    )
}
