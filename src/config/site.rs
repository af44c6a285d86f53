//! Reads `site`, `web` and `store`.

use std::net::IpAddr;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use url::{Host, Url};

use crate::config::reader::Reader;
use crate::config::{Podcast, Site, podcast};
use crate::model::language::Language;
use crate::model::link;
use crate::yaml::Node;

const SITE_KEYS: [&str; 9] = [
    "url",
    "title",
    "description",
    "language",
    "languages",
    "time_zone",
    "author",
    "image",
    "podcast",
];

pub(super) fn read(reader: &mut Reader, top: &Node) -> Option<Site> {
    let Some(node) = reader.section(top, "site", &SITE_KEYS) else {
        reader.report(
            "config-missing",
            top.place(),
            "`site` with `url` and `title` is missing",
            "add\nsite:\n  url: https://…\n  title: …",
        );
        return None;
    };
    let url = read_url(reader, &node, "url");
    let title = reader
        .text(&node, "title")
        .map(|title| title.trim().to_owned())
        .filter(|title| !title.is_empty());
    for (key, given) in [
        ("url", node.get("url").is_some()),
        (
            "title",
            title.is_some() || node.get("title").is_some_and(|title| !title.is_empty()),
        ),
    ] {
        if !given {
            let place = top
                .get("site")
                .map_or(node.key_place(), |site| site.key_place());
            reader.report(
                "config-missing",
                place,
                format!("`site.{key}` is missing: no feed can be made without it"),
                "",
            );
        }
    }
    let language = match node.get("language") {
        Some(given) => reader.language(&given),
        None => Language::parse("en"),
    };
    let mut languages = Vec::new();
    for given in reader.text_nodes(&node, "languages") {
        if let Some(language) = reader.language(&given)
            && !languages.contains(&language)
        {
            languages.push(language);
        }
    }
    let description = reader.text(&node, "description").unwrap_or_default();
    let time_zone = read_time_zone(reader, &node).unwrap_or(TimeZone::UTC);
    let author = reader.text(&node, "author");
    let image = reader.text(&node, "image");
    Some(Site {
        url: url?,
        title: title?,
        description,
        language: language?,
        languages,
        time_zone,
        author,
        image,
        podcast: podcast::read(reader, &node),
    })
}

/// A site for looking at the rest of a configuration whose own site is wrong.
pub(super) fn stand_in() -> Option<Site> {
    Some(Site {
        url: Url::parse("https://site.invalid/").ok()?,
        title: "Untitled".to_owned(),
        description: String::new(),
        language: Language::parse("en")?,
        languages: Vec::new(),
        time_zone: TimeZone::UTC,
        author: None,
        image: None,
        podcast: Podcast::default(),
    })
}

pub(super) fn read_time_zone(reader: &mut Reader, parent: &Node) -> Option<TimeZone> {
    let node = parent.get("time_zone").filter(|node| !node.is_null())?;
    let name = reader.text(parent, "time_zone")?;
    let zone = TimeZone::get(&name).ok();
    if zone.is_none() {
        reader.wrong(
            &node,
            format!("`{name}` is no time zone"),
            "write an IANA name such as Europe/Zurich",
        );
    }
    zone
}

/// A URL that links and ids may be built on: https, or http on loopback.
pub(super) fn read_url(reader: &mut Reader, parent: &Node, key: &str) -> Option<Url> {
    let node = parent.get(key).filter(|node| !node.is_null())?;
    let typed = reader.text(parent, key)?;
    match check_base(&typed) {
        Ok(url) => Some(url),
        Err(why) => {
            reader.wrong(
                &node,
                format!("`{key}` {why}"),
                "write it like https://example.org/",
            );
            None
        }
    }
}

/// The URL below which everything else stands: no query, and `/` at its end.
fn check_base(typed: &str) -> Result<Url, &'static str> {
    let mut url = check_address(typed)?;
    if url.query().is_some() {
        return Err("must not hold a query or a fragment");
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// A URL that is safe to use: https, or http on this machine.
pub(super) fn check_address(typed: &str) -> Result<Url, &'static str> {
    if typed.trim() != typed {
        return Err("has white space around it");
    }
    let url = Url::parse(typed).map_err(|_| "is not a URL")?;
    let authority = typed.split_once("://").map_or("", |(_, rest)| rest);
    let host = url.host_str().unwrap_or_default();
    let is_name = |sign: char| sign.is_ascii_alphanumeric() || ".-_:[]".contains(sign);
    if authority.starts_with('/') || !host.chars().all(is_name) {
        return Err("names no host");
    }
    let secure = url.scheme() == "https"
        || (url.scheme() == "http" && url.host().is_some_and(|host| is_loopback(&host)));
    if !secure || url.host().is_none() {
        return Err("must start with https:// (http:// only for this machine itself)");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user name or password");
    }
    if url.fragment().is_some() {
        return Err("must not hold a query or a fragment");
    }
    Ok(link::strict(url))
}

/// Whether a host is this machine itself.
pub(super) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            *name == "localhost"
                || name
                    .parse::<IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

pub(super) fn read_web_url(reader: &mut Reader, top: &Node) -> Option<Url> {
    let web = reader.section(top, "web", &["listen", "url", "trusted_proxies", "metrics"])?;
    for key in ["listen", "trusted_proxies", "metrics"] {
        reader.not_yet(&web, key);
    }
    if let Some(url) = web.get("url") {
        let message = "links to unsubscribe point to this address, and this release has no `serve` to answer them";
        let help = "give mail.unsubscribe too, an address that somebody reads";
        reader.warn("config-not-yet", url.place(), message, help);
    }
    read_url(reader, &web, "url")
}

pub(super) fn read_store(reader: &mut Reader, top: &Node) -> PathBuf {
    let fallback = PathBuf::from("postrider.db");
    let Some(node) = top.get("store").filter(|node| !node.is_null()) else {
        return fallback;
    };
    if node.text().is_some_and(|text| text.starts_with("postgres")) {
        reader.wrong(
            &node,
            "this release keeps its store in SQLite only",
            "name a file, such as postrider.db",
        );
        return fallback;
    }
    reader.path(top, "store").unwrap_or(fallback)
}
