//! Mails from `templates/mail/`: built in, overridden file by file by the site's own, rendered with styles inlined.

use anyhow::Context as _;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use crate::config::{Config, InlineTemplate, Newsletter};
use crate::model::diagnostic::{Diagnostic, Mistakes, Place};
use crate::model::language::Language;
use crate::model::text::Text;
use crate::template::built_in::{Folder, MAIL};
use crate::template::context::MailContext;
use crate::template::failure::{explain, explain_rendering, innermost, said};
use crate::template::filters::truncate;
use crate::template::seen::{is_remote, without_comments};
use crate::template::vocabulary::Vocabulary;
use crate::template::{overrides, strict_environment};

/// Stands in subject, HTML and text where each recipient's own link goes.
pub const UNSUBSCRIBE_URL: &str = "postrider-unsubscribe-link-5f0c9b7e1d3a";

const FUEL: u64 = 2_000_000;
/// More than any server takes, and far more than Gmail shows.
const BODY_BYTES: usize = 5 << 20;
const SUBJECT_CHARACTERS: usize = 200;
/// More than any inbox shows.
const PREHEADER_CHARACTERS: usize = 160;

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

/// The templates of one site's mails.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    words: Vocabulary,
}

impl Templates {
    /// Loads the built-in templates and, over them, the site's own below `templates/mail/`.
    ///
    /// # Errors
    /// [`Mistakes`]: every file that cannot be read or is no template, with its line.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let mut environment = strict_environment(FUEL);
        let mut mistakes = Vec::new();
        let own = overrides::load(&config.root, MAIL.path, is_mail, &mut mistakes);
        let (sources, words) = MAIL.merge(own);
        let words = Vocabulary::load(&MAIL, &words, &mut mistakes);
        for (name, source) in sources {
            if let Err(error) = environment.add_template_owned(name.clone(), source.clone()) {
                mistakes.push(explain(&error, MAIL.path, &name, &source));
            }
        }
        if mistakes.is_empty() {
            Ok(Self { environment, words })
        } else {
            Err(Mistakes(mistakes).into())
        }
    }

    /// The words of the templates in `language`, as [`MailContext::words`] holds them.
    pub fn words(&self, language: &Language) -> Value {
        let words = self.words.of(language);
        words.map(|words| words.value.clone()).unwrap_or_default()
    }

    /// As [`Templates::words`], for an issue that is read in a browser: its links lead to the other issues.
    pub fn words_in_browser(&self, language: &Language) -> Value {
        let words = self.words(language);
        let (why, unsubscribe) = (
            self.word(language, "issue_of"),
            self.word(language, "all_issues"),
        );
        context! { why, unsubscribe, ..words }
    }

    /// One of the words; empty where there is none of that name.
    pub fn word(&self, language: &Language, key: &str) -> &str {
        let words = self.words.of(language);
        let said = words.and_then(|words| words.phrases.get(key)?.first());
        said.map(String::as_str).unwrap_or_default()
    }

    /// A day (`2026-03-01`) as people write it in `language`.
    pub fn write_day(&self, language: &Language, day: &str) -> String {
        self.words.write_day(language, day)
    }

    /// Renders an issue.
    ///
    /// # Errors
    /// [`Mistakes`]: what the template asked for and is not there, an endless loop, a line break in the
    /// subject, a body without the unsubscribe link, with file and line.
    pub fn render(
        &self,
        config: &Config,
        newsletter: &Newsletter,
        context: &MailContext,
    ) -> anyhow::Result<Rendered> {
        let values = Value::from(Serde(context));
        let preheader = if let Some(inline) = &newsletter.preheader {
            self.render_inline(config, inline, &values)?
        } else {
            let first = context.posts.first();
            first.map(|post| post.summary.clone()).unwrap_or_default()
        };
        let preheader = Text::one_line(&truncate(&preheader, PREHEADER_CHARACTERS));
        let values = context! { preheader => preheader.as_str(), ..values };
        let subject = self.render_subject(config, newsletter, &values)?;
        let html = self.render_body(newsletter, "body.html", &values)?;
        if is_remote(&html) {
            let wrong = "styles or fonts are fetched from elsewhere: mail programs block that, and senders could watch readers by it";
            return Err(in_file(newsletter, "body.html", "template-remote", wrong)
                .help("write the styles into <style>")
                .into());
        }
        let text = self.render_body(newsletter, "body.txt", &values)?;
        Ok(Rendered {
            subject,
            preheader,
            html: Text::clean_owned(inline_styles(&html)?).into_string(),
            text: Text::clean_owned(text).into_string(),
        })
    }

    fn render_subject(
        &self,
        config: &Config,
        newsletter: &Newsletter,
        values: &Value,
    ) -> anyhow::Result<Text> {
        let subject = match &newsletter.subject {
            Some(inline) => self.render_inline(config, inline, values)?,
            None => self.render_file(newsletter, "subject.txt", values)?,
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
        let subject: String = subject.chars().take(SUBJECT_CHARACTERS).collect();
        Ok(Text::one_line(&subject))
    }

    fn render_body(
        &self,
        newsletter: &Newsletter,
        file: &str,
        values: &Value,
    ) -> anyhow::Result<String> {
        let body = self.render_file(newsletter, file, values)?;
        if body.len() > BODY_BYTES {
            let wrong = "this mail would be larger than 5 MB: no server takes it";
            let mistake = in_file(newsletter, file, "template", wrong);
            return Err(mistake.help("show fewer posts, or their summaries").into());
        }
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
        values: &Value,
    ) -> anyhow::Result<String> {
        let name = format!("{}/{file}", newsletter.template);
        let Ok(template) = self.environment.get_template(&name) else {
            let wrong = "this template does not exist";
            return Err(in_file(newsletter, file, "template-missing", wrong).into());
        };
        let rendered = template.render(values);
        Ok(rendered.map_err(|error| {
            let found = explain_rendering(&error, &self.environment, MAIL.path, &name);
            Mistakes::from(found)
        })?)
    }

    fn render_inline(
        &self,
        config: &Config,
        inline: &InlineTemplate,
        values: &Value,
    ) -> anyhow::Result<String> {
        let rendered = self.environment.render_str(&inline.source, values);
        Ok(rendered.map_err(|error| {
            let message = format!("this template fails: {}", said(innermost(&error)));
            let mistake = Diagnostic::error("template", &config.file, inline.place, message);
            Mistakes::from(mistake.quoting(&config.text))
        })?)
    }
}

/// Whether a name below the folder of mails is one of a template, in a folder of its own, or of words.
fn is_mail(name: &str) -> bool {
    name.contains('/') && Folder::holds(name)
}

/// Writes styles into the elements that have them. What stands for media, and every other rule that no element can hold, stays.
fn inline_styles(html: &str) -> anyhow::Result<String> {
    let inliner = css_inline::CSSInliner::options()
        .load_remote_stylesheets(false)
        .keep_style_tags(true)
        .remove_inlined_selectors(true)
        .minify_css(true)
        .build();
    inliner
        .inline(html)
        .context("inlining the styles of body.html")
}

fn in_file(newsletter: &Newsletter, file: &str, rule: &'static str, wrong: &str) -> Diagnostic {
    let path = format!("{}/{}/{file}", MAIL.path, newsletter.template);
    Diagnostic::error(rule, &path, Place::START, wrong)
}
