//! Addresses as keys: the same page under another host, scheme, ending or spelling.

use std::borrow::Cow;

use url::{Url, form_urlencoded};

/// What the URL is apart from fragment, tracking parameters and scheme; `None` where it is no web address.
pub(super) fn exact(raw: &str) -> Option<String> {
    let url = parse(raw)?;
    let host = url.host_str()?.trim_start_matches("www.");
    let port = url.port().map(|port| format!(":{port}"));
    Some(format!(
        "{host}{}{}{}",
        port.unwrap_or_default(),
        url.path(),
        query(&url)
    ))
}

/// Its path in a form that endings, case and encoding do not change: whole, and below the path of `home`.
/// None for a site's first page.
pub(super) fn paths(raw: &str, home: Option<&Url>) -> Vec<String> {
    let (path, query) = match (parse(raw), path_of_tag(raw)) {
        (Some(url), _) => (url.path().to_owned(), query(&url)),
        (None, Some(path)) => (path.to_owned(), String::new()),
        (None, None) => return Vec::new(),
    };
    let whole = plain(&path);
    let base = home.map(|home| plain(home.path())).unwrap_or_default();
    let below = whole
        .strip_prefix(&base)
        .filter(|below| below.starts_with('/'));
    let mut keys: Vec<String> = Vec::new();
    for path in [Some(whole.as_str()), below].into_iter().flatten() {
        let key = format!("{path}{query}");
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// The last part of its path, without ending.
pub(super) fn slug(raw: &str) -> Option<String> {
    let path = match parse(raw) {
        Some(url) => url.path().to_owned(),
        None => path_of_tag(raw)?.to_owned(),
    };
    let plain = plain(&path);
    let slug = plain.rsplit('/').next()?;
    (!slug.is_empty()).then(|| slug.to_owned())
}

fn parse(raw: &str) -> Option<Url> {
    let url = Url::parse(raw).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// The path in a `tag:` URI (RFC 4151), as several generators make ids of it.
fn path_of_tag(raw: &str) -> Option<&str> {
    let (_, specific) = raw.strip_prefix("tag:")?.split_once(':')?;
    specific.starts_with('/').then_some(specific)
}

/// The query without what only counts visitors.
fn query(url: &Url) -> String {
    let pairs = url.query_pairs();
    let kept = pairs.filter(|(name, _)| !name.starts_with("utm_"));
    let mut made = form_urlencoded::Serializer::new(String::new());
    let made = made.extend_pairs(kept).finish();
    if made.is_empty() {
        made
    } else {
        format!("?{made}")
    }
}

fn plain(path: &str) -> String {
    let decoded = percent_decode(path).to_lowercase();
    let mut path = decoded.trim_end_matches('/');
    for index in ["/index.html", "/index.htm", "/index.php"] {
        path = path.strip_suffix(index).unwrap_or(path);
    }
    for ending in [".html", ".htm", ".php", ".aspx"] {
        path = path.strip_suffix(ending).unwrap_or(path);
    }
    let parts = path.split('/').filter(|part| !part.is_empty());
    parts.flat_map(|part| ["/", part]).collect()
}

/// A path as people read it.
pub(in crate::feed) fn percent_decode(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let bytes = path.as_bytes();
    let digit = |at: usize| {
        bytes
            .get(at)
            .and_then(|byte| char::from(*byte).to_digit(16))
    };
    let mut decoded: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = (bytes[at] == b'%').then(|| digit(at + 1).zip(digit(at + 2)));
        if let Some((high, low)) = pair.flatten() {
            decoded.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_page_share_a_key() {
        let home = Url::parse("https://old.example/blog/").expect("a URL");
        let keys = |url: &str| paths(url, Some(&home));
        for url in [
            "https://old.example/blog/2020/Caf%C3%A9",
            "http://other.example/blog/2020/caf%c3%a9/",
            "https://old.example/blog/2020/café.html?utm_source=rss#top",
            "https://old.example//blog/2020/café/index.html",
        ] {
            assert_eq!(keys(url), ["/blog/2020/café", "/2020/café"], "{url}");
        }
        assert_eq!(keys("https://old.example/?p=12"), ["?p=12"]);
        assert_eq!(keys("https://old.example/"), [""; 0]);
        assert_eq!(keys("tag:old.example,2020-01-02:/2020/a.html"), ["/2020/a"]);
        assert_eq!(keys("urn:uuid:1"), [""; 0]);
        assert_eq!(slug("https://x.example/a/B.html").as_deref(), Some("b"));
        assert_eq!(
            exact("http://www.x.example/a?utm_medium=x#y"),
            exact("https://x.example/a")
        );
    }

    proptest! {
        #[test]
        fn no_address_makes_it_panic(raw in ".{0,40}") {
            let url = format!("https://x.example/{raw}");
            let _ = (paths(&url, None), slug(&url), exact(&url), paths(&raw, None));
        }
    }
}
