//! Mistakes that only show once every feed of the site is known.

use std::collections::{BTreeSet, HashMap};

use crate::config::Config;
use crate::content::Library;
use crate::feed::plan::Plan;
use crate::feed::{Beside, FeedFile};
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
    let mut tell = |plan: &Plan, path: &str, other: &str| {
        let message = format!(
            "the file `{path}` of {} and one of {other} want the same place",
            owner_of(plan)
        );
        let mistake = Diagnostic::error("feed-path", &config.file, plan.place, message)
            .help("give each feed a `path` of its own, and each format a name in output.file_names")
            .quoting(&config.text);
        if !found.contains(&mistake) {
            found.push(mistake);
        }
    };
    for plan in plans {
        let page = beside.page_path(&plan.path);
        for path in plan.files.iter().map(|file| &file.path).chain(&page) {
            if let Some(other) = taken.take(path, &owner_of(plan)) {
                tell(plan, path, &other);
            }
        }
    }
    // An archive grows: none of its pages may ever want the place of something else.
    let numbered = taken.numbered();
    for plan in plans.iter().filter(|plan| plan.has_archive()) {
        for pattern in plan.files.iter().map(FeedFile::archive_pattern) {
            if let Some(other) = numbered.get(&pattern.to_lowercase()) {
                tell(plan, pattern, other);
            }
        }
    }
    found
}

fn owner_of(plan: &Plan) -> String {
    format!("feed `{}`", plan.path)
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

    /// The owners of places that a page of some archive could want, by the pattern of its path.
    fn numbered(&self) -> HashMap<String, String> {
        let mut numbered = HashMap::new();
        for (path, owner) in self.files.iter().chain(&self.folders) {
            for (at, mark) in path.match_indices("-archive-") {
                let (before, rest) = path.split_at(at + mark.len());
                let behind = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
                if behind.len() < rest.len() {
                    numbered.insert(format!("{before}{{page}}{behind}"), owner.clone());
                }
            }
        }
        numbered
    }
}
