//! Files of the site that posts name: pictures, sounds, transcripts. Nothing outside the site's folder is read.

use std::path::{Component, Path, PathBuf};

use url::Url;

use crate::config::Config;
use crate::content::address::without_mark;
use crate::model::link;
use crate::model::post::Post;

/// What a path or URL in a post leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Located {
    /// Somewhere else; never fetched.
    Remote(Url),
    /// A plain file of the site: its URL and its true path.
    Here(Url, PathBuf),
    /// Its URL; the file that should be here is not.
    Missing(Url, PathBuf),
    /// Why it must not be used.
    Refused(&'static str),
}

/// Finds what `typed` means in a post of `folder` (below the site's folder) at `base`.
pub(super) fn locate(config: &Config, typed: &str, folder: &Path, base: &Url) -> Located {
    match resolve(config, typed, folder, base) {
        Located::Remote(url) => Located::Remote(link::strict(url)),
        Located::Here(url, file) => Located::Here(link::strict(url), file),
        Located::Missing(url, file) => Located::Missing(link::strict(url), file),
        refused @ Located::Refused(_) => refused,
    }
}

/// The plain file of the site behind a whole address of its own: below the assets, or beside that of `posts` at whose
/// page the address begins.
pub fn find_file<'p>(
    config: &Config,
    posts: impl IntoIterator<Item = &'p Post>,
    address: &str,
) -> Option<PathBuf> {
    let own = Url::parse(address.split(['?', '#']).next()?).ok()?;
    if let Located::Here(_, file) = own_file(config, own.clone()) {
        return Some(file);
    }
    posts.into_iter().find_map(|post| {
        let page = post.url.as_str();
        let folder = &page[..=page.rfind('/')?];
        let typed = own.as_str().strip_prefix(folder)?;
        let beside = Path::new(&post.source).parent()?;
        match search(config, typed, beside, own.clone()) {
            Located::Here(_, file) if !typed.is_empty() => Some(file),
            _ => None,
        }
    })
}

fn resolve(config: &Config, typed: &str, folder: &Path, base: &Url) -> Located {
    let typed = without_mark(typed);
    if typed.starts_with("//") {
        return Located::Refused("it names a host without a scheme");
    }
    if let Ok(url) = Url::parse(typed) {
        return match url.scheme() {
            "http" | "https" => own_file(config, url),
            _ => Located::Refused("only http and https addresses can be fetched by readers"),
        };
    }
    let Ok(url) = base.join(typed) else {
        return Located::Refused("it is no URL");
    };
    search(config, typed, folder, url)
}

/// A whole address may be one of the site's own.
fn own_file(config: &Config, url: Url) -> Located {
    let rooted = url.as_str().strip_prefix(config.site.url.as_str());
    let rooted = rooted.map(|rest| format!("/{rest}"));
    match rooted.map(|rooted| search(config, &rooted, Path::new(""), url.clone())) {
        Some(Located::Here(_, file)) => Located::Here(url, file),
        _ => Located::Remote(url),
    }
}

fn search(config: &Config, typed: &str, folder: &Path, mut url: Url) -> Located {
    let path = percent_decode(typed.split(['?', '#']).next().unwrap_or(typed));
    let mut places = candidates(config, &path, folder)
        .into_iter()
        .map(|place| normalise(&place));
    let Some(Some(first)) = places.next() else {
        return Located::Refused("its path leads out of the site's folder");
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
            Located::Refused("it is a link that leads out of the site's folder")
        }
        Ok(real) if real.is_file() => Located::Here(url, real),
        _ => Located::Missing(url, inside),
    }
}

/// Where a file may be: below the assets, or beside the post.
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

pub(super) fn percent_decode(path: &str) -> String {
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
pub(super) fn normalise(path: &Path) -> Option<PathBuf> {
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
