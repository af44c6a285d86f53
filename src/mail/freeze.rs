//! A composed issue becomes a frozen one: each variant rendered and encoded once.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::config::{Config, Extent, Newsletter};
use crate::content;
use crate::mail::flowed::flowed;
use crate::mail::message::{Parts, Prepared};
use crate::mail::quoted::quoted_printable;
use crate::mail::way_out::WayOut;
use crate::model::issue::{FrozenIssue, FrozenVariant, IssuePost, Recipient};
use crate::model::language::Language;
use crate::model::post::Post;
use crate::model::subscriber::Subscription;
use crate::newsletter::{Draft, DraftVariant, Material};
use crate::template::{
    COLUMN_WIDTH, MailContext, MailImage, MailPost, Rendered, Shown, Templates, UNSUBSCRIBE_URL,
};
use crate::token::Secret;

pub use crate::mail::message::Purpose;

/// Gmail cuts a mail off at 102 KB of HTML: above this the way out stands near the top, too.
const LARGE_BYTES: usize = 90_000;

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
        Ok(FrozenIssue {
            name: draft.name.clone(),
            frozen_at: self.now,
            posts: draft.posts.iter().map(post).collect(),
            passed_over: draft
                .before_first
                .iter()
                .chain(&draft.for_nobody)
                .map(id)
                .collect(),
            variants: variants.collect::<anyhow::Result<_>>()?,
            public: self.publish(draft, material)?,
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

    fn mail_post(
        &self,
        post: &Post,
        id: &str,
        newsletter: &Newsletter,
        language: &Language,
    ) -> MailPost {
        let day = day_of(post.date, newsletter);
        let full = newsletter.content == Extent::Full;
        MailPost {
            title: post.title.to_string(),
            url: post.url.to_string(),
            summary: content::summary_of(post.summary.as_ref(), &post.body).into_string(),
            html: if full {
                content::render_mail(post, id).into_string()
            } else {
                String::new()
            },
            text: if full {
                content::render_plain(&post.body.markdown, &post.url)
            } else {
                String::new()
            },
            image: mail_image(post),
            categories: post
                .categories
                .iter()
                .map(|term| term.label.to_string())
                .collect(),
            authors: post
                .authors
                .iter()
                .map(|author| author.name.to_string())
                .collect(),
            day: self.templates.write_day(language, &day),
            date: day,
            language: post.language.to_string(),
            direction: post.language.direction(),
        }
    }
}

/// A post's picture as large as its file allows; one of unknown size gets the whole width.
fn mail_image(post: &Post) -> Option<MailImage> {
    let image = post.image.as_ref()?;
    let local = image.local.as_ref();
    let size = local.and_then(|local| Some(Shown::of_file(local.width?, local.height?)));
    let (width, height) = size.map_or((COLUMN_WIDTH, 0), |shown| (shown.width, shown.height));
    Some(MailImage {
        url: image.url.to_string(),
        alt: image.alt.as_deref().unwrap_or(&post.title).to_owned(),
        width,
        height,
    })
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
