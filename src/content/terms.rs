//! What the data files say of categories and authors: names by language for ids.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use cap_std::fs::Dir;

use crate::config::Config;
use crate::content::discover::{Found, find_files, read_inside};
use crate::content::known::rename;
use crate::content::{place, source};
use crate::model::address::Address;
use crate::model::diagnostic::{Diagnostic, Place, find_nearest};
use crate::model::language::Language;
use crate::model::name::{same_name, same_person};
use crate::model::post::Author;
use crate::model::selection::Named;
use crate::model::slug::Slug;
use crate::model::text::Text;
use crate::yaml::{Document, Node, Reading};

/// The categories or authors that data files name.
#[derive(Clone, Debug, Default)]
pub struct Taxonomy {
    /// Whether there is a data file at all: only then is an id unknown.
    pub known: bool,
    terms: BTreeMap<Slug, Entry>,
    /// Ids that are named, and have the slug of another: one error each is enough.
    clashes: Vec<Text>,
}

#[derive(Clone, Debug)]
struct Entry {
    id: Text,
    names: Vec<(Option<Language>, Text)>,
    url: Option<String>,
    email: Option<String>,
}

impl Taxonomy {
    /// The name of an id in `language`, else in `default`, else any.
    pub fn label(&self, slug: &Slug, language: &Language, default: &Language) -> Option<&Text> {
        let entry = self.terms.get(slug)?;
        let named = |wanted: &Language| {
            entry
                .names
                .iter()
                .find(|(given, _)| given.as_ref() == Some(wanted))
        };
        named(language)
            .or_else(|| named(default))
            .or_else(|| entry.names.first())
            .map(|(_, name)| name)
    }

    /// The slug of an id that the data files know: `C` is not `C#`, though their slugs are one.
    pub fn find(&self, id: &str) -> Option<Slug> {
        let slug = Slug::of(id);
        let is_meant = |entry: &Entry| {
            same_name(&entry.id, id) || entry.names.iter().any(|(_, name)| same_name(name, id))
        };
        if let Some(entry) = self.terms.get(&slug) {
            let clashes = self.clashes.iter().any(|clash| same_name(clash, id));
            return (clashes || is_meant(entry)).then_some(slug);
        }
        // Who is called exactly so goes before who is called almost so.
        let is_exact = |entry: &Entry| entry.names.iter().any(|(_, name)| same_person(name, id));
        let exact = self.terms.iter().find(|(_, entry)| is_exact(entry));
        let by_name = exact.or_else(|| self.terms.iter().find(|(_, entry)| is_meant(entry)));
        by_name.map(|(slug, _)| slug.clone())
    }

    /// The id that has this slug.
    pub fn id(&self, slug: &Slug) -> Option<&Text> {
        self.terms.get(slug).map(|entry| &entry.id)
    }

    /// Whether the data files know the slug.
    pub fn contains(&self, slug: &Slug) -> bool {
        self.terms.contains_key(slug)
    }

    /// The ids that the data files know.
    pub fn ids(&self) -> impl Iterator<Item = &Text> {
        self.terms.values().map(|entry| &entry.id)
    }

    /// The slugs of the ids that the data files know.
    pub fn slugs(&self) -> impl Iterator<Item = &Slug> {
        self.terms.keys()
    }

    /// The slug of the id whose name in some language has the slug `name`.
    pub fn find_label(&self, name: &Slug) -> Option<&Slug> {
        let is_name = |entry: &Entry| entry.names.iter().any(|(_, own)| Slug::of(own) == *name);
        let found = self.terms.iter().find(|(_, entry)| is_name(entry));
        found.map(|(slug, _)| slug)
    }

    /// "did you mean …" for an id that is not known: the one that has it as its name, else the nearest.
    pub fn suggest(&self, id: &str) -> String {
        let mut entries = self.terms.values();
        let by_name = entries.find(|entry| entry.names.iter().any(|(_, name)| same_name(name, id)));
        let meant = by_name.map(|entry| entry.id.as_str());
        match meant.or_else(|| find_nearest(id, self.ids().map(Text::as_str))) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None if self.terms.is_empty() => "the data files name none".to_owned(),
            None => {
                let ids: Vec<&str> = self.ids().map(Text::as_str).collect();
                format!("known are {}", ids.join(", "))
            }
        }
    }

    /// An author as the data files know the id.
    pub fn author(&self, id: &Text, language: &Language, default: &Language) -> Option<Author> {
        let slug = self.find(id)?;
        let entry = self.terms.get(&slug)?;
        let name = self.label(&slug, language, default)?.clone();
        Some(Author {
            id: entry.id.clone(),
            name,
            url: entry.url.clone(),
            email: entry.email.clone(),
        })
    }

    /// Adds what one file or member says; the id that has the same slug and is another, where there is one.
    fn add(&mut self, id: &Text, language: Option<Language>, node: &Node) -> Option<Text> {
        let text = |keys: &[&str]| {
            let given = keys.iter().filter_map(|key| node.get(key)?.text());
            given
                .map(|text| text.trim().to_owned())
                .find(|text| !text.is_empty())
        };
        let name = node.text().or_else(|| text(&["name", "title", "label"]));
        let name = name
            .map(|name| Text::one_line(&name))
            .filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| id.clone());
        let entry = self.terms.entry(Slug::of(id)).or_insert_with(|| Entry {
            id: id.clone(),
            names: Vec::new(),
            url: None,
            email: None,
        });
        if !same_name(&entry.id, id) {
            self.clashes.push(id.clone());
            return Some(entry.id.clone());
        }
        entry.names.push((language, name));
        entry.url = entry
            .url
            .take()
            .or_else(|| text(&["url", "link", "website"]));
        let email = || text(&["email", "mail"]).filter(|email| Address::parse(email).is_ok());
        entry.email = entry.email.take().or_else(email);
        None
    }
}

/// Two ids of a data file that would share a feed.
fn shared(file: &str, place: Place, id: &str, other: &str) -> Diagnostic {
    let message = format!("`{id}` and `{other}` have one slug, and would share their feed");
    Diagnostic::error("slug-shared", file, place, message).help(rename(id, other))
}

/// Loads the data at `path` below the site's folder; none is an empty taxonomy that knows nothing.
pub(super) fn load(
    config: &Config,
    site: &Dir,
    path: Option<&Named<PathBuf>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> anyhow::Result<Taxonomy> {
    let mut taxonomy = Taxonomy::default();
    let Some(Named { value: path, place }) = path else {
        return Ok(taxonomy);
    };
    let full = config.root.join(path);
    if !full.exists() {
        let message = format!("`{}` does not exist: ids have no names", path.display());
        diagnostics.push(
            Diagnostic::error("data-missing", &config.file, *place, message)
                .help("correct the path, or make the folder")
                .quoting(&config.text),
        );
        return Ok(taxonomy);
    }
    taxonomy.known = true;
    if full.is_file() {
        let file = path.to_string_lossy();
        let bytes =
            read_inside(config, site, &file).with_context(|| format!("reading `{file}`"))?;
        if let Some(text) = source::decode(&bytes, &file, diagnostics) {
            read_map(text, &file, &mut taxonomy, diagnostics);
        }
        return Ok(taxonomy);
    }
    for found in find_files(config, path, diagnostics)?.markdown {
        read_file(config, site, (path, &found), &mut taxonomy, diagnostics)?;
    }
    Ok(taxonomy)
}

fn read_map(text: &str, file: &str, taxonomy: &mut Taxonomy, diagnostics: &mut Vec<Diagnostic>) {
    let Some(document) = report(Document::parse_yaml(text, 1), (file, text), diagnostics) else {
        return;
    };
    let root = document.root();
    let listed = root.items().into_iter().filter_map(|node| {
        let id = node
            .get("id")
            .or_else(|| node.get("name"))
            .unwrap_or(node.clone());
        Some((id.text()?, node))
    });
    for (id, node) in root.entries().into_iter().chain(listed) {
        let id = Text::one_line(&id);
        if let Some(other) = taxonomy.add(&id, None, &node) {
            diagnostics.push(shared(file, node.key_place(), &id, &other).quoting(text));
        }
    }
}

/// The document of a data file; its mistakes go to `diagnostics`.
fn report(
    reading: Reading,
    (file, text): (&str, &str),
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Document> {
    diagnostics.extend(reading.mistakes.into_iter().map(|mistake| {
        Diagnostic::error(mistake.rule, file, mistake.place, mistake.message)
            .help(mistake.help)
            .quoting(text)
    }));
    reading.document
}

fn read_file(
    config: &Config,
    site: &Dir,
    (base, found): (&Path, &Found),
    taxonomy: &mut Taxonomy,
    diagnostics: &mut Vec<Diagnostic>,
) -> anyhow::Result<()> {
    let bytes = read_inside(config, site, &found.shown)
        .with_context(|| format!("reading `{}`", found.shown))?;
    let Some(source) = source::read(&bytes, &found.shown, diagnostics) else {
        return Ok(());
    };
    let below = found
        .shown
        .strip_prefix(&*base.to_string_lossy())
        .unwrap_or(&found.shown)
        .trim_start_matches('/');
    let placed = place::read(below, config);
    let Some((syntax, front, first_line)) = &source.front else {
        return Ok(());
    };
    let reading = Document::parse(*syntax, front, *first_line);
    let Some(document) = report(reading, (&found.shown, &source.text), diagnostics) else {
        return Ok(());
    };
    let root = document.root();
    let typed = root.get("id").and_then(|id| id.text());
    let id = Text::one_line(&typed.unwrap_or(placed.stem));
    let language = placed
        .language
        .or_else(|| Some(config.site.language.clone()));
    if let Some(other) = taxonomy.add(&id, language, &root) {
        let mistake = shared(&found.shown, Place::START, &id, &other);
        diagnostics.push(mistake.quoting(&source.text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_types_the_name_of_an_id_is_told_the_id() {
        let mut taxonomy = Taxonomy::default();
        let text = "c: C\nc-sharp: C#\nc-plus: C++\n";
        read_map(text, "categories.yaml", &mut taxonomy, &mut Vec::new());
        assert_eq!(taxonomy.find("C#"), None);
        assert_eq!(taxonomy.suggest("C#"), "did you mean `c-sharp`?");
        assert_eq!(taxonomy.suggest("c-sharq"), "did you mean `c-sharp`?");
    }
}
