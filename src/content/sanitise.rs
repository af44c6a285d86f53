//! Raw HTML of a post, with only what a reader may show and absolute URLs.

use std::borrow::Cow;

use url::Url;

use crate::content::markdown::{absolute, absolute_image};

/// Keeps what a reader may show of raw HTML, with absolute URLs.
pub(super) fn sanitise(html: &str, base: &Url) -> String {
    let srcset_base = base.clone();
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(["audio", "video", "source", "picture"])
        .add_tag_attributes("audio", ["src", "controls"])
        .add_tag_attributes("video", ["src", "controls", "poster", "width", "height"])
        .add_tag_attributes("source", ["src", "srcset", "type", "media", "sizes"])
        .add_tag_attributes("img", ["srcset", "sizes"])
        .add_generic_attributes(["id", "dir"])
        .link_rel(None)
        .url_relative(ammonia::UrlRelative::RewriteWithBase(base.clone()))
        .attribute_filter(move |_, attribute, value| match attribute {
            "srcset" => Some(absolute_srcset(value, &srcset_base).into()),
            "poster" => absolute(value, &srcset_base).map(Cow::Owned),
            _ => Some(value.into()),
        });
    builder.clean(html).to_string()
}

fn absolute_srcset(value: &str, base: &Url) -> String {
    let candidates = value
        .split(", ")
        .flat_map(|part| part.split(",\n"))
        .filter_map(|candidate| {
            let candidate = candidate.trim().trim_end_matches(',');
            let (target, size) = candidate
                .split_once(char::is_whitespace)
                .unwrap_or((candidate, ""));
            let url = absolute_image(target, base)?;
            Some(if size.is_empty() {
                url
            } else {
                format!("{url} {}", size.trim())
            })
        });
    candidates.collect::<Vec<_>>().join(", ")
}
