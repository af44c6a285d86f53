//! Addresses that the archives of newsletters have: a post that stands there is lost, or hides an issue.

use std::collections::HashMap;

use url::Url;

use crate::config::{Config, Newsletter};
use crate::content::{LeftOut, Library, Why};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::language::Language;

/// A folder of issues.
struct Folder<'c> {
    newsletter: &'c Newsletter,
    /// Its address in lower case, with `/` at the end.
    url: String,
}

/// Leaves out the posts at the address of an issue, sent or to come, or of a list of issues; `places` holds where each
/// file's permalink was typed.
pub(super) fn drop_reserved(
    config: &Config,
    library: &mut Library,
    places: &HashMap<String, Place>,
) {
    let folders = folders(config);
    for post in std::mem::take(&mut library.posts) {
        let taken = folders
            .iter()
            .find_map(|folder| Some((folder, folder.holds(&post.url)?)));
        let Some((folder, what)) = taken else {
            library.posts.push(post);
            continue;
        };
        let (file, line, name) = (
            &config.file,
            folder.newsletter.place.line,
            &folder.newsletter.name,
        );
        let message = format!(
            "the URL {} is that of {what} of the newsletter `{name}` too ({file}:{line})",
            post.url
        );
        let place = places.get(&post.source).copied().unwrap_or(Place::START);
        let mistake = Diagnostic::error("url-twice", &post.source, place, message);
        let help = format!(
            "change the permalink or slug here, or give `{name}` another name or `archive: false` there"
        );
        library.diagnostics.push(mistake.help(help));
        library.left_out.push(LeftOut {
            file: post.source,
            why: Why::Broken,
            detail: format!("at the address of {what} of {name}"),
        });
    }
}

fn folders(config: &Config) -> Vec<Folder<'_>> {
    let archived = config
        .newsletters
        .iter()
        .filter(|newsletter| newsletter.archive);
    let folders = archived.flat_map(|newsletter| {
        let own = newsletter.languages.iter().map(|edition| &edition.language);
        let languages: Vec<&Language> = own.chain([&config.site.language]).collect();
        languages.into_iter().filter_map(|language| {
            let folder = newsletter.archive_folder(language);
            let url = config.site.url.join(&format!("./{folder}/")).ok()?;
            let url = url.as_str().to_lowercase();
            Some(Folder { newsletter, url })
        })
    });
    folders.collect()
}

impl Folder<'_> {
    /// What stands at that address, where it is one of this folder's own.
    fn holds(&self, url: &Url) -> Option<String> {
        let url = url.as_str().split(['?', '#']).next()?.to_lowercase();
        let rest = format!("{url}/");
        let rest = rest.strip_prefix(&self.url)?.trim_end_matches('/');
        let rest = rest.strip_suffix("index.html").unwrap_or(rest);
        match rest.trim_end_matches('/') {
            "" => Some("the list of issues".to_owned()),
            number => {
                let number: u32 = number.parse().ok()?;
                Some(format!("issue {number}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_issues_address_is_its_own() {
        let text = b"site: {title: A, url: https://a.example/b/}\nnewsletters:\n  w: {from: a@b.example, languages: [en, fr]}\n  x: {from: a@b.example, archive: false}\n";
        let loaded = Config::parse(text, std::path::Path::new("/nowhere"), "postrider.yaml");
        let config = loaded.config.expect("a configuration");
        let folders = folders(&config);
        let held = |path: &str| {
            let url = Url::parse(&format!("https://a.example{path}")).expect("a URL");
            folders.iter().find_map(|folder| folder.holds(&url))
        };
        for (path, what) in [
            ("/b/newsletters/w/1/", "issue 1"),
            ("/b/Newsletters/W/12", "issue 12"),
            ("/b/newsletters/w/12/index.html", "issue 12"),
            ("/b/newsletters/w/fr/3/", "issue 3"),
            ("/b/newsletters/w", "the list of issues"),
            ("/b/newsletters/w/fr/", "the list of issues"),
        ] {
            assert_eq!(held(path).as_deref(), Some(what), "{path}");
        }
        for path in [
            "/newsletters/w/1/",
            "/b/newsletters/w/1/2/",
            "/b/newsletters/w/x/",
            "/b/newsletters/x/1/",
            "/b/newsletters/ww/1/",
        ] {
            assert_eq!(held(path), None, "{path}");
        }
    }
}
