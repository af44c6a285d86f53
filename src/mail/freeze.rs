//! A composed issue becomes a frozen one: each variant rendered and encoded once.

mod posts;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::config::{Config, Extent, Images, Newsletter};
use crate::content;
use crate::mail::embedded::{Embedded, embed};
use crate::mail::flowed::flowed;
use crate::mail::message::{Parts, Prepared};
use crate::mail::quoted::quoted_printable;
use crate::mail::way_out::WayOut;
use crate::model::issue::{FrozenIssue, FrozenVariant, IssuePost, Recipient};
use crate::model::subscriber::Subscription;
use crate::newsletter::{Draft, DraftVariant, Material};
use crate::template::{MailContext, Rendered, Templates, UNSUBSCRIBE_URL};
use crate::token::Secret;

pub use crate::mail::message::Purpose;

/// Gmail cuts a mail off at 102 KB of HTML: above this the way out stands near the top, too.
const LARGE_BYTES: usize = 90 * 1024;

/// Everything that turning a draft into messages needs.
#[derive(Debug)]
pub struct Press<'a> {
    /// The site.
    pub config: &'a Config,
    /// The site's templates.
    pub templates: &'a Templates,
    /// Signs what is spliced in.
    pub secret: &'a Secret,
    /// The moment of the freeze.
    pub now: Timestamp,
    /// What the messages are for.
    pub purpose: Purpose,
}

impl Press<'_> {
    /// Renders and encodes every variant of `draft`.
    ///
    /// # Errors
    /// What is wrong in a template or a header, with its place.
    pub fn freeze(&self, draft: &Draft, material: &Material) -> anyhow::Result<FrozenIssue> {
        let id = |at: &usize| material.ids[*at].clone();
        let post = |at: &usize| IssuePost {
            id: id(at),
            title: material.posts[*at].title.clone(),
            url: material.posts[*at].url.to_string(),
        };
        let variants = draft
            .variants
            .iter()
            .enumerate()
            .map(|(number, variant)| self.variant(draft, material, number, variant));
        let passed_over = draft.before_first.iter().chain(&draft.for_nobody);
        let passed_over: Vec<String> = passed_over.map(id).collect();
        let done = draft
            .posts
            .iter()
            .map(id)
            .chain(passed_over.iter().cloned());
        Ok(FrozenIssue {
            name: draft.name.clone(),
            frozen_at: self.now,
            posts: draft.posts.iter().map(post).collect(),
            public: self.publish(draft, material, done.collect())?,
            passed_over,
            variants: variants.collect::<anyhow::Result<_>>()?,
        })
    }

    fn variant(
        &self,
        draft: &Draft,
        material: &Material,
        number: usize,
        variant: &DraftVariant,
    ) -> anyhow::Result<FrozenVariant> {
        let newsletter = material.newsletter;
        let context = self.context(draft, material, variant);
        let title = context.newsletter["title"].clone();
        let mut rendered = self.render(newsletter, context)?;
        rendered.text = flowed(&rendered.text);
        let pictures = self.embed(&mut rendered, draft, material);
        let language = variant.language.as_ref();
        let language = language.unwrap_or(&self.config.site.language);
        rendered.subject = self.mark(&rendered.subject, language);
        let mut way_out = way_out(self.config);
        if matches!(self.purpose, Purpose::Test(_)) {
            way_out = WayOut {
                https: None,
                mailto: None,
                ..way_out
            };
        }
        let archive = self.list_archive(newsletter, language);
        let parts = Parts {
            from: &newsletter.from,
            reply_to: newsletter.reply_to.as_ref(),
            rendered: &rendered,
            date: self.now,
            issue: &draft.name,
            title: &title,
            site: &self.config.site.url,
            archive: &archive,
            way_out,
            language: language.as_str(),
            pictures: &pictures,
            variant: number,
            purpose: &self.purpose,
        };
        let message = Prepared::build(&parts)?.to_bytes()?;
        let id = |at: &usize| material.ids[*at].clone();
        let recipients = variant
            .subscriptions
            .iter()
            .map(|who| self.recipient(draft, newsletter, &material.subscriptions[*who]));
        Ok(FrozenVariant {
            language: variant.language.clone(),
            subject: rendered.subject,
            preheader: rendered.preheader,
            posts: variant.posts.iter().map(id).collect(),
            message,
            recipients: recipients.collect(),
        })
    }

    /// Renders a variant; a large one once more, with a second way out.
    fn render(
        &self,
        newsletter: &Newsletter,
        mut context: MailContext,
    ) -> anyhow::Result<Rendered> {
        let (config, templates) = (self.config, self.templates);
        let rendered = templates.render(config, newsletter, &context)?;
        if quoted_printable(&rendered.html).len() <= LARGE_BYTES {
            return Ok(rendered);
        }
        context.large = true;
        templates.render(config, newsletter, &context)
    }

    /// Takes the pictures of the issue's posts into the mail, where the newsletter wants that.
    fn embed(&self, rendered: &mut Rendered, draft: &Draft, material: &Material) -> Vec<Embedded> {
        let newsletter = material.newsletter;
        if newsletter.images == Images::Link {
            return Vec::new();
        }
        let find = |address: &str| {
            let posts = draft.posts.iter().map(|at| &material.posts[*at]);
            content::find_file(self.config, posts, address)
        };
        let (html, pictures) = embed(&rendered.html, newsletter.from.address.domain(), find);
        rendered.html = html;
        pictures
    }

    fn recipient(
        &self,
        draft: &Draft,
        newsletter: &Newsletter,
        subscription: &Subscription,
    ) -> Recipient {
        let subscriber = &subscription.subscriber;
        Recipient {
            subscriber: subscriber.id,
            address: subscriber.address.clone(),
            name: subscriber.name.clone(),
            message_id: self.secret.message_id(
                &draft.name,
                subscriber.id,
                newsletter.from.address.domain(),
            ),
            token: self.secret.unsubscribe_token(&draft.name, subscriber.id),
        }
    }

    /// What the templates see.
    pub(super) fn context(
        &self,
        draft: &Draft,
        material: &Material,
        variant: &DraftVariant,
    ) -> MailContext {
        let newsletter = material.newsletter;
        let site = &self.config.site;
        let language = variant
            .language
            .clone()
            .unwrap_or_else(|| site.language.clone());
        let edition = newsletter
            .languages
            .iter()
            .find(|edition| edition.language == language);
        let title = edition
            .and_then(|edition| edition.title.clone())
            .unwrap_or_else(|| newsletter.title.clone());
        let full = newsletter.content == Extent::Full;
        let day = day_of(self.now, newsletter);
        let no_way_out = self.config.web_url.is_none() && self.config.mail.unsubscribe.is_none();
        MailContext {
            newsletter: BTreeMap::from([
                ("name", newsletter.name.clone()),
                ("title", title),
                ("address", newsletter.address.clone()),
            ]),
            site: BTreeMap::from([("title", site.title.clone()), ("url", site.url.to_string())]),
            number: draft.name.number,
            day: self.templates.write_day(&language, &day),
            date: day,
            direction: language.direction(),
            posts: variant
                .posts
                .iter()
                .map(|at| {
                    let (post, id) = (&material.posts[*at], &material.ids[*at]);
                    self.mail_post(post, id, newsletter, &language)
                })
                .collect(),
            full,
            unsubscribe_url: UNSUBSCRIBE_URL,
            unsubscribe_note: if no_way_out {
                self.templates.word(&language, "no_way_out").to_owned()
            } else {
                String::new()
            },
            large: false,
            archive_url: self.archive_url(newsletter, &language, Some(draft.name.number)),
            words: self.templates.words(&language),
            preheader: String::new(),
            language: language.to_string(),
        }
    }
}

fn day_of(moment: Timestamp, newsletter: &Newsletter) -> String {
    newsletter.time_zone.to_datetime(moment).date().to_string()
}

/// How readers of this site leave.
pub fn way_out(config: &Config) -> WayOut {
    WayOut {
        https: config.web_url.as_ref().map(ToString::to_string),
        mailto: config
            .mail
            .unsubscribe
            .as_ref()
            .map(|address| address.as_str().to_owned()),
        fallback: config.site.url.to_string(),
    }
}
