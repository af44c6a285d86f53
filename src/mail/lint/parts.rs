//! What an issue must have and must not have: a preheader, a way out, a postal address; nothing that runs or is fetched.

use url::Host;

use crate::config::RelayTarget;
use crate::mail::freeze::way_out;
use crate::mail::lint::cascade;
use crate::mail::lint::letter::{Letter, shorten};
use crate::mail::lint::look::Looks;
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};

/// What runs, asks or embeds: mail programs remove it, and filters refuse the mail.
const ACTIVE: [&str; 9] = [
    "script", "iframe", "frame", "form", "object", "embed", "applet", "base", "portal",
];

pub(super) fn check(letter: &Letter, light: &Looks, origin: &Origin) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = judge_preheader(letter, light, origin).into_iter().collect();
    found.extend(judge_way_out(letter, light, origin));
    found.extend(judge_address(letter, light, origin));
    found.extend(judge_active(letter, origin));
    found.extend(judge_remote(letter, origin));
    found
}

/// The first text of a body is what inboxes show behind the subject; where it is seen, too, it was not meant for that.
fn judge_preheader(letter: &Letter, light: &Looks, origin: &Origin) -> Option<Diagnostic> {
    let body = letter.all("body").next()?;
    let in_body = body
        .text()
        .any(|text| text.chars().any(char::is_alphanumeric));
    let is_hidden = light
        .texts(letter)
        .next()
        .is_some_and(|(_, look)| look.is_hidden);
    if !in_body || is_hidden {
        return None;
    }
    let (_, first) = (body, light.texts(letter).next()?);
    let message = format!(
        "there is no preheader: inboxes show `{}` behind the subject",
        shorten(first.0)
    );
    let help = "begin the body with {{ preheader }} in a <div style=\"display:none\">, and give the newsletter a `preheader` where the first summary does not serve";
    let spot = origin.template("body.html", &["<body"]);
    Some(spot.found("issue-preheader", Severity::Warning, message, help))
}

/// A link that is seen, in both parts, and somebody who answers it.
fn judge_way_out(letter: &Letter, light: &Looks, origin: &Origin) -> Vec<Diagnostic> {
    let config = origin.linter.config;
    let way_out = way_out(config);
    let mut found = Vec::new();
    if way_out.https.is_none() && way_out.mailto.is_none() {
        let message = "nobody can unsubscribe from this issue: its link leads to the site only";
        let help = "give mail.unsubscribe, an address that somebody reads, or web.url";
        let spot = origin.settings();
        found.push(spot.found("issue-unsubscribe", legal(origin), message, help));
        return found;
    }
    let marker = way_out.marker();
    let is_seen = letter.all("a").any(|link| {
        let leads = link
            .attr("href")
            .is_some_and(|href| href.starts_with(&marker));
        leads && light.get(link).is_some_and(|look| !look.is_hidden)
    });
    let in_text: String = letter.text.split_whitespace().collect();
    for (part, has) in [
        ("body.html", is_seen),
        ("body.txt", in_text.is_empty() || in_text.contains(&marker)),
    ] {
        if !has {
            let message =
                "no reader sees a link to unsubscribe: many press the button for spam instead";
            let help = "show {{ unsubscribe_url }} as a link, at the end of the body";
            let spot = origin.template(part, &["unsubscribe_url"]);
            found.push(spot.found("issue-unsubscribe", Severity::Error, message, help));
        }
    }
    found
}

fn judge_address(letter: &Letter, light: &Looks, origin: &Origin) -> Vec<Diagnostic> {
    let address = squeeze(&origin.linter.newsletter.address);
    if address.is_empty() {
        let message = "the newsletter has no postal address, which anti-spam laws ask for";
        let help = "add address: \"Name, Street, City\"";
        let spot = origin.settings();
        return vec![spot.found("issue-address", legal(origin), message, help)];
    }
    let texts = light.texts(letter).filter(|(_, look)| !look.is_hidden);
    let seen: String = texts.map(|(text, _)| squeeze(text)).collect();
    // A text part that is not there is told of as that.
    let in_text = squeeze(&letter.text);
    let mut found = Vec::new();
    for (part, has) in [
        ("body.html", seen.contains(&address)),
        ("body.txt", in_text.is_empty() || in_text.contains(&address)),
    ] {
        if !has {
            let message =
                "the postal address of the newsletter is not shown, which anti-spam laws ask for";
            let help = "show {{ newsletter.address }} at the end of the body";
            let spot = origin.template(part, &["unsubscribe_url"]);
            found.push(spot.found("issue-address", legal(origin), message, help));
        }
    }
    found
}

/// What the law asks of mail to others is an error where the mail goes to others.
fn legal(origin: &Origin) -> Severity {
    let RelayTarget::Smtp(server) = &origin.linter.config.mail.relay else {
        return Severity::Warning;
    };
    let is_own = match Host::parse(&server.host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        _ => server.host == "::1",
    };
    if is_own {
        Severity::Warning
    } else {
        Severity::Error
    }
}

/// Letters and digits only: a template may break an address over lines.
fn squeeze(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).collect()
}

fn judge_active(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for element in letter.elements() {
        let name = element.value().name();
        let is_refresh = name == "meta"
            && element
                .attr("http-equiv")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("refresh"));
        let handler = element.value().attrs().map(|(key, _)| key);
        let mut handler = handler.filter(|key| key.len() > 3 && key.starts_with("on"));
        let what = if ACTIVE.contains(&name) {
            format!("<{name}>")
        } else if is_refresh {
            "<meta http-equiv=\"refresh\">".to_owned()
        } else if let Some(handler) = handler.next() {
            format!("{handler}=")
        } else {
            continue;
        };
        let message = format!(
            "`{what}` stands in the message: mail programs remove it, and filters take such mail for an attack"
        );
        let needle = what.trim_end_matches('>').to_owned();
        let spot = origin.template("body.html", &[&needle]);
        let help = "remove it; link to a page that does it";
        found.push(spot.found("issue-active", Severity::Error, message, help));
    }
    found
}

/// Style sheets and fonts of others: blocked, or a way to watch readers.
fn judge_remote(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    let mut fetched: Vec<String> = Vec::new();
    for sheet in cascade::sheets(letter) {
        for other in sheet.others {
            let lower = other.to_ascii_lowercase();
            let is_font = lower.starts_with("font-face") && lower.contains("url(");
            if lower.starts_with("import") || is_font {
                fetched.push(format!("@{other}"));
            }
        }
    }
    for link in letter.all("link") {
        let kind = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
        if ["stylesheet", "preload", "preconnect", "prefetch"]
            .iter()
            .any(|word| kind.contains(word))
        {
            fetched.push(format!("<link rel=\"{kind}\">"));
        }
    }
    let report = |what: &String| {
        let message = format!(
            "`{}` is fetched from elsewhere: mail programs block it, and who serves it could watch readers",
            shorten(what)
        );
        let needle: String = what
            .chars()
            .take_while(|sign| sign.is_alphanumeric() || "@<-".contains(*sign))
            .collect();
        let spot = origin.template("body.html", &[&needle]);
        let help = "write styles into <style>, and name fonts that readers have";
        spot.found("issue-remote", Severity::Error, message, help)
    };
    fetched.iter().map(report).collect()
}
