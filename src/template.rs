//! The templates of mails and pages: built in, overridden file by file by the site's own, strict and limited.

mod failure;
mod overrides;
mod phrases;
mod seen;
mod web;
mod words;

use std::collections::BTreeMap;

use anyhow::Context as _;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;

use crate::config::{Config, InlineTemplate, Newsletter};
use crate::model::diagnostic::{Diagnostic, Mistakes, Place};
use crate::model::{columns, text::Text};

pub use web::Web;
pub use words::words;

use failure::{explain, said};
use seen::{is_remote, without_comments};

/// Stands in subject, HTML and text where each recipient's own link goes.
pub const UNSUBSCRIBE_URL: &str = "postrider-unsubscribe-link-5f0c9b7e1d3a";

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
const FOLDER: &str = "templates/mail";
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
    /// The line that inboxes show behind the subject; may be empty.
    pub preheader: Text,
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
    /// Loads the built-in templates and, over them, the site's own below `templates/mail/`.
    ///
    /// # Errors
    /// [`Mistakes`]: every file that cannot be read or is no template, with its line.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let mut environment = strict_environment(FUEL);
        let mut sources: BTreeMap<String, String> = BUILT_IN
            .iter()
            .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()))
            .collect();
        let mut mistakes = Vec::new();
        sources.extend(overrides::load(
            &config.root,
            FOLDER,
            is_mail,
            &mut mistakes,
        ));
        for (name, source) in sources {
            if let Err(error) = environment.add_template_owned(name.clone(), source.clone()) {
                mistakes.push(explain(&error, FOLDER, &name, &source));
            }
        }
        if mistakes.is_empty() {
            Ok(Self { environment })
        } else {
            Err(Mistakes(mistakes).into())
        }
    }

    /// Renders an issue.
    ///
    /// # Errors
    /// [`Mistakes`]: what is not there, an endless loop, a broken subject, a body without the way out, with file and line.
    pub fn render(
        &self,
        config: &Config,
        newsletter: &Newsletter,
        mut context: MailContext,
    ) -> anyhow::Result<Rendered> {
        context.preheader = if let Some(inline) = &newsletter.preheader {
            self.render_inline(config, inline, &context)?
        } else {
            let first = context.posts.first();
            first.map_or_else(String::new, |post| post.summary.clone())
        };
        let subject = match &newsletter.subject {
            Some(inline) => self.render_inline(config, inline, &context)?,
            None => self.render_file(newsletter, "subject.txt", &context)?,
        };
        let subject = subject.trim();
        let wrong = if subject.is_empty() {
            Some("the subject is empty")
        } else {
            let breaks = subject.contains(char::is_control);
            breaks.then_some("the subject has a line break or control character: headers end there")
        };
        if let Some(wrong) = wrong {
            return Err(match &newsletter.subject {
                Some(inline) => {
                    Diagnostic::error("template-subject", &config.file, inline.place, wrong)
                        .quoting(&config.text)
                }
                None => in_file(newsletter, "subject.txt", "template-subject", wrong),
            }
            .into());
        }
        let html = self.render_body(newsletter, "body.html", &context)?;
        if is_remote(&html) {
            let wrong = "styles or fonts are fetched from elsewhere: mail programs block that, and senders could watch readers by it";
            return Err(in_file(newsletter, "body.html", "template-remote", wrong)
                .help("write the styles into <style>")
                .into());
        }
        let text = self.render_body(newsletter, "body.txt", &context)?;
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
            preheader: Text::one_line(&context.preheader),
            html: Text::clean_owned(html).into_string(),
            text: Text::clean_owned(text).into_string(),
        })
    }

    fn render_body(
        &self,
        newsletter: &Newsletter,
        file: &str,
        context: &MailContext,
    ) -> anyhow::Result<String> {
        let body = self.render_file(newsletter, file, context)?;
        if without_comments(&body).contains(UNSUBSCRIBE_URL) {
            return Ok(body);
        }
        let wrong = "unsubscribe_url is not shown: readers would have no way out";
        let mistake = in_file(newsletter, file, "template-unsubscribe", wrong);
        Err(mistake.help("show {{ unsubscribe_url }} as a link").into())
    }

    fn render_file(
        &self,
        newsletter: &Newsletter,
        file: &str,
        context: &MailContext,
    ) -> anyhow::Result<String> {
        let name = format!("{}/{file}", newsletter.template);
        let Ok(template) = self.environment.get_template(&name) else {
            let wrong = "this template does not exist";
            return Err(in_file(newsletter, file, "template-missing", wrong).into());
        };
        let rendered = template.render(Value::from(Serde(context)));
        Ok(rendered.map_err(|error| {
            let failed = error
                .name()
                .and_then(|name| self.environment.get_template(name).ok());
            let source = failed.as_ref().map_or("", |template| template.source());
            Mistakes::from(explain(&error, FOLDER, &name, source))
        })?)
    }

    fn render_inline(
        &self,
        config: &Config,
        inline: &InlineTemplate,
        context: &MailContext,
    ) -> anyhow::Result<String> {
        let rendered = self
            .environment
            .render_str(&inline.source, Value::from(Serde(context)));
        Ok(rendered.map_err(|error| {
            let message = format!("this template fails: {}", said(&error));
            let mistake = Diagnostic::error("template", &config.file, inline.place, message);
            Mistakes::from(mistake.quoting(&config.text))
        })?)
    }
}

/// Whether a name below the folder of mails is one of a template: in a folder of its own.
fn is_mail(name: &str) -> bool {
    name.contains('/')
        && [".html", ".txt"]
            .iter()
            .any(|ending| name.ends_with(ending))
}

/// An engine for templates that others wrote: what is not there is a mistake, and nothing runs for ever.
fn strict_environment(fuel: u64) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(fuel));
    environment.set_recursion_limit(50);
    environment.set_debug(false);
    environment.add_filter("underlined", columns::underlined);
    environment
}

fn in_file(newsletter: &Newsletter, file: &str, rule: &'static str, wrong: &str) -> Diagnostic {
    let path = format!("{FOLDER}/{}/{file}", newsletter.template);
    Diagnostic::error(rule, &path, Place::START, wrong)
}
