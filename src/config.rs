//! postrider.yaml and the environment as plain, checked values. Holds no built object and does no network I/O.

mod content;
mod feeds;
mod mail;
mod newsletters;
mod output;
mod podcast;
mod reader;
mod schedule;
mod secret;
mod site;
mod values;

use std::path::Path;

use anyhow::Context as _;

use crate::model::diagnostic::{Diagnostic, Place};
use crate::yaml::Document;

pub use content::FIELDS;
pub use mail::MAIL_CLIENTS;
pub use schedule::parse_duration;
pub use secret::SecretError;
pub use values::*;

use reader::Reader;

/// A configuration larger than this is something else.
const CONFIG_BYTES_MAX: u64 = 1 << 20;
const KEYS: [&str; 10] = [
    "site",
    "content",
    "output",
    "feeds",
    "store",
    "subscribers",
    "secret",
    "mail",
    "newsletters",
    "web",
];

/// What reading a configuration gave: the values when nothing is wrong, and every mistake.
#[derive(Debug)]
pub struct Loaded {
    /// `None` when a diagnostic is an error.
    pub config: Option<Config>,
    /// Then, what could be read of it, with defaults for the rest: good enough to look for mistakes elsewhere.
    pub partial: Option<Config>,
    /// Mistakes, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

impl Config {
    /// Reads the configuration at `path`; the folder that holds it is the site's folder.
    ///
    /// # Errors
    /// Only failures of the world: the file cannot be read. Mistakes in it are diagnostics.
    pub fn load(path: &Path) -> anyhow::Result<Loaded> {
        let shown = path.display();
        let found = std::fs::metadata(path).with_context(|| {
            format!("reading `{shown}`: is this a site's folder? `postrider init` makes a new site")
        })?;
        let wrong = if found.is_file() {
            (found.len() > CONFIG_BYTES_MAX).then_some("it is larger than 1 MiB")
        } else {
            Some("it is not a file")
        };
        if let Some(wrong) = wrong {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let message = format!("this is no configuration: {wrong}");
            return Err(Diagnostic::error("config-encoding", &name, Place::START, message).into());
        }
        let bytes = std::fs::read(path).with_context(|| format!("reading `{shown}`"))?;
        let path = path
            .canonicalize()
            .with_context(|| format!("reading `{shown}`"))?;
        let root = path.parent().unwrap_or(Path::new("/")).to_owned();
        let file = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Ok(Self::parse(&bytes, &root, &file))
    }

    /// Turns the bytes of a configuration into values, for the site in `root`.
    pub fn parse(bytes: &[u8], root: &Path, file: &str) -> Loaded {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{FEFF}').unwrap_or(text),
            Err(error) => {
                let message = format!(
                    "this is not UTF-8 text: byte {} is wrong",
                    error.valid_up_to()
                );
                return Loaded {
                    config: None,
                    partial: None,
                    diagnostics: vec![Diagnostic::error(
                        "config-encoding",
                        file,
                        Place::START,
                        message,
                    )],
                };
            }
        };
        if let Some(at) = text.find(|character: char| {
            character.is_control() && !matches!(character, '\n' | '\r' | '\t')
        }) {
            let place = Place::of_offset(text, at, 1);
            let diagnostic = Diagnostic::error(
                "config-encoding",
                file,
                place,
                "a control character stands here: YAML cannot hold it",
            );
            return Loaded {
                config: None,
                partial: None,
                diagnostics: vec![diagnostic.help("remove it")],
            };
        }
        let reading = Document::parse_yaml(text, 1);
        let unreadable = reading.mistakes.into_iter().map(|mistake| {
            Diagnostic::error(mistake.rule, file, mistake.place, mistake.message)
                .help(mistake.help)
                .quoting(text)
        });
        let mut diagnostics: Vec<Diagnostic> = unreadable.collect();
        let Some(document) = reading.document else {
            return Loaded {
                config: None,
                partial: None,
                diagnostics,
            };
        };
        let mut reader = Reader::new(file, text);
        let config = read(&mut reader, &document, root, (file, text));
        let is_whole = diagnostics.is_empty();
        // What seems to be missing may only be unreadable.
        let further = reader.into_diagnostics().into_iter();
        diagnostics.extend(further.filter(|found| is_whole || found.rule != "config-missing"));
        diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
        let (config, partial) = if diagnostics.iter().any(Diagnostic::is_error) {
            (None, config)
        } else {
            (config, None)
        };
        Loaded {
            config,
            partial,
            diagnostics,
        }
    }
}

fn read(
    reader: &mut Reader,
    document: &Document,
    root: &Path,
    (file, text): (&str, &str),
) -> Option<Config> {
    let top = document.root();
    reader.check_keys(&top, "the configuration", &KEYS);
    let site = site::read(reader, &top);
    let content = content::read_content(reader, &top);
    let output = output::read_output(reader, &top);
    let feeds = feeds::read(reader, &top, &output.shape);
    let web_url = site::read_web_url(reader, &top);
    let store = site::read_store(reader, &top);
    let subscribers = reader.path(&top, "subscribers");
    let secret = secret::read_source(reader, &top, "secret", "secret");
    let mail = mail::read(reader, &top);
    // With a mistake in it, its own mistakes are known, and the rest can still be looked at.
    let site = site.or_else(site::stand_in)?;
    let newsletters = newsletters::read(reader, &top, &site, &mail);
    Some(Config {
        root: root.to_owned(),
        file: file.to_owned(),
        text: text.to_owned(),
        site,
        content,
        output,
        feeds,
        store,
        subscribers,
        secret,
        mail,
        newsletters,
        web_url,
    })
}

#[cfg(test)]
mod tests;
