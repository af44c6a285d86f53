//! The site's own templates below `templates/`, read without leaving the site's folder.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::model::diagnostic::{Diagnostic, Place};

/// A larger file is no template.
const BYTES_MAX: u64 = 1 << 20;

/// The files in `base` and in the folders of it, by `file` and `folder/file`, as far as that name is wanted; what
/// cannot be read goes to `mistakes`.
pub(super) fn load(
    root: &Path,
    base: &str,
    wanted: impl Fn(&str) -> bool,
    mistakes: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let read = Dir::open_ambient_dir(root, ambient_authority()).and_then(|site| {
        for name in names_in(&site, base)? {
            let path = format!("{base}/{name}");
            if site.metadata(&path).is_ok_and(|found| !found.is_dir()) {
                if wanted(&name) {
                    sources.extend(read_template(&site, base, &name, mistakes));
                }
                continue;
            }
            match names_in(&site, &path) {
                Ok(files) => {
                    let files = files.iter().map(|file| format!("{name}/{file}"));
                    let wanted = files.filter(|name| wanted(name));
                    let read = wanted.map(|name| read_template(&site, base, &name, mistakes));
                    sources.extend(read.flatten());
                }
                Err(error) => mistakes.push(unreadable(&path, &error.to_string())),
            }
        }
        Ok(())
    });
    match read {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            mistakes.push(unreadable(base, &error.to_string()));
        }
        _ => {}
    }
    sources
}

/// The names in a folder, sorted, without hidden ones.
pub(super) fn names_in(site: &Dir, folder: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in site.read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn read_template(
    site: &Dir,
    base: &str,
    name: &str,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<(String, String)> {
    let path = format!("{base}/{name}");
    match read_file(site, &path) {
        Ok(source) => Some((name.to_owned(), source)),
        Err(why) => {
            mistakes.push(unreadable(&path, &why));
            None
        }
    }
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
