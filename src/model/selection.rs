//! Which posts a feed or newsletter takes: any/all/none over categories and tags, and lists of authors, languages, sections.

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
    pub authors: Vec<Slug>,
    /// In one of these languages; `fr` takes `fr-CH` too.
    pub languages: Vec<Language>,
    /// In one of these sections, by the whole section or its first part.
    pub sections: Vec<String>,
}

/// One member of `any`, `all` or `none`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A category or tag.
    Name(Kind, Slug),
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
            && (self.authors.is_empty()
                || post.authors.iter().any(|author| {
                    self.authors.contains(&Slug::of(&author.id))
                        || self.authors.contains(&Slug::of(&author.name))
                }))
            && (self.languages.is_empty()
                || self.languages.iter().any(|language| {
                    *language == post.language || language.as_str() == post.language.primary()
                }))
            && (self.sections.is_empty()
                || self.sections.iter().any(|section| {
                    *section == post.section
                        || Some(section.as_str()) == post.section.split('/').next()
                }))
    }
}

impl Pick {
    fn takes(&self, post: &Post) -> bool {
        let has = |terms: &[Term], slug: &Slug| terms.iter().any(|term| term.slug == *slug);
        match self {
            Self::Name(Kind::Category, slug) => has(&post.categories, slug),
            Self::Name(Kind::Tag, slug) => has(&post.tags, slug),
            Self::Name(Kind::Either, slug) => has(&post.categories, slug) || has(&post.tags, slug),
            Self::Nested(selection) => selection.takes(post),
        }
    }
}
