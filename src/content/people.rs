//! Authors, pictures, related posts and audiences in the shapes in which front matter gives them.

use crate::content::front_matter::FrontReader;
use crate::model::address::Address;
use crate::model::diagnostic::Place;
use crate::model::post::{Audience, Suggestion};
use crate::model::text::Text;
use crate::yaml::Node;

/// An author as typed: an id or a name, perhaps with address and page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedAuthor {
    pub(super) id: Text,
    pub(super) name: Option<Text>,
    pub(super) url: Option<String>,
    pub(super) email: Option<String>,
    pub(super) place: Place,
}

/// A picture as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypedImage {
    /// Its path or URL.
    pub(super) path: String,
    pub(super) place: Place,
    pub(super) alt: Option<Text>,
    pub(super) caption: Option<Text>,
}

pub(super) fn authors_of(node: &Node) -> Vec<TypedAuthor> {
    if node.is_list() {
        return node.items().iter().flat_map(authors_of).collect();
    }
    if node.is_mapping() {
        let text = |keys: &[&str]| {
            let given = keys.iter().filter_map(|key| node.find(key)?.text());
            given
                .map(|text| text.trim().to_owned())
                .find(|text| !text.is_empty())
        };
        let named = text(&["name", "label", "display_name"])
            .map(|name| author_of_line(&Text::one_line(&name), node.place()));
        let (name, named_email) = named.map(|named| (named.id, named.email)).unzip();
        let id = text(&["id", "key", "slug"]).map(|id| Text::one_line(&id));
        let author = id.or_else(|| name.clone()).map(|id| TypedAuthor {
            id,
            name,
            url: text(&["url", "link", "uri", "website", "web", "homepage"]),
            email: text(&["email", "mail"])
                .filter(|email| Address::parse(email).is_ok())
                .or(named_email.flatten()),
            place: node.place(),
        });
        if author.is_none() {
            return members_of(node);
        }
        return author.into_iter().collect();
    }
    let line = Text::one_line(&node.text().unwrap_or_default());
    let linked = linked_authors(&line, node.place());
    if !linked.is_empty() {
        return linked;
    }
    // `A <a@x.org>, B <b@x.org>` are two; "Josh Aas, ISRG Executive Director" is one.
    let parts = line
        .split_inclusive(">,")
        .map(|part| part.trim_end_matches(','));
    parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| author_of_line(part, node.place()))
        .collect()
}

/// Authors by id: `{jdoe: {name: Jane Doe}}`.
fn members_of(node: &Node) -> Vec<TypedAuthor> {
    let members = node.entries().into_iter();
    let members = members.filter(|(_, member)| member.is_mapping() || member.is_null());
    let author = |(id, member): (String, Node)| {
        let named = authors_of(&member).into_iter().next();
        let id = Text::one_line(&id);
        match named {
            Some(author) => TypedAuthor { id, ..author },
            None => TypedAuthor {
                id,
                name: None,
                url: None,
                email: None,
                place: member.key_place(),
            },
        }
    };
    members.map(author).collect()
}

/// The Markdown links of a line, each a person: "[Josh Aas](https://x.example), Executive Director" is one.
fn linked_authors(line: &str, place: Place) -> Vec<TypedAuthor> {
    let mut authors = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('[') {
        let Some((name, target)) = after.split_once("](") else {
            break;
        };
        let (url, behind) = target.split_once(')').unwrap_or((target, ""));
        let name = Text::one_line(name);
        rest = behind;
        if !name.is_empty() {
            authors.push(TypedAuthor {
                id: name.clone(),
                name: Some(name),
                url: Some(url.trim().to_owned()),
                email: None,
                place,
            });
        }
    }
    authors
}

/// `cfd` or `Name <mail>`: one person.
fn author_of_line(line: &str, place: Place) -> TypedAuthor {
    let plain = |name: &str, url: Option<String>, email: Option<String>| {
        let name = Text::one_line(name);
        TypedAuthor {
            id: name.clone(),
            name: (url.is_some() || email.is_some()).then_some(name),
            url,
            email,
            place,
        }
    };
    match line.split_once('<') {
        Some((name, rest))
            if rest.trim_end().ends_with('>') && rest.contains('@') && !name.trim().is_empty() =>
        {
            let email = rest.trim_end().trim_end_matches('>').trim();
            let email = Address::parse(email).is_ok().then(|| email.to_owned());
            plain(name.trim().trim_matches('"'), None, email)
        }
        _ => plain(line, None, None),
    }
}

pub(super) fn image_of(node: &Node) -> Option<TypedImage> {
    let node = if node.is_list() {
        node.items().into_iter().next()?
    } else {
        node.clone()
    };
    let paths = ["src", "url", "path", "image", "feature", "teaser"];
    let path = paths
        .iter()
        .find_map(|key| node.find(key))
        .unwrap_or(node.clone());
    let text = |keys: &[&str]| {
        let given = keys.iter().filter_map(|key| node.find(key)?.text());
        given
            .map(|text| Text::one_line(&text))
            .find(|text| !text.is_empty())
    };
    let typed = path.text()?.trim().to_owned();
    // A picture has a path or a name with an ending.
    (typed.contains(['.', '/']) && !path.is_bool()).then(|| TypedImage {
        path: typed,
        place: path.place(),
        alt: text(&["alt"]),
        caption: text(&["caption"]),
    })
}

pub(super) fn suggestions_of(node: &Node) -> Vec<Suggestion> {
    let text = |node: &Node, key: &str| node.get(key).and_then(|value| value.text());
    node.items()
        .iter()
        .filter_map(|item| {
            let post = item
                .text()
                .or_else(|| text(item, "post"))
                .or_else(|| text(item, "id"))?;
            Some(Suggestion {
                section: text(item, "type").or_else(|| text(item, "section")),
                post: Text::one_line(&post),
                place: Some(item.place()),
            })
        })
        .collect()
}

/// `false`, a name or a list of names; `true` admits all.
pub(super) fn audience_of(node: &Node) -> Audience {
    match node.flag() {
        Some(true) => Audience::All,
        Some(false) => Audience::None,
        None if node.is_list() => {
            Audience::Only(node.items().iter().filter_map(Node::text).collect())
        }
        None => Audience::Only(node.text().into_iter().collect()),
    }
}

impl FrontReader<'_> {
    /// The authors; what Docusaurus says of the only one beside its name (`author_url`) is added.
    pub(super) fn read_authors(&self, root: &Node) -> Vec<TypedAuthor> {
        let node = self.find(root, "authors");
        let mut authors = node.map(|node| authors_of(&node)).unwrap_or_default();
        let keys = ["author_url", "authorURL", "author_link"];
        let url = keys.iter().find_map(|key| root.get(key)?.text());
        if let ([author], Some(url)) = (authors.as_mut_slice(), url)
            && author.url.is_none()
            && !url.trim().is_empty()
        {
            author.url = Some(url.trim().to_owned());
        }
        authors
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Document;

    #[test]
    fn an_address_beside_a_name_is_no_part_of_it() {
        for (typed, name, email) in [
            ("name: Bob <bob@x.example>", "Bob", Some("bob@x.example")),
            (
                "{name: Bob <bob@x.example>, email: b@y.example}",
                "Bob",
                Some("b@y.example"),
            ),
            (
                "{name: Bob <bob@x.example>, email: nowhere}",
                "Bob",
                Some("bob@x.example"),
            ),
            (
                "bob: {name: Bob <bob@x.example>}",
                "Bob",
                Some("bob@x.example"),
            ),
            ("[{name: Bob <3}]", "Bob <3", None),
        ] {
            let document = Document::parse_yaml(typed, 1).document.expect("a document");
            let authors = authors_of(&document.root());
            let [author] = authors.as_slice() else {
                panic!("{typed}: {authors:?}");
            };
            assert_eq!(author.name.as_deref(), Some(name), "{typed}");
            assert_eq!(author.email.as_deref(), email, "{typed}");
        }
    }
}
