//! The templates of the preview's own pages, and the files that go with them; all in the binary.

use anyhow::Context as _;
use minijinja::{
    AutoEscape, Environment, Output, State, UndefinedBehavior, Value, context, escape_formatter,
};

use crate::content::escape;
use crate::model::figures::grouped;

const TEMPLATES: [(&str, &str); 7] = [
    (
        "layout.html",
        include_str!("../../../templates/preview/layout.html"),
    ),
    (
        "home.html",
        include_str!("../../../templates/preview/home.html"),
    ),
    (
        "feeds.html",
        include_str!("../../../templates/preview/feeds.html"),
    ),
    (
        "feed.html",
        include_str!("../../../templates/preview/feed.html"),
    ),
    (
        "issue.html",
        include_str!("../../../templates/preview/issue.html"),
    ),
    (
        "mistakes.html",
        include_str!("../../../templates/preview/mistakes.html"),
    ),
    (
        "parts.html",
        include_str!("../../../templates/preview/parts.html"),
    ),
];
const FILES: [(&str, &str, &str); 4] = [
    (
        "preview.css",
        "text/css; charset=utf-8",
        include_str!("../../../templates/preview/preview.css"),
    ),
    (
        "preview.js",
        "text/javascript; charset=utf-8",
        include_str!("../../../templates/preview/preview.js"),
    ),
    (
        "icon.svg",
        "image/svg+xml",
        include_str!("../../../templates/preview/icon.svg"),
    ),
    (
        "elsewhere.svg",
        "image/svg+xml",
        include_str!("../../../templates/preview/elsewhere.svg"),
    ),
];

/// How an entry of a feed looks in its frame.
pub const ENTRY_STYLE: &str = include_str!("../../../templates/preview/entry.css");

/// `1 post`, `1,200 posts`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "filters take what they are given"
)]
fn count(number: usize, noun: String) -> String {
    let grouped = grouped(number);
    match noun.strip_suffix('y') {
        _ if number == 1 => format!("{grouped} {noun}"),
        Some(stem) => format!("{grouped} {stem}ies"),
        None => format!("{grouped} {noun}s"),
    }
}

/// Escapes what HTML needs escaped; the slash of every address stays legible.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            Ok(out.write_str(&escape(text).replace('\'', "&#39;"))?)
        }
        _ => escape_formatter(out, state, value),
    }
}

/// The parsed templates.
#[derive(Debug)]
pub struct Shell {
    environment: Environment<'static>,
}

impl Shell {
    /// Parses them.
    ///
    /// # Errors
    /// When one is no template.
    pub fn new() -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(write_value);
        environment.add_filter("count", count);
        for (name, source) in TEMPLATES {
            environment
                .add_template(name, source)
                .with_context(|| format!("the template {name}"))?;
        }
        Ok(Self { environment })
    }

    /// Renders a page: what every page has, and what this one has.
    ///
    /// # Errors
    /// When the template asks for what is not there.
    pub fn render(&self, name: &str, chrome: &Value, page: &Value) -> anyhow::Result<String> {
        let template = self.environment.get_template(name)?;
        let values = context! { chrome, page };
        Ok(template.render(values)?)
    }

    /// A file that pages name: its type and text.
    pub fn file(name: &str) -> Option<(&'static str, &'static str)> {
        let found = FILES.iter().find(|(known, _, _)| *known == name);
        found.map(|(_, kind, text)| (*kind, *text))
    }
}
