//! Namespaces: which are in force, what they are usually called, and which are meant where a letter is wrong.

use std::collections::HashMap;

use crate::feed::judge::court::{Court, shown};
use crate::feed::judge::tag::RawAttribute;

/// A namespace and the prefix that everybody knows it by. An empty prefix is no namespace at all: RSS 2.0 has none.
const KNOWN: [(&str, &str); 45] = [
    ("", ""),
    ("http://backend.userland.com/rss2", ""),
    ("http://blogs.law.harvard.edu/tech/rss", ""),
    ("http://cyber.law.harvard.edu/rss/rss.html", ""),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/ns#", "atom03"),
    ("http://www.w3.org/2007/app", "app"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/2000/svg", "svg"),
    ("http://www.w3.org/1998/Math/MathML", "mathml"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://www.w3.org/2000/01/rdf-schema#", "rdfs"),
    ("http://purl.org/rss/1.0/", "rss1"),
    ("http://my.netscape.com/rdf/simple/0.9/", "rss1"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://purl.org/rss/1.0/modules/slash/", "slash"),
    ("http://purl.org/rss/1.0/modules/taxonomy/", "taxo"),
    ("http://purl.org/rss/1.0/modules/link/", "l"),
    ("http://purl.org/syndication/history/1.0", "fh"),
    ("http://purl.org/syndication/thread/1.0", "thr"),
    ("http://purl.org/atompub/tombstones/1.0", "at"),
    ("http://wellformedweb.org/CommentAPI/", "wfw"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    (
        "http://www.google.com/schemas/play-podcasts/1.0",
        "googleplay",
    ),
    ("https://podcastindex.org/namespace/1.0", "podcast"),
    ("http://podlove.org/simple-chapters", "psc"),
    ("http://www.rawvoice.com/rawvoiceRssModule/", "rawvoice"),
    ("http://www.spotify.com/ns/rss", "spotify"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    (
        "http://backend.userland.com/creativeCommonsRssModule",
        "creativeCommons",
    ),
    ("http://web.resource.org/cc/", "cc"),
    ("http://webns.net/mvcb/", "admin"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
    ("http://www.opengis.net/gml", "gml"),
    (
        "http://madskills.com/public/xml/rss/module/trackback/",
        "trackback",
    ),
    ("http://a9.com/-/spec/opensearch/1.1/", "opensearch"),
    ("http://www.youtube.com/xml/schemas/2015", "yt"),
    ("http://www.opml.org/spec2", "opml"),
];

/// More that are used widely, and of which nothing is judged.
const SEEN: [&str; 9] = [
    "com-wordpress:feed-additions:1",
    "http://source.scripting.com/",
    "https://source.scripting.com/",
    "http://schemas.google.com/g/2005",
    "http://base.google.com/ns/1.0",
    "http://schema.org/",
    "https://schema.org/",
    "http://xmlns.com/foaf/0.1/",
    "http://wordpress.org/export/1.2/",
];

/// The prefixes in force at one place of a document.
#[derive(Debug, Default)]
pub(super) struct Bindings {
    bound: HashMap<String, Vec<String>>,
    /// The prefixes that each open element declares.
    open: Vec<Vec<String>>,
    judged: HashMap<(String, String), String>,
}

impl Bindings {
    /// Enters an element with what it declares.
    pub(super) fn enter(&mut self, attributes: &[RawAttribute], court: &mut Court) {
        let mut declared = Vec::new();
        for attribute in attributes.iter().filter(|own| own.is_declaration()) {
            let prefix = attribute.name.strip_prefix("xmlns").unwrap_or_default();
            let prefix = prefix.trim_start_matches(':').to_owned();
            let key = (prefix.clone(), attribute.value.to_owned());
            let uri = if let Some(uri) = self.judged.get(&key) {
                uri.clone()
            } else {
                let uri = judge(&prefix, attribute, court);
                self.judged.insert(key, uri.clone());
                uri
            };
            self.bound.entry(prefix.clone()).or_default().push(uri);
            declared.push(prefix);
        }
        self.open.push(declared);
    }

    /// Leaves the element entered last.
    pub(super) fn leave(&mut self) {
        for prefix in self.open.pop().unwrap_or_default() {
            if let Some(uris) = self.bound.get_mut(&prefix) {
                uris.pop();
            }
        }
    }

    fn find(&self, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some("http://www.w3.org/XML/1998/namespace");
        }
        let uri = self.bound.get(prefix).and_then(|uris| uris.last());
        uri.map(String::as_str).or(prefix.is_empty().then_some(""))
    }

    /// The namespace of an element; `None` where its prefix is not declared.
    pub(super) fn resolve_element(&self, typed: &str) -> Option<&str> {
        self.find(typed.split_once(':').map_or("", |(prefix, _)| prefix))
    }

    /// The namespace of an attribute, which has none without a prefix.
    pub(super) fn resolve_attribute(&self, typed: &str) -> Option<&str> {
        match typed.split_once(':') {
            Some((prefix, _)) => self.find(prefix),
            None => Some(""),
        }
    }
}

/// The name of something in the namespace `uri` by its usual prefix; `?:` stands for a namespace that nobody knows.
pub(super) fn canonical(uri: &str, typed: &str) -> String {
    let local = typed.split_once(':').map_or(typed, |(_, local)| local);
    match KNOWN.iter().find(|(known, _)| *known == uri) {
        Some((_, "")) => local.to_owned(),
        Some((_, prefix)) => format!("{prefix}:{local}"),
        None => format!("?:{local}"),
    }
}

/// The namespace that a declaration means; what is odd about it is named.
fn judge(prefix: &str, attribute: &RawAttribute, court: &mut Court) -> String {
    let uri = attribute.value;
    let offset = attribute.value_offset;
    if let Some((_, usual)) = KNOWN.iter().find(|(known, _)| *known == uri) {
        let taken = usual_of(prefix).filter(|_| *usual != prefix && !is_alias(usual, prefix));
        if let Some(theirs) = taken {
            reserved(prefix, theirs, offset, court);
        }
        return uri.to_owned();
    }
    let near = |known: &str| {
        let plain = |uri: &str| {
            let uri = uri.trim().to_lowercase();
            let uri = uri.trim_start_matches("https:").trim_start_matches("http:");
            uri.trim_end_matches(['/', '#']).to_owned()
        };
        !known.is_empty() && plain(known) == plain(uri)
    };
    if let Some((meant, _)) = KNOWN.iter().find(|(known, _)| near(known)) {
        if meant.eq_ignore_ascii_case(uri) {
            let message = format!("`{}` is written `{meant}` by everybody else", shown(uri));
            court.find("namespace-unknown", offset, message);
            return (*meant).to_owned();
        }
        let message = format!(
            "`{}` is no namespace that readers know: `{meant}` is",
            shown(uri)
        );
        court.find("namespace-misspelt", offset, message);
        return (*meant).to_owned();
    }
    if let Some(theirs) = usual_of(prefix) {
        reserved(prefix, theirs, offset, court);
    } else if !SEEN.contains(&uri) {
        let message = format!(
            "`{}` is a namespace that hardly any reader knows",
            shown(uri)
        );
        court.find("namespace-unknown", offset, message);
    }
    uri.to_owned()
}

fn usual_of(prefix: &str) -> Option<&'static str> {
    let known = KNOWN
        .iter()
        .find(|(_, usual)| !prefix.is_empty() && *usual == prefix);
    known.map(|(uri, _)| *uri)
}

/// `cc` names two things that are mixed up everywhere.
fn is_alias(usual: &str, prefix: &str) -> bool {
    usual == "creativeCommons" && prefix == "cc"
}

fn reserved(prefix: &str, theirs: &str, offset: usize, court: &mut Court) {
    let message = format!(
        "the prefix `{prefix}` stands for `{theirs}` in every other feed: some readers look at no more"
    );
    court.find("namespace-prefix", offset, message);
}
