//! The extensions that feeds commonly carry: their elements, and in which form each is.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::feed::judge::children::{Known, often, once};
use crate::feed::judge::forms::Form;

const YES_NO: Form = Form::OneOf(&["yes", "no"], "itunes-value");
const TRUE_FALSE: Form = Form::OneOf(&["true", "false"], "itunes-explicit");
const PERIODS: Form = Form::OneOf(
    &["hourly", "daily", "weekly", "monthly", "yearly"],
    "sy-period",
);
const MEDIA_TEXT: &[&str] = &["type"];

static KNOWN: [Known; 131] = [
    // Dublin Core.
    once("dc:title", Form::Words),
    often("dc:creator", Form::Words),
    often("dc:subject", Form::Words),
    once("dc:description", Form::Words),
    often("dc:publisher", Form::Words),
    often("dc:contributor", Form::Words),
    once("dc:date", Form::W3cdtf),
    once("dc:type", Form::Words),
    once("dc:format", Form::Words),
    often("dc:identifier", Form::Words).with(&["isPermaLink"]),
    once("dc:source", Form::Words),
    once("dc:language", Form::Language),
    often("dc:relation", Form::Words),
    often("dc:coverage", Form::Words),
    once("dc:rights", Form::Plain),
    once("dcterms:created", Form::W3cdtf),
    once("dcterms:issued", Form::W3cdtf),
    once("dcterms:modified", Form::W3cdtf),
    // Content, syndication, comments.
    once("content:encoded", Form::Html),
    once("xhtml:body", Form::Any).with(&["*"]),
    once("sy:updatePeriod", PERIODS),
    once("sy:updateFrequency", Form::Positive),
    once("sy:updateBase", Form::W3cdtf),
    once("slash:comments", Form::NonNegative),
    often("slash:section", Form::Words),
    often("slash:department", Form::Words),
    once("slash:hit_parade", Form::Words),
    once("wfw:comment", Form::Url),
    once("wfw:commentRss", Form::Url),
    once("wfw:commentRSS", Form::Url),
    once("thr:total", Form::NonNegative),
    often("thr:in-reply-to", Form::Children).with(&["ref", "href", "source", "type"]),
    once("trackback:ping", Form::Url),
    often("trackback:about", Form::Url),
    once("feedburner:origLink", Form::Url),
    once("feedburner:origEnclosureLink", Form::Url),
    once("creativeCommons:license", Form::Url),
    once("admin:generatorAgent", Form::Any),
    once("admin:errorReportsTo", Form::Any),
    // Feed history.
    once("fh:complete", Form::Children),
    once("fh:archive", Form::Children),
    // Atom inside of RSS.
    often("atom:link", Form::Any).with(&["href", "rel", "type", "hreflang", "title", "length"]),
    often("atom:author", Form::Children),
    often("atom:contributor", Form::Children),
    often("atom:category", Form::Children).with(&["term", "scheme", "label"]),
    once("atom:generator", Form::Words).with(&["uri", "version"]),
    once("atom:id", Form::Url),
    once("atom:icon", Form::Url),
    once("atom:logo", Form::Url),
    once("atom:updated", Form::Rfc3339),
    once("atom:published", Form::Rfc3339),
    once("atom:title", Form::Any).with(&["type"]),
    once("atom:subtitle", Form::Any).with(&["type"]),
    once("atom:summary", Form::Any).with(&["type"]),
    once("atom:rights", Form::Any).with(&["type"]),
    once("atom:content", Form::Any).with(&["type", "src"]),
    once("atom:source", Form::Any),
    once("at:deleted-entry", Form::Any).with(&["*"]),
    // Podcasts.
    once("itunes:author", Form::Plain),
    once(
        "itunes:block",
        Form::OneOf(&["yes", "no", "true", "false"], "itunes-value"),
    ),
    often("itunes:category", Form::Children).with(&["text"]),
    once("itunes:complete", YES_NO),
    once("itunes:duration", Form::Any),
    once("itunes:episode", Form::Positive),
    once(
        "itunes:episodeType",
        Form::OneOf(&["full", "trailer", "bonus"], "itunes-value"),
    ),
    once("itunes:explicit", TRUE_FALSE),
    once("itunes:image", Form::Children).with(&["href"]),
    once("itunes:isClosedCaptioned", YES_NO),
    once("itunes:keywords", Form::Plain),
    once("itunes:new-feed-url", Form::Url),
    once("itunes:order", Form::NonNegative),
    once("itunes:owner", Form::Children),
    once("itunes:season", Form::Positive),
    once("itunes:subtitle", Form::Plain),
    once("itunes:summary", Form::Words),
    once("itunes:title", Form::Plain),
    once(
        "itunes:type",
        Form::OneOf(&["episodic", "serial"], "itunes-value"),
    ),
    once("podcast:guid", Form::Words),
    once("podcast:locked", YES_NO).with(&["owner"]),
    often("podcast:transcript", Form::Children).with(&["url", "type", "language", "rel"]),
    once("podcast:chapters", Form::Children).with(&["url", "type"]),
    often("podcast:funding", Form::Words).with(&["url"]),
    often("podcast:person", Form::Words).with(&["role", "group", "img", "href"]),
    often("podcast:location", Form::Words).with(&["geo", "osm", "rel", "country"]),
    once("podcast:season", Form::NonNegative).with(&["name"]),
    once("podcast:episode", Form::Words).with(&["display"]),
    often("podcast:trailer", Form::Url).with(&["pubdate", "url", "length", "type", "season"]),
    once("podcast:license", Form::Words).with(&["url"]),
    often("podcast:alternateEnclosure", Form::Any).with(&["*"]),
    often("podcast:value", Form::Any).with(&["*"]),
    once("podcast:medium", Form::Words),
    often("podcast:images", Form::Any).with(&["*"]),
    often("podcast:image", Form::Any).with(&["*"]),
    often("podcast:liveItem", Form::Any).with(&["*"]),
    often("podcast:socialInteract", Form::Any).with(&["*"]),
    often("podcast:contentLink", Form::Any).with(&["*"]),
    often("podcast:soundbite", Form::Any).with(&["*"]),
    often("podcast:block", YES_NO).with(&["id"]),
    often("podcast:txt", Form::Words).with(&["purpose"]),
    often("podcast:remoteItem", Form::Any).with(&["*"]),
    once("podcast:podroll", Form::Any),
    once("podcast:publisher", Form::Any),
    once("podcast:chat", Form::Any).with(&["*"]),
    once("podcast:updateFrequency", Form::Words).with(&["*"]),
    once("podcast:podping", Form::Any).with(&["*"]),
    // Media RSS.
    often("media:group", Form::Children),
    often("media:content", Form::Any).with(&["*"]),
    often("media:thumbnail", Form::Any).with(&["url", "width", "height", "time"]),
    once("media:title", Form::Any).with(MEDIA_TEXT),
    once("media:description", Form::Any).with(MEDIA_TEXT),
    often("media:keywords", Form::Words),
    often("media:category", Form::Words).with(&["scheme", "label"]),
    often("media:credit", Form::Words).with(&["role", "scheme"]),
    once("media:copyright", Form::Plain).with(&["url"]),
    often("media:rating", Form::Any).with(&["scheme"]),
    once(
        "media:adult",
        Form::OneOf(&["true", "false"], "media-value"),
    ),
    often("media:hash", Form::Any).with(&["algo"]),
    often("media:player", Form::Any).with(&["url", "width", "height"]),
    often("media:text", Form::Any).with(&["type", "lang", "start", "end"]),
    often("media:restriction", Form::Any).with(&["relationship", "type"]),
    once("media:community", Form::Any),
    once("media:comments", Form::Any),
    once("media:embed", Form::Any).with(&["*"]),
    often("media:license", Form::Any).with(&["type", "href"]),
    once("media:status", Form::Any).with(&["*"]),
    // Places.
    once("georss:point", Form::Any),
    often("georss:line", Form::Any),
    often("georss:polygon", Form::Any),
    often("georss:box", Form::Any),
    once("geo:lat", Form::Any),
    once("geo:long", Form::Any),
];

/// Namespaces in which everything that exists is known above.
const CLOSED: [&str; 9] = [
    "dc", "content", "sy", "slash", "wfw", "fh", "atom", "itunes", "podcast",
];

/// An element of an extension, wherever it stands.
pub(super) fn find(name: &str) -> Option<&'static Known> {
    static BY_NAME: LazyLock<HashMap<&str, &Known>> =
        LazyLock::new(|| KNOWN.iter().map(|known| (known.name, known)).collect());
    BY_NAME.get(name).copied()
}

/// Whether `name` is in a namespace of which not everything is known.
pub(super) fn is_open(name: &str) -> bool {
    let prefix = name.split_once(':').map(|(prefix, _)| prefix);
    prefix.is_some_and(|prefix| !CLOSED.contains(&prefix) && prefix != "rss1" && prefix != "atom03")
}
