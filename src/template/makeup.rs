//! Which of the site's own files a template of mails is made of, so that what is wrong in a mail is told where it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::template::built_in::{Folder, MAIL};
use crate::template::overrides;

/// The site's own templates of mails.
#[derive(Debug)]
pub struct OwnTemplates(BTreeMap<String, String>);

impl OwnTemplates {
    /// Reads those below the site's folder; one that cannot be read is left out.
    pub fn load(root: &Path) -> Self {
        let own = overrides::load(root, MAIL.path, Folder::holds, &mut Vec::new());
        Self(own)
    }

    /// The site's own among the files of which the template `name` (`digest/body.html`) is made: itself, then what it
    /// extends and includes, each with its path below the site's folder and its text.
    pub fn made_of(&self, name: &str) -> Vec<(String, &str)> {
        let mut seen = BTreeSet::new();
        let mut order = Vec::new();
        self.visit(name, &mut seen, &mut order);
        let own = order.into_iter().filter_map(|name| {
            let text = self.0.get(name)?;
            Some((format!("{}/{name}", MAIL.path), text.as_str()))
        });
        own.collect()
    }

    fn visit<'a>(&'a self, name: &str, seen: &mut BTreeSet<&'a str>, order: &mut Vec<&'a str>) {
        let Some((name, source)) = self.find(name) else {
            return;
        };
        if !seen.insert(name) {
            return;
        }
        order.push(name);
        let quoted = |other: &str| {
            let places = ['"', '\''].map(|quote| source.find(&format!("{quote}{other}{quote}")));
            places.into_iter().flatten().min()
        };
        let built_in = MAIL.files.iter().map(|(name, _)| *name);
        let names: BTreeSet<&str> = self.0.keys().map(String::as_str).chain(built_in).collect();
        let mut parts: Vec<(usize, &str)> = names
            .into_iter()
            .filter_map(|other| Some((quoted(other)?, other)))
            .collect();
        parts.sort_unstable();
        for (_, part) in parts {
            self.visit(part, seen, order);
        }
    }

    /// A template as it counts: the site's own, or the built-in one.
    fn find(&self, name: &str) -> Option<(&str, &str)> {
        if let Some((name, source)) = self.0.get_key_value(name) {
            return Some((name, source));
        }
        MAIL.files.iter().find(|(own, _)| *own == name).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_made_of_what_it_extends_and_includes() {
        let own = [
            ("digest/body.txt", ""),
            ("parts/style.css", ""),
            (
                "parts/layout.html",
                "{% include 'parts/style.css' %}{% include \"parts/layout.html\" %}",
            ),
        ];
        let own = own.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let own = OwnTemplates(own.into());
        let names = |start: &str| {
            own.made_of(start)
                .into_iter()
                .map(|(file, _)| file)
                .collect::<Vec<_>>()
        };
        let parts = [
            "templates/mail/parts/layout.html",
            "templates/mail/parts/style.css",
        ];
        assert_eq!(names("digest/body.html"), parts);
        assert_eq!(names("digest/body.txt"), ["templates/mail/digest/body.txt"]);
        assert_eq!(names("nothing/body.txt"), [""; 0]);
    }
}
