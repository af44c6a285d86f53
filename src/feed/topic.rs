//! What a feed gathers, by which the directory of feeds is grouped. Does not choose posts: that is the plan.

use crate::config::{Each, FeedRule};
use crate::model::language::Language;
use crate::model::selection::Selection;
use crate::model::text::Text;

/// What a feed gathers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The kind, which is the group in the directory.
    pub kind: TopicKind,
    /// What people call the category, tag, author or section; empty where the feed is not one of many.
    pub name: Text,
    /// The only language of its posts, where the rule counts over languages.
    pub edition: Option<Language>,
}

/// The groups of the directory, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TopicKind {
    /// Every post of the site.
    Everything,
    /// The posts of one language.
    Language,
    /// The posts of one category.
    Category,
    /// The posts with one tag.
    Tag,
    /// The posts of one author.
    Author,
    /// The posts of one section.
    Section,
    /// What the site chose itself.
    Own,
    /// The issues of a newsletter.
    Newsletter,
}

impl TopicKind {
    /// The kind of the feeds that `rule` makes.
    pub fn of(rule: &FeedRule) -> Self {
        let subject = rule.each.iter().find(|each| **each != Each::Language);
        match subject.or(rule.each.first()) {
            Some(Each::Language) => Self::Language,
            Some(Each::Category) => Self::Category,
            Some(Each::Tag) => Self::Tag,
            Some(Each::Author) => Self::Author,
            Some(Each::Section) => Self::Section,
            None if rule.select == Selection::default() => Self::Everything,
            None => Self::Own,
        }
    }
}
