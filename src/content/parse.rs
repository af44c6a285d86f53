//! One file's bytes to its typed front matter and body, or why it is no post.

use std::borrow::Cow;
use std::path::Path;

use cap_std::fs::Dir;

use crate::config::Config;
use crate::content::discover::{self, read_inside};
use crate::content::drawings;
use crate::content::file_links::{self, FileLink};
use crate::content::front_matter::{FrontMatter, FrontReader};
use crate::content::place::{self, Kind, Placed};
use crate::content::shortcodes::{Found, settle};
use crate::content::sizes::Tape;
use crate::content::source;
use crate::content::{Why, lint};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::post::Body;
use crate::yaml::{Document, Syntax};

/// A file as far as it can be understood alone.
pub(super) struct Parsed {
    pub(super) shown: String,
    /// The text up to the body, for quoting its lines.
    pub(super) text: String,
    pub(super) placed: Placed,
    pub(super) front: Option<FrontMatter>,
    pub(super) body: Body,
    /// The links of the body to files of posts.
    pub(super) file_links: Vec<FileLink>,
    /// Why it is no post, where that is known already.
    pub(super) fate: Option<(Why, String)>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads and parses one file; `relative` is its path below `content.posts`.
pub(super) fn parse(
    config: &Config,
    site: &Dir,
    tape: &Tape,
    (found, relative): (&discover::Found, &str),
) -> Parsed {
    let mut parsed = Parsed {
        shown: found.shown.clone(),
        text: String::new(),
        placed: place::read(relative, config),
        front: None,
        body: Body::of("", 1),
        file_links: Vec::new(),
        fate: None,
        diagnostics: Vec::new(),
    };
    let bytes = match read_inside(config, site, &found.shown) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("this file cannot be read: {error}");
            parsed.diagnostics.push(Diagnostic::error(
                "unreadable",
                &found.shown,
                Place::START,
                message,
            ));
            parsed.fate = Some((Why::Broken, "unreadable".into()));
            return parsed;
        }
    };
    match source::read(&bytes, &found.shown, &mut parsed.diagnostics) {
        Some(source) => {
            let front_end = source.front_end;
            understand(config, source, &mut parsed);
            let folder = Path::new(&found.shown).parent().unwrap_or(Path::new(""));
            if parsed.fate.is_none() {
                parsed.body.sizes = tape.measure(&parsed.body.markdown, folder);
            }
            // Thousands of these are held at once: what nobody quotes any more goes.
            parsed.text.truncate(front_end);
            parsed.text.shrink_to_fit();
        }
        None => parsed.fate = Some((Why::Broken, "see its errors".into())),
    }
    parsed
}

fn understand(config: &Config, source: source::Source, parsed: &mut Parsed) {
    parsed.text = source.text;
    parsed.body = Body::of(&source.body, source.body_first_line);
    let settled = settle(&source.body, config.content.shortcodes);
    if let Cow::Owned(markdown) = settled.markdown {
        parsed.body.markdown = markdown.into();
    }
    let page = match parsed.placed.kind {
        Kind::SectionIndex => Some("a section's own page"),
        Kind::Partial => Some("its name begins with _"),
        Kind::Normal | Kind::Draft => None,
    };
    if let Some(page) = page {
        parsed.diagnostics.clear();
        parsed.fate = Some((Why::Page, page.into()));
        return;
    }
    let Some((syntax, front, first_line)) = source.front else {
        let warning = Diagnostic::warning(
            "front-matter-missing",
            &parsed.shown,
            Place::START,
            "this file has no front matter: it is left out",
        );
        parsed
            .diagnostics
            .push(warning.help("start it with ---, title: …, date: … and ---"));
        parsed.fate = Some((Why::Empty, "no front matter".into()));
        return;
    };
    let mut mistakes = read_front(config, syntax, &front, first_line, parsed);
    mistakes.extend(judge_name(parsed));
    let key = parsed.front.as_ref().and_then(|front| front.hidden);
    let why = match key {
        Some("visibility" | "password") => Why::Private,
        _ => Why::Draft,
    };
    let detail = match key {
        Some(key) => Some(format!("its `{key}` says so")),
        None => (parsed.placed.kind == Kind::Draft).then(|| "it lies in `_drafts`".to_owned()),
    };
    if let Some(detail) = detail {
        parsed.fate = Some((why, detail));
        parsed.diagnostics.clear();
        return;
    }
    if mistakes.iter().any(Diagnostic::is_error) {
        parsed.fate = Some((Why::Broken, "see its errors".into()));
    }
    parsed.diagnostics.extend(mistakes);
    let dated = parsed.placed.date.is_some()
        || parsed
            .front
            .as_ref()
            .is_some_and(|front| front.date.is_some());
    if dated {
        judge_text(config, &source.body, &settled.found, parsed);
    }
}

/// A date in the file's name that the calendar does not have, where no key gives another.
fn judge_name(parsed: &Parsed) -> Option<Diagnostic> {
    let front = parsed.front.as_ref()?;
    let named = parsed.placed.impossible.as_ref()?;
    if front.date.is_some() || parsed.placed.date.is_some() {
        return None;
    }
    let message = format!("the name of this file begins with `{named}`, and there is no such day");
    let error = Diagnostic::error("date-invalid", &parsed.shown, Place::START, message);
    Some(error.help("correct the day in the name, or add date: YYYY-MM-DD"))
}

/// Looks at the text of a post.
fn judge_text(config: &Config, typed: &str, found: &[Found], parsed: &mut Parsed) {
    let file = (parsed.shown.as_str(), parsed.text.as_str());
    let first_line = parsed.body.first_line;
    let suspicious = lint::check(file.1, file.0);
    let false_links = lint::check_links((typed, first_line), file);
    let mode = config.content.shortcodes;
    let shortcodes = lint::check_shortcodes(found, (typed, first_line), file, mode);
    let drawings = drawings::check(typed, first_line, file);
    parsed.file_links = file_links::find(typed, first_line);
    parsed.diagnostics.extend(suspicious);
    parsed.diagnostics.extend(drawings);
    parsed.diagnostics.extend(false_links);
    parsed.diagnostics.extend(shortcodes);
    if typed.trim().is_empty() {
        let warning = Diagnostic::warning(
            "body-empty",
            &parsed.shown,
            Place::START,
            "this post has no text below its front matter",
        );
        parsed.diagnostics.push(warning);
    }
}

/// Reads the front matter into `parsed`; gives its mistakes.
fn read_front(
    config: &Config,
    syntax: Syntax,
    front: &str,
    first_line: u32,
    parsed: &mut Parsed,
) -> Vec<Diagnostic> {
    let reading = Document::parse(syntax, front, first_line);
    let mut mistakes: Vec<Diagnostic> = reading
        .mistakes
        .into_iter()
        .map(|mistake| {
            Diagnostic::error(mistake.rule, &parsed.shown, mistake.place, mistake.message)
                .help(mistake.help)
                .quoting(&parsed.text)
        })
        .collect();
    if let Some(document) = reading.document {
        let mut reader = FrontReader {
            config,
            file: &parsed.shown,
            text: &parsed.text,
            dated_name: parsed.placed.dated_name,
            mistakes: &mut mistakes,
        };
        parsed.front = Some(reader.read(&document));
    }
    mistakes
}
