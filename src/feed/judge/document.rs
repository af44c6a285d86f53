//! An XML document as a flat list of elements that know their offsets.

use crate::feed::judge::passage::Passage;

/// The elements of a document, the root first, parents before children.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) elements: Vec<Element>,
    /// What the document type declares as entities, without expanding them.
    pub(super) doctype: Option<usize>,
}

/// One element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// `channel`, `atom:link`: the usual prefix of a known namespace, whatever the file calls it.
    pub(super) name: String,
    /// The name as typed.
    pub(super) typed: String,
    /// Where its `<` stands.
    pub(super) offset: usize,
    pub(super) attributes: Vec<Attribute>,
    pub(super) parent: usize,
    /// Places in [`Document::elements`].
    pub(super) children: Vec<usize>,
    /// Its own text, without that of its children.
    pub(super) text: Passage,
    /// Whether some of its text was typed as a reference to a character.
    pub(super) has_references: bool,
}

/// One attribute; declarations of namespaces are none.
#[derive(Debug)]
pub(super) struct Attribute {
    /// `href`, `xml:lang`.
    pub(super) name: String,
    pub(super) value: String,
    pub(super) offset: usize,
    pub(super) value_offset: usize,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|own| own.name == name)
    }

    /// The value of an attribute; empty where there is none.
    pub(super) fn value(&self, name: &str) -> &str {
        self.attribute(name).map_or("", |own| own.value.as_str())
    }

    /// Where its text begins, or it does.
    pub(super) fn text_offset(&self) -> usize {
        self.text.start().unwrap_or(self.offset)
    }
}

impl Document {
    pub(super) fn root(&self) -> Option<&Element> {
        self.elements.first()
    }

    pub(super) fn children<'a>(
        &'a self,
        element: &'a Element,
    ) -> impl Iterator<Item = &'a Element> {
        element
            .children
            .iter()
            .filter_map(|at| self.elements.get(*at))
    }

    pub(super) fn named<'a>(
        &'a self,
        element: &'a Element,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Element> {
        self.children(element)
            .filter(move |child| child.name == name)
    }

    pub(super) fn first<'a>(&'a self, element: &'a Element, name: &'a str) -> Option<&'a Element> {
        self.named(element, name).next()
    }

    /// The value of an inherited attribute such as `xml:lang`; empty where none is set.
    pub(super) fn inherited<'a>(&'a self, element: &'a Element, name: &str) -> &'a str {
        let mut at = element;
        loop {
            if let Some(own) = at.attribute(name) {
                return &own.value;
            }
            match self.elements.get(at.parent) {
                Some(parent) if parent.offset < at.offset => at = parent,
                _ => return "",
            }
        }
    }
}
