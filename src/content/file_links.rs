//! Links to other posts by the names of their files, as most generators have them: found, and led to the posts.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pulldown_cmark::{Event, LinkType, Parser, Tag};
use url::Url;

use crate::config::Config;
use crate::content::address::without_mark;
use crate::content::files::{normalise, percent_decode};
use crate::content::markdown::options;
use crate::content::tags::{attribute, next_tag};
use crate::content::{Library, place};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::post::Post;

const ENDINGS: [&str; 3] = [".md", ".markdown", ".mdx"];

/// So many that lead nowhere are named in one file; more say nothing new.
const NAMED_MAX: usize = 20;

/// A link to the file of a post.
pub(super) struct FileLink {
    /// The address as typed.
    target: String,
    place: Place,
    /// The line on which it stands.
    line: Arc<str>,
}

impl FileLink {
    /// What is said where there is no such post.
    fn warning(&self, file: &str) -> Diagnostic {
        let target = &self.target;
        let message =
            format!("`{target}` is no post that is published here: the link leads nowhere");
        let mut warning = Diagnostic::warning("link-to-file", file, self.place, message)
            .help("correct the name of the file, or write the address of the page");
        (*self.line).clone_into(&mut warning.source_line);
        warning
    }
}

/// Finds the places of links going on from the last one.
struct Cursor<'a> {
    text: &'a str,
    begin: usize,
    end: usize,
    number: u32,
    line: Arc<str>,
    /// A byte of the line and its column.
    column: (usize, u32),
}

impl<'a> Cursor<'a> {
    fn at_start(text: &'a str, first_line: u32) -> Self {
        Self {
            text,
            begin: 0,
            end: end_of_line(text, 0),
            number: first_line,
            line: first_of(text).into(),
            column: (0, 1),
        }
    }

    /// The place of byte `at`, and its line.
    fn go(&mut self, at: usize) -> (Place, Arc<str>) {
        if at > self.end {
            while at > self.end {
                (self.begin, self.number) = (self.end + 1, self.number.saturating_add(1));
                self.end = end_of_line(self.text, self.begin);
            }
            self.line = first_of(&self.text[self.begin..]).into();
            self.column = (self.begin, 1);
        }
        if at < self.column.0 {
            self.column = (self.begin, 1);
        }
        let signs = self.text.get(self.column.0..at);
        let signs = signs.map_or(0, |text| text.chars().count());
        let column = self.column.1 + u32::try_from(signs).unwrap_or(u32::MAX >> 1);
        self.column = (at.max(self.column.0), column);
        let place = Place {
            line: self.number,
            column,
        };
        (place, self.line.clone())
    }
}

fn end_of_line(text: &str, begin: usize) -> usize {
    text[begin..]
        .find('\n')
        .map_or(text.len(), |end| begin + end)
}

/// The links in a body as `typed` that name a file, each address once.
pub(super) fn find(typed: &str, first_line: u32) -> Vec<FileLink> {
    let mut found: Vec<FileLink> = Vec::new();
    if !(typed.contains(".md") || typed.contains(".markdown")) {
        return found;
    }
    let mut known: HashSet<String> = HashSet::new();
    let mut cursor = Cursor::at_start(typed, first_line);
    let mut add = |target: &str, at: usize| {
        let target = target.trim();
        if !names_file(target) || !known.insert(target.to_owned()) {
            return;
        }
        let (place, line) = cursor.go(at);
        found.push(FileLink {
            target: target.to_owned(),
            place,
            line,
        });
    };
    for (event, range) in Parser::new_ext(typed, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) if !matches!(link_type, LinkType::Autolink | LinkType::Email) => {
                add(&dest_url, range.start);
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                let html = &typed[range.clone()];
                let mut at = 0;
                while let Some(tag) = next_tag(html, at) {
                    at = tag.end;
                    if tag.name == "a"
                        && let Some(target) = attribute(tag.inside, "href")
                    {
                        add(&target, range.start + tag.start);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn first_of(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Whether an address is the name of a Markdown file, and not one at another site.
fn names_file(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let is_elsewhere = path.starts_with("//") || path.contains("{{") || Url::parse(path).is_ok();
    let path = path.to_ascii_lowercase();
    !is_elsewhere && ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// Leads the links of all posts to the posts that they mean; those that mean none are reported.
pub(super) fn follow(
    config: &Config,
    links: &HashMap<String, Vec<FileLink>>,
    library: &mut Library,
) {
    if links.is_empty() {
        return;
    }
    let map = Map::of(config, &library.posts);
    let mut followed = Vec::new();
    for (at, post) in library.posts.iter().enumerate() {
        let mut named = 0;
        for link in links.get(&post.source).into_iter().flatten() {
            let paths = candidates(config, &link.target, &post.source);
            if let Some(url) = map
                .find(post, &paths)
                .and_then(|other| address(other, &link.target))
            {
                followed.push((at, link.target.clone(), url));
                continue;
            }
            let is_asset = paths.iter().any(|path| is_asset(config, path));
            named += usize::from(!is_asset);
            if is_asset || named > NAMED_MAX {
                continue;
            }
            let mut warning = link.warning(&post.source);
            let mut left_out = library.left_out.iter();
            if let Some(other) = left_out.find(|other| paths.contains(&other.file)) {
                warning.help = other.to_string();
            }
            library.diagnostics.push(warning);
        }
    }
    for (at, target, url) in followed {
        library.posts[at].body.links.insert(target, url);
    }
}

fn address(post: &Post, target: &str) -> Option<String> {
    let suffix = target.find(['?', '#']).map_or("", |at| &target[at..]);
    Some(post.url.join(suffix).ok()?.to_string())
}

fn is_asset(config: &Config, path: &str) -> bool {
    config
        .root
        .join(&config.content.assets)
        .join(path)
        .is_file()
}

/// The paths below the site's folder that `target` may mean in the file `source`, the most likely first.
fn candidates(config: &Config, target: &str, source: &str) -> Vec<String> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    // Zola's `@/` and Docusaurus' `@site/` are the root of the posts or of the site.
    let zola = ["@site/", "@/"]
        .iter()
        .find_map(|mark| path.strip_prefix(mark));
    let path = percent_decode(zola.unwrap_or_else(|| without_mark(path)));
    let rooted = path.strip_prefix('/');
    let folder = Path::new(source).parent().unwrap_or(Path::new(""));
    let beside = (zola.is_none() && rooted.is_none()).then(|| folder.join(&path));
    let below = rooted.unwrap_or(&path);
    let above = config
        .content
        .posts
        .ancestors()
        .map(|root| root.join(below));
    let all = beside.into_iter().chain(above);
    all.filter_map(|path: PathBuf| normalise(&path))
        .map(|path| path.to_string_lossy().replace('\\', "/"))
        .collect()
}

/// The posts by their files, and by what translations share.
struct Map<'a> {
    config: &'a Config,
    posts: &'a [Post],
    by_source: HashMap<&'a str, usize>,
    by_stem: HashMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> Map<'a> {
    fn of(config: &'a Config, posts: &'a [Post]) -> Self {
        let mut map = Self {
            config,
            posts,
            by_source: HashMap::new(),
            by_stem: HashMap::new(),
        };
        for (at, post) in posts.iter().enumerate() {
            map.by_source.insert(&post.source, at);
            let key = (post.section.as_str(), post.stem.as_str());
            map.by_stem.entry(key).or_default().push(at);
        }
        map
    }

    /// The post that the first of `paths` means, in the language of `from` unless the path names another.
    fn find(&self, from: &Post, paths: &[String]) -> Option<&'a Post> {
        let exact = paths
            .iter()
            .find_map(|path| self.by_source.get(path.as_str()));
        let exact = exact.map(|at| &self.posts[*at]);
        if let Some(post) = exact {
            let names_language = self.placed(&post.source).is_some_and(|(_, _, names)| names);
            let key = (post.section.as_str(), post.stem.as_str());
            let own = self.by_stem.get(&key).into_iter().flatten();
            let mut own = own.map(|at| &self.posts[*at]);
            let translated = own.find(|other| other.language == from.language);
            return translated.filter(|_| !names_language).or(Some(post));
        }
        paths.iter().find_map(|path| {
            let (section, stem, _) = self.placed(path)?;
            let found = self.by_stem.get(&(section.as_str(), stem.as_str()))?;
            let found = found.iter().map(|at| &self.posts[*at]);
            found.max_by_key(|other| {
                let is_main = other.language == self.config.site.language;
                (other.language == from.language, is_main)
            })
        })
    }

    /// The section and stem that a path says, and whether it names a language.
    fn placed(&self, path: &str) -> Option<(String, String, bool)> {
        let relative = Path::new(path)
            .strip_prefix(&self.config.content.posts)
            .ok()?;
        let placed = place::read(&relative.to_string_lossy(), self.config);
        let stem = match placed.date {
            Some(date) => format!("{date}-{}", placed.stem),
            None => placed.stem,
        };
        Some((placed.section, stem, placed.language.is_some()))
    }
}

#[cfg(test)]
mod tests;
