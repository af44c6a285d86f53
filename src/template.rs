//! The templates of mails: built in, overridden file by file by the site's own, strict and limited.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, ensure};
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

use crate::config::Newsletter;
use crate::model::text::Text;

/// Stands in subject, HTML and text where each recipient's own link goes.
pub const UNSUBSCRIBE_URL: &str = "postrider-unsubscribe-link";

const BUILT_IN: [(&str, &str); 3] = [
    (
        "digest/subject.txt",
        include_str!("../templates/mail/digest/subject.txt"),
    ),
    (
        "digest/body.html",
        include_str!("../templates/mail/digest/body.html"),
    ),
    (
        "digest/body.txt",
        include_str!("../templates/mail/digest/body.txt"),
    ),
];
const FUEL: u64 = 2_000_000;
const SUBJECT_CHARACTERS: usize = 200;

/// What the templates of an issue see.
#[derive(Clone, Debug, Serialize)]
pub struct MailContext {
    /// `newsletter.title`, `newsletter.name`, `newsletter.address`.
    pub newsletter: BTreeMap<&'static str, String>,
    /// `site.title`, `site.url`.
    pub site: BTreeMap<&'static str, String>,
    /// The number.
    pub number: u32,
    /// The day of the issue, `2026-03-01`.
    pub date: String,
    /// The language tag.
    pub language: String,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// The posts, newest first.
    pub posts: Vec<MailPost>,
    /// Whether posts carry their whole text.
    pub full: bool,
    /// Where this recipient unsubscribes.
    pub unsubscribe_url: &'static str,
    /// A sentence where there is no working link.
    pub unsubscribe_note: String,
    /// The words of the built-in templates in the language.
    pub words: BTreeMap<&'static str, &'static str>,
    /// The line that inboxes show behind the subject.
    pub preheader: String,
}

/// A post in a mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailPost {
    /// Its title.
    pub title: String,
    /// Its URL.
    pub url: String,
    /// Its summary, plain.
    pub summary: String,
    /// Its whole text as HTML; empty unless `full`.
    pub html: String,
    /// Its whole text, plain; empty unless `full`.
    pub text: String,
    /// `image.url`, `image.alt`, `image.width`, `image.height`; none without a picture.
    pub image: Option<MailImage>,
    /// Names of its categories.
    pub categories: Vec<String>,
    /// Names of its authors.
    pub authors: Vec<String>,
    /// The day it was published, `2026-03-01`.
    pub date: String,
    /// Its language.
    pub language: String,
}

/// A picture, sized for a mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailImage {
    /// Absolute URL.
    pub url: String,
    /// Text that stands for it.
    pub alt: String,
    /// Width in CSS pixels, at most 536.
    pub width: u32,
    /// Height in CSS pixels; 0 where unknown.
    pub height: u32,
}

/// A rendered mail.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// One line, at most 200 characters.
    pub subject: Text,
    /// HTML with its styles inlined.
    pub html: String,
    /// Plain text.
    pub text: String,
}

/// The templates of one site.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Loads the built-in templates and, over them, the files below `root/templates/mail/`.
    ///
    /// # Errors
    /// A template that cannot be read or is no template, with its file and line.
    pub fn load(root: &Path) -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(50);
        environment.set_debug(false);
        let mut sources: BTreeMap<String, String> = BUILT_IN
            .iter()
            .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()))
            .collect();
        let own = root.join("templates/mail");
        for folder in std::fs::read_dir(&own).into_iter().flatten().flatten() {
            for file in std::fs::read_dir(folder.path())
                .into_iter()
                .flatten()
                .flatten()
            {
                let name = format!(
                    "{}/{}",
                    folder.file_name().to_string_lossy(),
                    file.file_name().to_string_lossy()
                );
                let source = std::fs::read_to_string(file.path())
                    .with_context(|| format!("reading templates/mail/{name}"))?;
                sources.insert(name, source);
            }
        }
        for (name, source) in sources {
            environment
                .add_template_owned(name.clone(), source)
                .with_context(|| format!("in templates/mail/{name}"))?;
        }
        Ok(Self { environment })
    }

    /// Renders an issue.
    ///
    /// # Errors
    /// What the template asked for and is not there, an endless loop, a line break in the subject, a
    /// body without the unsubscribe link; with file and line where the template engine tells.
    pub fn render(
        &self,
        newsletter: &Newsletter,
        mut context: MailContext,
    ) -> anyhow::Result<Rendered> {
        context.preheader = match &newsletter.preheader {
            Some(source) => self
                .render_source(source, &context)
                .context("in the newsletter's `preheader`")?,
            None => context
                .posts
                .first()
                .map(|post| post.summary.clone())
                .unwrap_or_default(),
        };
        let subject = match &newsletter.subject {
            Some(source) => self
                .render_source(source, &context)
                .context("in the newsletter's `subject`")?,
            None => self.render_file(newsletter, "subject.txt", &context)?,
        };
        let subject = subject.trim();
        ensure!(
            !subject.contains(['\r', '\n']),
            "the subject of `{}` has a line break: headers end there",
            newsletter.name
        );
        ensure!(
            !subject.is_empty(),
            "the subject of `{}` is empty",
            newsletter.name
        );
        let html = self.render_file(newsletter, "body.html", &context)?;
        let text = self.render_file(newsletter, "body.txt", &context)?;
        for (name, body) in [("body.html", &html), ("body.txt", &text)] {
            ensure!(
                body.contains(UNSUBSCRIBE_URL),
                "templates/mail/{}/{name} does not show unsubscribe_url: readers would have no way out",
                newsletter.template
            );
        }
        let inliner = css_inline::CSSInliner::options()
            .load_remote_stylesheets(false)
            .keep_style_tags(true)
            .build();
        let html = inliner
            .inline(&html)
            .context("inlining the styles of body.html")?;
        let subject: String = subject.chars().take(SUBJECT_CHARACTERS).collect();
        Ok(Rendered {
            subject: Text::one_line(&subject),
            html: Text::clean_owned(html).into_string(),
            text: Text::clean_owned(text).into_string(),
        })
    }

    fn render_file(
        &self,
        newsletter: &Newsletter,
        file: &str,
        context: &MailContext,
    ) -> anyhow::Result<String> {
        let name = format!("{}/{file}", newsletter.template);
        let template = self
            .environment
            .get_template(&name)
            .with_context(|| format!("there is no templates/mail/{name}"))?;
        template
            .render(Value::from(Serde(context)))
            .with_context(|| format!("in templates/mail/{name}"))
    }

    fn render_source(&self, source: &str, context: &MailContext) -> anyhow::Result<String> {
        Ok(self
            .environment
            .render_str(source, Value::from(Serde(context)))?)
    }
}

/// The words of the built-in templates; English where a language is not known.
pub fn words(language: &str) -> BTreeMap<&'static str, &'static str> {
    let primary = language.split('-').next().unwrap_or(language);
    let own = match primary {
        "fr" => [
            "Lire la suite",
            "Se désabonner",
            "Vous recevez ce message parce que vous êtes abonné à",
            "et",
        ],
        "de" => [
            "Weiterlesen",
            "Abmelden",
            "Sie erhalten diese Nachricht, weil Sie abonniert haben:",
            "und",
        ],
        _ => [
            "Read on",
            "Unsubscribe",
            "You get this because you subscribed to",
            "and",
        ],
    };
    ["read_on", "unsubscribe", "why", "and"]
        .into_iter()
        .zip(own)
        .collect()
}
