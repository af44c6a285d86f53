//! The pages of one newsletter's issues: each mail with a bar above it, and the list of them.

use jiff::Timestamp;

use crate::config::Config;
use crate::feed::{LetterList, LetterPage, ListedLetter, Offer, letter_title, letter_url};
use crate::publish::letters::Edition;
use crate::publish::pages::{Companion, sign};
use crate::template::Web;

impl Edition<'_> {
    /// The page of one issue.
    pub(super) fn page(&self, config: &Config, web: &Web, at: usize) -> anyhow::Result<Companion> {
        let letter = &self.letters[at];
        let [head, opening, body, closing] = parts_of(&self.mails[at]);
        let index = letter_url(config, self.newsletter, &self.language, None);
        let url = |at: usize| self.letters.get(at).map(|letter| letter.url.as_str());
        let page = LetterPage {
            url: letter.url.as_str(),
            title: &letter.subject,
            newsletter: &self.feed.title,
            index: index.as_str(),
            language: &self.language,
            direction: self.language.direction(),
            older: url(at + 1),
            newer: at.checked_sub(1).and_then(url),
            formats: Offer::all(&self.feed),
            head,
            opening,
            body,
            closing,
        };
        let folder = self.newsletter.archive_folder(&self.language);
        Ok(Companion {
            path: format!("{folder}/{}/index.html", letter.number),
            bytes: sign(web.letter(&page)?),
            updated: letter.sent,
        })
    }

    /// The list of all.
    pub(super) fn list(&self, config: &Config, web: &Web) -> anyhow::Result<Companion> {
        let url = letter_url(config, self.newsletter, &self.language, None);
        let title = letter_title(self.newsletter, &self.language);
        let listed = self.letters.iter().map(|letter| {
            let date = self
                .newsletter
                .time_zone
                .to_datetime(letter.sent)
                .date()
                .to_string();
            ListedLetter {
                title: &letter.subject,
                url: letter.url.as_str(),
                number: letter.number,
                summary: &letter.summary,
                day: web.write_day(&self.language, &date),
                date,
            }
        });
        let list = LetterList {
            url: url.as_str(),
            title: &title,
            description: &title,
            language: &self.language,
            direction: self.language.direction(),
            formats: Offer::all(&self.feed),
            issues: listed.collect(),
        };
        let newest = self.letters.first().map(|letter| letter.sent);
        Ok(Companion {
            path: format!(
                "{}/index.html",
                self.newsletter.archive_folder(&self.language)
            ),
            bytes: sign(web.letters(&list)?),
            updated: newest.unwrap_or(Timestamp::UNIX_EPOCH),
        })
    }
}

/// A mail's HTML in four: its head, what leads to its body, the body's content, and the rest.
fn parts_of(html: &str) -> [&str; 4] {
    let lower = html.to_ascii_lowercase();
    let head = lower.find("</head>").unwrap_or(0);
    let body = lower[head..].find("<body").map_or(head, |at| head + at);
    let inside = lower[body..].find('>').filter(|_| body > head);
    let inside = inside.map_or(body, |at| body + at + 1);
    let end = lower.rfind("</body>").filter(|end| *end >= inside);
    let end = end.unwrap_or(html.len());
    [
        &html[..head],
        &html[head..inside],
        &html[inside..end],
        &html[end..],
    ]
}
