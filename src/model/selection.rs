//! Which posts a feed or newsletter takes: any/all/none over categories and tags, and lists of authors, languages, sections.

use std::fmt;

use crate::model::diagnostic::Place;
use crate::model::language::Language;
use crate::model::post::{Post, Term};
use crate::model::slug::Slug;

/// A choice of posts. Each empty part takes everything; all parts must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// At least one of these.
    pub any: Vec<Pick>,
    /// Every one of these.
    pub all: Vec<Pick>,
    /// Not one of these.
    pub none: Vec<Pick>,
    /// Written by one of these (ids or names).
    pub authors: Vec<Named<Slug>>,
    /// In one of these languages; `fr` takes `fr-CH` too.
    pub languages: Vec<Named<Language>>,
    /// In one of these sections, by the whole section or its first part.
    pub sections: Vec<Named<String>>,
}

/// What a selection names, and where it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T> {
    /// The name.
    pub value: T,
    /// Its place in the configuration.
    pub place: Place,
}

/// One member of `any`, `all` or `none`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A category or tag.
    Name(Kind, Named<Slug>),
    /// A selection in a selection.
    Nested(Box<Selection>),
}

/// Where a name is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `category:x`
    Category,
    /// `tag:x`
    Tag,
    /// Just `x`: a category or a tag.
    Either,
}

/// The part of a selection that does not take a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `any`
    Any,
    /// `all`
    All,
    /// `none`
    None,
    /// `authors`
    Authors,
    /// `languages`
    Languages,
    /// `sections`
    Sections,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Any => "it has nothing of what `any` names",
            Self::All => "it lacks something that `all` names",
            Self::None => "it has something that `none` names",
            Self::Authors => "`authors` names nobody who wrote it",
            Self::Languages => "`languages` does not name its language",
            Self::Sections => "`sections` does not name its section",
        })
    }
}

impl Selection {
    /// Whether the selection takes `post`.
    pub fn takes(&self, post: &Post) -> bool {
        self.refusal(post).is_none()
    }

    /// The first part that does not take `post`; `None` where all do.
    pub fn refusal(&self, post: &Post) -> Option<Refusal> {
        let takes = |pick: &Pick| pick.takes(post);
        let is_author = |slug: &Slug| {
            let is_named = |name: &str| Slug::of(name) == *slug;
            let mut authors = post.authors.iter();
            authors.any(|author| is_named(&author.id) || is_named(&author.name))
        };
        let is_language = |language: &Language| {
            *language == post.language || language.as_str() == post.language.primary()
        };
        let is_section = |section: &String| {
            *section == post.section || Some(section.as_str()) == post.section.split('/').next()
        };
        if !self.any.is_empty() && !self.any.iter().any(takes) {
            Some(Refusal::Any)
        } else if !self.all.iter().all(takes) {
            Some(Refusal::All)
        } else if self.none.iter().any(takes) {
            Some(Refusal::None)
        } else if !one_of(&self.authors, is_author) {
            Some(Refusal::Authors)
        } else if !one_of(&self.languages, is_language) {
            Some(Refusal::Languages)
        } else if !one_of(&self.sections, is_section) {
            Some(Refusal::Sections)
        } else {
            None
        }
    }
}

/// Whether one of the names is meant; an empty list takes everything.
fn one_of<T>(names: &[Named<T>], is_meant: impl Fn(&T) -> bool) -> bool {
    names.is_empty() || names.iter().any(|name| is_meant(&name.value))
}

impl Pick {
    fn takes(&self, post: &Post) -> bool {
        let has = |terms: &[Term], slug: &Slug| terms.iter().any(|term| term.slug == *slug);
        match self {
            Self::Name(kind, Named { value: slug, .. }) => {
                (*kind != Kind::Tag && has(&post.categories, slug))
                    || (*kind != Kind::Category && has(&post.tags, slug))
            }
            Self::Nested(selection) => selection.takes(post),
        }
    }
}
