//! One parsed file becomes a complete post, or says why not.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use ring::digest;
use url::Url;

use crate::config::{Config, Future};
use crate::content::front_matter::FrontMatter;
use crate::content::image::{self, Picture};
use crate::content::parse::Parsed;
use crate::content::place::{Parts, permalink};
use crate::content::plain::plain_inline;
use crate::content::{LeftOut, Library, Why};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::language::Language;
use crate::model::post::{Audience, Body, Image, Post, Suggestion};
use crate::model::slug::Slug;
use crate::model::text::Text;

/// What a translation takes from the default-language file of its section and stem.
#[derive(Default)]
pub(super) struct Inherited {
    pub(super) id: Option<Text>,
    pub(super) image: Option<(String, Place, String)>,
    pub(super) caption: Option<Text>,
    pub(super) suggested: Vec<Suggestion>,
}

/// The language of a file: its path's, else its front matter's, else the site's.
pub(super) fn language_of(
    config: &Config,
    front: &FrontMatter,
    placed: Option<&Language>,
) -> Language {
    placed
        .or(front.language.as_ref())
        .unwrap_or(&config.site.language)
        .clone()
}

pub(super) struct Maker<'a> {
    pub(super) config: &'a Config,
    pub(super) library: &'a mut Library,
    pub(super) names: &'a mut HashMap<(bool, Slug), (Text, String)>,
    pub(super) inherited: &'a HashMap<(String, String), Inherited>,
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
            (Some((why, detail)), _) => return Err(leave(*why, detail)),
            (None, Some(front)) => front,
            (None, None) => return Err(leave(Why::Empty, "no front matter")),
        };
        let zone = &self.config.site.time_zone;
        let from_name = file.placed.date.and_then(|day| {
            Some((
                zone.to_timestamp(day.to_datetime(Time::midnight())).ok()?,
                day,
            ))
        });
        let typed = front
            .date
            .map(|typed| (typed.moment, typed.day))
            .or(from_name);
        let Some((date, day)) = typed else {
            return Err(leave(Why::Page, "no date in its keys or its name"));
        };
        if date > now && self.config.content.future == Future::Hide {
            return Err(leave(Why::Future, &format!("dated {day}")));
        }
        let errors = self.library.diagnostics.len();
        let language = language_of(self.config, front, file.placed.language.as_ref());
        let day = file
            .placed
            .date
            .filter(|_| file.placed.dated_name)
            .unwrap_or(day);
        let post = self.complete(file, front, language, date, day);
        if self.library.diagnostics[errors..]
            .iter()
            .any(|found| found.is_error() && found.rule != "slug-shared")
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
        date: Timestamp,
        day: Date,
    ) -> Option<Post> {
        let none = Inherited::default();
        let parent = self
            .inherited
            .get(&(file.placed.section.clone(), file.placed.stem.clone()))
            .unwrap_or(&none);
        let id = front.id.clone().or_else(|| parent.id.clone());
        let slug = front
            .slug
            .clone()
            .unwrap_or_else(|| file.placed.stem.clone());
        let url = self.url_of(file, front, &language, &slug, id.as_ref(), day)?;
        let title = self.title_of(file, front, &slug);
        let image = self.image_of(file, front, parent, &url);
        let suggested = if front.suggested.is_empty() {
            &parent.suggested
        } else {
            &front.suggested
        };
        let markdown = file.body.as_str();
        let hash = digest::digest(&digest::SHA256, markdown.as_bytes());
        let hash: String = hash
            .as_ref()
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Some(Post {
            source: file.shown.clone(),
            id,
            title,
            categories: self.categories(file, &front.categories, &language),
            tags: self.tags(file, &front.tags),
            authors: self.authors(file, &front.authors, &language),
            language,
            section: file.placed.section.clone(),
            stem: file.placed.stem.clone(),
            slug,
            url,
            date,
            updated: front.updated.map(|typed| typed.moment),
            summary: front.summary.clone(),
            image,
            suggested: suggested.clone(),
            feeds: front.feeds.clone().unwrap_or(Audience::All),
            newsletters: front.newsletters.clone().unwrap_or(Audience::All),
            body: Body {
                markdown: markdown.into(),
                first_line: file.body_first_line,
                hash,
            },
            extra: front.extra.clone(),
        })
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, file: &Parsed) {
        self.library
            .diagnostics
            .push(diagnostic.quoting(&file.text));
    }

    fn title_of(&mut self, file: &Parsed, front: &FrontMatter, slug: &str) -> Text {
        if let Some(title) = &front.title {
            return title.clone();
        }
        let heading = file
            .body
            .lines()
            .find_map(|line| line.strip_prefix("# "))
            .map(plain_inline);
        let title = heading
            .filter(|heading| !heading.is_empty())
            .unwrap_or_else(|| {
                let warning = Diagnostic::warning(
                    "title-missing",
                    &file.shown,
                    Place::START,
                    "this post has no title: its slug stands in for one",
                );
                self.report(warning.help("add title: …"), file);
                slug.replace(['-', '_'], " ")
            });
        Text::one_line(&title)
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
        if let Some((typed, place)) = &front.permalink {
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
                Some(url) if plain => return Some(url),
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
        site.join(&format!("./{}", permalink(self.config, &parts)))
            .ok()
    }

    fn image_of(
        &mut self,
        file: &Parsed,
        front: &FrontMatter,
        parent: &Inherited,
        url: &Url,
    ) -> Option<Image> {
        let own = front
            .image
            .as_ref()
            .map(|(typed, place)| (typed.as_str(), *place, file.shown.as_str()));
        let (typed, place, source) = own.or_else(|| {
            parent
                .image
                .as_ref()
                .map(|(typed, place, source)| (typed.as_str(), *place, source.as_str()))
        })?;
        let folder = Path::new(source).parent().unwrap_or(Path::new(""));
        let (image_url, local) = match image::find(self.config, typed, folder, url) {
            Picture::Good(url, local) => (url, local),
            Picture::Missing(url, path) => {
                if own.is_some() {
                    let message = format!(
                        "the picture `{}` is not there: readers get its URL only, no enclosure",
                        path.display()
                    );
                    self.report(
                        Diagnostic::warning("image-missing", &file.shown, place, message)
                            .help("put the file there, or correct content.assets"),
                        file,
                    );
                }
                (url, None)
            }
            Picture::Refused(why) => {
                let message = format!(
                    "the picture `{}` cannot be used: {why}",
                    typed.escape_debug()
                );
                self.report(
                    Diagnostic::error("image-unsafe", &file.shown, place, message),
                    file,
                );
                return None;
            }
        };
        let caption = front
            .image_caption
            .clone()
            .or_else(|| parent.caption.clone());
        Some(Image {
            url: image_url,
            alt: front.image_alt.clone(),
            caption,
            local,
        })
    }
}
