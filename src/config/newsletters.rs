//! Reads `newsletters`.

use url::Host;

use crate::config::feeds::read_selection;
use crate::config::output::read_extent;
use crate::config::reader::Reader;
use crate::config::schedule::{read_late, read_schedule};
use crate::config::site::{is_loopback, read_time_zone};
use crate::config::{
    Edition, Extent, Images, InlineTemplate, Mail, Newsletter, RelayTarget, Schedule, Site,
};
use crate::model::address::Mailbox;
use crate::model::language::Language;
use crate::yaml::Node;

const KEYS: [&str; 17] = [
    "title",
    "from",
    "reply_to",
    "select",
    "languages",
    "fallback",
    "time_zone",
    "schedule",
    "late",
    "max_posts",
    "content",
    "images",
    "subject",
    "preheader",
    "template",
    "address",
    "archive",
];
const IMAGES: [(&str, Images); 2] = [("link", Images::Link), ("embed", Images::Embed)];
/// The built-in template for whole posts.
const LETTER: &str = "letter";
const EDITION_KEYS: [&str; 1] = ["title"];
/// Where a newsletter's key belongs that stands in its languages.
const ABOVE: &str = "it is a key of the newsletter: write it beside `languages`";

pub(super) fn read(reader: &mut Reader, top: &Node, site: &Site, mail: &Mail) -> Vec<Newsletter> {
    let Some(node) = top.get("newsletters").filter(|node| !node.is_null()) else {
        return Vec::new();
    };
    if !node.is_mapping() {
        reader.wrong(
            &node,
            "`newsletters` must be a mapping of names to newsletters",
            "write newsletters:\n  weekly: …",
        );
        return Vec::new();
    }
    let mut newsletters = Vec::new();
    for (name, node) in node.entries() {
        let good = !name.is_empty()
            && name.len() <= 40
            && name.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
            });
        if !good {
            let message =
                format!("`{name}` cannot name a newsletter: it stands in file names and headers");
            reader.report(
                "config-key",
                node.key_place(),
                message,
                "use at most 40 of a-z, 0-9, - and _",
            );
        }
        reader.check_keys(&node, &format!("newsletter `{name}`"), &KEYS);
        let newsletter = read_one(reader, &node, &name, site);
        check_law(reader, &node, newsletter.as_ref(), mail);
        newsletters.extend(newsletter);
    }
    newsletters
}

fn read_one(reader: &mut Reader, node: &Node, name: &str, site: &Site) -> Option<Newsletter> {
    let from = read_mailbox(reader, node, "from");
    if node.get("from").is_none() {
        reader.report(
            "config-missing",
            node.key_place(),
            format!("newsletter `{name}` has no `from`"),
            "add from: Name <news@example.org>",
        );
    }
    let languages = read_editions(reader, node);
    let fallback = read_fallback(reader, node, &languages);
    let template = reader
        .text(node, "template")
        .unwrap_or_else(|| "digest".into());
    if template.is_empty()
        || !template
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    {
        reader.wrong(
            node,
            "`template` must name a folder below templates/mail/",
            "",
        );
    }
    Some(Newsletter {
        name: name.to_owned(),
        title: reader
            .text(node, "title")
            .unwrap_or_else(|| site.title.clone()),
        reply_to: read_mailbox(reader, node, "reply_to"),
        select: read_selection(reader, node),
        languages,
        fallback,
        time_zone: read_time_zone(reader, node).unwrap_or_else(|| site.time_zone.clone()),
        schedule: read_schedule(reader, node).unwrap_or(Schedule::Manual),
        late_s: read_late(reader, node).unwrap_or(12 * 3600),
        max_posts: reader.count(node, "max_posts", 100).unwrap_or(10),
        content: read_content(reader, node, &template),
        images: reader
            .choice(node, "images", &IMAGES)
            .unwrap_or(Images::Link),
        subject: read_inline(reader, node, "subject"),
        preheader: read_inline(reader, node, "preheader"),
        template,
        address: reader.text(node, "address").unwrap_or_default(),
        archive: reader
            .choice(node, "archive", &[("true", true), ("false", false)])
            .unwrap_or(true),
        place: node.key_place(),
        from: from?,
    })
}

/// How much of a post goes out: a letter is always whole.
fn read_content(reader: &mut Reader, node: &Node, template: &str) -> Extent {
    let typed = read_extent(reader, node);
    if template != LETTER {
        return typed.unwrap_or(Extent::Summary);
    }
    if let Some(given) = node
        .get("content")
        .filter(|_| typed == Some(Extent::Summary))
    {
        reader.warn(
            "config-value",
            given.place(),
            "the template `letter` shows whole posts, whatever `content` says",
            "remove `content`, or take the template `digest`",
        );
    }
    Extent::Full
}

/// The edition that fills gaps of the others.
fn read_fallback(reader: &mut Reader, node: &Node, editions: &[Edition]) -> Option<Language> {
    let given = node.get("fallback").filter(|given| !given.is_null())?;
    let typed = reader.language(&given)?;
    let found = editions.iter().find(|edition| edition.language == typed);
    if found.is_none() {
        reader.wrong(
            &given,
            format!(
                "`fallback` must be one of the newsletter's `languages`, and `{typed}` is none"
            ),
            "add it there",
        );
    }
    found.map(|edition| edition.language.clone())
}

fn read_inline(reader: &mut Reader, node: &Node, key: &str) -> Option<InlineTemplate> {
    let source = reader.text(node, key)?;
    let place = node.get(key)?.place();
    Some(InlineTemplate { source, place })
}

/// To a server that is not this machine, a newsletter needs a postal address and a way out.
fn check_law(reader: &mut Reader, node: &Node, newsletter: Option<&Newsletter>, mail: &Mail) {
    let RelayTarget::Smtp(server) = &mail.relay else {
        return;
    };
    let local = Host::parse(&server.host).is_ok_and(|host| match host {
        Host::Domain(name) => is_loopback(&Host::Domain(name.as_str())),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    });
    let Some(newsletter) = newsletter.filter(|_| !local && server.host != "::1") else {
        return;
    };
    if newsletter.address.trim().is_empty() {
        let message = format!(
            "newsletter `{}` has no postal `address`, which anti-spam laws ask for",
            newsletter.name
        );
        reader.report(
            "newsletter-law",
            node.key_place(),
            message,
            "add address: \"Name, Street, City\"",
        );
    }
    // Nothing answers `web.url` yet: alone it is no way out.
    if mail.unsubscribe.is_none() {
        let message = format!(
            "readers of newsletter `{}` would have no way to unsubscribe",
            newsletter.name
        );
        reader.report(
            "newsletter-law",
            node.key_place(),
            message,
            "give mail.unsubscribe, an address that somebody reads",
        );
    }
}

fn read_mailbox(reader: &mut Reader, node: &Node, key: &str) -> Option<Mailbox> {
    let given = node.get(key).filter(|given| !given.is_null())?;
    match Mailbox::parse(&reader.text(node, key)?) {
        Ok(mailbox) => Some(mailbox),
        Err(why) => {
            reader.wrong(
                &given,
                format!("`{key}` is no mailbox: {why}"),
                "write it like Name <news@example.org>",
            );
            None
        }
    }
}

fn read_editions(reader: &mut Reader, node: &Node) -> Vec<Edition> {
    let Some(given) = node.get("languages").filter(|given| !given.is_null()) else {
        return Vec::new();
    };
    let mut editions = Vec::new();
    if given.is_mapping() {
        for (tag, edition) in given.entries() {
            if KEYS.contains(&tag.as_str()) {
                let message = format!("`{tag}` is no language");
                reader.report("config-key", edition.key_place(), message, ABOVE);
                continue;
            }
            let owner = format!("edition `{tag}`");
            reader.check_keys_below(&edition, &owner, &EDITION_KEYS, (&KEYS, ABOVE));
            match Language::parse(&tag) {
                Some(language) => editions.push(Edition {
                    language,
                    title: reader.text(&edition, "title"),
                }),
                None => reader.report(
                    "config-value",
                    edition.key_place(),
                    format!("`{tag}` is not a language tag"),
                    "write en, fr, …",
                ),
            }
        }
    } else {
        for member in reader.text_nodes(node, "languages") {
            editions.extend(reader.language(&member).map(|language| Edition {
                language,
                title: None,
            }));
        }
    }
    editions
}
