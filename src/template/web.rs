//! The pages for people from `templates/web/`: built in, overridden file by file by the site's own.

use anyhow::Context as _;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use crate::config::{Config, Site};
use crate::feed::{Directory, LetterList, LetterPage, Page, TopicKind};
use crate::model::diagnostic::Mistakes;
use crate::model::language::Language;
use crate::template::built_in::{Folder, WEB};
use crate::template::failure::{explain, explain_rendering};
use crate::template::vocabulary::{Vocabulary, Words};
use crate::template::{overrides, strict_environment};

/// A directory of ten thousand feeds needs a tenth of it.
const FUEL: u64 = 20_000_000;

/// The templates of one site's pages, parsed once.
#[derive(Debug)]
pub struct Web {
    environment: Environment<'static>,
    words: Vocabulary,
    site: Value,
}

impl Web {
    /// Loads the built-in templates and, over them, the site's own below `templates/web/`.
    ///
    /// # Errors
    /// [`Mistakes`]: every file that cannot be read or is no template, with its line.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let mut environment = strict_environment(FUEL);
        let mut mistakes = Vec::new();
        let own = overrides::load(&config.root, WEB.path, Folder::holds, &mut mistakes);
        let (sources, words) = WEB.merge(own);
        let words = Vocabulary::load(&WEB, &words, &mut mistakes);
        for (name, source) in sources {
            if let Err(error) = environment.add_template_owned(name.clone(), source.clone()) {
                mistakes.push(explain(&error, WEB.path, &name, &source));
            }
        }
        if !mistakes.is_empty() {
            return Err(Mistakes(mistakes).into());
        }
        Ok(Self {
            environment,
            words,
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

    /// Renders the page of a sent issue.
    ///
    /// # Errors
    /// As [`Web::feed_page`].
    pub fn letter(&self, page: &LetterPage) -> anyhow::Result<Vec<u8>> {
        let words = self.words_of(page.language)?;
        self.render("issue.html", words, Value::from(Serde(page)))
    }

    /// Renders the list of a newsletter's issues.
    ///
    /// # Errors
    /// As [`Web::feed_page`].
    pub fn letters(&self, list: &LetterList) -> anyhow::Result<Vec<u8>> {
        let words = self.words_of(list.language)?;
        self.render("issues.html", words, Value::from(Serde(list)))
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
            TopicKind::Newsletter => "newsletters",
        };
        let words = self.words_of(language).ok();
        let said = words.and_then(|words| words.phrases.get(key)?.first());
        said.cloned().unwrap_or_default()
    }

    /// A day (`2026-03-01`) as people write it in `language`.
    pub fn write_day(&self, language: &Language, day: &str) -> String {
        self.words.write_day(language, day)
    }

    fn words_of(&self, language: &Language) -> anyhow::Result<&Words> {
        self.words.of(language).context("no words for the pages")
    }

    fn render(&self, name: &str, words: &Words, page: Value) -> anyhow::Result<Vec<u8>> {
        let template = self.environment.get_template(name)?;
        let values = context! { site => &self.site, words => &words.value, page };
        match template.render(values) {
            Ok(html) => Ok(html.into_bytes()),
            Err(error) => Err(explain_rendering(&error, &self.environment, WEB.path, name).into()),
        }
    }
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
