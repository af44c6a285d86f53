//! The pages for people from `templates/web/`: built in, overridden file by file by the site's own.

use std::collections::BTreeMap;

use anyhow::Context as _;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, Value, context, escape_formatter};

use crate::config::{Config, Site};
use crate::content::escape;
use crate::feed::{Directory, Page, TopicKind};
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::model::language::Language;
use crate::template::failure::explain;
use crate::template::phrases::{self, FALLBACK, Phrases, write_day};
use crate::template::{overrides, strict_environment};

const FOLDER: &str = "templates/web";
const WORDS: &str = "words/";
/// A directory of ten thousand feeds needs a tenth of it.
const FUEL: u64 = 20_000_000;
const BUILT_IN: [(&str, &str); 4] = [
    (
        "layout.html",
        include_str!("../../templates/web/layout.html"),
    ),
    ("feed.html", include_str!("../../templates/web/feed.html")),
    ("feeds.html", include_str!("../../templates/web/feeds.html")),
    ("style.css", include_str!("../../templates/web/style.css")),
];

/// The templates of one site's pages, parsed once.
#[derive(Debug)]
pub struct Web {
    environment: Environment<'static>,
    words: BTreeMap<String, Words>,
    site: Value,
}

/// The words of one language, ready for a template.
#[derive(Debug)]
struct Words {
    phrases: Phrases,
    value: Value,
}

impl Web {
    /// Loads the built-in templates and, over them, the site's own below `templates/web/`.
    ///
    /// # Errors
    /// [`Mistakes`]: every file that cannot be read or is no template, with its line.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let mut environment = strict_environment(FUEL);
        environment.set_formatter(write_value);
        let mut sources: BTreeMap<String, String> = BUILT_IN
            .iter()
            .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()))
            .collect();
        let mut mistakes = Vec::new();
        let own = overrides::load(&config.root, FOLDER, is_web, &mut mistakes);
        let (words, own): (BTreeMap<_, _>, BTreeMap<_, _>) = own
            .into_iter()
            .partition(|(name, _)| name.starts_with(WORDS));
        let words = words
            .into_iter()
            .map(|(name, text)| (format!("{FOLDER}/{name}"), text))
            .collect();
        let words = phrases::load(&words, &mut mistakes);
        sources.extend(own);
        for (name, source) in sources {
            if let Err(error) = environment.add_template_owned(name.clone(), source.clone()) {
                mistakes.push(explain(&error, FOLDER, &name, &source));
            }
        }
        if !mistakes.is_empty() {
            return Err(Mistakes(mistakes).into());
        }
        let words = words.into_iter().map(|(tag, phrases)| {
            let value = words_value(&tag, &phrases);
            (tag, Words { phrases, value })
        });
        Ok(Self {
            environment,
            words: words.collect(),
            site: site_value(&config.site),
        })
    }

    /// Renders the page beside a feed.
    ///
    /// # Errors
    /// [`Mistakes`]: what the template asked for and is not there, or an endless loop, with file, line and column.
    pub fn feed_page(&self, page: &Page) -> anyhow::Result<Vec<u8>> {
        let words = self.words_of(page.language)?;
        self.render("feed.html", words, Value::from(Serde(page)))
    }

    /// Renders the directory of feeds.
    ///
    /// # Errors
    /// As [`Web::feed_page`].
    pub fn directory(&self, directory: &Directory) -> anyhow::Result<Vec<u8>> {
        let words = self.words_of(directory.language)?;
        self.render("feeds.html", words, Value::from(Serde(directory)))
    }

    /// What a group of feeds is called in `language`.
    pub fn heading(&self, language: &Language, kind: TopicKind) -> String {
        let key = match kind {
            TopicKind::Everything => "everything",
            TopicKind::Language => "languages",
            TopicKind::Category => "categories",
            TopicKind::Tag => "tags",
            TopicKind::Author => "authors",
            TopicKind::Section => "sections",
            TopicKind::Own => "selections",
        };
        let words = self.words_of(language).ok();
        let said = words.and_then(|words| words.phrases.get(key)?.first());
        said.cloned().unwrap_or_default()
    }

    /// A day (`2026-03-01`) as people write it in `language`.
    pub fn write_day(&self, language: &Language, day: &str) -> String {
        let words = self.words_of(language);
        words.map_or_else(|_| day.to_owned(), |words| write_day(&words.phrases, day))
    }

    fn words_of(&self, language: &Language) -> anyhow::Result<&Words> {
        [language.as_str(), language.primary(), FALLBACK]
            .iter()
            .find_map(|tag| self.words.get(*tag))
            .context("no words for the pages")
    }

    fn render(&self, name: &str, words: &Words, page: Value) -> anyhow::Result<Vec<u8>> {
        let template = self.environment.get_template(name)?;
        let values = context! { site => &self.site, words => &words.value, page };
        match template.render(values) {
            Ok(html) => Ok(html.into_bytes()),
            Err(error) => Err(self.explain(&error, name).into()),
        }
    }

    fn explain(&self, error: &minijinja::Error, name: &str) -> Diagnostic {
        let failed = error.name().unwrap_or(name);
        let failed = self.environment.get_template(failed).ok();
        let source = failed.as_ref().map_or("", |template| template.source());
        explain(error, FOLDER, name, source)
    }
}

/// Escapes what HTML needs escaped, in text and in attributes; the slash of every address stays legible.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            let escaped = escape(text).replace('\'', "&#39;");
            Ok(out.write_str(&escaped)?)
        }
        _ => escape_formatter(out, state, value),
    }
}

/// Whether a name below the folder of pages is one of a template or of words.
fn is_web(name: &str) -> bool {
    if name.starts_with(WORDS) {
        return name.strip_suffix(".yaml").is_some();
    }
    [".html", ".css", ".txt"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn site_value(site: &Site) -> Value {
    context! {
        title => site.title.as_str(),
        description => site.description.as_str(),
        url => site.url.as_str(),
        language => site.language.as_str(),
        direction => site.language.direction(),
    }
}

/// The words, with the language that they are in: it is not the page's where that language has none.
fn words_value(tag: &str, phrases: &Phrases) -> Value {
    let direction = Language::parse(tag).map_or("ltr", |language| language.direction());
    let words = phrases.iter().map(|(key, values)| match &values[..] {
        [one] => (key.clone(), Value::from(one.clone())),
        many => (key.clone(), Value::from(many.to_vec())),
    });
    let about = [("language", tag), ("direction", direction)];
    let about = about.map(|(key, value)| (key.to_owned(), Value::from(value)));
    words.chain(about).collect::<BTreeMap<_, _>>().into()
}
