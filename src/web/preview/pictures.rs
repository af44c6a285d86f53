//! The site's own pictures and sounds under the preview's address. What is elsewhere is never fetched.

use std::path::Path;

use hyper::StatusCode;
use url::Url;

use crate::content::find_file;
use crate::web::answer::{Answer, INERT};
use crate::web::preview::asked::decode_path;
use crate::web::preview::snapshot::Snapshot;

/// Below this path stands what the site has at its own address.
pub const PREFIX: &str = "/site/";
/// What stands for a picture that is not here.
pub const ELSEWHERE: &str = "/files/elsewhere.svg";
const BYTES_MAX: u64 = 64 << 20;

/// Where the preview shows the picture behind a URL; `None` where it is on another host, or missing.
pub fn place(snapshot: &Snapshot, typed: &str) -> Option<String> {
    if typed.starts_with("data:image/") {
        return Some(typed.to_owned());
    }
    let url = snapshot.config.site.url.join(typed).ok()?;
    let rest = url
        .as_str()
        .strip_prefix(snapshot.config.site.url.as_str())?;
    let file = find_file(&snapshot.config, &snapshot.library.posts, url.as_str())?;
    kind_of(&file)?;
    Some(format!("{PREFIX}{rest}"))
}

/// Answers with the file of the site at `rest`, the part of its URL behind the site's.
pub fn answer(snapshot: &Snapshot, rest: &str) -> Answer {
    let missing = || Answer::plain(StatusCode::NOT_FOUND, "There is no such file.");
    let is_plain = |path: &str| {
        let mut parts = path.split('/');
        !path.contains('\\') && parts.all(|part| !matches!(part, "" | "." | ".."))
    };
    if !decode_path(rest).is_some_and(|path| is_plain(&path)) {
        return missing();
    }
    let url = Url::parse(&format!("{}{rest}", snapshot.config.site.url)).ok();
    let file =
        url.and_then(|url| find_file(&snapshot.config, &snapshot.library.posts, url.as_str()));
    let Some((file, kind)) = file.and_then(|file| kind_of(&file).map(|kind| (file, kind))) else {
        return missing();
    };
    let is_small = std::fs::metadata(&file).is_ok_and(|found| found.len() <= BYTES_MAX);
    match std::fs::read(&file) {
        Ok(bytes) if is_small => Answer::new(kind, INERT, bytes),
        _ => missing(),
    }
}

/// The type of a picture or sound by its name; of nothing else: posts, lists and keys stay here.
fn kind_of(file: &Path) -> Option<String> {
    let kind = mime_guess::from_path(file).first()?;
    let is_shown = matches!(kind.type_().as_str(), "image" | "audio" | "video");
    is_shown.then(|| kind.to_string())
}
