//! Mistakes that only show once every feed of the site is known.

use std::collections::{BTreeSet, HashMap};

use crate::config::Config;
use crate::content::Library;
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
    let mut owners: HashMap<String, &str> = HashMap::new();
    let mut folders: HashMap<String, &str> = HashMap::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    for plan in plans {
        for file in &plan.files {
            let key = file.path.to_lowercase();
            let above = key.match_indices('/').map(|(at, _)| &key[..at]);
            let above: Vec<String> = above.map(str::to_owned).collect();
            let below_file = above.iter().find_map(|folder| owners.get(folder));
            let other = owners.get(&key).or(folders.get(&key)).or(below_file);
            if let Some(other) = other {
                let message = format!(
                    "the file `{}` of feed `{}` and one of feed `{other}` want the same place",
                    file.path, plan.path
                );
                let mistake = Diagnostic::error("feed-path", &config.file, plan.place, message)
                    .help("give each feed a `path` of its own, and each format a name in output.file_names")
                    .quoting(&config.text);
                if !found.contains(&mistake) {
                    found.push(mistake);
                }
                continue;
            }
            owners.insert(key, &plan.path);
            folders.extend(above.into_iter().map(|folder| (folder, plan.path.as_str())));
        }
    }
    found
}
