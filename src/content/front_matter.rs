//! The keys of many generators' front matter as one set of typed values.

use crate::config::Config;
use crate::content::date::{self, Typed};
use crate::content::people::{TypedAuthor, audience_of, authors_of, image_of, suggestions_of};
use crate::content::place::refuse_slug;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::language::Language;
use crate::model::post::{Audience, Suggestion};
use crate::model::text::Text;
use crate::yaml::{Document, Node};

/// A post's settings as typed. Nothing here is looked up in other files.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    pub(super) id: Option<Text>,
    pub(super) title: Option<Text>,
    pub(super) date: Option<Typed>,
    pub(super) updated: Option<Typed>,
    pub(super) categories: Vec<(Text, Place)>,
    pub(super) tags: Vec<(Text, Place)>,
    pub(super) authors: Vec<TypedAuthor>,
    pub(super) summary: Option<Text>,
    pub(super) image: Option<(String, Place)>,
    pub(super) image_alt: Option<Text>,
    pub(super) image_caption: Option<Text>,
    pub(super) language: Option<Language>,
    pub(super) slug: Option<String>,
    pub(super) permalink: Option<(String, Place)>,
    pub(super) suggested: Vec<Suggestion>,
    pub(super) hidden: bool,
    pub(super) feeds: Option<Audience>,
    pub(super) newsletters: Option<Audience>,
    pub(super) extra: serde_json::Map<String, serde_json::Value>,
}

/// Postrider's names and those of the dialects; the first that is given counts.
const NAMES: [(&str, &[&str]); 18] = [
    ("id", &["id"]),
    ("title", &["title"]),
    (
        "date",
        &[
            "date",
            "pubDate",
            "pubDatetime",
            "published",
            "publishDate",
            "published_at",
            "publishedAt",
            "created",
        ],
    ),
    (
        "updated",
        &[
            "updated",
            "lastmod",
            "last_modified_at",
            "modified",
            "updatedDate",
            "last_update",
            "modDatetime",
            "updated_at",
        ],
    ),
    ("categories", &["categories", "category", "post_categories"]),
    ("tags", &["tags", "tag", "keywords"]),
    ("authors", &["authors", "author", "post_authors"]),
    ("summary", &["summary", "lead", "description", "excerpt"]),
    (
        "image",
        &[
            "image",
            "cover",
            "hero_image",
            "heroImage",
            "thumbnail",
            "featured_image",
            "cover_image",
        ],
    ),
    ("image_alt", &["image_alt", "imageAlt", "cover_alt"]),
    ("image_caption", &["image_caption", "imageCaption"]),
    ("language", &["lang", "language", "locale"]),
    ("slug", &["slug"]),
    ("permalink", &["permalink", "url"]),
    ("suggested", &["suggested"]),
    ("draft", &["draft"]),
    ("feed", &["feed"]),
    ("newsletter", &["newsletter"]),
];

/// Reads front matter; mistakes go to `mistakes`.
pub(super) struct FrontReader<'a> {
    pub(super) config: &'a Config,
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) dated_name: bool,
    pub(super) mistakes: &'a mut Vec<Diagnostic>,
}

impl FrontReader<'_> {
    pub(super) fn read(&mut self, document: &Document) -> FrontMatter {
        let root = document.root();
        if !root.is_mapping() {
            self.error(
                "front-matter-shape",
                root.place(),
                "the front matter is not a mapping of keys to values",
                "write lines like title: …",
            );
            return FrontMatter::default();
        }
        let mut front = FrontMatter {
            id: self.line(&root, "id"),
            title: self.line(&root, "title"),
            summary: self.line(&root, "summary"),
            image_alt: self.line(&root, "image_alt"),
            image_caption: self.line(&root, "image_caption"),
            ..FrontMatter::default()
        };
        self.read_dates(&root, &mut front);
        front.categories = self.terms(&root, "categories");
        front.tags = self.terms(&root, "tags");
        front.authors = self
            .find(&root, "authors")
            .map(|node| authors_of(&node))
            .unwrap_or_default();
        front.image = self.find(&root, "image").and_then(|node| image_of(&node));
        front.language = self
            .find(&root, "language")
            .and_then(|node| Language::parse(&node.text()?));
        front.slug = self.read_slug(&root);
        front.permalink = self
            .find(&root, "permalink")
            .and_then(|node| Some((node.text()?, node.place())));
        front.suggested = self
            .find(&root, "suggested")
            .map(|node| suggestions_of(&node))
            .unwrap_or_default();
        front.hidden = self.find(&root, "draft").and_then(|node| node.flag()) == Some(true)
            || root.get("published").and_then(|node| node.flag()) == Some(false);
        front.feeds = self.find(&root, "feed").map(|node| audience_of(&node));
        front.newsletters = self
            .find(&root, "newsletter")
            .map(|node| audience_of(&node));
        front.extra = extra_of(&root);
        front
    }

    /// The value under any of the names of `key`, also below `[taxonomies]` and `[extra]`.
    pub(super) fn find<'n>(&self, root: &Node<'n>, key: &str) -> Option<Node<'n>> {
        let own = NAMES
            .iter()
            .find(|(name, _)| *name == key)
            .map_or(&[] as &[&str], |(_, names)| names);
        let more = self
            .config
            .content
            .fields
            .iter()
            .filter(|(name, _)| name == key)
            .flat_map(|(_, names)| names);
        let names: Vec<&str> = own
            .iter()
            .copied()
            .chain(more.map(String::as_str))
            .collect();
        let given = |parent: &Node<'n>| {
            names
                .iter()
                .find_map(|name| parent.get(name).filter(|node| !node.is_null()))
        };
        given(root).or_else(|| {
            ["taxonomies", "extra"]
                .iter()
                .find_map(|part| given(&root.get(part)?))
        })
    }

    fn line(&self, root: &Node, key: &str) -> Option<Text> {
        let text = self.find(root, key)?.text()?;
        Some(Text::one_line(&text)).filter(|text| !text.is_empty())
    }

    fn error(
        &mut self,
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.mistakes.push(
            Diagnostic::error(rule, self.file, place, message)
                .help(help)
                .quoting(self.text),
        );
    }

    fn read_dates(&mut self, root: &Node, front: &mut FrontMatter) {
        if let Some(node) = self.find(root, "date") {
            if node.is_mapping() {
                front.date = node.get("created").and_then(|created| self.date(&created));
                front.updated = node.get("updated").and_then(|updated| self.date(&updated));
            } else if node.flag().is_none() {
                front.date = self.date(&node);
            }
        }
        if let Some(node) = self.find(root, "updated") {
            let node = node.get("date").unwrap_or(node);
            front.updated = if node.is_mapping() {
                None
            } else {
                self.date(&node)
            };
        }
    }

    fn date(&mut self, node: &Node) -> Option<Typed> {
        let typed = node.text().unwrap_or_default();
        let read = date::parse(&typed, &self.config.site.time_zone);
        match &read {
            None => {
                let shown: String = typed.chars().take(40).collect();
                self.error(
                    "date-invalid",
                    node.place(),
                    format!("`{shown}` is no date that a feed could carry"),
                    "write it like 2026-03-01 or 2026-03-01T09:30:00+01:00",
                );
            }
            Some(date) if date.moment.as_second() < 0 => {
                let warning = Diagnostic::warning(
                    "date-early",
                    self.file,
                    node.place(),
                    "a date before 1970 makes some readers fail",
                );
                self.mistakes.push(warning.quoting(self.text));
            }
            Some(_) => {}
        }
        read
    }

    fn read_slug(&mut self, root: &Node) -> Option<String> {
        let node = self.find(root, "slug")?;
        let slug = node.text()?.trim().to_owned();
        if slug.is_empty() {
            return None;
        }
        // Some generators take a whole path here; its last part is the post's own.
        let own = slug
            .trim_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let path_is_plain =
            !slug.starts_with('/') && !slug.split('/').any(|part| part.starts_with('.'));
        let candidate = if path_is_plain { own } else { slug.as_str() };
        if let Some(why) = refuse_slug(candidate) {
            self.error(
                "slug-unsafe",
                node.place(),
                format!("this slug cannot be used: {why}"),
                "use letters, digits and -",
            );
            return None;
        }
        Some(candidate.to_owned())
    }
}

fn extra_of(root: &Node) -> serde_json::Map<String, serde_json::Value> {
    let known = |key: &str| NAMES.iter().any(|(_, names)| names.contains(&key));
    root.entries()
        .into_iter()
        .filter(|(key, _)| !known(key))
        .filter_map(|(key, node)| Some((key, serde_json::to_value(node.value()).ok()?)))
        .collect()
}
