//! Which posts a feed or newsletter takes: any/all/none over categories and tags, and lists of authors, languages, sections.

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

impl Selection {
    /// Whether the selection takes `post`.
    pub fn takes(&self, post: &Post) -> bool {
        (self.any.is_empty() || self.any.iter().any(|pick| pick.takes(post)))
            && self.all.iter().all(|pick| pick.takes(post))
            && !self.none.iter().any(|pick| pick.takes(post))
            && one_of(&self.authors, |slug| {
                let is_named = |name: &str| Slug::of(name) == *slug;
                post.authors
                    .iter()
                    .any(|author| is_named(&author.id) || is_named(&author.name))
            })
            && one_of(&self.languages, |language| {
                *language == post.language || language.as_str() == post.language.primary()
            })
            && one_of(&self.sections, |section| {
                *section == post.section || Some(section.as_str()) == post.section.split('/').next()
            })
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
