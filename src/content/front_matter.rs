//! The keys of many generators' front matter as one set of typed values.

use crate::config::Config;
use crate::content::date::{self, Typed};
use crate::content::dialects::{NAMES, extra_of, hidden_by};
use crate::content::episodes::TypedAudio;
use crate::content::people::{TypedAuthor, TypedImage, audience_of, image_of, suggestions_of};
use crate::content::term_list::TypedTerm;
use crate::model::diagnostic::{Diagnostic, Place, find_nearest};
use crate::model::language::Language;
use crate::model::post::{Audience, Suggestion};
use crate::model::text::{Text, is_legal};
use crate::yaml::{Document, Node};

/// A post's settings as typed. Nothing here is looked up in other files.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    pub(super) id: Option<Text>,
    /// Where the id, else the slug or permalink, was typed.
    pub(super) id_place: Option<Place>,
    pub(super) title: Option<Text>,
    /// Where a title stands that is no text.
    pub(super) odd_title: Option<Place>,
    pub(super) date: Option<Typed>,
    /// Hugo's `publishDate`: not before this.
    pub(super) embargo: Option<Typed>,
    /// Hugo's `expiryDate`: not after this.
    pub(super) expiry: Option<Typed>,
    pub(super) updated: Option<(Typed, Place)>,
    pub(super) categories: Vec<TypedTerm>,
    pub(super) tags: Vec<TypedTerm>,
    pub(super) authors: Vec<TypedAuthor>,
    pub(super) summary: Option<Text>,
    pub(super) image: Option<TypedImage>,
    pub(super) image_alt: Option<Text>,
    pub(super) image_caption: Option<Text>,
    pub(super) audio: Option<TypedAudio>,
    pub(super) language: Option<Language>,
    pub(super) slug: Option<String>,
    pub(super) permalink: Option<(String, Place)>,
    pub(super) suggested: Vec<Suggestion>,
    /// The key by which its author keeps it out.
    pub(super) hidden: Option<&'static str>,
    pub(super) feeds: Option<Audience>,
    pub(super) newsletters: Option<Audience>,
    pub(super) extra: serde_json::Map<String, serde_json::Value>,
}

/// Where the subject of a mail is cut.
const TITLE_CHARACTERS_MAX: usize = 200;

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
        if front.title.is_none() {
            let given = self.find(&root, "title");
            let odd = given.filter(|node| node.text().is_none());
            front.odd_title = odd.map(|node| node.place());
        }
        self.read_dates(&root, &mut front);
        front.categories = self.terms(&root, "categories");
        front.tags = self.terms(&root, "tags");
        front.authors = self.read_authors(&root);
        front.image = self
            .find_where(&root, "image", |node| image_of(node).is_some())
            .and_then(|node| image_of(&node));
        front.audio = self.read_audio(&root);
        front.language = self.read_language(&root);
        front.slug = self.read_slug(&root);
        front.permalink = self.read_permalink(&root);
        front.suggested = self
            .find(&root, "suggested")
            .map(|node| suggestions_of(&node))
            .unwrap_or_default();
        self.refuse_unclear_flags(&root);
        let is_draft = self.find(&root, "draft").and_then(|node| node.flag()) == Some(true);
        let naming = ["id", "slug", "permalink"]
            .iter()
            .find_map(|key| self.find(&root, key));
        front.id_place = naming.map(|node| node.place());
        front.hidden = is_draft.then_some("draft").or_else(|| hidden_by(&root));
        front.feeds = self.find(&root, "feed").map(|node| audience_of(&node));
        front.newsletters = self
            .find(&root, "newsletter")
            .map(|node| self.letters(&node));
        front.extra = extra_of(&root);
        front
    }

    /// Which newsletters may take the post; a name that none has would keep it out in silence.
    fn letters(&mut self, node: &Node) -> Audience {
        let audience = audience_of(node);
        let known = || {
            self.config
                .newsletters
                .iter()
                .map(|letter| letter.name.as_str())
        };
        let unknown: Vec<(String, Option<&str>)> = audience
            .names()
            .iter()
            .filter(|name| !known().any(|known| known == *name))
            .map(|name| (name.clone(), find_nearest(name, known())))
            .collect();
        for (name, nearest) in unknown {
            let message =
                format!("no newsletter is called `{name}`: it would keep the post out of all");
            let help = nearest.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            self.warn("newsletter-unknown", node.place(), message, help);
        }
        audience
    }

    /// A `draft: maybe` must not be published by mistake, nor hidden.
    fn refuse_unclear_flags(&mut self, root: &Node) {
        for key in ["draft", "published", "unlisted"] {
            let given = root
                .find(key)
                .filter(|node| !node.is_null() && node.flag().is_none());
            let Some(node) = given else { continue };
            let typed = node.text().unwrap_or_default();
            let is_date = date::parse(&typed, &self.config.site.time_zone).is_some();
            if key != "published" || !(is_date || node.is_mapping()) {
                let message = format!(
                    "`{key}` says neither yes nor no: the post could be published by mistake"
                );
                self.error("flag-unclear", node.place(), message, "write true or false");
            }
        }
    }

    /// The value under any of the names of `key`, also below `[taxonomies]` and `[extra]`; empty ones say nothing.
    pub(super) fn find<'n>(&self, root: &Node<'n>, key: &str) -> Option<Node<'n>> {
        self.find_where(root, key, |_| true)
    }

    /// As [`FrontReader::find`]: the first value that `fits`.
    pub(super) fn find_where<'n>(
        &self,
        root: &Node<'n>,
        key: &str,
        fits: impl Fn(&Node<'n>) -> bool,
    ) -> Option<Node<'n>> {
        let own = NAMES.iter().find(|(name, _)| *name == key);
        let own = own
            .map_or(&[] as &[&str], |(_, names)| names)
            .iter()
            .copied();
        let more = self.config.content.fields.iter();
        let more = more
            .filter(|(name, _)| name == key)
            .flat_map(|(_, names)| names);
        let names: Vec<&str> = own.chain(more.map(String::as_str)).collect();
        let given = |parent: &Node<'n>| {
            names.iter().find_map(|name| {
                parent
                    .find(name)
                    .filter(|node| !node.is_empty() && fits(node))
            })
        };
        given(root).or_else(|| {
            ["taxonomies", "extra"]
                .iter()
                .find_map(|part| given(&root.get(part)?))
        })
    }

    fn line(&mut self, root: &Node, key: &str) -> Option<Text> {
        let node = self.find_where(root, key, |node| !node.is_bool() || key == "title")?;
        let text = node.text()?;
        if !text.chars().all(is_legal) {
            let message =
                "an escape in this text names a character that no reader can show: it is left out";
            self.warn(
                "control-character",
                node.place(),
                message,
                "remove the escape",
            );
        }
        if key == "title" && text.chars().count() > TITLE_CHARACTERS_MAX {
            let message = format!(
                "this title has more than {TITLE_CHARACTERS_MAX} characters: the subject of a mail is cut there"
            );
            self.warn(
                "title-long",
                node.place(),
                message,
                "say the rest in the lead",
            );
        }
        if key == "title" && has_entity(&text) {
            let message = "this title holds what HTML reads as a sign (`&…;`), and readers see it as it is typed";
            self.warn(
                "title-entity",
                node.place(),
                message,
                "write the sign itself: & instead of &amp;",
            );
        }
        Some(Text::one_line(&text)).filter(|text| !text.is_empty())
    }

    pub(super) fn warn(
        &mut self,
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.keep(Diagnostic::warning(rule, self.file, place, message).help(help));
    }

    pub(super) fn error(
        &mut self,
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.keep(Diagnostic::error(rule, self.file, place, message).help(help));
    }

    fn keep(&mut self, found: Diagnostic) {
        self.mistakes.push(found.quoting(self.text));
    }

    fn read_language(&mut self, root: &Node) -> Option<Language> {
        let node = self.find(root, "language")?;
        let typed = node.text()?;
        let language = Language::parse(&typed);
        if language.is_none() {
            let message = format!("`{typed}` is no language tag: the site's language is taken");
            self.warn(
                "language-unknown",
                node.place(),
                message,
                "write it like en or pt-BR",
            );
        }
        language
    }
}

/// Whether a text holds `&amp;`, `&#39;` or their like.
fn has_entity(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let near: String = text[at + 1..].chars().take(10).collect();
        let name = near
            .split_once(';')
            .map(|(name, _)| name.trim_start_matches('#'));
        name.is_some_and(|name| {
            name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    })
}
