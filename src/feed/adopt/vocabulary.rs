//! The words in which RSS, RDF and Atom of all versions say what is looked for.

use anyhow::bail;

use crate::feed::adopt::OldFormat;

/// A vocabulary of XML elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// The feed's own, or Atom's in RSS.
    Feed,
    /// Dublin Core, its elements and its terms.
    DublinCore,
    /// A proxy that keeps the true link.
    Feedburner,
    /// Nothing that is looked for.
    Other,
}

impl Space {
    pub(super) fn is_feed(self) -> bool {
        self == Self::Feed
    }
}

/// What a feed or an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Id,
    Guid,
    About,
    TrueLink,
    /// A link to a page for people.
    Page,
    /// A link to the same thing in another form.
    Link,
    Title,
    Published,
    /// Dublin Core's date, which may be either.
    FirstDate,
    Updated,
    Modified,
    Archive,
    Next,
}

/// The format whose root element is called `local`, in lower case.
pub(super) fn format_of(local: &str) -> anyhow::Result<OldFormat> {
    Ok(match local {
        "rss" | "channel" => OldFormat::Rss,
        "rdf" => OldFormat::Rdf,
        "feed" => OldFormat::Atom,
        "html" | "head" | "body" => {
            bail!(
                "it is a web page, no feed: its source names the feed in a `<link rel=\"alternate\">`"
            )
        }
        "opml" => bail!("it is a list of feeds (OPML), no feed"),
        "urlset" | "sitemapindex" => bail!("it is a sitemap, no feed"),
        other => bail!("it is no feed: its root element is <{other}>"),
    })
}

/// What a prefix stands for, by its namespace; undeclared ones as they are commonly used.
pub(super) fn space_of(prefix: &str, namespace: &str) -> Space {
    match namespace.trim() {
        "http://www.w3.org/2005/Atom" | "http://purl.org/atom/ns#" | "http://purl.org/rss/1.0/" => {
            Space::Feed
        }
        "http://purl.org/dc/elements/1.1/" | "http://purl.org/dc/terms/" => Space::DublinCore,
        "http://rssnamespace.org/feedburner/ext/1.0" => Space::Feedburner,
        "" => match prefix {
            "" | "atom" | "atom10" | "a10" | "rss" => Space::Feed,
            "dc" | "dcterms" => Space::DublinCore,
            "feedburner" => Space::Feedburner,
            _ => Space::Other,
        },
        _ => Space::Other,
    }
}

/// What the element `local`, in lower case, says; `value` gives its attributes.
pub(super) fn field_of<'v>(
    space: Space,
    local: &str,
    value: &impl Fn(&str) -> Option<&'v str>,
) -> Option<Field> {
    Some(match (space, local) {
        (Space::Feed, "id") => Field::Id,
        (Space::Feed, "guid") => Field::Guid,
        (Space::Feed, "link") => {
            let is_page = value("type").is_none_or(|mime| mime.contains("html"));
            match value("rel").unwrap_or("alternate").trim() {
                "alternate" if is_page => Field::Page,
                "alternate" => Field::Link,
                "prev-archive" => Field::Archive,
                "next" => Field::Next,
                _ => return None,
            }
        }
        (Space::Feedburner, "origlink") => Field::TrueLink,
        (Space::Feed, "title") => Field::Title,
        (Space::Feed, "pubdate" | "published" | "issued") => Field::Published,
        (Space::DublinCore, "date" | "created" | "issued") => Field::FirstDate,
        (Space::Feed, "updated") => Field::Updated,
        (Space::Feed | Space::DublinCore, "modified") => Field::Modified,
        _ => return None,
    })
}
