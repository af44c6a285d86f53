//! Ids in posts become categories, tags and authors with names.

use std::collections::HashSet;

use crate::config::Each;
use crate::content::make::Maker;
use crate::content::parse::Parsed;
use crate::content::people::TypedAuthor;
use crate::content::place::SLUG_BYTES_MAX;
use crate::content::term_list::TypedTerm;
use crate::model::diagnostic::Diagnostic;
use crate::model::language::Language;
use crate::model::name::{fold, fold_person};
use crate::model::post::{Author, Term};
use crate::model::slug::Slug;
use crate::model::text::Text;

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
                let id = taxonomy.id(&slug).unwrap_or(id).clone();
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

    /// A name that no data file lists; names that differ only in case, spaces and dashes are one. Others may share its slug:
    /// that is a mistake only where a feed or a selection goes by it.
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
        let kind = if category { Each::Category } else { Each::Tag };
        let place =
            || Diagnostic::error("slug-shared", &file.shown, typed.place, "").quoting(&file.text);
        let known = self
            .library
            .names
            .settle(kind, (id, label), &file.shown, place);
        Term {
            id: known.id.clone(),
            slug,
            label: known.label.clone(),
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
        let mut seen: HashSet<String> = HashSet::new();
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
            if made.name.is_empty() || !seen.insert(fold_person(&made.id)) {
                continue;
            }
            let place = || {
                Diagnostic::error("slug-shared", &file.shown, author.place, "").quoting(&file.text)
            };
            let names = (&made.id, &made.name);
            let known = self
                .library
                .names
                .settle(Each::Author, names, &file.shown, place);
            let id = known.id.clone();
            authors.push(Author { id, ..made });
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

/// Terms in the order typed, each name once.
#[derive(Default)]
struct Terms {
    terms: Vec<Term>,
    seen: HashSet<(Slug, String)>,
}

impl Terms {
    fn add(&mut self, term: Term) {
        if self.seen.insert((term.slug.clone(), fold(&term.id))) {
            self.terms.push(term);
        }
    }
}
