//! What a mail program would show and fetch of rendered HTML.

/// HTML as it is seen.
pub(super) fn without_comments(html: &str) -> String {
    let mut seen = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<!--") {
        seen.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    seen + rest
}

/// Whether HTML asks for styles or fonts of another place, which no mail may.
pub(super) fn is_remote(html: &str) -> bool {
    let html = html.to_lowercase();
    let tag = |at: usize| html[at..].split('>').next().unwrap_or_default();
    let links = html
        .match_indices("<link")
        .any(|(at, _)| tag(at).contains("stylesheet"));
    let styles = html.match_indices("<style").any(|(at, _)| {
        let style = html[at..].split("</style").next().unwrap_or_default();
        style.contains("@import") || style.contains("@font-face")
    });
    links || styles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_styles_that_are_fetched_are_remote() {
        assert!(is_remote("<STYLE>@import url(x)</STYLE>"));
        assert!(is_remote("<link rel=stylesheet href=x>"));
        assert!(!is_remote(
            "<style>p{}</style><p>@import is a word, <code>&lt;link</code> too</p>"
        ));
        assert_eq!(without_comments("a<!-- b -->c<!-- d"), "ac");
    }
}
