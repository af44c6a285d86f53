//! Judges the bytes of any feed by the rules of its format: RSS, Atom, JSON Feed, OPML. Fetches nothing.

mod atom;
mod children;
mod court;
mod date;
mod document;
mod encoding;
mod entities;
mod extensions;
mod forms;
mod history;
mod html;
mod json;
mod links;
mod media;
mod names;
mod opml;
mod passage;
mod places;
mod podcast;
mod rss;
mod semantics;
mod served;
mod tag;
mod uri;
mod values;
mod xml;

#[cfg(test)]
mod tests;

pub use court::Verdict;

use jiff::Timestamp;
use url::Url;

use crate::feed::judge::court::{Court, shown};
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::Bench;
use crate::model::diagnostic::Diagnostic;

/// So many findings of one rule are named, where nothing else is asked for.
pub const NAMED_MAX: usize = 10;

/// A feed to be judged, with what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// What findings call it: a path or a URL.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Where it was fetched from: what was asked for, and where that led. Empty where it was not.
    pub urls: &'a [Url],
    /// The `Content-Type` that came with it; `None` where no server gave it.
    pub content_type: Option<&'a str>,
    /// The present; without it no date is too late.
    pub now: Option<Timestamp>,
    /// So many findings of one rule are named, and the others counted; `None`: every one.
    pub named_max: Option<usize>,
}

/// The formats, as far as they differ for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Rss,
    Atom,
    Json,
    Opml,
}

/// Everything that is wrong with the feed in `bytes`, by place; `name` is what the findings call it.
pub fn judge(name: &str, bytes: &[u8]) -> Vec<Diagnostic> {
    judge_submission(&Submission {
        name,
        bytes,
        urls: &[],
        content_type: None,
        now: None,
        named_max: Some(NAMED_MAX),
    })
}

/// As [`judge`], with what is known of the feed beside its bytes.
pub fn judge_submission(submission: &Submission) -> Vec<Diagnostic> {
    let verdicts = judge_entries(submission).into_iter();
    verdicts.map(|verdict| verdict.diagnostic).collect()
}

/// As [`judge_submission`], each finding with the entry in which it lies.
pub fn judge_entries(submission: &Submission) -> Vec<Verdict> {
    let mut court = Court::new(submission.named_max);
    let charset = submission.content_type.and_then(served::charset);
    let Some(decoded) = encoding::decode(submission.bytes, charset, &mut court) else {
        return court.close(submission.name, "");
    };
    let text = decoded.strip_prefix('\u{FEFF}').unwrap_or(&decoded);
    judge_characters(text, &mut court);
    let kind = match text.trim_start().bytes().next() {
        Some(b'{' | b'[') => {
            json::judge(text, submission.now, submission.urls, &mut court);
            Some(Kind::Json)
        }
        Some(b'<') => judge_xml(text, submission, &mut court),
        None => {
            court.find("feed-unrecognised", 0, "there is nothing in it");
            None
        }
        Some(_) => {
            let message = "this is neither XML nor JSON, so it is no feed";
            court.find("feed-unrecognised", 0, message);
            None
        }
    };
    if let (Some(kind), Some(content_type)) = (kind, submission.content_type) {
        served::judge(content_type, kind, &mut court);
    }
    court.close(submission.name, text)
}

/// Characters that have no place in any text: controls, and what stands for characters that were lost.
fn judge_characters(text: &str, court: &mut Court) {
    for (offset, sign) in text.char_indices() {
        match sign {
            '\t' | '\n' | '\r' => {}
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                let message = format!(
                    "U+{:04X} is a character that XML forbids: readers stop here",
                    u32::from(sign)
                );
                court.find("xml-character", offset, message);
            }
            '\u{7F}'..='\u{9F}' | '\u{FFFD}' => {
                let message = format!(
                    "U+{:04X} stands where a character was lost in a wrong encoding",
                    u32::from(sign)
                );
                court.find("text-lost", offset, message);
            }
            _ => {}
        }
    }
}

fn judge_xml(text: &str, submission: &Submission, court: &mut Court) -> Option<Kind> {
    let version = text
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next());
    if version
        .is_some_and(|declaration| declaration.contains("version") && !declaration.contains("1.0"))
    {
        court.find(
            "xml-version",
            0,
            "only version 1.0 of XML is read everywhere",
        );
    }
    let is_page = |start: &str| {
        start.to_ascii_lowercase().starts_with("<!doctype html")
            || start.to_ascii_lowercase().starts_with("<html")
    };
    if text.trim_start().get(..14).is_some_and(is_page) {
        let message = "this is a web page, not a feed";
        court.find("feed-unrecognised", 0, message);
        return None;
    }
    let document = xml::read(text, court)?;
    if let Some(at) = document.doctype {
        let message = "a document type: readers do not load it, and some refuse the feed for it";
        court.find("xml-doctype", at, message);
    }
    let root = document.root()?;
    let mut bench = Bench {
        document: &document,
        court,
        now: submission.now,
        urls: submission.urls,
    };
    judge_languages(&mut bench);
    judge_root(&mut bench, root)
}

fn judge_root(bench: &mut Bench, root: &Element) -> Option<Kind> {
    let kind = match root.name.as_str() {
        "rss" => {
            rss::judge(bench, root);
            Kind::Rss
        }
        "rdf:RDF" => {
            rss::judge_rdf(bench, root);
            Kind::Rss
        }
        "atom:feed" => {
            atom::judge(bench, root);
            Kind::Atom
        }
        "atom:entry" => {
            atom::judge_entry_document(bench, root);
            Kind::Atom
        }
        "atom03:feed" => {
            let message = "this is Atom 0.3, which was replaced in 2005";
            bench.court.find("atom-version", root.offset, message);
            Kind::Atom
        }
        "opml" | "opml:opml" => {
            opml::judge(bench, root);
            Kind::Opml
        }
        "feed" => {
            let message = "`<feed>` is not in Atom's namespace: xmlns=\"http://www.w3.org/2005/Atom\" is missing";
            bench.court.find("feed-unrecognised", root.offset, message);
            return None;
        }
        _ => {
            let message = format!(
                "`<{}>` opens no feed: `<rss>`, `<feed>` and `<opml>` do",
                shown(&root.typed)
            );
            bench.court.find("feed-unrecognised", root.offset, message);
            return None;
        }
    };
    Some(kind)
}

/// `xml:lang` and `xml:id`, wherever they stand.
fn judge_languages(bench: &mut Bench) {
    let mut ids = std::collections::HashSet::new();
    let document = bench.document;
    for element in &document.elements {
        // An empty one takes back what stands further out.
        if !element.value("xml:lang").is_empty() {
            bench.language(element, "xml:lang");
        }
        if let Some(id) = element.attribute("xml:id")
            && !ids.insert(id.value.as_str())
        {
            let message = format!("`xml:id=\"{}\"` is given twice", shown(&id.value));
            bench.court.find("xml-id", id.offset, message);
        }
    }
}
