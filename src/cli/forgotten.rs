//! Newsletters that something remembers and that the configuration does not name: renamed, the next issue starts over.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::site::plural;
use crate::config::Config;
use crate::model::diagnostic::{Diagnostic, Place, find_nearest};
use crate::publish::Record;
use crate::store::Store;

/// A warning for each such newsletter, by the store where there is one and by what is committed beside the posts.
pub(super) fn find_forgotten(
    config: &Config,
    store: Option<&Store>,
) -> anyhow::Result<Vec<Diagnostic>> {
    let record = Record::load(config)?;
    let mut traces: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, count) in store.map_or_else(|| Ok(Vec::new()), Store::followed)? {
        let trace = format!(
            "{} in the store",
            plural(usize::try_from(count)?, "subscriber")
        );
        traces.entry(name).or_default().push(trace);
    }
    for name in record.newsletters() {
        let issues = plural(usize::try_from(record.last_issue(name))?, "issue");
        let trace = format!("{issues} on record beside the posts");
        traces.entry(name.to_owned()).or_default().push(trace);
    }
    let configured = config.newsletters.iter();
    let configured: BTreeSet<&str> = configured.map(|one| one.name.as_str()).collect();
    // One without an issue may be the old one under a new name.
    let fresh: Vec<&str> = configured
        .iter()
        .filter(|name| record.last_issue(name) == 0)
        .copied()
        .collect();
    let forgotten = traces.iter();
    let forgotten = forgotten.filter(|(name, _)| !configured.contains(name.as_str()));
    let found = forgotten.map(|(name, traces)| {
        let nearest = match fresh.as_slice() {
            [only] => Some(*only),
            _ => find_nearest(name, fresh.iter().copied()),
        };
        warning(config, name, &traces.join(", "), nearest)
    });
    Ok(found.collect())
}

fn warning(config: &Config, name: &str, traces: &str, nearest: Option<&str>) -> Diagnostic {
    let file = &config.file;
    let message = format!("no newsletter is named `{name}`, of which there are {traces}");
    let help = match nearest {
        Some(new) => format!(
            "if `{new}` is its new name, give it the old one again and change only `title`: as it is, `{new}` starts over, \
             without these readers, and mails as new what they have had"
        ),
        None => format!(
            "name it again; or, where it has ended, take it out of newsletters.json and issues/ beside the ids, and its \
             readers out with `postrider subscribers remove ADDRESS --newsletter {name}`"
        ),
    };
    Diagnostic::warning("newsletter-forgotten", file, Place::START, message).help(help)
}
