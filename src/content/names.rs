//! Ids in posts become categories, tags and authors with names.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization as _;

use crate::content::make::Maker;
use crate::content::parse::Parsed;
use crate::content::people::TypedAuthor;
use crate::content::term_list::TypedTerm;
use crate::model::diagnostic::Diagnostic;
use crate::model::language::Language;
use crate::model::post::{Author, Term};
use crate::model::slug::Slug;
use crate::model::text::Text;

/// The longest name of a folder, less what stands around it.
const SLUG_BYTES_MAX: usize = 200;

impl Maker<'_> {
    /// The categories of a post; an id that the data files do not know is an error.
    pub(super) fn categories(
        &mut self,
        file: &Parsed,
        typed: &[TypedTerm],
        language: &Language,
    ) -> Vec<Term> {
        let mut terms = Terms::default();
        for given in typed {
            let TypedTerm { id, place, .. } = given;
            let taxonomy = &self.library.categories;
            if let Some(slug) = taxonomy.find(id) {
                let label = taxonomy.label(&slug, language, &self.config.site.language);
                let label = label.cloned().unwrap_or_else(|| id.clone());
                let id = id.clone();
                terms.add(Term { id, slug, label });
            } else if taxonomy.known {
                let help = taxonomy.suggest(id);
                let message = format!("no data file names the category `{id}`");
                let error = Diagnostic::error("category-unknown", &file.shown, *place, message);
                self.report(error.help(help), file);
            } else {
                let term = self.free_term(file, given, true);
                terms.add(term);
            }
        }
        terms.terms
    }

    /// The tags of a post.
    pub(super) fn tags(&mut self, file: &Parsed, typed: &[TypedTerm]) -> Vec<Term> {
        let mut terms = Terms::default();
        for given in typed {
            let term = self.free_term(file, given, false);
            terms.add(term);
        }
        terms.terms
    }

    /// A name that no data file lists; names that differ only in case, spaces and dashes are one.
    fn free_term(&mut self, file: &Parsed, typed: &TypedTerm, category: bool) -> Term {
        let id = &typed.id;
        let label = typed.name.as_ref().unwrap_or(id);
        let slug = Slug::of(id);
        if slug.as_str().len() > SLUG_BYTES_MAX {
            let message = format!(
                "this name gives a slug of more than {SLUG_BYTES_MAX} bytes: no file can be called so"
            );
            let error = Diagnostic::error("slug-long", &file.shown, typed.place, message);
            self.report(error.help("was it meant as text?"), file);
        }
        let is_same = |name: &Text| same_name(name, label) || same_name(name, id);
        // An entry has categories and tags side by side.
        let beside = self.names.get(&(!category, slug.clone()));
        let beside = beside.filter(|(name, _)| !is_same(name)).cloned();
        let own = (label.clone(), file.shown.clone());
        let own = self.names.entry((category, slug.clone())).or_insert(own);
        if is_same(&own.0) && beside.is_none() {
            return Term {
                id: id.clone(),
                slug,
                label: own.0.clone(),
            };
        }
        let (first, other) = match beside {
            Some(beside) if is_same(&own.0) => beside,
            _ => own.clone(),
        };
        let message = format!(
            "`{id}` and `{first}` ({other}) would share the slug `{slug}`, and so their feed"
        );
        let error = Diagnostic::error("slug-shared", &file.shown, typed.place, message);
        self.report(error.help(rename(id, &first)), file);
        let signs = id.chars().filter(|sign| !sign.is_ascii_alphanumeric());
        let code = |sign: char| format!("{:x}", u32::from(sign));
        let mut signs: Vec<String> = signs.map(code).collect();
        if signs.is_empty() {
            signs = id.chars().map(code).collect();
        }
        Term {
            id: id.clone(),
            slug: Slug::of(&format!("{slug} {}", signs.join(""))),
            label: label.clone(),
        }
    }

    /// The authors of a post; the site's author where it names none.
    pub(super) fn authors(
        &mut self,
        file: &Parsed,
        typed: &[TypedAuthor],
        language: &Language,
    ) -> Vec<Author> {
        let default = &self.config.site.language;
        let mut authors: Vec<Author> = Vec::new();
        let mut seen: HashSet<Slug> = HashSet::new();
        for author in typed {
            let known = self.library.authors.author(&author.id, language, default);
            if known.is_none() && self.library.authors.known && author.name.is_none() {
                let help = self.library.authors.suggest(&author.id);
                let message = format!(
                    "no data file names the author `{}`: the id is shown as the name",
                    author.id
                );
                let warning =
                    Diagnostic::warning("author-unknown", &file.shown, author.place, message);
                self.report(warning.help(help), file);
            }
            let made = known.unwrap_or_else(|| Author {
                id: author.id.clone(),
                name: author.name.clone().unwrap_or_else(|| author.id.clone()),
                url: author.url.clone(),
                email: author.email.clone(),
            });
            if !made.name.is_empty() && seen.insert(Slug::of(&made.id)) {
                authors.push(made);
            }
        }
        if let (true, Some(id)) = (authors.is_empty(), &self.config.site.author) {
            let id = Text::one_line(id);
            let known = self.library.authors.author(&id, language, default);
            authors.push(known.unwrap_or_else(|| Author {
                name: id.clone(),
                id,
                url: None,
                email: None,
            }));
        }
        authors
    }
}

/// Whether two names differ only in case, spaces, dashes and how accents are coded.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    let normal = |name: &str| -> String {
        let composed = name.nfc().filter(|sign| !matches!(sign, ' ' | '-' | '_'));
        composed.flat_map(char::to_lowercase).collect()
    };
    normal(one) == normal(other)
}

/// How to tell two names apart that have one slug.
pub(super) fn rename(one: &str, other: &str) -> String {
    let spelled = |name: &str| {
        let spelled = name.replace('#', " Sharp").replace('+', " Plus");
        let words: Vec<&str> = spelled.split_whitespace().collect();
        words.join(" ")
    };
    match [one, other]
        .into_iter()
        .find(|name| spelled(name) != **name)
    {
        Some(name) => format!("rename `{name}`, for example to `{}`", spelled(name)),
        None => "give one of them another name".to_owned(),
    }
}

/// Terms in the order typed, each slug once.
#[derive(Default)]
struct Terms {
    terms: Vec<Term>,
    seen: HashSet<Slug>,
}

impl Terms {
    fn add(&mut self, term: Term) {
        if self.seen.insert(term.slug.clone()) {
            self.terms.push(term);
        }
    }
}
