//! Files of the site's own templates that nothing reads: a slip in a name must not leave the built-in one in use unnoticed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::config::Config;
use crate::model::diagnostic::{Diagnostic, Place, find_nearest};
use crate::template::built_in::{Folder, MAIL, WEB};
use crate::template::overrides;

/// The files of a newsletter's template.
const BODIES: [&str; 3] = ["subject.txt", "body.html", "body.txt"];

/// A warning for each file or folder below the site's `templates/mail` and `templates/web` that no newsletter, page or
/// other template reads, with the name that may be meant. What cannot be read is for the templates' own mistakes to tell.
pub fn find_strays(config: &Config) -> Vec<Diagnostic> {
    let used = config.newsletters.iter().flat_map(|newsletter| {
        let folder = &newsletter.template;
        BODIES.map(|file| format!("{folder}/{file}"))
    });
    let mut found = strays(&config.root, &MAIL, used.collect());
    found.extend(strays(&config.root, &WEB, BTreeSet::new()));
    found
}

/// What a folder of templates may hold.
struct Names<'f> {
    folder: &'f Folder,
    /// Every name that is read whether or not a template asks for it.
    read: BTreeSet<String>,
    /// The site's own templates, which may ask for others.
    own: BTreeMap<String, String>,
}

fn strays(root: &Path, folder: &Folder, mut read: BTreeSet<String>) -> Vec<Diagnostic> {
    let Ok(site) = Dir::open_ambient_dir(root, ambient_authority()) else {
        return Vec::new();
    };
    read.extend(folder.files.iter().map(|(name, _)| (*name).to_owned()));
    let names = Names {
        folder,
        read,
        own: overrides::load(root, folder.path, Folder::holds, &mut Vec::new()),
    };
    let mut found = Vec::new();
    for name in overrides::names_in(&site, folder.path).unwrap_or_default() {
        let path = format!("{}/{name}", folder.path);
        let Ok(files) = overrides::names_in(&site, &path) else {
            found.extend(names.judge(&name));
            continue;
        };
        let files: Vec<String> = files.iter().map(|file| format!("{name}/{file}")).collect();
        if !names.knows_folder(&name) && !files.iter().any(|file| names.has(file)) {
            found.push(names.stray_folder(&name));
            continue;
        }
        found.extend(files.iter().filter_map(|file| names.judge(file)));
    }
    found
}

impl Names<'_> {
    fn knows_folder(&self, name: &str) -> bool {
        self.folders().any(|folder| folder == name)
    }

    fn folders(&self) -> impl Iterator<Item = &str> {
        let folder = |name| str::split_once(name, '/').map(|(folder, _)| folder);
        self.read.iter().filter_map(move |name| folder(name))
    }

    /// Whether a file of that name is read.
    fn has(&self, name: &str) -> bool {
        self.read.contains(name) || is_words(name) || self.is_asked_for(name)
    }

    /// Whether another of the site's templates names it, or puts such a name together.
    fn is_asked_for(&self, name: &str) -> bool {
        let folder = name.split_once('/').map(|(folder, _)| folder);
        let mut others = self.own.iter().filter(|(other, _)| *other != name);
        others.any(|(_, source)| {
            let quotes = |words: &str| {
                ['"', '\'']
                    .iter()
                    .any(|quote| source.contains(&format!("{quote}{words}{quote}")))
            };
            quotes(name) || folder.is_some_and(|folder| quotes(&format!("{folder}/")))
        })
    }

    fn judge(&self, name: &str) -> Option<Diagnostic> {
        if self.has(name) {
            return None;
        }
        let nearest = self.nearest(name);
        // Notes for people may lie beside templates.
        let ending = Path::new(name).extension();
        let is_note = ending.is_none_or(|ending| ending.eq_ignore_ascii_case("md"));
        if is_note && nearest.is_none() {
            return None;
        }
        let message = format!("nothing reads `{name}`: what it holds has no effect");
        Some(self.warning(name, message, nearest))
    }

    fn stray_folder(&self, name: &str) -> Diagnostic {
        let message = if self.folder.path == MAIL.path {
            format!(
                "no newsletter has `template: {name}`, and no template includes a file of it: this folder has no effect"
            )
        } else {
            format!("nothing reads the folder `{name}`: what it holds has no effect")
        };
        let nearest = find_nearest(name, self.folders()).map(str::to_owned);
        self.warning(name, message, nearest)
    }

    fn warning(&self, name: &str, message: String, nearest: Option<String>) -> Diagnostic {
        let file = format!("{}/{name}", self.folder.path);
        let help = match nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "`postrider templates list` names those that are read; remove it, or rename it"
                .to_owned(),
        };
        Diagnostic::warning("template-stray", &file, Place::START, message).help(help)
    }

    /// The name that may be meant: one in the same folder, else one of the same file elsewhere.
    fn nearest(&self, name: &str) -> Option<String> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let part = |known: &str| {
            let (folder, file) = known.rsplit_once('/').unwrap_or(("", known));
            (folder.to_owned(), file.to_owned())
        };
        let beside = self.read.iter().map(|known| part(known));
        let beside: Vec<String> = beside
            .filter(|(own, _)| own == folder)
            .map(|(_, file)| file)
            .collect();
        let near = find_nearest(file, beside.iter().map(String::as_str));
        if let Some(near) = near {
            return Some(if folder.is_empty() {
                near.to_owned()
            } else {
                format!("{folder}/{near}")
            });
        }
        let mut elsewhere = self.read.iter();
        elsewhere.find(|known| part(known).1 == file).cloned()
    }
}

/// The words of any language may be the site's own.
fn is_words(name: &str) -> bool {
    name.starts_with("words/") && Folder::holds(name)
}
