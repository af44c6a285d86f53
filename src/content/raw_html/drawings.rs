//! The words of drawings and formulas, which readers of feeds do not show: SVG and `MathML` as text.

use crate::content::markdown::escape;
use crate::content::tags::{Tag, attribute, next_tag};

/// The class of what stands before a formula whose text follows a second time, for eyes.
pub(in crate::content) const COPY_OF_FORMULA: &str = "katex-mathml";
/// Elements whose text is no part of a drawing or formula.
const UNSEEN: [&str; 7] = [
    "annotation",
    "annotation-xml",
    "desc",
    "metadata",
    "script",
    "style",
    "title",
];

/// What a drawing or formula says, as HTML on one line: its own words, else its title or description.
pub(in crate::content) fn words_of(tag: &Tag, inner: &str) -> String {
    let own = match tag.name.as_str() {
        "math" => formula(inner),
        _ => drawing(inner),
    };
    let own: Vec<&str> = own.split_whitespace().collect();
    if !own.is_empty() {
        return own.join(" ");
    }
    let names = ["aria-label", "alttext", "title"];
    let mut titles = names.iter().filter_map(|name| attribute(tag.inside, name));
    let inside = || text_in(inner, "title").or_else(|| text_in(inner, "desc"));
    titles
        .find(|name| !name.trim().is_empty())
        .map(|name| escape(name.trim()))
        .or_else(inside)
        .unwrap_or_default()
}

/// The text of an SVG, with spaces where its words stand apart.
fn drawing(inner: &str) -> String {
    let mut words = String::new();
    for_each_part(inner, |tag, text| {
        words.push_str(text);
        let stands_apart = tag.is_some_and(|tag| {
            let is_moved = ["x", "y", "dy"]
                .iter()
                .any(|name| attribute(tag.inside, name).is_some());
            tag.name != "tspan" || is_moved
        });
        if stands_apart {
            words.push(' ');
        }
    });
    words
}

/// The text of `MathML`, with signs for what only its place would say.
fn formula(inner: &str) -> String {
    let mut words = String::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    for_each_part(inner, |tag, text| {
        words.push_str(text.trim());
        let Some(tag) = tag else { return };
        if tag.is_end {
            if let Some(at) = open.iter().rposition(|(name, _)| *name == tag.name) {
                open.truncate(at);
            }
            return;
        }
        if let Some((parent, children)) = open.last_mut() {
            *children += 1;
            words.push_str(match (parent.as_str(), *children) {
                ("msup" | "mover", 2) | ("msubsup" | "munderover", 3) => "^",
                ("msub" | "munder" | "msubsup" | "munderover", 2) => "_",
                ("mfrac", 2) => "/",
                ("mtable" | "mtr", 2..) => " ",
                _ => "",
            });
        }
        if matches!(tag.name.as_str(), "msqrt" | "mroot") {
            words.push('√');
        }
        if open.len() < 100 {
            open.push((tag.name.clone(), 0));
        }
    });
    words
}

/// Calls `take` with each stretch of text that is seen and the tag that ends it.
fn for_each_part(inner: &str, mut take: impl FnMut(Option<&Tag>, &str)) {
    let mut unseen: Option<String> = None;
    let mut at = 0;
    while let Some(tag) = next_tag(inner, at) {
        let text = &inner[at..tag.start];
        at = tag.end;
        match &unseen {
            Some(name) if tag.is_end && *name == tag.name => unseen = None,
            Some(_) => {}
            None => take(Some(&tag), &without_comments(text)),
        }
        let is_closed = inner[..tag.end].ends_with("/>");
        if unseen.is_none() && !tag.is_end && !is_closed && UNSEEN.contains(&tag.name.as_str()) {
            unseen = Some(tag.name);
        }
    }
    if unseen.is_none() {
        take(None, &without_comments(&inner[at..]));
    }
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("<!--");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once("-->").map_or("", |(_, rest)| rest));
    }
    kept
}

fn text_in(inner: &str, element: &str) -> Option<String> {
    let mut at = 0;
    while let Some(tag) = next_tag(inner, at) {
        at = tag.end;
        if tag.name == element && !tag.is_end {
            let text = inner[at..].split('<').next().unwrap_or_default();
            let words: Vec<&str> = text.split_whitespace().collect();
            return Some(words.join(" ")).filter(|text| !text.is_empty());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_and_formulas_are_their_words() {
        for (html, words) in [
            ("<svg><text>Chart: 42 &#37;</text></svg>", "Chart: 42 &#37;"),
            (
                "<svg><style>a{}</style><text x=1><tspan>A</tspan><tspan>b</tspan><tspan dy=1>c</tspan></text><text>d</text></svg>",
                "Ab c d",
            ),
            ("<svg aria-label='A & b'><path d='M0'/></svg>", "A &amp; b"),
            ("<svg><title>A dot</title><circle/></svg>", "A dot"),
            ("<svg><path d='M0'/></svg>", ""),
            (
                "<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>",
                "E=mc^2",
            ),
            (
                "<math><semantics><mrow><mfrac><mn>1</mn><msqrt><mi>x</mi></msqrt></mfrac></mrow><annotation>tex</annotation></semantics></math>",
                "1/√x",
            ),
        ] {
            let tag = next_tag(html, 0).expect("a tag");
            let end = html.rfind("</").expect("an end");
            assert_eq!(words_of(&tag, &html[tag.end..end]), words, "{html}");
        }
    }
}
