//! Every template that there is, for people who want to read or change one.

use std::collections::BTreeMap;
use std::path::Path;

use crate::model::diagnostic::Mistakes;
use crate::template::built_in::{Folder, MAIL, WEB};
use crate::template::overrides;

/// Before the names of the pages' templates; those of mails have nothing before them.
const WEB_PREFIX: &str = "web/";

/// A template, or the words of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// `digest/body.html`, `web/feed.html`.
    pub name: String,
    /// Its file below the site's folder, there or not.
    pub file: String,
    /// What the program holds; `None` where the site alone has it.
    pub built_in: Option<&'static str>,
    /// What the site has.
    pub own: Option<String>,
}

impl Listed {
    /// What counts: the site's own, where it has one.
    pub fn source(&self) -> &str {
        self.own.as_deref().or(self.built_in).unwrap_or_default()
    }
}

/// Every template of mails, then of pages, each by name.
///
/// # Errors
/// [`Mistakes`]: each file of the site that cannot be read.
pub fn inventory(root: &Path) -> anyhow::Result<Vec<Listed>> {
    let mut mistakes = Vec::new();
    let mut listed = Vec::new();
    for (folder, prefix) in [(&MAIL, ""), (&WEB, WEB_PREFIX)] {
        let own = overrides::load(root, folder.path, Folder::holds, &mut mistakes);
        listed.extend(of_folder(folder, prefix, own));
    }
    if mistakes.is_empty() {
        Ok(listed)
    } else {
        Err(Mistakes(mistakes).into())
    }
}

fn of_folder(folder: &Folder, prefix: &str, own: BTreeMap<String, String>) -> Vec<Listed> {
    let listed = |name: &str| Listed {
        name: format!("{prefix}{name}"),
        file: format!("{}/{name}", folder.path),
        built_in: None,
        own: None,
    };
    let mut all: BTreeMap<String, Listed> = BTreeMap::new();
    for (name, source) in folder.files {
        let entry = all
            .entry((*name).to_owned())
            .or_insert_with(|| listed(name));
        entry.built_in = Some(source);
    }
    for (name, source) in own {
        let entry = all.entry(name.clone()).or_insert_with(|| listed(&name));
        entry.own = Some(source);
    }
    all.into_values().collect()
}

/// Those that `typed` names: one (`digest/body.html`), a folder (`digest`, `web`), or either by its path.
pub fn find_templates<'a>(all: &'a [Listed], typed: &str) -> Vec<&'a Listed> {
    let typed = typed.trim_start_matches("./").trim_end_matches('/');
    let below = |whole: &str| {
        let rest = whole.strip_prefix(typed);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let named = |one: &&Listed| {
        let path = one.file.trim_start_matches("templates/");
        below(&one.name) || below(path) || below(&one.file)
    };
    all.iter().filter(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_found_by_name_folder_or_path() {
        let all = inventory(Path::new("/nowhere/at/all")).expect("the built-in ones");
        let count = |typed: &str| find_templates(&all, typed).len();
        assert_eq!(count("digest"), 3);
        assert_eq!(count("digest/body.html"), 1);
        assert_eq!(count("mail/digest/body.html"), 1);
        assert_eq!(count("./templates/mail/digest/"), 3);
        assert_eq!(count("web"), WEB.files.len());
        assert_eq!(count("web/feed.html"), 1);
        assert_eq!(count("mail"), MAIL.files.len());
        assert_eq!(count("templates"), all.len());
        assert_eq!(count("dig"), 0);
        assert_eq!(count("words/fr.yaml"), 1);
    }
}
