//! The elements that are left of a post in a mail, and what each becomes.
//!
//! How they look is the template's to say; what keeps them inside a mail stands here, with the element.

use crate::content::markdown::escape;
use crate::content::tags::attribute;

/// Long lines of code wrap.
const CODE: &str = "white-space:pre-wrap;word-break:break-word;overflow-wrap:anywhere";

/// What becomes of an element.
pub(super) enum Shape {
    /// This, in its place.
    Empty(&'static str),
    Picture,
    Link,
    /// A heading of that level in the post.
    Heading(usize),
    /// An element of ours around what stands in it.
    Kept(Kept),
    Table,
    /// Only signs around what stands in it.
    Framed(&'static str, &'static str),
    /// Nothing, and nothing of what stands in it.
    Unseen,
    /// Nothing; it holds nothing.
    Void,
}

/// An element as it is written.
pub(super) struct Kept {
    pub(super) name: String,
    style: String,
    /// Attributes of ours.
    own: &'static str,
    /// Attributes that are kept as they were typed.
    typed: &'static [&'static str],
}

impl Kept {
    pub(super) fn of(name: &str, style: &str) -> Self {
        Self {
            name: name.to_owned(),
            style: style.to_owned(),
            own: "",
            typed: &[],
        }
    }

    /// Its start tag, with the typed attributes that say something.
    pub(super) fn start(&self, inside: &str) -> String {
        let mut tag = format!("<{}{}", self.name, self.own);
        for name in self.typed.iter().chain(&["lang", "dir"]) {
            let is_ours = self.own.contains(&format!(" {name}="));
            if let Some(value) = attribute(inside, name).filter(|_| !is_ours) {
                tag.push_str(&format!(" {name}=\"{}\"", escape(&value)));
            }
        }
        if !self.style.is_empty() {
            tag.push_str(&format!(" style=\"{}\"", self.style));
        }
        tag + ">"
    }
}

/// A table; `wrapping` is added to its style.
pub(super) fn table(wrapping: &str) -> Kept {
    Kept {
        own: " border=\"0\" cellpadding=\"6\" cellspacing=\"0\"",
        ..Kept::of("table", &format!("border-collapse:collapse{wrapping}"))
    }
}

/// What becomes of the element `name`.
pub(super) fn shape(name: &str) -> Shape {
    let kept = |name: &str, style: &str| Shape::Kept(Kept::of(name, style));
    let with = |name: &str, own: &'static str, typed: &'static [&'static str], style: &str| {
        Shape::Kept(Kept {
            own,
            typed,
            ..Kept::of(name, style)
        })
    };
    match name {
        "br" => Shape::Empty("<br>"),
        "hr" => Shape::Empty("<hr>"),
        "img" => Shape::Picture,
        "a" => Shape::Link,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Shape::Heading(name[1..].parse().unwrap_or(1)),
        "p" | "blockquote" | "ul" | "dl" | "dt" | "dd" | "strong" | "b" | "em" | "i" | "u"
        | "s" | "sub" | "sup" | "small" | "code" | "thead" | "tbody" | "tfoot" | "tr" | "span" => {
            kept(name, "")
        }
        "ol" => with("ol", "", &["start", "type", "reversed"], ""),
        "li" => with("li", "", &["value"], ""),
        "pre" => with("pre", " dir=\"ltr\"", &[], CODE),
        "table" => Shape::Table,
        "td" => with("td", "", &["align", "colspan", "rowspan"], ""),
        "th" => with("th", "", &["align", "colspan", "rowspan"], ""),
        "abbr" => with("abbr", "", &["title"], ""),
        "del" | "strike" => kept("s", ""),
        "ins" => kept("u", ""),
        "kbd" | "samp" | "tt" => kept("code", ""),
        "cite" | "dfn" | "var" => kept("i", ""),
        "mark" => kept("span", "background-color:#fff3b0;color:#16222a"),
        "bdi" => with("span", " dir=\"auto\"", &[], ""),
        "figcaption" | "caption" => kept("div", "font-size:14px;line-height:20px"),
        "summary" => kept("div", "font-weight:bold"),
        "figure" => kept("div", "margin:16px 0"),
        "div" | "section" | "article" | "aside" | "header" | "footer" | "main" | "nav"
        | "center" | "address" | "hgroup" | "details" => kept("div", ""),
        "q" => Shape::Framed("“", "”"),
        "rt" => Shape::Framed(" (", ")"),
        "rp" => Shape::Unseen,
        "source" | "col" | "wbr" => Shape::Void,
        _ => Shape::Framed("", ""),
    }
}
