//! Finds tags and attributes in HTML text, in one pass and without a tree.

/// HTML's elements, those of old included.
const ELEMENTS: &str = " a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink \
    blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir \
    div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup \
    hr html i iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav nobr \
    noframes noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script \
    section select small source span strike strong style sub summary sup svg table tbody td template textarea tfoot \
    th thead time title tr track tt u ul var video wbr ";

/// Whether HTML has an element of that name, in small letters; what looks like another is text that somebody typed.
pub(super) fn is_element(name: &str) -> bool {
    !name.is_empty() && ELEMENTS.contains(&format!(" {name} "))
}

/// A tag as it stands in the text.
pub(super) struct Tag<'a> {
    pub(super) name: String,
    pub(super) is_end: bool,
    /// What stands between the name and `>`.
    pub(super) inside: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Elements that hold others of their name.
const NESTED: [&str; 2] = ["svg", "math"];

/// The end of the element `name`, whose content is no HTML, where its tag ends at `from`; where others of its name in it
/// are not all closed, the last end that there is.
pub(super) fn end_of(html: &str, from: usize, name: &str) -> Option<usize> {
    let is_nested = NESTED.contains(&name);
    let (mut at, mut depth, mut last) = (from, 1_usize, None);
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        at = start + 1;
        let is_end = html[at..].starts_with('/');
        let after = &html[at + usize::from(is_end)..];
        let is_it = after
            .get(..name.len())
            .is_some_and(|own| own.eq_ignore_ascii_case(name));
        if !is_it || !(is_end || is_nested) {
            continue;
        }
        let Some(close) = after.find('>') else {
            break;
        };
        at = start + 1 + usize::from(is_end) + close + 1;
        if is_end {
            depth -= 1;
            last = Some(at);
        } else if !after[..close].ends_with('/') {
            depth += 1;
        }
        if depth == 0 {
            break;
        }
    }
    last
}

/// The next tag from `from` on; none behind one that never ends.
pub(super) fn next_tag(html: &str, from: usize) -> Option<Tag<'_>> {
    let mut at = from;
    loop {
        let start = at + html[at..].find('<')?;
        if html[start..].starts_with("<!--") {
            at = start + html[start..].find("-->")? + 3;
            continue;
        }
        let after = &html[start + 1..];
        let is_end = after.starts_with('/');
        let named = after.trim_start_matches('/');
        if !named.starts_with(|first: char| first.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let length = named
            .find(|sign: char| sign.is_whitespace() || matches!(sign, '>' | '/'))
            .unwrap_or(named.len());
        let name_end = html.len() - named.len() + length;
        let end = name_end + tag_end(&html[name_end..])?;
        return Some(Tag {
            name: named[..length].to_ascii_lowercase(),
            is_end,
            inside: html[name_end..end - 1].trim_end_matches('/').trim(),
            start,
            end,
        });
    }
}

/// Where a tag ends: behind the first `>` outside quotes.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for (at, sign) in rest.char_indices() {
        match quote {
            Some(open) if sign == open => quote = None,
            // Only behind `=` does a quote open a value.
            None if matches!(sign, '"' | '\'') && before == '=' => quote = Some(sign),
            None if sign == '>' => return Some(at + 1),
            Some(_) | None => {}
        }
        if !sign.is_whitespace() {
            before = sign;
        }
    }
    None
}

/// The value of an attribute, entities undone.
pub(super) fn attribute(inside: &str, name: &str) -> Option<String> {
    let mut rest = inside;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '/');
        let length = rest
            .find(|sign: char| sign.is_whitespace() || matches!(sign, '=' | '/'))
            .unwrap_or(rest.len());
        let own = &rest[..length];
        rest = rest[length..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after
                .chars()
                .next()
                .filter(|first| matches!(first, '"' | '\''));
            let (from, end) = match quote {
                Some(quote) => (1, after[1..].find(quote).map_or(after.len(), |end| end + 1)),
                None => (0, after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            value = &after[from..end];
            rest = after
                .get(end + usize::from(quote.is_some())..)
                .unwrap_or_default();
        } else if own.is_empty() {
            // A stray sign that is no name.
            rest = rest.char_indices().nth(1).map_or("", |(at, _)| &rest[at..]);
        }
        if own.eq_ignore_ascii_case(name) {
            return Some(
                value
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&amp;", "&"),
            );
        }
    }
    None
}

/// The text of HTML without tags: entities undone, comments gone.
pub(super) fn decode(html: &str) -> String {
    if !html.contains(['&', '<']) {
        return html.to_owned();
    }
    // Behind a sign, white space and a mark of byte order stay.
    let clean = ammonia::Builder::empty().clean(&format!(".{html}"));
    clean.to_string()[1..]
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_in_drawings_end_with_the_outer_one() {
        let ends = |html: &str, name: &str| end_of(html, html.find('>').expect("a tag") + 1, name);
        let nested = "<svg><svg>a</svg><svg/>b</SVG >c</svg>";
        assert_eq!(
            ends(nested, "svg"),
            Some(nested.find("c</svg>").expect("c"))
        );
        let open = "<svg><svg>a</svg>b";
        assert_eq!(ends(open, "svg"), Some(open.len() - 1));
        assert_eq!(ends("<svg>a", "svg"), None);
        assert_eq!(ends("<script><script></script>b", "script"), Some(25));
    }
}
