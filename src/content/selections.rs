//! Names in the configuration's selections that nothing on the site has.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::content::Library;
use crate::model::diagnostic::{Diagnostic, Place, Severity, find_nearest};
use crate::model::language::Language;
use crate::model::name::{Name, fold, fold_person};
use crate::model::post::Author;
use crate::model::selection::{Kind, Named, Pick, Selection};
use crate::model::slug::Slug;

/// Looks up every name of every feed's and newsletter's selection: an unknown one would select nothing in silence.
pub(super) fn check(config: &Config, library: &Library) -> Vec<Diagnostic> {
    let feeds = config.feeds.iter().flatten().map(|rule| &rule.select);
    let newsletters = config.newsletters.iter().map(|letter| &letter.select);
    let mut checker = Checker {
        config,
        library,
        found: Vec::new(),
    };
    for selection in feeds.chain(newsletters) {
        checker.check(selection);
    }
    checker.found
}

struct Checker<'a> {
    config: &'a Config,
    library: &'a Library,
    found: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn check(&mut self, selection: &Selection) {
        let picks = [&selection.any, &selection.all, &selection.none];
        for pick in picks.into_iter().flatten() {
            match pick {
                Pick::Nested(inner) => self.check(inner),
                Pick::Name(kind, named) => self.check_term(*kind, named),
            }
        }
        selection
            .authors
            .iter()
            .for_each(|name| self.check_author(name));
        for Named { value, place } in &selection.sections {
            let sections = || self.library.posts.iter().map(|post| post.section.as_str());
            let first = |section: &str| section.split('/').next() == Some(value);
            if !sections().any(|section| section == value || first(section)) {
                let near = find_nearest(value, sections());
                let words = format!("no post is in the section `{value}`");
                self.report(Severity::Warning, *place, &words, near.map(str::to_owned));
            }
        }
        for Named { value, place } in &selection.languages {
            let languages = || self.library.posts.iter().map(|post| &post.language);
            if !languages().any(|language| value.takes(language)) {
                let near = find_nearest(value.as_str(), languages().map(Language::as_str));
                let words = format!("no post is in the language `{value}`");
                self.report(Severity::Warning, *place, &words, near.map(str::to_owned));
            }
        }
    }

    fn check_term(&mut self, kind: Kind, Named { value, place }: &Named<Name>) {
        let (of_categories, of_tags) = (kind != Kind::Tag, kind != Kind::Category);
        let library = self.library;
        let categories = || library.posts.iter().flat_map(|post| &post.categories);
        let tags = || library.posts.iter().flat_map(|post| &post.tags);
        let known = &library.categories;
        let is_category = known
            .id(value.slug())
            .is_some_and(|id| value.means(value.slug(), &[id]))
            || categories().any(|term| term.is_meant(value));
        let is_tag = tags().any(|term| term.is_meant(value));
        if (of_categories && is_category) || (of_tags && is_tag) {
            let categories = categories().filter(|_| of_categories);
            let meant = categories.chain(tags().filter(|_| of_tags));
            let meant = meant.filter(|term| term.is_meant(value));
            self.check_one(
                value,
                *place,
                meant.map(|term| (&*term.label, fold(&term.id))),
            );
            return;
        }
        let what = match kind {
            Kind::Category => "category",
            Kind::Tag => "tag",
            Kind::Either => "category or tag",
        };
        let words = format!("no {what} is called `{value}`");
        let severity = if known.known && of_categories {
            Severity::Error
        } else {
            Severity::Warning
        };
        let near = match kind {
            Kind::Category if is_tag => Some(format!("tag:{value}")),
            Kind::Tag if is_category => Some(format!("category:{value}")),
            _ => known
                .find_label(value.slug())
                .filter(|_| of_categories)
                .map(ToString::to_string)
                .or_else(|| {
                    let terms = categories().filter(|_| of_categories);
                    let terms = terms.chain(tags().filter(|_| of_tags));
                    let mut alike = terms.clone().filter(|term| term.slug == *value.slug());
                    if let Some(term) = alike.next() {
                        return Some(term.label.to_string());
                    }
                    let mut names: BTreeSet<&str> = terms.map(|term| term.slug.as_str()).collect();
                    names.extend(known.slugs().map(Slug::as_str).filter(|_| of_categories));
                    find_nearest(value.slug().as_str(), names).map(str::to_owned)
                }),
        };
        self.report(severity, *place, &words, near);
    }

    /// A slug that stands for several names: nobody can say which is meant.
    fn check_one<'a>(
        &mut self,
        value: &Name,
        place: Place,
        meant: impl Iterator<Item = (&'a str, String)>,
    ) {
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        for (label, id) in meant {
            names.entry(id).or_insert(label);
        }
        if names.len() < 2 {
            return;
        }
        let names: Vec<String> = names.values().map(|name| format!("`{name}`")).collect();
        let message = format!(
            "`{value}` is the slug of {}: this selection would take all of them",
            names.join(" and of ")
        );
        let error = Diagnostic::error("slug-shared", &self.config.file, place, message);
        let help = "write the name that you mean, or each of them";
        self.found.push(error.help(help).quoting(&self.config.text));
    }

    fn check_author(&mut self, Named { value, place }: &Named<Name>) {
        let authors = || self.library.posts.iter().flat_map(|post| &post.authors);
        let is_meant =
            |author: &&Author| value.means_person(&author.id) || value.means_person(&author.name);
        if authors().any(|author| is_meant(&author)) {
            let meant = authors().filter(is_meant);
            let meant: Vec<(&str, String)> = meant
                .map(|author| (&*author.name, fold_person(&author.id)))
                .collect();
            self.check_one(value, *place, meant.into_iter());
            return;
        }
        if self.library.authors.contains(value.slug()) {
            return;
        }
        let mut names: Vec<String> = authors().map(|author| author.id.to_string()).collect();
        names.extend(self.library.authors.ids().map(ToString::to_string));
        let near = find_nearest(value.as_str(), names.iter().map(String::as_str));
        let words = format!("nobody called `{value}` has written a post");
        self.report(Severity::Warning, *place, &words, near.map(str::to_owned));
    }

    fn report(&mut self, severity: Severity, place: Place, words: &str, near: Option<String>) {
        let message = format!("{words}: this selection would miss what it is meant for");
        let at = (self.config.file.as_str(), place);
        let found = Diagnostic::of(severity, "select-unknown", at, message);
        let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
        self.found.push(found.help(help).quoting(&self.config.text));
    }
}
