//! Authors, pictures, related posts and audiences in the shapes in which front matter gives them.

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

pub(super) fn authors_of(node: &Node) -> Vec<TypedAuthor> {
    if node.is_list() {
        return node.items().iter().flat_map(authors_of).collect();
    }
    let text = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| node.get(key).and_then(|value| value.text()))
    };
    if node.is_mapping() {
        let name = text(&["name", "title", "label"]).map(|name| Text::one_line(&name));
        let id = text(&["id", "key", "slug"])
            .map(|id| Text::one_line(&id))
            .or_else(|| name.clone());
        let author = id.map(|id| TypedAuthor {
            id,
            name,
            url: text(&["url", "link", "uri", "website"]),
            email: text(&["email", "mail"]),
            place: node.place(),
        });
        return author.into_iter().collect();
    }
    let Some(typed) = node.text() else {
        return Vec::new();
    };
    let line = Text::one_line(&typed);
    if line.is_empty() {
        return Vec::new();
    }
    vec![author_of_line(&line, node.place())]
}

/// `cfd`, `Name <mail>` or `[Name](url), title`: one person.
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
    if let Some((name, rest)) = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]("))
    {
        return plain(name, rest.split(')').next().map(str::to_owned), None);
    }
    match line.split_once('<') {
        Some((name, rest))
            if rest.trim_end().ends_with('>') && rest.contains('@') && !name.trim().is_empty() =>
        {
            plain(
                name,
                None,
                Some(rest.trim_end().trim_end_matches('>').trim().to_owned()),
            )
        }
        _ => plain(line, None, None),
    }
}

pub(super) fn image_of(node: &Node) -> Option<(String, Place)> {
    let node = if node.is_list() {
        node.items().into_iter().next()?
    } else {
        node.clone()
    };
    let node = ["src", "url", "path", "image", "feature", "teaser"]
        .iter()
        .find_map(|key| node.get(key))
        .unwrap_or(node);
    let typed = node.text()?.trim().to_owned();
    (!typed.is_empty() && node.flag().is_none()).then(|| (typed, node.place()))
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
