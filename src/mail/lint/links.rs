//! The links of a message: whether they lead anywhere, and where they say they do.

use std::collections::HashSet;

use scraper::ElementRef;
use url::Url;

use crate::content::{self, FalseHost};
use crate::mail::freeze::way_out;
use crate::mail::lint::letter::{Letter, shorten, words_of};
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity, find_nearest};

pub(super) fn check(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    let ids: HashSet<&str> = letter
        .elements()
        .flat_map(|element| [element.attr("id"), element.attr("name")])
        .flatten()
        .collect();
    let own = Own::of(origin);
    let mut found = Vec::new();
    for link in letter.elements() {
        if !matches!(link.value().name(), "a" | "area") {
            continue;
        }
        let Some(href) = link.attr("href").map(str::trim) else {
            continue;
        };
        if let Some(id) = href.strip_prefix('#') {
            if !matches!(id, "" | "top") && !ids.contains(id) {
                let message = format!(
                    "the link `{}` leads to no place in the message",
                    shorten(href)
                );
                let spot = origin.address(href);
                found.push(spot.found(
                    "issue-link-dead",
                    Severity::Warning,
                    message,
                    "give its target this id",
                ));
            }
            continue;
        }
        found.extend(judge_target(href, origin));
        found.extend(own.judge(href, origin));
        found.extend(judge_words(link, href, origin));
    }
    found
}

/// A target that is no address at all from an inbox.
fn judge_target(href: &str, origin: &Origin) -> Option<Diagnostic> {
    let spot = || origin.address(href);
    let shown = shorten(href);
    match Url::parse(href) {
        Ok(url) if matches!(url.scheme(), "http" | "https" | "mailto" | "tel") => None,
        Ok(url) => {
            let message = format!(
                "the link `{shown}` is a {}: address, which mail programs remove",
                url.scheme()
            );
            let help = "link to a page";
            Some(spot().found("issue-link-scheme", Severity::Error, message, help))
        }
        Err(_) => {
            let message = format!(
                "the link `{shown}` is relative: in an inbox there is nothing it could be relative to"
            );
            let help = "write the whole address, https://…";
            Some(spot().found("issue-link-relative", Severity::Error, message, help))
        }
    }
}

/// What the site is known to have at its own addresses.
struct Own {
    posts: HashSet<String>,
    /// The folders in which posts stand, with digits as signs: `/#/#/#/` where dates are folders.
    folders: HashSet<String>,
    leave: String,
}

impl Own {
    fn of(origin: &Origin) -> Self {
        let posts = || {
            origin
                .linter
                .posts
                .iter()
                .map(|post| key_of(post.url.as_str()))
        };
        Self {
            folders: posts().map(|post| folder_of(&post)).collect(),
            posts: posts().collect(),
            leave: way_out(origin.linter.config).marker(),
        }
    }

    /// A link into the site where nothing is. The site's other pages are not known here: only what looks like a post, or
    /// like a file, is held to be missing.
    fn judge(&self, href: &str, origin: &Origin) -> Option<Diagnostic> {
        let config = origin.linter.config;
        let rest = href.strip_prefix(config.site.url.as_str())?;
        let key = key_of(href);
        if rest.is_empty() || href.starts_with(&self.leave) || self.posts.contains(&key) {
            return None;
        }
        // The page of this very issue is made when it is frozen.
        let newsletter = origin.linter.newsletter;
        let archive = format!("newsletters/{}/", newsletter.name);
        if newsletter.archive && rest.starts_with(&archive) {
            return None;
        }
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        let is_made = !path.is_empty() && config.root.join(&config.output.dir).join(path).exists();
        if is_made || content::find_file(config, None, href).is_some() {
            return None;
        }
        let name = path
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let ending = name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase());
        let is_file = ending.is_some_and(|ending| {
            [
                "png", "jpg", "jpeg", "gif", "webp", "svg", "pdf", "mp3", "zip",
            ]
            .contains(&ending.as_str())
        });
        let folder = folder_of(&key);
        let is_top = !folder[config.site.url.as_str().len() - 1..]
            .trim_matches('/')
            .contains(|_| true);
        let nearest = find_nearest(&key, self.posts.iter().map(String::as_str));
        let is_post = self.folders.contains(&folder) && (!is_top || nearest.is_some());
        if !is_file && !is_post {
            return None;
        }
        let what = if is_file { "file" } else { "post" };
        let message = format!(
            "the link `{}` leads into this site, and no {what} of it is there",
            shorten(href)
        );
        let help = match nearest {
            Some(nearest) => format!("did you mean {nearest}/?"),
            None => "correct the link; a draft or a future post is not there yet".to_owned(),
        };
        let spot = origin.address(href);
        Some(spot.found("issue-link-dead", Severity::Warning, message, help))
    }
}

/// An address without what may differ and lead to the same page.
fn key_of(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_suffix("index.html").unwrap_or(path);
    path.trim_end_matches('/').to_owned()
}

fn folder_of(key: &str) -> String {
    let folder = key.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parts = folder.split('/').map(|part| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { "#" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A link whose words name another host than the one it leads to.
fn judge_words(link: ElementRef, href: &str, origin: &Origin) -> Option<Diagnostic> {
    let words = words_of(link);
    let FalseHost { real, is_whole, .. } = content::find_false_host(&words, href)?;
    let severity = if is_whole {
        Severity::Error
    } else {
        Severity::Warning
    };
    let message = format!(
        "a link shows `{}` and leads to {real}: mail programs warn of fraud there",
        shorten(&words)
    );
    let help = "let it show where it leads, or words";
    let spot = origin.address(href);
    Some(spot.found("issue-link-mismatch", severity, message, help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_dates_are_alike() {
        let key = key_of("https://a.example/2024/01/05/tide/?x#y");
        assert_eq!(folder_of(&key), "https://a.example/#/#/#");
    }
}
