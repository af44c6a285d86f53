//! Where in the site's files a part of a message comes from, so that a finding stands where it is mended.

use url::Url;

use crate::mail::lint::Linter;
use crate::model::diagnostic::{Diagnostic, Place, Severity};
use crate::model::issue::FrozenIssue;
use crate::model::post::Post;

/// The files that an issue was made of.
pub(super) struct Origin<'a> {
    pub(super) linter: &'a Linter<'a>,
    /// The posts of the issue.
    pub(super) posts: Vec<&'a Post>,
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
        }
    }

    /// The template of a part, at the first line that holds one of `needles` where the site has its own.
    pub(super) fn template(&self, part: &str, needles: &[&str]) -> Spot {
        let newsletter = self.linter.newsletter;
        let file = format!("templates/mail/{}/{part}", newsletter.template);
        let text = std::fs::read_to_string(self.linter.config.root.join(&file)).unwrap_or_default();
        let at = needles.iter().find_map(|needle| text.find(needle));
        Spot {
            place: at.map_or(Place::START, |at| Place::of_offset(&text, at, 1)),
            file,
            text,
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
        self.template("body.html", &[address])
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
}
