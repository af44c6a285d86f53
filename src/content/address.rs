//! Addresses in posts, made absolute; those that could run code or read files are none.

use url::Url;

use crate::model::link;
use crate::model::post::Links;

const SCHEMES: [&str; 12] = [
    "http", "https", "mailto", "tel", "sms", "ftp", "xmpp", "irc", "ircs", "matrix", "gemini",
    "news",
];
const INLINE_PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// The target against `base`; `None` when its scheme could run code or read files, or a template would have to
/// say where it leads.
pub(super) fn absolute(target: &str, base: &Url) -> Option<String> {
    let url = resolve(target, base)?;
    SCHEMES.contains(&url.scheme()).then(|| url.into())
}

/// As [`absolute`], for what a reader loads: `http`, `https` and small pictures in the address itself.
pub(super) fn absolute_image(target: &str, base: &Url) -> Option<String> {
    let url = resolve(target, base)?;
    let is_inline = url.scheme() == "data"
        && INLINE_PICTURES
            .iter()
            .any(|mime| url.path().starts_with(mime));
    (matches!(url.scheme(), "http" | "https") || is_inline).then(|| url.into())
}

fn resolve(target: &str, base: &Url) -> Option<Url> {
    let target = target.trim();
    if target.contains("{{") || target.contains("{%") {
        return None;
    }
    base.join(without_mark(target)).ok().map(link::strict)
}

/// An address without other generators' mark for the site's own files: Pelican's `{static}/images/x.png`, Docusaurus'
/// `@site/static/x.png`, Ghost's `__GHOST_URL__/content/images/x.png`.
pub(super) fn without_mark(target: &str) -> &str {
    const MARKS: [&str; 8] = [
        "{static}",
        "{attach}",
        "{filename}",
        "|static|",
        "|attach|",
        "|filename|",
        "@site/static",
        "__GHOST_URL__",
    ];
    let plain = MARKS.iter().find_map(|mark| target.strip_prefix(mark));
    match plain {
        Some("") => "/",
        plain => plain.unwrap_or(target),
    }
}

/// Against what the addresses of a post are made absolute.
#[derive(Clone, Copy)]
pub(super) struct Home<'a> {
    pub(super) base: &'a Url,
    pub(super) links: &'a Links,
}

impl Home<'_> {
    /// As [`absolute`]; another post's file is that post.
    pub(super) fn absolute(&self, target: &str) -> Option<String> {
        let known = self.links.get(target.trim()).cloned();
        known.or_else(|| absolute(target, self.base))
    }

    /// As [`absolute_image`].
    pub(super) fn absolute_image(&self, target: &str) -> Option<String> {
        absolute_image(target, self.base)
    }
}

/// Each candidate of a `srcset` made absolute (HTML, 4.8.4.2: an address ends at white space, a size at a comma).
pub(super) fn absolute_srcset(value: &str, base: &Url) -> String {
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
    fn every_form_of_address_is_absolute() {
        let base = Url::parse("https://a.example/en/post/?v=1").expect("valid");
        for (typed, made) in [
            ("//h.example/i.png", "https://h.example/i.png"),
            ("../x", "https://a.example/en/x"),
            ("./x y.png", "https://a.example/en/post/x%20y.png"),
            ("#part", "https://a.example/en/post/?v=1#part"),
            ("?page=2", "https://a.example/en/post/?page=2"),
            ("", "https://a.example/en/post/?v=1"),
            ("a|b^c[d]", "https://a.example/en/post/a%7Cb%5Ec%5Bd%5D"),
            ("{static}/images/x.png", "https://a.example/images/x.png"),
            ("{attach}x.png", "https://a.example/en/post/x.png"),
            ("@site/static/x.png", "https://a.example/x.png"),
            (
                "__GHOST_URL__/content/x.png",
                "https://a.example/content/x.png",
            ),
            ("__GHOST_URL__", "https://a.example/"),
        ] {
            assert_eq!(absolute(typed, &base).as_deref(), Some(made), "{typed}");
        }
        for typed in [
            "{{ site.url }}/x",
            "{% link x.md %}",
            "file:///etc/passwd",
            "blob:x",
        ] {
            assert_eq!(absolute(typed, &base), None, "{typed}");
        }
        assert_eq!(absolute_image("mailto:a@b.example", &base), None);
        assert_eq!(absolute_image("data:image/svg+xml,x", &base), None);
    }

    #[test]
    fn candidates_keep_their_commas_and_descriptors() {
        let base = Url::parse("https://a.example/p/").expect("valid");
        for (typed, made) in [
            (
                "a.png 1x,b.png 2x",
                "https://a.example/p/a.png 1x, https://a.example/p/b.png 2x",
            ),
            (
                " /p.webp 100w ,q.webp, r.webp",
                "https://a.example/p.webp 100w, https://a.example/p/q.webp, https://a.example/p/r.webp",
            ),
            (
                "/w_1,h_2/x.png 1.5x, y.png 300w 20h",
                "https://a.example/w_1,h_2/x.png 1.5x, https://a.example/p/y.png 300w 20h",
            ),
            ("javascript:x 1x, ,", ""),
            (
                "__GHOST_URL__/a.png 600w, @site/static/b.png 2x",
                "https://a.example/a.png 600w, https://a.example/b.png 2x",
            ),
        ] {
            assert_eq!(absolute_srcset(typed, &base), made, "{typed}");
        }
    }
}
