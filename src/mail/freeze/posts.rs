//! Posts as the templates of mails see them.

use crate::config::{Extent, Newsletter};
use crate::content;
use crate::mail::freeze::{Press, day_of};
use crate::model::language::Language;
use crate::model::post::Post;
use crate::template::{COLUMN_WIDTH, MailImage, MailPost, Shown};

impl Press<'_> {
    pub(super) fn mail_post(
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
                content::render_plain(&post.body, &post.url)
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
