//! Pictures in raw HTML: those that wait to be scrolled to load at once, and have the size of their file.

use crate::content::markdown::escape;
use crate::content::tags::{Tag, attribute};
use crate::model::post::Sizes;

/// Where a picture's true address stands while it waits to be scrolled to.
const LAZY: [&str; 5] = [
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-url",
    "data-lazy",
];
const LAZY_SETS: [&str; 2] = ["data-srcset", "data-lazy-srcset"];
/// What the names of pictures say that only keep a place.
const PLACEHOLDERS: [&str; 8] = [
    "placeholder",
    "loading",
    "spinner",
    "blank",
    "pixel",
    "lazy",
    "transparent",
    "1x1",
];

/// An `img` or `source` that loads at once, with its size; and its address where that was lazy.
pub(super) fn awake(tag: &Tag, typed: &str, sizes: &Sizes) -> (String, Option<String>) {
    let own = attribute(tag.inside, "src");
    let source = lazy_source(tag.inside).filter(|_| sleeps(tag, own.as_deref()));
    let is_set = attribute(tag.inside, "srcset").is_some_and(|set| !set.starts_with("data:"));
    let sets = LAZY_SETS.iter();
    let set = sets
        .filter_map(|name| attribute(tag.inside, name))
        .find(|_| !is_set);
    let shown = source.as_deref().or(own.as_deref()).map(str::trim);
    let size = shown.and_then(|shown| sizes.get(shown));
    let size = size.map_or_else(String::new, |size| missing_size(tag.inside, *size));
    if source.is_none() && set.is_none() && size.is_empty() {
        return (typed.to_owned(), None);
    }
    let named = |name: &str, value: Option<&String>| {
        value.map_or_else(String::new, |value| {
            format!(" {name}=\"{}\"", escape(value))
        })
    };
    // The first of two attributes counts.
    let made = format!(
        "<{}{}{}{size} {}>",
        tag.name,
        named("src", source.as_ref()),
        named("srcset", set.as_ref()),
        tag.inside
    );
    (made, source)
}

/// Whether a picture is there to count readers, and not to be seen.
pub(in crate::content) fn is_pixel(inside: &str) -> bool {
    let style = attribute(inside, "style")
        .unwrap_or_default()
        .to_lowercase();
    let style: String = style.split_whitespace().collect();
    let says = |sign: &str| style.split(';').any(|rule| rule == sign);
    let is_tiny = |name: &str| {
        let typed = attribute(inside, name).unwrap_or_default();
        let typed = typed.trim().trim_end_matches("px");
        matches!(typed, "0" | "1")
            || ["0", "1px", "0px"]
                .iter()
                .any(|size| says(&format!("{name}:{size}")))
    };
    is_tiny("width") || is_tiny("height") || says("display:none") || says("visibility:hidden")
}

/// The address of a frame or picture that is lazy.
pub(in crate::content) fn lazy_source(inside: &str) -> Option<String> {
    let mut sources = LAZY.iter().filter_map(|name| attribute(inside, name));
    sources.find(|source| !source.trim().is_empty())
}

/// Whether what is shown at first only keeps the place of the picture.
fn sleeps(tag: &Tag, own: Option<&str>) -> bool {
    let Some(own) = own.map(str::trim).filter(|own| !own.is_empty()) else {
        return tag.name == "img" || attribute(tag.inside, "srcset").is_none();
    };
    let name = own.rsplit('/').next().unwrap_or(own).to_lowercase();
    let class = attribute(tag.inside, "class").unwrap_or_default();
    own.starts_with("data:")
        || PLACEHOLDERS.iter().any(|part| name.contains(part))
        || class.to_lowercase().contains("lazy")
}

/// The attributes of size that the tag lacks; one that was typed is kept, and the other follows from it.
fn missing_size(inside: &str, (width, height): (u32, u32)) -> String {
    let scaled = |own: String, of: u32, other: u32| {
        let own: u64 = own.trim().trim_end_matches("px").parse().ok()?;
        let other = own.checked_mul(u64::from(other))? / u64::from(of.max(1));
        (1..=100_000).contains(&other).then_some(other)
    };
    match (attribute(inside, "width"), attribute(inside, "height")) {
        (None, None) => format!(" width=\"{width}\" height=\"{height}\""),
        (Some(own), None) => scaled(own, width, height)
            .map_or_else(String::new, |height| format!(" height=\"{height}\"")),
        (None, Some(own)) => scaled(own, height, width)
            .map_or_else(String::new, |width| format!(" width=\"{width}\"")),
        (Some(_), Some(_)) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_missing_side_follows_from_the_typed_one_unless_that_is_absurd() {
        assert_eq!(missing_size("width=50", (100, 40)), " height=\"20\"");
        for absurd in [
            "width=18446744073709551615",
            "height=\"9999999999999999999\"",
        ] {
            assert_eq!(missing_size(absurd, (100, 40)), "", "{absurd}");
        }
    }
}
