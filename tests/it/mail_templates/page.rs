//! The HTML of a mail as elements and texts, as far as tests of templates need it.

use std::collections::BTreeMap;

const VOID: [&str; 8] = ["meta", "img", "br", "hr", "link", "input", "wbr", "col"];

#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub parent: Option<usize>,
}

#[derive(Debug, Default)]
pub struct Page {
    pub elements: Vec<Element>,
    /// Each text and the element that it stands in.
    pub texts: Vec<(usize, String)>,
    /// The style sheets.
    pub styles: Vec<String>,
}

impl Element {
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// A property of its own style; the last one counts.
    pub fn style(&self, property: &str) -> Option<&str> {
        let declarations = self.get("style").split(';');
        let values = declarations.filter_map(|one| one.split_once(':'));
        let of_it = values.filter(|(name, _)| name.trim() == property);
        of_it.map(|(_, value)| value.trim()).next_back()
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.get("class").split_whitespace().any(|one| one == class)
    }
}

impl Page {
    /// Reads HTML as an inliner writes it: every element closed, every attribute quoted.
    pub fn parse(html: &str) -> Self {
        let mut page = Self::default();
        let mut open: Vec<usize> = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let text = rest[..at].trim();
            if let Some(parent) = open.last().filter(|_| !text.is_empty()) {
                page.texts.push((*parent, text.to_owned()));
            }
            rest = &rest[at..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.split_once("-->").expect("a comment's end").1;
                continue;
            }
            let end = end_of_tag(rest);
            let tag = &rest[1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                let closed = open.pop().expect("an open element");
                assert_eq!(page.elements[closed].name, name, "before {rest}");
                continue;
            }
            if tag.starts_with('!') {
                continue;
            }
            let element = read_tag(tag, open.last().copied());
            let name = element.name.clone();
            page.elements.push(element);
            if name == "style" || name == "title" {
                let (text, after) = rest.split_once(&format!("</{name}>")).expect("its end tag");
                if name == "style" {
                    page.styles.push(text.to_owned());
                }
                rest = after;
            } else if !VOID.contains(&name.as_str()) {
                open.push(page.elements.len() - 1);
            }
        }
        assert_eq!(open, [] as [usize; 0], "everything is closed");
        page
    }

    pub fn named<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Element> {
        self.elements.iter().filter(move |one| one.name == name)
    }

    /// An element and all around it, from inside out.
    pub fn around(&self, at: usize) -> impl Iterator<Item = &Element> {
        let mut next = Some(at);
        std::iter::from_fn(move || {
            let element = &self.elements[next?];
            next = element.parent;
            Some(element)
        })
    }

    /// The nearest value of an attribute.
    pub fn inherited(&self, at: usize, name: &str) -> &str {
        let mut values = self.around(at).map(|element| element.get(name));
        values.find(|value| !value.is_empty()).unwrap_or_default()
    }
}

fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at,
            _ => {}
        }
    }
    panic!("a tag without an end: {text}");
}

fn read_tag(tag: &str, parent: Option<usize>) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = BTreeMap::new();
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').expect("a closing quote");
        attributes.insert(name.trim().to_owned(), value.to_owned());
        rest = after;
    }
    assert_eq!(rest.trim(), "", "{tag}");
    Element {
        name: name.to_owned(),
        attributes,
        parent,
    }
}
