//! Files to posts: discovery, front matter of many dialects, Markdown, pictures, lint.

mod address;
mod assemble;
mod audio;
mod bundles;
mod date;
mod dating;
mod dialects;
mod discover;
mod drawings;
mod episodes;
mod file_links;
mod files;
mod front_matter;
mod heritage;
mod image;
mod known;
mod letter;
mod lint;
mod mailable;
mod make;
mod markdown;
mod mend;
mod names;
mod naming;
mod parse;
mod people;
mod permalink;
mod pictures;
mod place;
mod plain;
mod prose;
mod raw_html;
mod related;
mod reserved;
mod sanitise;
mod selections;
mod shared;
mod shortcodes;
mod sizes;
mod source;
mod summary;
mod tags;
mod term_list;
mod terms;

use std::fmt;
use std::path::Path;

use anyhow::Context as _;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;
use serde::Serialize;

use crate::config::Config;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::post::Post;

pub use files::find_file;
pub use image::measure;
pub use known::Names;
pub use letter::reduce_letter;
pub use lint::{FalseHost, find_false_host};
pub use mailable::render_mail;
pub use markdown::{escape, footnote_prefix, render_html, render_inline};
pub use mend::{Change, mend};
pub use permalink::fill;
pub use plain::render_plain;
pub use related::Related;
pub use shared::{default_subject, subject_of, subjects};
pub use summary::{plain_inline, summary_of};
pub use terms::Taxonomy;

use bundles::{leave_out_resources, warn_of_pages};
use parse::Parsed;
use sizes::Tape;

/// Reads a date in any of the forms in which people and programs write them; one without a zone is in `zone`.
pub fn parse_date(raw: &str, zone: &TimeZone) -> Option<Timestamp> {
    date::parse(raw, zone).map(|typed| typed.moment)
}

/// Everything a folder of posts holds.
#[derive(Debug, Default)]
pub struct Library {
    /// The posts to publish, newest first, then by path.
    pub posts: Vec<Post>,
    /// The Markdown files that are no posts, and why, by path.
    pub left_out: Vec<LeftOut>,
    /// What the data files say of categories.
    pub categories: Taxonomy,
    /// What the data files say of authors.
    pub authors: Taxonomy,
    /// The names of categories, tags and authors that posts use.
    pub names: Names,
    /// Every mistake, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A Markdown file that is not published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its path below the site's folder.
    pub file: String,
    /// Why it is left out.
    pub why: Why,
    /// In a few words.
    pub detail: String,
}

/// Why a file is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// Its author marked it so.
    Draft,
    /// Its date is still to come.
    Future,
    /// Its author's end date is over.
    Expired,
    /// It has no date: a page.
    Page,
    /// It has no front matter.
    Empty,
    /// It is for members, or for those who know its password.
    Private,
    /// Another generator would read it; here nobody does.
    Format,
    /// It has errors.
    Broken,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.why {
            Why::Draft => "a draft",
            Why::Future => "not due yet",
            Why::Expired => "over",
            Why::Page => "a page, not a post",
            Why::Empty => "no post",
            Why::Private => "not for everybody",
            Why::Format => "no Markdown",
            Why::Broken => "broken",
        };
        write!(
            formatter,
            "left out: {} ({why}: {})",
            self.file, self.detail
        )
    }
}

/// Loads every post below `content.posts`, in parallel; drafts and posts dated after `now` stay out.
///
/// # Errors
/// Only failures of the world. Mistakes in the files are diagnostics; a file with one is left out as broken.
pub fn load(config: &Config, now: Timestamp) -> anyhow::Result<Library> {
    let mut library = Library::default();
    let mut diagnostics = Vec::new();
    let site = Dir::open_ambient_dir(&config.root, ambient_authority())
        .with_context(|| format!("opening `{}`", config.root.display()))?;
    let categories = config.content.categories.as_ref();
    library.categories = terms::load(config, &site, categories, &mut diagnostics)?;
    let authors = config.content.authors.as_ref();
    library.authors = terms::load(config, &site, authors, &mut diagnostics)?;
    let posts = config.root.join(&config.content.posts);
    if !posts.is_dir() {
        return Err(no_posts(config).into());
    }
    let files = discover::find_files(config, &config.content.posts, &mut diagnostics)?;
    library.left_out.extend(files.others);
    let mut found = files.markdown;
    let refused = diagnostics
        .iter()
        .filter(|found| found.rule == "unreadable");
    library.left_out.extend(refused.map(|found| LeftOut {
        file: found.file.clone(),
        why: Why::Broken,
        detail: "see its errors".to_owned(),
    }));
    let below = |file: &str, folder: &Path| {
        Path::new(file)
            .strip_prefix(folder)
            .ok()
            .map(|path| path.to_string_lossy().into_owned())
    };
    let data = [&config.content.authors, &config.content.categories];
    let is_data = |file: &str| {
        data.into_iter()
            .flatten()
            .any(|folder| below(file, &folder.value).is_some())
    };
    found.retain(|file| !is_data(&file.shown));
    let tape = Tape::new(config);
    let mut parsed: Vec<Parsed> = found
        .par_iter()
        .map(|file| {
            let relative = below(&file.shown, &config.content.posts);
            parse::parse(config, &site, &tape, (file, &relative.unwrap_or_default()))
        })
        .collect();
    leave_out_resources(&mut parsed);
    for file in &mut parsed {
        diagnostics.append(&mut file.diagnostics);
    }
    warn_of_pages(&parsed, &mut diagnostics);
    library.diagnostics = diagnostics;
    assemble::assemble(config, parsed, now, &mut library);
    library
        .diagnostics
        .extend(episodes::check(config, &library));
    let unknown = selections::check(config, &library);
    library.diagnostics.extend(unknown);
    let shared = shared::check(config, &library);
    library.diagnostics.extend(shared);
    library.left_out.sort_by(|a, b| a.file.cmp(&b.file));
    library.diagnostics.sort_by(|a, b| {
        (&a.file, a.line, a.column, a.rule).cmp(&(&b.file, b.line, b.column, b.rule))
    });
    Ok(library)
}

/// The folder of posts is not there; where one of the usual names is, that one is probably meant.
fn no_posts(config: &Config) -> Diagnostic {
    const USUAL: [&str; 9] = [
        "source/_posts",
        "_posts",
        "src/content/blog",
        "src/posts",
        "content/blog",
        "content/posts",
        "content",
        "posts",
        "blog",
    ];
    let shown = config.content.posts.display();
    let message =
        format!("the folder of posts `{shown}` is not there: `content.posts` says where it is");
    let usual = USUAL.iter().find(|name| config.root.join(name).is_dir());
    let help = match usual {
        Some(name) => format!("write content: {{posts: {name}}}"),
        None => "write content: {posts: FOLDER}".to_owned(),
    };
    Diagnostic::error("posts-missing", &config.file, Place::START, message).help(help)
}
