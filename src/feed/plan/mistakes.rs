//! Mistakes that only show once every feed of the site is known.

use std::collections::{BTreeSet, HashMap};

use crate::config::Config;
use crate::content::Library;
use crate::feed::Beside;
use crate::feed::plan::Plan;
use crate::model::diagnostic::{Diagnostic, Place, find_nearest};

/// Feeds that a post's own `feed` key names and that do not exist: it would keep the post out in silence.
pub(super) fn find_unknown_feeds(library: &Library, plans: &[Plan]) -> Vec<Diagnostic> {
    let paths: BTreeSet<&str> = plans.iter().map(|plan| plan.path.as_str()).collect();
    let mut found = Vec::new();
    for post in &library.posts {
        for name in post
            .feeds
            .names()
            .iter()
            .filter(|name| !paths.contains(name.as_str()))
        {
            let message =
                format!("no feed has the path `{name}`, and its `feed` key admits no other");
            let help = find_nearest(name, paths.iter().copied());
            let help = help.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            let warning = Diagnostic::warning("feed-unknown", &post.source, Place::START, message);
            found.push(warning.help(help));
        }
    }
    found
}

/// Files that would overwrite one another, also where case does not count, or that lie where a folder must be.
pub(super) fn find_clashes(config: &Config, plans: &[Plan]) -> Vec<Diagnostic> {
    let beside = Beside::of(config);
    let mut taken = Taken::default();
    for path in beside.fixed_paths() {
        taken.take(path, "the directory of feeds");
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    for plan in plans {
        let owner = format!("feed `{}`", plan.path);
        let page = beside.page_path(&plan.path);
        let archive = plan.archive_paths();
        let subscribed = plan.files.iter().map(|file| &file.path);
        let mut told: BTreeSet<String> = BTreeSet::new();
        for path in subscribed.chain(&page).chain(&archive) {
            // Feeds that share one file may share all: once is enough.
            let other = taken.take(path, &owner);
            let Some(other) = other.filter(|other| told.insert(other.clone())) else {
                continue;
            };
            let message =
                format!("the file `{path}` of {owner} and one of {other} want the same place");
            let mistake = Diagnostic::error("feed-path", &config.file, plan.place, message)
                .help("give each feed a `path` of its own, and each format a name in output.file_names")
                .quoting(&config.text);
            if !found.contains(&mistake) {
                found.push(mistake);
            }
        }
    }
    found
}

/// Places of files and folders that have an owner, in lower case.
#[derive(Default)]
struct Taken {
    files: HashMap<String, String>,
    folders: HashMap<String, String>,
}

impl Taken {
    /// Gives the place to `owner`, or names who has it.
    fn take(&mut self, path: &str, owner: &str) -> Option<String> {
        let key = path.to_lowercase();
        let above = key.match_indices('/').map(|(at, _)| &key[..at]);
        let above: Vec<String> = above.map(str::to_owned).collect();
        let below_file = above.iter().find_map(|folder| self.files.get(folder));
        let other = self.files.get(&key).or(self.folders.get(&key));
        if let Some(other) = other.or(below_file) {
            return Some(other.clone());
        }
        self.files.insert(key, owner.to_owned());
        let above = above.into_iter().map(|folder| (folder, owner.to_owned()));
        self.folders.extend(above);
        None
    }
}
