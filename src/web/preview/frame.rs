//! What somebody else wrote, made fit for a frame: no script, nothing fetched from elsewhere, links that open beside it.

use std::cell::RefCell;
use std::collections::HashMap;

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, end, rewrite_str, text};

use crate::content::escape;
use crate::web::preview::asked::Asked;
use crate::web::preview::pictures::{self, ELSEWHERE};
use crate::web::preview::schemes::Scheme;
use crate::web::preview::snapshot::Snapshot;

/// How a document is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// On a light or dark screen.
    pub scheme: Scheme,
    /// With or without pictures.
    pub images: Images,
}

/// Whether pictures are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// Where they are here.
    Shown,
    /// Their texts instead, as mail programs do that block them.
    Off,
}

impl Looks {
    /// As the query says.
    pub fn of(asked: &Asked) -> Self {
        Self {
            scheme: Scheme::of(asked.get("scheme")),
            images: if asked.says("images", "off") {
                Images::Off
            } else {
                Images::Shown
            },
        }
    }
}

/// Elements that a frame's policy would only complain about.
const UNWANTED: &str = "form, base, link, meta[http-equiv], source, embed, frame, frameset";
const DANGEROUS: &str = "script, iframe, object, template, noscript";
const OFF_STYLE: &str = "img{background:#8881;outline:1px dashed #8886;outline-offset:-1px}";

/// Pictures that a message brings along, as `data:` URLs by their Content-ID.
pub type Enclosed = HashMap<String, String>;

/// Makes a document fit for its frame.
///
/// # Errors
/// When it is no document: nested deeper than memory allows.
pub fn prepare(
    html: &str,
    looks: Looks,
    snapshot: &Snapshot,
    enclosed: &Enclosed,
) -> anyhow::Result<String> {
    let place = |typed: &str| match typed.strip_prefix("cid:") {
        Some(id) => enclosed.get(id).cloned(),
        None => pictures::place(snapshot, typed),
    };
    let css = RefCell::new(String::new());
    let restyle = |css: &str| looks.scheme.force(&quiet(css, looks.images, &place));
    let off = if looks.images == Images::Off {
        OFF_STYLE
    } else {
        ""
    };
    let behind = format!("<style>{}{off}</style>", looks.scheme.style());
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!(DANGEROUS, |element| {
            element.remove();
            Ok(())
        }))
        .append_element_content_handler(element!(UNWANTED, |element| {
            element.remove_and_keep_content();
            Ok(())
        }))
        .append_element_content_handler(element!("a[href], area[href]", lead_out))
        .append_element_content_handler(element!("img", |element| show(
            element,
            looks.images,
            &place
        )))
        .append_element_content_handler(element!("[background]", |element| {
            element.remove_attribute("background");
            Ok(())
        }))
        .append_element_content_handler(element!("[style]", |element| {
            let style = element.get_attribute("style").unwrap_or_default();
            Ok(element.set_attribute("style", &restyle(&style))?)
        }))
        .append_element_content_handler(element!("[media]", |element| {
            let media = element.get_attribute("media").unwrap_or_default();
            Ok(element.set_attribute("media", &looks.scheme.force(&media))?)
        }))
        .append_element_content_handler(text!("style", |chunk| {
            css.borrow_mut().push_str(chunk.as_str());
            if chunk.last_in_text_node() {
                chunk.replace(&restyle(&css.take()), ContentType::Html);
            } else {
                chunk.remove();
            }
            Ok(())
        }))
        .append_document_content_handler(end!(|end| {
            end.append(&behind, ContentType::Html);
            Ok(())
        }));
    Ok(rewrite_str(html, settings)?)
}

type Rewritten = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// A link inside the document stays in it, one to the web opens beside the preview, any other leads nowhere.
fn lead_out(element: &mut Element) -> Rewritten {
    let href = element.get_attribute("href").unwrap_or_default();
    let scheme = href.trim_start().to_ascii_lowercase();
    if href.starts_with('#') {
        return Ok(());
    }
    if !["http:", "https:", "mailto:"]
        .iter()
        .any(|known| scheme.starts_with(known))
    {
        element.remove_attribute("href");
        return Ok(());
    }
    element.set_attribute("target", "_blank")?;
    element.set_attribute("rel", "noopener noreferrer")?;
    Ok(())
}

/// A picture that is here is shown, one that is not leaves its place to its text.
fn show(
    element: &mut Element,
    images: Images,
    place: &dyn Fn(&str) -> Option<String>,
) -> Rewritten {
    let source = element.get_attribute("src").unwrap_or_default();
    for name in ["srcset", "sizes", "loading", "crossorigin", "src"] {
        element.remove_attribute(name);
    }
    if images == Images::Off {
        return Ok(());
    }
    if let Some(here) = place(&source) {
        element.set_attribute("src", &here)?;
    } else {
        element.set_attribute("src", ELSEWHERE)?;
        element.set_attribute("title", &format!("Not on this machine: {source}"))?;
    }
    Ok(())
}

/// Style without anything to be fetched from elsewhere.
fn quiet(css: &str, images: Images, place: &dyn Fn(&str) -> Option<String>) -> String {
    let lower = css.to_ascii_lowercase();
    if !lower.contains("url(") && !lower.contains("@import") {
        return css.to_owned();
    }
    let mut quieted = String::with_capacity(css.len());
    let mut done = 0;
    for (at, _) in lower.match_indices("url(") {
        let Some(close) = lower[at..].find(')').map(|length| at + length) else {
            break;
        };
        if at < done {
            continue;
        }
        let typed = css[at + 4..close].trim().trim_matches(['"', '\'']);
        let here = place(typed).filter(|_| images == Images::Shown);
        quieted.push_str(&css[done..at]);
        match here {
            Some(here) if !here.contains(['"', '\\', '\n']) => {
                quieted.push_str(&format!("url(\"{here}\")"));
            }
            _ => quieted.push_str("none"),
        }
        done = close + 1;
    }
    quieted.push_str(&css[done..]);
    quieted
        .replace("@import", "@-import")
        .replace("@IMPORT", "@-import")
}

/// A document of a piece of HTML, with a style of its own.
pub fn document(language: &str, direction: &str, title: &str, style: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title><style>{style}</style></head>\
         <body>{body}</body></html>",
        escape(language),
        escape(title)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_fetches_nothing_from_elsewhere() {
        let place =
            |typed: &str| (typed == "https://a.example/b.png").then(|| "/site/b.png".to_owned());
        let quiet = |css| quiet(css, Images::Shown, &place);
        assert_eq!(
            quiet("a{background:URL( 'https://x.example/p.gif' ) red}"),
            "a{background:none red}"
        );
        assert_eq!(
            quiet("a{background:url(https://a.example/b.png)}"),
            "a{background:url(\"/site/b.png\")}"
        );
        assert_eq!(
            quiet("@import url(x.css);@import \"y\";"),
            "@-import none;@-import \"y\";"
        );
        assert_eq!(quiet("a{b:url("), "a{b:url(");
    }
}
