//! Raw HTML of a post, with only what a reader may show and absolute URLs.

use std::borrow::Cow;

use url::Url;

use crate::content::markdown::{absolute, absolute_image};
use crate::content::raw_html::prepare;

/// Keeps what a reader may show of raw HTML, with absolute URLs.
pub(super) fn sanitise(html: &str, base: &Url) -> String {
    let base = base.clone();
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(["audio", "video", "source", "picture"])
        .add_clean_content_tags(["svg", "math", "title"])
        .add_tag_attributes("audio", ["src", "controls"])
        .add_tag_attributes("video", ["src", "controls", "poster", "width", "height"])
        .add_tag_attributes("source", ["src", "srcset", "type", "media", "sizes"])
        .add_tag_attributes("img", ["srcset", "sizes"])
        .add_generic_attributes(["id", "dir"])
        .link_rel(None)
        .url_relative(ammonia::UrlRelative::PassThrough)
        .attribute_filter(move |_, attribute, value| match attribute {
            "srcset" => Some(absolute_srcset(value, &base))
                .filter(|set| !set.is_empty())
                .map(Cow::Owned),
            "src" | "poster" => absolute_image(value, &base).map(Cow::Owned),
            "href" | "cite" => absolute(value, &base).map(Cow::Owned),
            _ => Some(value.into()),
        });
    builder.clean(&prepare(html)).to_string()
}

/// Each candidate of a `srcset` made absolute (HTML, 4.8.4.2: an address ends at white space, a size at a comma).
fn absolute_srcset(value: &str, base: &Url) -> String {
    let mut candidates: Vec<String> = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || sign == ',');
        if rest.is_empty() {
            return candidates.join(", ");
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (target, after) = rest.split_at(end);
        let (target, size, after) = if target.ends_with(',') {
            (target.trim_end_matches(','), "", after)
        } else {
            let (size, after) = after.split_once(',').unwrap_or((after, ""));
            (target, size.trim(), after)
        };
        rest = after;
        let absolute = absolute_image(target, base);
        candidates.extend(absolute.map(|url| format!("{url} {size}").trim_end().to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_absolute() {
        let base = Url::parse("https://a.example/en/p/").expect("valid");
        for (html, made) in [
            (
                "<img srcset=\"a.png 1x,b.png 2x\">",
                "<img srcset=\"https://a.example/en/p/a.png 1x, https://a.example/en/p/b.png 2x\">",
            ),
            (
                "<source srcset=\" /p.webp 100w ,q.webp, r.webp\">",
                "<source srcset=\"https://a.example/p.webp 100w, https://a.example/en/p/q.webp, https://a.example/en/p/r.webp\">",
            ),
            (
                "<q cite=\"../x\">y</q>",
                "<q cite=\"https://a.example/en/x\">y</q>",
            ),
            (
                "<a href=\" https://x.example/a b\">y</a>",
                "<a href=\"https://x.example/a%20b\">y</a>",
            ),
            ("<a href=\"javascript:x\">y</a>", "<a>y</a>"),
            ("<svg><title>T</title><text>t</text></svg>x", "x"),
            (
                "<video poster=\"p.png\" onplay=x></video>",
                "<video poster=\"https://a.example/en/p/p.png\"></video>",
            ),
        ] {
            assert_eq!(sanitise(html, &base), made, "{html}");
        }
    }
}
