//! An issue as everybody may read it in a browser: the same rendering, without any recipient's links.

use crate::config::Newsletter;
use crate::feed::letter_url;
use crate::mail::freeze::{Press, Purpose};
use crate::model::issue::{PublicEdition, PublicIssue};
use crate::model::language::Language;
use crate::model::text::Text;
use crate::newsletter::{Draft, DraftVariant, Material, editions};
use crate::template::UNSUBSCRIBE_URL;

impl Press<'_> {
    /// The subject with what the messages' purpose puts before it.
    pub(super) fn mark(&self, subject: &Text, language: &Language) -> Text {
        match &self.purpose {
            Purpose::Issue => subject.clone(),
            Purpose::Correction => {
                let mark = self.templates.word(language, "correction");
                Text::one_line(&format!("{mark} {subject}"))
            }
            Purpose::Test(mark) => Text::one_line(&format!("{mark} {subject}")),
        }
    }

    /// Where earlier issues can be read; the site where they cannot.
    pub(super) fn list_archive(&self, newsletter: &Newsletter, language: &Language) -> String {
        let index = self.archive_url(newsletter, language, None);
        if index.is_empty() {
            return self.config.site.url.to_string();
        }
        index
    }

    /// Where the issue, or the list of all issues, can be read in a browser; empty where it cannot.
    pub(super) fn archive_url(
        &self,
        newsletter: &Newsletter,
        language: &Language,
        number: Option<u32>,
    ) -> String {
        if !newsletter.archive || matches!(self.purpose, Purpose::Test(_)) {
            return String::new();
        }
        letter_url(self.config, newsletter, language, number).into()
    }

    /// What the newsletter's archive keeps of the issue, and of the `posts` that it is done with; `None` where it keeps
    /// nothing.
    ///
    /// # Errors
    /// What is wrong in a template, with its place.
    pub(super) fn publish(
        &self,
        draft: &Draft,
        material: &Material,
        posts: Vec<String>,
    ) -> anyhow::Result<Option<PublicIssue>> {
        if !material.newsletter.archive || matches!(self.purpose, Purpose::Test(_)) {
            return Ok(None);
        }
        let editions = editions(material, draft);
        let editions = editions
            .iter()
            .map(|edition| self.edition(draft, material, edition));
        Ok(Some(PublicIssue {
            frozen_at: self.now,
            posts,
            editions: editions.collect::<anyhow::Result<_>>()?,
        }))
    }

    fn edition(
        &self,
        draft: &Draft,
        material: &Material,
        edition: &DraftVariant,
    ) -> anyhow::Result<PublicEdition> {
        let (config, newsletter) = (self.config, material.newsletter);
        let language = edition.language.as_ref().unwrap_or(&config.site.language);
        let mut context = self.context(draft, material, edition);
        context.words = self.templates.words_in_browser(language);
        context.unsubscribe_note = String::new();
        context.archive_url = String::new();
        let rendered = self.templates.render(config, newsletter, &context)?;
        let index = letter_url(config, newsletter, language, None);
        Ok(PublicEdition {
            id: self.id_of(draft, language),
            language: language.to_string(),
            subject: self.mark(&rendered.subject, language).into_string(),
            summary: rendered.preheader.into_string(),
            html: rendered.html.replace(UNSUBSCRIBE_URL, index.as_str()),
        })
    }

    /// A tag URI (RFC 4151), so that the issue stays itself when the site moves.
    fn id_of(&self, draft: &Draft, language: &Language) -> String {
        let site = &self.config.site.url;
        let host = site.host_str().unwrap_or("localhost");
        let path = site.path().trim_matches('/');
        let path = if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        };
        let day = self.now.strftime("%Y-%m-%d");
        format!(
            "tag:{host},{day}:{path}newsletters/{}/{language}",
            draft.name
        )
    }
}
