//! What a request asks for: a path and the state of the page, which is all in its query.

use std::collections::BTreeMap;

use hyper::Uri;
use url::form_urlencoded::{Serializer, parse};

/// A request's path and query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The path as sent, not decoded.
    pub path: String,
    query: BTreeMap<String, String>,
}

impl Asked {
    /// Reads the target of a request.
    pub fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let pairs = parse(query.as_bytes()).filter(|(_, value)| !value.is_empty());
        Self {
            path: uri.path().to_owned(),
            query: pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        }
    }

    /// A value of the query; an empty one is none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// The state without one name, for a form that has a field for it.
    pub fn pairs_without(&self, name: &str) -> Vec<(String, String)> {
        let others = self.query.iter().filter(|(other, _)| *other != name);
        others
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// Whether the query says so.
    pub fn says(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// A link to this page in another state: an empty value takes its name away.
    pub fn with(&self, changes: &[(&str, &str)]) -> String {
        self.at(&self.path, changes)
    }

    /// As [`Asked::with`], for another page.
    pub fn at(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let mut query = self.query.clone();
        for (name, value) in changes {
            if value.is_empty() {
                query.remove(*name);
            } else {
                query.insert((*name).to_owned(), (*value).to_owned());
            }
        }
        if query.is_empty() {
            return path.to_owned();
        }
        let query = Serializer::new(String::new()).extend_pairs(query).finish();
        format!("{path}?{query}")
    }
}

/// A path of which each part stands as one segment of a URL.
pub fn encode_path(path: &str) -> String {
    let encode = |part: &str| {
        let encoded: String = form(part);
        encoded.replace('+', "%20")
    };
    path.split('/').map(encode).collect::<Vec<_>>().join("/")
}

/// The text behind percent signs; `None` where it is no text.
pub fn decode_path(path: &str) -> Option<String> {
    // A plus is one in a path.
    let raw = path.replace('+', "%2B");
    let pair = format!("x={}", raw.replace('&', "%26"));
    let (_, value) = parse(pair.as_bytes()).next()?;
    let is_text = !value.contains('\u{FFFD}') && !value.contains(char::is_control);
    is_text.then(|| value.into_owned())
}

fn form(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_the_state_that_it_does_not_change() {
        let asked = Asked::of(
            &"/issues/weekly?show=text&images=off&q="
                .parse()
                .expect("a URI"),
        );
        assert_eq!(asked.with(&[("show", "")]), "/issues/weekly?images=off");
        assert_eq!(
            asked.with(&[("q", "a b&c")]),
            "/issues/weekly?images=off&q=a+b%26c&show=text"
        );
        assert_eq!(asked.get("q"), None);
    }

    #[test]
    fn paths_survive_their_encoding() {
        for path in ["feed", "categories/à la carte/feed", "a+b&c=d%20"] {
            assert_eq!(decode_path(&encode_path(path)).as_deref(), Some(path));
        }
        assert_eq!(decode_path("a%FF"), None);
        assert_eq!(decode_path("a%00"), None);
    }
}
