//! What other sites would show inside a post, as a link with words that say what it is.

use url::Url;

use crate::content::markdown::escape;
use crate::content::raw_html::pictures::lazy_source;
use crate::content::tags::{Tag, attribute, next_tag};

/// Scripts that show nothing by themselves: they dress up what stands beside them, or count readers.
const SILENT: [&str; 14] = [
    "platform.twitter.com",
    "platform.x.com",
    "www.instagram.com",
    "www.tiktok.com",
    "connect.facebook.net",
    "www.googletagmanager.com",
    "www.google-analytics.com",
    "cdn.jsdelivr.net",
    "unpkg.com",
    "cdnjs.cloudflare.com",
    "polyfill.io",
    "embed.redditmedia.com",
    "static.codepen.io",
    "cpwebassets.codepen.io",
];

/// The link for an element and what stands in it; nothing where it leads nowhere.
pub(super) fn link_of(tag: &Tag, inner: &str) -> String {
    match tag.name.as_str() {
        "video" | "audio" => played(tag, inner),
        "object" => plugged(tag, inner),
        name => framed(tag, name == "script"),
    }
}

/// What a frame or script shows.
fn framed(tag: &Tag, is_script: bool) -> String {
    let source = attribute(tag.inside, "src").or_else(|| lazy_source(tag.inside));
    let Some(source) = source.filter(|source| !source.trim().is_empty()) else {
        return String::new();
    };
    let absolute = match source.trim().strip_prefix("//") {
        Some(rest) => Url::parse(&format!("https://{rest}")),
        None => Url::parse(source.trim()),
    };
    let host = absolute
        .as_ref()
        .ok()
        .and_then(Url::host_str)
        .unwrap_or_default();
    // A script of the site's own, or one that only helps, shows nothing that a link could replace.
    if is_script && (host.is_empty() || SILENT.contains(&host)) {
        return String::new();
    }
    let (target, name) = match absolute.as_ref().ok().and_then(page_of) {
        Some((target, name)) => (target, Some(name.to_owned())),
        None => (source.trim().to_owned(), None),
    };
    let title = attribute(tag.inside, "title").filter(|title| !title.trim().is_empty());
    let shown = title.or(name).unwrap_or_else(|| match host {
        "" => target.clone(),
        host => host.strip_prefix("www.").unwrap_or(host).to_owned(),
    });
    link(&target, &escape(shown.trim()))
}

/// The page of what a frame shows, and its name, where the address of the frame is no page for people.
fn page_of(url: &Url) -> Option<(String, &'static str)> {
    let last = || {
        url.path_segments()?
            .next_back()
            .filter(|last| !last.is_empty())
    };
    match url.host_str()? {
        "www.youtube.com"
        | "youtube.com"
        | "www.youtube-nocookie.com"
        | "youtube-nocookie.com"
        | "m.youtube.com" => {
            let (series, start) = (query(url, "list"), query(url, "start"));
            let id = last().filter(|id| *id != "videoseries" && url.path().contains("/embed/"));
            let page = match (id, series) {
                (Some(id), _) => format!("https://www.youtube.com/watch?v={id}"),
                (None, Some(series)) => format!("https://www.youtube.com/playlist?list={series}"),
                (None, None) => return Some((url.to_string(), "YouTube")),
            };
            let start = start
                .filter(|_| id.is_some())
                .map(|start| format!("&t={start}"));
            Some((page + start.as_deref().unwrap_or_default(), "YouTube"))
        }
        "player.vimeo.com" => Some((format!("https://vimeo.com/{}", last()?), "Vimeo")),
        "open.spotify.com" => Some((url.as_str().replacen("/embed", "", 1), "Spotify")),
        "w.soundcloud.com" => Some((query(url, "url")?, "SoundCloud")),
        "www.dailymotion.com" | "geo.dailymotion.com" => {
            let id = query(url, "video").or_else(|| last().map(str::to_owned))?;
            Some((
                format!("https://www.dailymotion.com/video/{id}"),
                "Dailymotion",
            ))
        }
        "codepen.io" => Some((url.as_str().replacen("/embed/", "/pen/", 1), "CodePen")),
        "gist.github.com" => {
            let page = url.as_str().split(".js").next().unwrap_or_default();
            Some((page.to_owned(), "Gist"))
        }
        "asciinema.org" => {
            let page = url.as_str().split(".js").next().unwrap_or_default();
            Some((page.trim_end_matches("/iframe").to_owned(), "asciinema"))
        }
        _ => None,
    }
}

fn query(url: &Url, name: &str) -> Option<String> {
    let found = url.query_pairs().find(|(own, _)| own == name);
    found
        .map(|(_, value)| value.into_owned())
        .filter(|value| !value.is_empty())
}

/// A film or sound: its picture where it has one, else its name.
fn played(tag: &Tag, inner: &str) -> String {
    let source = attribute(tag.inside, "src").or_else(|| lazy_source(tag.inside));
    let source = source.or_else(|| inner_attribute(inner, "source", "src"));
    let Some(source) = source.filter(|source| !source.trim().is_empty()) else {
        return String::new();
    };
    let titles = ["title", "aria-label"];
    let title = titles.iter().find_map(|name| attribute(tag.inside, name));
    let title = title.filter(|title| !title.trim().is_empty());
    let name = title.unwrap_or_else(|| file_name(&source).to_owned());
    match attribute(tag.inside, "poster").filter(|poster| !poster.trim().is_empty()) {
        Some(poster) => {
            let (poster, alt) = (escape(&poster), escape(&name));
            link(&source, &format!("<img src=\"{poster}\" alt=\"{alt}\">"))
        }
        None => link(&source, &format!("▶ {}", escape(&name))),
    }
}

/// An `object` or `embed`: a picture where it is one.
pub(super) fn plugged(tag: &Tag, inner: &str) -> String {
    let own = ["data", "src"];
    let source = own.iter().find_map(|name| attribute(tag.inside, name));
    let source = source.or_else(|| inner_attribute(inner, "embed", "src"));
    let Some(source) = source.filter(|source| !source.trim().is_empty()) else {
        return String::new();
    };
    let title = attribute(tag.inside, "title").filter(|title| !title.trim().is_empty());
    let name = title.unwrap_or_else(|| file_name(&source).to_owned());
    if attribute(tag.inside, "type").is_some_and(|kind| kind.starts_with("image/")) {
        return format!(
            "<img src=\"{}\" alt=\"{}\">",
            escape(&source),
            escape(&name)
        );
    }
    link(&source, &escape(&name))
}

fn inner_attribute(inner: &str, element: &str, name: &str) -> Option<String> {
    let mut at = 0;
    while let Some(tag) = next_tag(inner, at) {
        if tag.name == element && !tag.is_end {
            return attribute(tag.inside, name);
        }
        at = tag.end;
    }
    None
}

fn file_name(source: &str) -> &str {
    let path = source.trim().split(['?', '#']).next().unwrap_or_default();
    let name = path.trim_end_matches('/').rsplit('/').next();
    name.filter(|name| !name.is_empty()).unwrap_or(path)
}

fn link(target: &str, html: &str) -> String {
    format!("<a href=\"{}\">{html}</a>", escape(target))
}
