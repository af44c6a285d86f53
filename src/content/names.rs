//! Ids in posts become categories, tags and authors with names.

use crate::content::make::Maker;
use crate::content::parse::Parsed;
use crate::content::people::TypedAuthor;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::language::Language;
use crate::model::post::{Author, Term};
use crate::model::slug::Slug;
use crate::model::text::Text;

impl Maker<'_> {
    /// The categories of a post; an id that the data files do not know is an error.
    pub(super) fn categories(
        &mut self,
        file: &Parsed,
        typed: &[(Text, Place)],
        language: &Language,
    ) -> Vec<Term> {
        let mut terms = Vec::new();
        for (id, place) in typed {
            let slug = Slug::of(id);
            let taxonomy = &self.library.categories;
            let known = taxonomy
                .label(&slug, language, &self.config.site.language)
                .cloned();
            if let Some(label) = known {
                add(
                    &mut terms,
                    Term {
                        id: id.clone(),
                        slug,
                        label,
                    },
                );
            } else if taxonomy.known {
                let help = taxonomy.suggest(id);
                let message = format!("no data file names the category `{id}`");
                let error = Diagnostic::error("category-unknown", &file.shown, *place, message);
                self.report(error.help(help), file);
            } else {
                let term = self.free_term(file, id, *place, true);
                add(&mut terms, term);
            }
        }
        terms
    }

    /// The tags of a post.
    pub(super) fn tags(&mut self, file: &Parsed, typed: &[(Text, Place)]) -> Vec<Term> {
        let mut terms = Vec::new();
        for (id, place) in typed {
            let term = self.free_term(file, id, *place, false);
            add(&mut terms, term);
        }
        terms
    }

    /// A name that no data file lists; names that differ only in case, spaces and dashes are one.
    fn free_term(&mut self, file: &Parsed, id: &Text, place: Place, category: bool) -> Term {
        let slug = Slug::of(id);
        let normal = |name: &str| name.to_lowercase().replace([' ', '-', '_'], "");
        let own = (id.clone(), file.shown.clone());
        let (first, other) = self
            .names
            .entry((category, slug.clone()))
            .or_insert(own)
            .clone();
        if normal(&first) == normal(id) {
            return Term {
                id: id.clone(),
                slug,
                label: first,
            };
        }
        let message = format!(
            "`{id}` and `{first}` ({other}) would share the slug `{slug}`, and so their feed"
        );
        let better = id.replace('#', " sharp").replace('+', "p");
        let error = Diagnostic::error("slug-shared", &file.shown, place, message);
        self.report(
            error.help(format!("rename one of them, for example to `{better}`")),
            file,
        );
        let signs = id.chars().filter(|sign| !sign.is_ascii_alphanumeric());
        let signs: Vec<String> = signs.map(|sign| format!("{:x}", u32::from(sign))).collect();
        Term {
            id: id.clone(),
            slug: Slug::of(&format!("{slug} {}", signs.join(""))),
            label: id.clone(),
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
            if authors.iter().all(|other| other.id != made.id) {
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

fn add(terms: &mut Vec<Term>, term: Term) {
    if terms.iter().all(|other| other.slug != term.slug) {
        terms.push(term);
    }
}
