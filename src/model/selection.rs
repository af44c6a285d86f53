//! Which posts a feed or newsletter takes: any/all/none over categories and tags, and lists of authors, languages, sections.

use std::fmt;

use crate::model::diagnostic::Place;
use crate::model::language::Language;
use crate::model::name::Name;
use crate::model::post::{Post, Term};

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
    pub authors: Vec<Named<Name>>,
    /// In one of these languages, as [`Language::takes`] has it: `fr` takes `fr-CH` too.
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
    Name(Kind, Named<Name>),
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

/// Why a selection does not take a post: the first part that refuses it, and the term that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Selection {
    /// Whether the selection takes `post`.
    pub fn takes(&self, post: &Post) -> bool {
        let takes = |pick: &Pick| pick.takes(post);
        (self.any.is_empty() || self.any.iter().any(takes))
            && self.all.iter().all(takes)
            && !self.none.iter().any(takes)
            && one_of(&self.authors, |name| is_author(name, post))
            && one_of(&self.languages, |language| language.takes(&post.language))
            && one_of(&self.sections, |section| is_section(section, post))
    }

    /// Why the selection does not take `post`; `None` where it does.
    pub fn refusal(&self, post: &Post) -> Option<Refusal> {
        if self.takes(post) {
            return None;
        }
        let takes = |pick: &&Pick| pick.takes(post);
        let words = if !self.any.is_empty() && !self.any.iter().any(|pick| pick.takes(post)) {
            format!("it has nothing of what `any` names ({})", list(&self.any))
        } else if let Some(pick) = self.all.iter().find(|pick| !takes(pick)) {
            match pick {
                Pick::Name(..) => format!("it lacks `{pick}`, which `all` names"),
                Pick::Nested(inner) => match inner.refusal(post) {
                    Some(refusal) => {
                        format!("a selection that `all` holds does not take it: {refusal}")
                    }
                    None => return None,
                },
            }
        } else if let Some(pick) = self.none.iter().find(takes) {
            match pick {
                Pick::Name(..) => format!("it has `{pick}`, which `none` names"),
                Pick::Nested(_) => format!("it is one of {pick}, which `none` holds"),
            }
        } else if !one_of(&self.authors, |name| is_author(name, post)) {
            format!(
                "nobody wrote it whom `authors` names ({})",
                list(&self.authors)
            )
        } else if !one_of(&self.languages, |language| language.takes(&post.language)) {
            let language = &post.language;
            format!(
                "it is in `{language}`, which `languages` does not name ({})",
                list(&self.languages)
            )
        } else {
            let section = match post.section.as_str() {
                "" => "in no section".to_owned(),
                section => format!("in the section `{section}`"),
            };
            format!(
                "it is {section}, which `sections` does not name ({})",
                list(&self.sections)
            )
        };
        Some(Refusal(words))
    }
}

/// As it is written in the configuration.
impl fmt::Display for Selection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("any", list(&self.any)),
            ("all", list(&self.all)),
            ("none", list(&self.none)),
            ("authors", list(&self.authors)),
            ("languages", list(&self.languages)),
            ("sections", list(&self.sections)),
        ];
        let parts = parts.iter().filter(|(_, names)| !names.is_empty());
        let parts: Vec<String> = parts
            .map(|(part, names)| format!("{part}: [{names}]"))
            .collect();
        write!(formatter, "{{{}}}", parts.join(", "))
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(Kind::Either, name) => name.fmt(formatter),
            Self::Name(Kind::Category, name) => write!(formatter, "category:{name}"),
            Self::Name(Kind::Tag, name) => write!(formatter, "tag:{name}"),
            Self::Nested(selection) => selection.fmt(formatter),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Named<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}

fn list(names: &[impl fmt::Display]) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    names.join(", ")
}

fn is_author(name: &Name, post: &Post) -> bool {
    let mut authors = post.authors.iter();
    authors.any(|author| name.means_person(&author.id) || name.means_person(&author.name))
}

fn is_section(section: &str, post: &Post) -> bool {
    section == post.section || Some(section) == post.section.split('/').next()
}

/// Whether one of the names is meant; an empty list takes everything.
fn one_of<T>(names: &[Named<T>], is_meant: impl Fn(&T) -> bool) -> bool {
    names.is_empty() || names.iter().any(|name| is_meant(&name.value))
}

impl Pick {
    fn takes(&self, post: &Post) -> bool {
        let has = |terms: &[Term], name: &Name| terms.iter().any(|term| term.is_meant(name));
        match self {
            Self::Name(kind, Named { value: name, .. }) => {
                (*kind != Kind::Tag && has(&post.categories, name))
                    || (*kind != Kind::Category && has(&post.tags, name))
            }
            Self::Nested(selection) => selection.takes(post),
        }
    }
}

#[cfg(test)]
mod tests;
