//! Where in the site's files a part of a message comes from, so that a finding stands where it is mended.

use std::sync::OnceLock;

use url::Url;

use crate::mail::lint::Linter;
use crate::model::diagnostic::{Diagnostic, Place, Severity};
use crate::model::issue::FrozenIssue;
use crate::model::post::Post;
use crate::template::OwnTemplates;

/// The files that an issue was made of.
pub(super) struct Origin<'a> {
    pub(super) linter: &'a Linter<'a>,
    /// The posts of the issue.
    pub(super) posts: Vec<&'a Post>,
    /// Read when the first finding asks for them.
    pub(super) templates: OnceLock<OwnTemplates>,
}

/// A place in a file, with the file's text for quoting.
pub(super) struct Spot {
    file: String,
    place: Place,
    text: String,
}

impl Spot {
    /// A finding here.
    pub(super) fn found(
        &self,
        rule: &'static str,
        severity: Severity,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        let found = match severity {
            Severity::Error => Diagnostic::error(rule, &self.file, self.place, message),
            Severity::Warning => Diagnostic::warning(rule, &self.file, self.place, message),
        };
        found.help(help).quoting(&self.text)
    }
}

impl<'a> Origin<'a> {
    pub(super) fn of(linter: &'a Linter<'a>, issue: &FrozenIssue) -> Self {
        let is_in = |post: &&Post| issue.posts.iter().any(|own| own.url == post.url.as_str());
        Self {
            linter,
            posts: linter.posts.iter().filter(is_in).collect(),
            templates: OnceLock::new(),
        }
    }

    /// The template of a part: the first line that holds one of `needles` in the files of the site's own that it is made
    /// of. Where none does, its only file of the site's own, or else the part itself.
    pub(super) fn template(&self, part: &str, needles: &[&str]) -> Spot {
        let name = format!("{}/{part}", self.linter.newsletter.template);
        let root = &self.linter.config.root;
        let templates = self.templates.get_or_init(|| OwnTemplates::load(root));
        let files = templates.made_of(&name);
        for needle in needles.iter().filter(|needle| !needle.is_empty()) {
            for (file, text) in &files {
                if let Some(at) = find_loosely(text, needle) {
                    return Spot {
                        file: file.clone(),
                        place: Place::of_offset(text, at, 1),
                        text: (*text).to_owned(),
                    };
                }
            }
        }
        let part = format!("templates/mail/{name}");
        let own = files.iter().find(|(file, _)| *file == part);
        let only = files.first().filter(|_| files.len() == 1);
        let (file, text) = own.or(only).cloned().unwrap_or((part, ""));
        Spot {
            place: Place::START,
            text: text.to_owned(),
            file,
        }
    }

    /// The template of the subject, wherever it stands.
    pub(super) fn subject(&self) -> Spot {
        let config = self.linter.config;
        match &self.linter.newsletter.subject {
            Some(inline) => Spot {
                file: config.file.clone(),
                place: inline.place,
                text: config.text.clone(),
            },
            None => self.template("subject.txt", &[]),
        }
    }

    /// The newsletter's entry in the configuration.
    pub(super) fn settings(&self) -> Spot {
        let config = self.linter.config;
        let key = format!("{}:", self.linter.newsletter.name);
        let from = config.text.find("newsletters:").unwrap_or(0);
        let rest = &config.text[from..];
        let at = rest.match_indices(&key).map(|(at, _)| at).find(|at| {
            let before = &rest[..*at];
            before.ends_with(['\n', ' ', '{', '"', '\''])
        });
        Spot {
            file: config.file.clone(),
            place: Place::of_offset(&config.text, from + at.unwrap_or(0), 1),
            text: config.text.clone(),
        }
    }

    /// The file of the post that names `address` in its text or front matter; the template where none does.
    pub(super) fn address(&self, address: &str) -> Spot {
        let shapes = shapes_of(address, &self.linter.config.site.url);
        for post in &self.posts {
            let path = self.linter.config.root.join(&post.source);
            let Ok(text) = std::fs::read_to_string(path) else {
                continue;
            };
            if let Some(at) = shapes.iter().find_map(|shape| find_whole(&text, shape)) {
                return Spot {
                    file: post.source.clone(),
                    place: Place::of_offset(&text, at, 1),
                    text,
                };
            }
        }
        let shapes: Vec<&str> = shapes.iter().map(String::as_str).collect();
        self.template("body.html", &shapes)
    }
}

/// How an address may have been typed, the most certain first.
fn shapes_of(address: &str, site: &Url) -> Vec<String> {
    let mut shapes = vec![address.to_owned()];
    if let Some(path) = address.strip_prefix(site.as_str()) {
        shapes.push(format!("/{path}"));
        shapes.push(path.to_owned());
        if let Some((_, name)) = path.trim_end_matches('/').rsplit_once('/') {
            shapes.push(name.to_owned());
        }
    }
    shapes.retain(|shape| shape.len() > 3);
    shapes
}

/// Where `needle` stands, whatever the case and the spaces: styles were made shorter on their way into the mail.
fn find_loosely(text: &str, needle: &str) -> Option<usize> {
    let letters = |text: &str| {
        let signs = text
            .char_indices()
            .filter(|(_, sign)| !sign.is_whitespace());
        let signs = signs.map(|(at, sign)| (at, sign.to_ascii_lowercase()));
        signs.collect::<Vec<(usize, char)>>()
    };
    let squeezed =
        |letters: &[(usize, char)]| letters.iter().map(|(_, sign)| sign).collect::<String>();
    let own = letters(text);
    let (within, wanted) = (squeezed(&own), squeezed(&letters(needle)));
    let at = within.find(&wanted)?;
    let letter = within[..at].chars().count();
    own.get(letter).map(|(at, _)| *at)
}

/// Where `needle` stands by itself, not as the beginning of a longer address.
fn find_whole(text: &str, needle: &str) -> Option<usize> {
    let is_end = |sign: Option<char>| {
        sign.is_none_or(|sign| sign.is_whitespace() || ")]>\"'#?,}".contains(sign))
    };
    let mut found = text.match_indices(needle).map(|(at, _)| at);
    found.find(|at| is_end(text[at + needle.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_as_it_was_typed() {
        let site = Url::parse("https://a.example/").expect("a URL");
        let shapes = shapes_of("https://a.example/media/x.png", &site);
        let text = "![y](/media/x.png.bak) ![x](/media/x.png)";
        let at = shapes.iter().find_map(|shape| find_whole(text, shape));
        assert_eq!(at, Some(28));
    }

    #[test]
    fn a_style_is_found_however_it_was_spaced() {
        assert_eq!(find_loosely("p { Color:\n #ABC }", "color:#abc"), Some(4));
        assert_eq!(find_loosely("über <IMG src=x>", "<img"), Some(6));
        assert_eq!(find_loosely("a", "ab"), None);
    }
}
