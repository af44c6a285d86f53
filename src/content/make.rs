//! One parsed file becomes a complete post, or says why not.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use url::Url;

use crate::config::{Config, Future};
use crate::content::front_matter::FrontMatter;
use crate::content::heritage::{Heritage, language_of};
use crate::content::parse::Parsed;
use crate::content::permalink::{Parts, permalink};
use crate::content::shortcodes::settle;
use crate::content::summary::first_heading;
use crate::content::{LeftOut, Library, Why};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::language::Language;
use crate::model::link;
use crate::model::post::{Audience, Post};
use crate::model::text::Text;

pub(super) struct Maker<'a> {
    pub(super) config: &'a Config,
    pub(super) library: &'a mut Library,
    pub(super) heritage: &'a Heritage,
    /// The URLs of the posts made so far, by source.
    pub(super) urls: &'a HashMap<String, Url>,
}

impl Maker<'_> {
    pub(super) fn make(&mut self, file: &Parsed, now: Timestamp) -> Result<Post, LeftOut> {
        let shown = file.shown.clone();
        let leave = |why: Why, detail: &str| LeftOut {
            file: shown.clone(),
            why,
            detail: detail.to_owned(),
        };
        let front = match (&file.fate, &file.front) {
            // What else is wrong is told in the same run.
            (Some((Why::Broken, detail)), Some(front)) => {
                let language = language_of(self.config, front, file.placed.language.as_ref());
                let known = self.library.diagnostics.len();
                let _ = self.complete(file, front, language, (now, None), Date::default());
                let told = self.library.diagnostics.split_off(known);
                // What seems to be missing may only be unreadable.
                let told = told
                    .into_iter()
                    .filter(|found| found.rule != "title-missing");
                self.library.diagnostics.extend(told);
                return Err(leave(Why::Broken, detail));
            }
            (Some((why, detail)), _) => return Err(leave(*why, detail)),
            (None, Some(front)) => front,
            (None, None) => return Err(leave(Why::Empty, "no front matter")),
        };
        let zone = &self.config.site.time_zone;
        let from_name = file.placed.date.and_then(|day| {
            let midnight = || zone.to_timestamp(day.to_datetime(Time::midnight())).ok();
            Some((file.placed.moment.or_else(midnight)?, day))
        });
        let typed = front
            .date
            .map(|typed| (typed.moment, typed.day))
            .or(from_name);
        let Some((date, day)) = typed else {
            return Err(leave(Why::Page, "no date in its keys or its name"));
        };
        let not_before = front
            .embargo
            .map_or(date, |embargo| date.max(embargo.moment));
        if not_before > now && self.config.content.future == Future::Hide {
            let due = zone.to_datetime(not_before).date();
            return Err(leave(Why::Future, &format!("dated {due}")));
        }
        if let Some(expiry) = front.expiry.filter(|expiry| expiry.moment <= now) {
            return Err(leave(Why::Expired, &format!("on {}", expiry.day)));
        }
        let errors = self.library.diagnostics.len();
        let language = language_of(self.config, front, file.placed.language.as_ref());
        // A day apart may be the zone's doing; further apart the key says where the post is.
        let is_near = |named: &Date| {
            day.until(*named)
                .is_ok_and(|span| span.get_days().abs() <= 1)
        };
        let named = file.placed.date.filter(|_| file.placed.dated_name);
        let day = named.filter(is_near).unwrap_or(day);
        let updated = self.updated(file, front, now);
        let post = self.complete(file, front, language, (date, updated), day);
        if self.library.diagnostics[errors..]
            .iter()
            .any(Diagnostic::is_error)
        {
            return Err(leave(Why::Broken, "see its errors"));
        }
        post.ok_or_else(|| leave(Why::Broken, "its URL cannot be made"))
    }

    fn complete(
        &mut self,
        file: &Parsed,
        front: &FrontMatter,
        language: Language,
        (date, updated): (Timestamp, Option<Timestamp>),
        day: Date,
    ) -> Option<Post> {
        let parent = self.heritage.find(self.config, file);
        let inherited_id = parent.and_then(|parent| parent.id.clone());
        let id = front.id.clone().or(inherited_id);
        let slug = front
            .slug
            .clone()
            .unwrap_or_else(|| file.placed.stem.clone());
        let url = self.url_of(file, front, &language, &slug, id.as_ref(), day)?;
        let (title, heading) = self.title_of(file, front, &slug);
        let mut body = file.body.clone();
        if let Some(place) = heading {
            let mut markdown = body.markdown.to_string();
            markdown.replace_range(place, "");
            body.markdown = markdown.into();
        }
        let image = self.image_of(file, front, parent, &url);
        let audio = front.audio.as_ref();
        let audio = audio.and_then(|typed| self.audio_of(file, typed, &url));
        let suggested = match parent {
            Some(parent) if front.suggested.is_empty() => &parent.suggested,
            _ => &front.suggested,
        };
        Some(Post {
            source: file.shown.clone(),
            id,
            title,
            categories: self.categories(file, &front.categories, &language),
            tags: self.tags(file, &front.tags),
            authors: self.authors(file, &front.authors, &language),
            language,
            section: file.placed.section.clone(),
            stem: match file.placed.date {
                Some(date) => format!("{date}-{}", file.placed.stem),
                None => file.placed.stem.clone(),
            },
            slug,
            url,
            date,
            updated,
            summary: front.summary.as_ref().map(|lead| self.settled(lead)),
            image,
            audio,
            suggested: suggested.clone(),
            feeds: front.feeds.clone().unwrap_or(Audience::All),
            newsletters: front.newsletters.clone().unwrap_or(Audience::All),
            body,
            extra: front.extra.clone(),
        })
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, file: &Parsed) {
        self.library
            .diagnostics
            .push(diagnostic.quoting(&file.text));
    }

    fn settled(&self, lead: &Text) -> Text {
        match settle(lead, self.config.content.shortcodes).markdown {
            Cow::Owned(settled) => Text::one_line(&settled),
            Cow::Borrowed(_) => lead.clone(),
        }
    }

    /// When its author says it was last changed; a moment to come is none.
    fn updated(&mut self, file: &Parsed, front: &FrontMatter, now: Timestamp) -> Option<Timestamp> {
        let (typed, place) = front.updated?;
        if typed.moment <= now || self.config.content.future == Future::Publish {
            return Some(typed.moment);
        }
        let message = "this change lies in the future: readers would think it implausible, and it is passed over";
        self.report(
            Diagnostic::warning("updated-future", &file.shown, place, message),
            file,
        );
        None
    }

    /// The title, and where it stands in the body: there it would be shown twice.
    fn title_of(
        &mut self,
        file: &Parsed,
        front: &FrontMatter,
        slug: &str,
    ) -> (Text, Option<Range<usize>>) {
        if let Some(title) = &front.title {
            return (title.clone(), None);
        }
        if let Some((heading, place)) = first_heading(&file.body.markdown) {
            return (Text::one_line(&heading), Some(place));
        }
        let (place, message, help) = match front.odd_title {
            Some(place) => (
                place,
                "this title is a list or a mapping and no text: the post's slug stands in for it",
                "put it in quotes, brackets too",
            ),
            None => (
                Place::START,
                "this post has no title: its slug stands in for one",
                "add title: …",
            ),
        };
        let warning = Diagnostic::warning("title-missing", &file.shown, place, message);
        self.report(warning.help(help), file);
        (Text::one_line(&slug.replace(['-', '_'], " ")), None)
    }

    fn url_of(
        &mut self,
        file: &Parsed,
        front: &FrontMatter,
        language: &Language,
        slug: &str,
        id: Option<&Text>,
        day: Date,
    ) -> Option<Url> {
        let site = &self.config.site.url;
        let keyword =
            |typed: &str| ["pretty", "date", "ordinal", "weekdate", "none"].contains(&typed);
        if let Some((typed, place)) = front.permalink.as_ref().filter(|given| !keyword(&given.0)) {
            let joined = if typed.starts_with("http") {
                Url::parse(typed).ok()
            } else {
                site.join(typed.trim_start_matches('/')).ok()
            };
            let plain = !typed.contains(['{', ':']) || typed.starts_with("http");
            match joined.filter(|url| {
                matches!(url.scheme(), "http" | "https") && url.path().starts_with(site.path())
                    || typed.starts_with("http")
            }) {
                Some(url) if plain => return Some(link::strict(url)),
                _ => {
                    let warning = Diagnostic::warning(
                        "permalink-pattern",
                        &file.shown,
                        *place,
                        "this permalink is another generator's pattern: content.permalink is used instead",
                    );
                    self.report(warning, file);
                }
            }
        }
        let id = id.map_or(slug, Text::as_str);
        let parts = Parts {
            language,
            section: &file.placed.section,
            slug,
            id,
            day,
            dated_name: file.placed.dated_name,
        };
        let url = site.join(&format!("./{}", permalink(self.config, &parts)));
        url.ok().map(link::strict)
    }
}
