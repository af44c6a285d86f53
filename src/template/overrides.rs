//! The site's own templates below `templates/mail/`, read without leaving the site's folder.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::model::diagnostic::{Diagnostic, Place};

const FOLDER: &str = "templates/mail";
/// A larger file is no template.
const BYTES_MAX: u64 = 1 << 20;

/// The `.html` and `.txt` files of each folder, by `folder/file`; what cannot be read goes to `mistakes`.
pub(super) fn load(root: &Path, mistakes: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let read = Dir::open_ambient_dir(root, ambient_authority())
        .and_then(|site| read_folders(&site, &mut sources, mistakes));
    match read {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            mistakes.push(unreadable(FOLDER, &error.to_string()));
        }
        _ => {}
    }
    sources
}

fn read_folders(
    site: &Dir,
    sources: &mut BTreeMap<String, String>,
    mistakes: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    for folder in site.read_dir(FOLDER)? {
        let folder = folder?.file_name().to_string_lossy().into_owned();
        let path = format!("{FOLDER}/{folder}");
        if folder.starts_with('.') || site.metadata(&path).is_ok_and(|found| !found.is_dir()) {
            continue;
        }
        let files = match site.read_dir(&path) {
            Ok(files) => files,
            Err(error) => {
                mistakes.push(unreadable(&path, &error.to_string()));
                continue;
            }
        };
        for file in files {
            let file = file?.file_name().to_string_lossy().into_owned();
            let is_template = [".html", ".txt"]
                .iter()
                .any(|ending| file.ends_with(ending));
            if file.starts_with('.') || !is_template {
                continue;
            }
            let path = format!("{path}/{file}");
            match read_file(site, &path) {
                Ok(source) => drop(sources.insert(format!("{folder}/{file}"), source)),
                Err(why) => mistakes.push(unreadable(&path, &why)),
            }
        }
    }
    Ok(())
}

/// A template's text, or why it cannot be read.
fn read_file(site: &Dir, path: &str) -> Result<String, String> {
    let failed = |error: io::Error| error.to_string();
    let about = site.metadata(path).map_err(failed)?;
    if !about.is_file() || about.len() > BYTES_MAX {
        return Err("it is no file of at most 1 MiB".into());
    }
    let bytes = site.read(path).map_err(failed)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("byte {at} is not UTF-8")
    })
}

fn unreadable(path: &str, why: &str) -> Diagnostic {
    let message = format!("this template cannot be read: {why}");
    Diagnostic::error("template", path, Place::START, message)
        .help("put a plain UTF-8 file inside the site's folder there, or nothing")
}
