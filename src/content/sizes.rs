//! The sizes of the pictures in a body, read from their files; remote ones are never asked for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use pulldown_cmark::{Event, Parser, Tag};
use url::Url;

use crate::config::Config;
use crate::content::files::{Located, locate};
use crate::content::image::measure;
use crate::content::markdown::options;
use crate::content::raw_html::lazy_source;
use crate::content::tags::{attribute, next_tag};
use crate::model::post::Sizes;

/// Measures each picture of the site at most once in a build.
pub(super) struct Tape<'a> {
    config: &'a Config,
    known: Mutex<HashMap<PathBuf, Option<(u32, u32)>>>,
}

impl<'a> Tape<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        Self {
            config,
            known: Mutex::default(),
        }
    }

    /// The sizes of the pictures of a body in `folder`, below the site's folder.
    pub(super) fn measure(&self, markdown: &str, folder: &Path) -> Sizes {
        let mut sizes = Sizes::new();
        if !(markdown.contains("![") || markdown.contains("<img") || markdown.contains("<IMG")) {
            return sizes;
        }
        let mut add = |typed: &str| {
            let typed = typed.trim();
            if !typed.is_empty()
                && !sizes.contains_key(typed)
                && let Some(size) = self.size(typed, folder)
            {
                sizes.insert(typed.to_owned(), size);
            }
        };
        for event in Parser::new_ext(markdown, options()) {
            match event {
                Event::Start(Tag::Image { dest_url, .. }) => add(&dest_url),
                Event::Html(html) | Event::InlineHtml(html) => {
                    let mut at = 0;
                    while let Some(tag) = next_tag(&html, at) {
                        at = tag.end;
                        if tag.name == "img" {
                            let both = [attribute(tag.inside, "src"), lazy_source(tag.inside)];
                            both.iter().flatten().for_each(|source| add(source));
                        }
                    }
                }
                _ => {}
            }
        }
        sizes
    }

    fn size(&self, typed: &str, folder: &Path) -> Option<(u32, u32)> {
        let home = &self.config.site.url;
        if typed.starts_with("//") || Url::parse(typed).is_ok_and(|url| url.host() != home.host()) {
            return None;
        }
        let Located::Here(_, file) = locate(self.config, typed, folder, home) else {
            return None;
        };
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(size) = known().get(&file) {
            return *size;
        }
        let size = measure(&file).and_then(|local| Some((local.width?, local.height?)));
        known().insert(file, size);
        size
    }
}
