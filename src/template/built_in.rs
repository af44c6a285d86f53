//! The templates and words that the program itself holds, by folder and name.

use std::collections::BTreeMap;

/// Below it stand the words of each language.
const WORDS: &str = "words/";

/// A folder of built-in files that a site overrides one by one.
#[derive(Debug)]
pub(super) struct Folder {
    /// Below the site's folder.
    pub(super) path: &'static str,
    /// Name below it, and text; sorted by name.
    pub(super) files: &'static [(&'static str, &'static str)],
}

impl Folder {
    /// The templates with `own` over them, and the site's own words by their path below the site's folder.
    pub(super) fn merge(
        &self,
        own: BTreeMap<String, String>,
    ) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
        let built_in = self.files.iter().filter(|(name, _)| !is_words(name));
        let mut templates: BTreeMap<String, String> = built_in
            .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()))
            .collect();
        let mut words = BTreeMap::new();
        for (name, source) in own {
            if is_words(&name) {
                words.insert(format!("{}/{name}", self.path), source);
            } else {
                templates.insert(name, source);
            }
        }
        (templates, words)
    }

    /// The words of each language: its tag and the text of its file.
    pub(super) fn words(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let tag = |name: &'static str| name.strip_prefix(WORDS)?.strip_suffix(".yaml");
        self.files
            .iter()
            .filter_map(move |(name, text)| Some((tag(name)?, *text)))
    }

    /// Whether a file of that name below the folder is one of a template or of words.
    pub(super) fn holds(name: &str) -> bool {
        if name.starts_with(WORDS) {
            return name.strip_suffix(".yaml").is_some();
        }
        [".html", ".css", ".txt"]
            .iter()
            .any(|ending| name.ends_with(ending))
    }
}

fn is_words(name: &str) -> bool {
    name.starts_with(WORDS)
}

macro_rules! mail {
    ($name:literal) => {
        ($name, include_str!(concat!("../../templates/mail/", $name)))
    };
}

macro_rules! web {
    ($name:literal) => {
        ($name, include_str!(concat!("../../templates/web/", $name)))
    };
}

/// The templates of mails, below `templates/mail/`.
pub(super) const MAIL: Folder = Folder {
    path: "templates/mail",
    files: &[
        mail!("digest/subject.txt"),
        mail!("digest/body.html"),
        mail!("digest/body.txt"),
        mail!("headlines/subject.txt"),
        mail!("headlines/body.html"),
        mail!("headlines/body.txt"),
        mail!("letter/subject.txt"),
        mail!("letter/body.html"),
        mail!("letter/body.txt"),
        mail!("parts/button.html"),
        mail!("parts/byline.html"),
        mail!("parts/dark.css"),
        mail!("parts/footer.txt"),
        mail!("parts/label.html"),
        mail!("parts/layout.html"),
        mail!("parts/phone.css"),
        mail!("parts/picture.html"),
        mail!("parts/prose.css"),
        mail!("parts/style.css"),
        mail!("words/ar.yaml"),
        mail!("words/de.yaml"),
        mail!("words/en.yaml"),
        mail!("words/es.yaml"),
        mail!("words/fr.yaml"),
        mail!("words/it.yaml"),
        mail!("words/pt.yaml"),
    ],
};

/// The templates of pages, below `templates/web/`.
pub(super) const WEB: Folder = Folder {
    path: "templates/web",
    files: &[
        web!("feed.html"),
        web!("feeds.html"),
        web!("issue.html"),
        web!("issues.html"),
        web!("layout.html"),
        web!("style.css"),
        web!("words/ar.yaml"),
        web!("words/de.yaml"),
        web!("words/en.yaml"),
        web!("words/es.yaml"),
        web!("words/fr.yaml"),
        web!("words/it.yaml"),
        web!("words/pt.yaml"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folders_is_built_in() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in [&MAIL, &WEB] {
            let mut found = Vec::new();
            let base = root.join(folder.path);
            let mut folders = vec![base.clone()];
            while let Some(inner) = folders.pop() {
                for entry in std::fs::read_dir(inner).expect("a folder") {
                    let path = entry.expect("an entry").path();
                    if path.is_dir() {
                        folders.push(path);
                    } else {
                        let name = path.strip_prefix(&base).expect("below the folder");
                        found.push(name.to_string_lossy().into_owned());
                    }
                }
            }
            found.sort();
            let mut named: Vec<&str> = folder.files.iter().map(|(name, _)| *name).collect();
            named.sort_unstable();
            assert_eq!(found, named);
        }
    }
}
