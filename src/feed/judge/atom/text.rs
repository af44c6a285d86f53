//! Atom's text constructs: `text`, `html` and `xhtml` (RFC 4287, 3.1).

use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::Bench;
use crate::feed::judge::html::{self, Base};

/// Judges a title, subtitle, summary or the rights.
pub(in crate::feed::judge) fn judge(bench: &mut Bench, element: &Element) {
    let kind = element.attribute("type");
    match kind.map_or("text", |own| own.value.trim()) {
        "text" => judge_text(bench, element),
        "html" => judge_html(bench, element),
        "xhtml" => judge_xhtml(bench, element),
        other => {
            let message = format!(
                "`type` of `<{}>` is `text`, `html` or `xhtml`, not `{}`",
                element.typed,
                shown(other)
            );
            let at = kind.map_or(element.offset, |own| own.value_offset);
            bench.court.find("atom-text-type", at, message);
        }
    }
    if element.text.is_blank() && element.children.is_empty() {
        bench.court.find(
            "element-empty",
            element.offset,
            format!("`<{}>` is empty", element.typed),
        );
    }
}

/// Plain text, in which HTML is shown as it stands.
pub(super) fn judge_text(bench: &mut Bench, element: &Element) {
    no_markup(bench, element);
    if html::has_markup(element.text.as_str()) {
        let message = format!(
            "`<{}>` holds HTML and says that it is text: readers show the tags",
            element.typed
        );
        bench
            .court
            .find("atom-text-html", element.text_offset(), message);
    }
}

/// HTML, escaped.
pub(super) fn judge_html(bench: &mut Bench, element: &Element) {
    no_markup(bench, element);
    let base = bench.base(element);
    html::judge(&element.text, base, bench.court);
}

fn no_markup(bench: &mut Bench, element: &Element) {
    let document = bench.document;
    if let Some(child) = document.children(element).next() {
        let message = format!(
            "`<{}>` in `<{}>` was not escaped, and its type is not `xhtml`: readers drop it",
            child.typed, element.typed
        );
        bench.court.find("markup-unescaped", child.offset, message);
    }
}

/// One `div` of XHTML, and what stands in it.
pub(super) fn judge_xhtml(bench: &mut Bench, element: &Element) {
    let document = bench.document;
    let mut children = document.children(element);
    let div = children.next().filter(|child| child.name == "xhtml:div");
    let is_alone = div.is_some() && children.next().is_none() && element.text.is_blank();
    if !is_alone {
        let message = format!(
            "`<{}>` with type xhtml holds one `<div>` of XHTML and nothing else",
            element.typed
        );
        bench.court.find("atom-xhtml-div", element.offset, message);
        if html::has_markup(element.text.as_str()) {
            let message = "escaped HTML where markup itself should stand";
            bench
                .court
                .find("atom-xhtml-escaped", element.text_offset(), message);
        }
    }
    let base = bench.base(element);
    // Parents come before children, so what stands inside follows in one piece.
    let Some(first) = element.children.first() else {
        return;
    };
    let rest = document.elements.iter().enumerate().skip(*first);
    let inside = rest.take_while(|(at, own)| at == first || own.parent >= *first);
    for (_, own) in inside {
        judge_node(bench, own, base);
    }
}

fn judge_node(bench: &mut Bench, own: &Element, base: Base) {
    if let Some((_, name)) = own
        .name
        .split_once(':')
        .filter(|(prefix, _)| is_drawing(prefix))
    {
        if matches!(name, "script" | "foreignObject" | "annotation-xml") {
            let message = format!("readers remove `<{name}>`, or refuse the feed for it");
            bench
                .court
                .find("html-element-dangerous", own.offset, message);
        }
        return;
    }
    let Some(name) = own.name.strip_prefix("xhtml:") else {
        let message = format!("`<{}>` is no XHTML: readers drop it", shown(&own.typed));
        bench
            .court
            .find("html-element-unknown", own.offset, message);
        return;
    };
    html::judge_element(name, own.offset, bench.court);
    for attribute in &own.attributes {
        html::judge_attribute(
            name,
            &attribute.name,
            &attribute.value,
            attribute.offset,
            base,
            bench.court,
        );
    }
}

/// Drawings and formulas may stand in XHTML as they are.
fn is_drawing(prefix: &str) -> bool {
    matches!(prefix, "svg" | "mathml")
}
