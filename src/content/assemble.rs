//! Parsed files become posts: translations inherit, and doubles are told apart.

use std::collections::HashMap;

use jiff::Timestamp;
use url::Url;

use crate::config::Config;
use crate::content::file_links::{self, FileLink};
use crate::content::heritage::Heritage;
use crate::content::make::Maker;
use crate::content::parse::Parsed;
use crate::content::related::Related;
use crate::content::reserved::drop_reserved;
use crate::content::{LeftOut, Library, Why};
use crate::model::diagnostic::{Diagnostic, Place};

/// Makes the posts of `parsed`, adding them and what is left out to `library`.
pub(super) fn assemble(
    config: &Config,
    parsed: Vec<Parsed>,
    now: Timestamp,
    library: &mut Library,
) {
    let heritage = Heritage::of(config, &parsed);
    let mut urls: HashMap<String, Url> = HashMap::new();
    let mut places: HashMap<String, Place> = HashMap::new();
    let mut permalinks: HashMap<String, Place> = HashMap::new();
    let mut links: HashMap<String, Vec<FileLink>> = HashMap::new();
    // The originals first: what their translations inherit is relative to their URLs.
    let (originals, translations): (Vec<Parsed>, Vec<Parsed>) = parsed
        .into_iter()
        .partition(|file| Heritage::is_original(config, file));
    for file in originals.into_iter().chain(translations) {
        let mut maker = Maker {
            config,
            library,
            heritage: &heritage,
            urls: &urls,
        };
        match maker.make(&file, now) {
            Ok(post) => {
                urls.insert(post.source.clone(), post.url.clone());
                let place = file.front.as_ref().and_then(|front| front.id_place);
                places.extend(place.map(|place| (post.source.clone(), place)));
                let typed = file
                    .front
                    .as_ref()
                    .and_then(|front| front.permalink.as_ref());
                let typed = typed.map(|(_, place)| *place).or(place);
                permalinks.extend(typed.map(|place| (post.source.clone(), place)));
                if !file.file_links.is_empty() {
                    links.insert(post.source.clone(), file.file_links);
                }
                library.posts.push(post);
            }
            Err(left_out) => library.left_out.push(left_out),
        }
    }
    library.posts.sort_by(|a, b| a.source.cmp(&b.source));
    drop_reserved(config, library, &permalinks);
    drop_doubles(library, &places);
    library
        .posts
        .sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.source.cmp(&b.source)));
    file_links::follow(config, &links, library);
    warn_of_suggestions(library);
}

/// Two posts with one URL, or one id in one section and language: the later file is left out.
fn drop_doubles(library: &mut Library, places: &HashMap<String, Place>) {
    let mut urls: HashMap<String, String> = HashMap::new();
    let mut ids: HashMap<(String, String, String), String> = HashMap::new();
    let posts = std::mem::take(&mut library.posts);
    for post in posts {
        let url = post.url.as_str().to_lowercase();
        let id = post.id.as_ref().map(|id| {
            (
                id.to_string(),
                post.language.to_string(),
                post.section.clone(),
            )
        });
        let clash = urls.get(&url).map(|other| {
            (
                "url-twice",
                format!("the URL {} is that of {other} too", post.url),
                other.clone(),
            )
        });
        let clash = clash.or_else(|| {
            id.as_ref().and_then(|key| ids.get(key)).map(|other| {
                (
                    "id-twice",
                    format!(
                        "the id `{}` is that of {other} too",
                        post.id.as_deref().unwrap_or_default()
                    ),
                    other.clone(),
                )
            })
        });
        if let Some((rule, message, other)) = clash {
            let place = places.get(&post.source).copied().unwrap_or(Place::START);
            library.diagnostics.push(
                Diagnostic::error(rule, &post.source, place, message)
                    .help(format!("change the slug or id here or in {other}")),
            );
            library.left_out.push(LeftOut {
                file: post.source,
                why: Why::Broken,
                detail: format!("a double of {other}"),
            });
            continue;
        }
        urls.insert(url, post.source.clone());
        if let Some(id) = id {
            ids.insert(id, post.source.clone());
        }
        library.posts.push(post);
    }
}

fn warn_of_suggestions(library: &mut Library) {
    let related = Related::of(&library.posts);
    for post in &library.posts {
        for suggestion in &post.suggested {
            if let Some(place) = suggestion.place
                && related.find(post, suggestion).is_none()
            {
                let message = format!(
                    "the suggested post `{}` is not on this site",
                    suggestion.post
                );
                let warning =
                    Diagnostic::warning("suggested-unknown", &post.source, place, message);
                library.diagnostics.push(warning);
            }
        }
    }
}
