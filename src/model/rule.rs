//! The catalogue of rules: every id that a [`Diagnostic`](crate::model::diagnostic::Diagnostic) may carry, and why.

mod atom;
mod feeds;
mod issues;
mod markup;
mod others;
mod posts;
mod rss;
mod site;

use serde::Serialize;

use crate::model::diagnostic::{Severity, find_nearest};

/// One rule.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Rule {
    /// Its id, e.g. `date-invalid`.
    pub id: &'static str,
    /// How bad it is to break it.
    pub severity: Severity,
    /// Whether a finding may be only a warning where the rule is an error, as the finding then says.
    pub or_milder: bool,
    /// Where it holds.
    pub area: Area,
    /// Why it exists, in a line.
    pub reason: &'static str,
    /// How to mend what breaks it.
    pub fix: &'static str,
    /// The messages of the W3C's feed validator that it covers.
    pub w3c: &'static [&'static str],
}

/// What a rule looks at, in the order in which the catalogue lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// A Markdown file with its front matter.
    Posts,
    /// postrider.yaml and what lies beside it.
    Site,
    /// A newsletter's issue as it would leave.
    Issues,
    /// Bytes, characters and XML of any feed.
    Xml,
    /// What the elements of any feed hold.
    Values,
    /// HTML in a feed.
    Html,
    /// RSS.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
    /// OPML.
    Opml,
    /// Podcasts and Media RSS.
    Media,
}

impl Area {
    /// Every area, in order.
    pub const ALL: [Self; 11] = [
        Self::Posts,
        Self::Site,
        Self::Issues,
        Self::Xml,
        Self::Values,
        Self::Html,
        Self::Rss,
        Self::Atom,
        Self::Json,
        Self::Opml,
        Self::Media,
    ];

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Posts => "Posts",
            Self::Site => "The site: configuration, templates, ledger, subscribers",
            Self::Issues => "The issues of newsletters",
            Self::Xml => "Any feed: bytes, characters, XML",
            Self::Values => "Any feed: addresses, dates, ids, text",
            Self::Html => "Any feed: HTML inside of it",
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
            Self::Opml => "OPML",
            Self::Media => "Podcasts and media",
        }
    }
}

/// Messages of the W3C's feed validator that Postrider gives nowhere, and why.
pub const NOT_COVERED: [(&str, &str); 6] = [
    (
        "MissingDCLanguage, NonstdPrefix, MissingEncoding, TextXml, Uncompressed, TempRedirect",
        "information only",
    ),
    (
        "HttpError, HttpProtocolError, IOError, UnknownHost",
        "failures of the world, not of the feed",
    ),
    (
        "InvalidKml…, InvalidAltitudeMode, InvalidColor and their kin",
        "KML is no feed",
    ),
    (
        "InvalidCountryCode, InvalidCurrencyUnit, InvalidSalaryType and their kin",
        "Google Base is gone",
    ),
    (
        "InvalidSseType, SinceAfterUntil, InvalidFormComponentName and their kin",
        "FeedSync, APP and OpenSearch are no feeds",
    ),
    (
        "InvalidRDF, UndeterminableVocabulary, ConflictingCatAttr, SameDocumentReference and their kin",
        "RDF beyond RSS 1.0 and the Atom Publishing Protocol are no feeds",
    ),
];

const fn error(id: &'static str, area: Area, reason: &'static str, fix: &'static str) -> Rule {
    Rule {
        id,
        severity: Severity::Error,
        or_milder: false,
        area,
        reason,
        fix,
        w3c: &[],
    }
}

const fn warning(id: &'static str, area: Area, reason: &'static str, fix: &'static str) -> Rule {
    Rule {
        severity: Severity::Warning,
        ..error(id, area, reason, fix)
    }
}

impl Rule {
    const fn or_milder(mut self) -> Self {
        self.or_milder = true;
        self
    }

    /// Whether a finding by this rule may be so bad.
    pub fn allows(&self, severity: Severity) -> bool {
        severity == self.severity || (self.or_milder && severity == Severity::Warning)
    }

    const fn w3c(mut self, messages: &'static [&'static str]) -> Self {
        self.w3c = messages;
        self
    }
}

/// Every rule, by area.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let tables = [
        posts::RULES,
        site::RULES,
        issues::RULES,
        markup::RULES,
        feeds::RULES,
        rss::RULES,
        atom::RULES,
        others::RULES,
    ];
    tables.into_iter().flatten()
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// The rule that somebody probably meant.
pub fn nearest(typed: &str) -> Option<&'static str> {
    let within = || {
        all()
            .map(|rule| rule.id)
            .find(|id| id.contains(typed) && typed.len() > 3)
    };
    find_nearest(typed, all().map(|rule| rule.id)).or_else(within)
}

/// The catalogue as a page of Markdown.
pub fn render_page() -> String {
    let mut page = "# The rules of `postrider check`\n\nEach finding names its rule; `postrider check --explain RULE` shows one. *Error*: the output would be wrong, exit\nstatus 3. *Warning*: worth a look, exit status 3 with `--strict`. W3C: the messages of the W3C's feed validator that the\nrule covers. This page is made from `src/model/rule`.\n".to_owned();
    for area in Area::ALL {
        page.push_str(&format!("\n## {}\n", area.title()));
        for rule in all().filter(|rule| rule.area == area) {
            page.push_str(&format!("\n### {}\n\n", rule.id));
            let severity = match rule.severity {
                Severity::Error if rule.or_milder => "Error or warning",
                Severity::Error => "Error",
                Severity::Warning => "Warning",
            };
            page.push_str(&format!(
                "{severity}. {}\n\nMend it: {}\n",
                sentence(rule.reason),
                sentence(rule.fix)
            ));
            if !rule.w3c.is_empty() {
                page.push_str(&format!("\nW3C: {}\n", rule.w3c.join(", ")));
            }
        }
    }
    page.push_str("\n## Not covered\n\n");
    for (messages, why) in NOT_COVERED {
        page.push_str(&format!("- {messages}: {why}\n"));
    }
    page
}

/// With a capital letter and a full stop.
pub fn sentence(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string());
    let rest = signs.as_str();
    // A name in code keeps its letters.
    format!("{}{rest}.", first.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_rule_has_one_id_a_reason_and_a_fix() {
        let mut seen = HashSet::new();
        for rule in all() {
            assert!(seen.insert(rule.id), "{} twice", rule.id);
            let is_id =
                |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
            assert!(rule.id.chars().all(is_id), "{}", rule.id);
            for text in [rule.reason, rule.fix] {
                assert!(
                    text.len() > 8 && !text.ends_with('.'),
                    "{}: {text}",
                    rule.id
                );
            }
        }
        assert!(seen.len() > 150, "{}", seen.len());
    }

    #[test]
    fn the_page_of_rules_is_the_catalogue() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");
        if std::env::var_os("POSTRIDER_BLESS").is_some() {
            std::fs::write(path, render_page()).expect("docs/rules.md is written");
        }
        let page = std::fs::read_to_string(path).unwrap_or_default();
        let message = "docs/rules.md is old: run the tests once with POSTRIDER_BLESS=1";
        assert!(page == render_page(), "{message}");
    }

    #[test]
    fn a_rule_that_was_mistyped_is_found() {
        assert_eq!(nearest("date-invald"), Some("date-invalid"));
        assert_eq!(nearest("mojibake-of-some-kind"), None);
    }
}
