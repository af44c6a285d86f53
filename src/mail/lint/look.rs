//! How each element of a mail looks, by the styles that count for it: colour, background, size, whether it is seen.

use std::collections::{BTreeMap, HashMap};

use ego_tree::NodeId;
use scraper::{ElementRef, Node};

use crate::mail::lint::cascade::{self, Scheme};
use crate::mail::lint::colour::{self, Colour};
use crate::mail::lint::css;
use crate::mail::lint::letter::Letter;

const TEXT_PX: f64 = 16.0;
/// The links of browsers, light and dark.
const LINK: u32 = 0x00_00EE;
const LINK_DARK: u32 = 0x9E_9EFF;

/// How an element looks.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) colour: Colour,
    /// The colour as typed, to find its line by.
    pub(super) typed: String,
    /// What lies behind its text; `None` over a picture.
    pub(super) background: Option<Colour>,
    pub(super) size_px: f64,
    pub(super) is_bold: bool,
    pub(super) is_hidden: bool,
}

/// The looks of all elements under one scheme.
pub(super) struct Looks(HashMap<NodeId, Look>);

impl Looks {
    pub(super) fn of(letter: &Letter, scheme: Scheme) -> Self {
        let sheets = cascade::sheets(letter);
        let rules = cascade::styled(&sheets, scheme);
        let mut looks: HashMap<NodeId, Look> = HashMap::new();
        for element in letter.elements() {
            let parent = element.parent().and_then(|parent| looks.get(&parent.id()));
            let base = parent.cloned().unwrap_or_else(|| Look::plain(scheme));
            let look = Look::of(element, &base, &cascade::declared(element, &rules), scheme);
            looks.insert(element.id(), look);
        }
        Self(looks)
    }

    /// Each text with words in it, and the look of the element that holds it, in order.
    pub(super) fn texts<'a>(
        &'a self,
        letter: &'a Letter,
    ) -> impl Iterator<Item = (&'a str, &'a Look)> {
        let nodes = letter.document.root_element().descendants();
        nodes.filter_map(|node| {
            let Node::Text(text) = node.value() else {
                return None;
            };
            let parent = ElementRef::wrap(node.parent()?)?;
            let is_shown = !matches!(parent.value().name(), "style" | "title" | "script");
            let has_words = text.chars().any(char::is_alphanumeric);
            let look = self.0.get(&parent.id())?;
            (is_shown && has_words).then_some((text.trim(), look))
        })
    }

    /// The look of an element.
    pub(super) fn get(&self, element: ElementRef) -> Option<&Look> {
        self.0.get(&element.id())
    }
}

impl Look {
    fn plain(scheme: Scheme) -> Self {
        let (colour, background) = match scheme {
            Scheme::Light => (Colour::BLACK, Colour::WHITE),
            Scheme::Dark => (Colour::WHITE, Colour::of_hex(0x12_1212)),
        };
        Self {
            colour,
            typed: String::new(),
            background: Some(background),
            size_px: TEXT_PX,
            is_bold: false,
            is_hidden: false,
        }
    }

    fn of(
        element: ElementRef,
        base: &Self,
        own: &BTreeMap<String, String>,
        scheme: Scheme,
    ) -> Self {
        let name = element.value().name();
        let mut look = base.clone();
        if let "h1" | "h2" | "h3" | "b" | "strong" | "th" = name {
            look.is_bold = true;
        }
        look.size_px = match name {
            "h1" => base.size_px * 2.0,
            "h2" => base.size_px * 1.5,
            "h3" => base.size_px * 1.17,
            "small" => base.size_px * 0.83,
            _ => base.size_px,
        };
        if name == "a" && element.attr("href").is_some() {
            let dark = scheme == Scheme::Dark;
            look.colour = Colour::of_hex(if dark { LINK_DARK } else { LINK });
        }
        let get = |key: &str| own.get(key).map(String::as_str);
        let attribute = |key: &str| element.attr(key).map(str::to_owned);
        let behind = get("background-color").map(str::to_owned);
        look.paint(
            behind
                .or_else(|| get("background").map(str::to_owned))
                .or_else(|| attribute("bgcolor")),
            get("background-image").is_some_and(|image| image != "none")
                || element.attr("background").is_some(),
        );
        let colour = get("color").map(str::to_owned);
        let typed = colour.or_else(|| attribute("color").filter(|_| name == "font"));
        let below = look.background.unwrap_or(Colour::WHITE);
        if let Some(typed) = typed {
            if typed == "inherit" {
                look.colour = base.colour;
            } else if let Some(colour) = colour::parse(&typed, below) {
                look.colour = colour;
                look.typed = typed;
            }
        }
        look.write(
            get("font"),
            get("font-size"),
            get("font-weight"),
            base.size_px,
        );
        look.is_hidden |= is_hidden(element, &look, &get);
        look
    }

    /// Lays a background on what lies below; over a picture without a colour nothing can be said.
    fn paint(&mut self, typed: Option<String>, has_picture: bool) {
        let below = self.background.unwrap_or(Colour::WHITE);
        let mut words = typed.iter().flat_map(|typed| css::split(typed, ' '));
        let colour = words.find_map(|word| colour::parse(word, below));
        let has_picture = has_picture
            || typed.is_some_and(|typed| typed.contains("url(") || typed.contains("gradient("));
        match colour {
            Some(colour) => self.background = Some(colour),
            None if has_picture => self.background = None,
            None => {}
        }
    }

    fn write(
        &mut self,
        font: Option<&str>,
        size: Option<&str>,
        weight: Option<&str>,
        base_px: f64,
    ) {
        let words = font.map(|font| css::split(font, ' ')).unwrap_or_default();
        let of_font = words
            .iter()
            .find_map(|word| length_px(word.split('/').next()?, base_px));
        if let Some(px) = size.and_then(|size| length_px(size, base_px)).or(of_font) {
            self.size_px = px;
        }
        let weight = weight.or_else(|| words.iter().copied().find(|word| is_weight(word)));
        match weight {
            Some("bold" | "bolder" | "600" | "700" | "800" | "900") => self.is_bold = true,
            Some("normal" | "lighter" | "100" | "200" | "300" | "400" | "500") => {
                self.is_bold = false;
            }
            None if font.is_some() => self.is_bold = false,
            _ => {}
        }
    }
}

fn is_weight(word: &str) -> bool {
    matches!(word, "bold" | "bolder" | "normal" | "lighter")
        || (word.len() == 3
            && word.ends_with("00")
            && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether nobody sees it: the ways in which mails hide their preheader.
fn is_hidden<'a>(element: ElementRef, look: &Look, get: &impl Fn(&str) -> Option<&'a str>) -> bool {
    let is_zero = |key| {
        get(key).is_some_and(|value: &str| {
            value
                .trim_end_matches(|sign: char| sign.is_alphabetic() || sign == '%')
                .parse()
                == Ok(0.0_f64)
        })
    };
    get("display") == Some("none")
        || get("visibility") == Some("hidden")
        || is_zero("opacity")
        || ((is_zero("max-height") || is_zero("height")) && get("overflow") == Some("hidden"))
        || look.size_px < 3.0
        || element.attr("hidden").is_some()
        || matches!(element.value().name(), "head" | "template" | "noscript")
}

/// A length of text in pixels.
fn length_px(typed: &str, base_px: f64) -> Option<f64> {
    let at = typed.find(|sign: char| sign.is_alphabetic() || sign == '%')?;
    let number: f64 = typed[..at].parse().ok()?;
    match &typed[at..] {
        "px" => Some(number),
        "pt" => Some(number * 4.0 / 3.0),
        "em" => Some(number * base_px),
        "rem" => Some(number * TEXT_PX),
        "%" => Some(number * base_px / 100.0),
        _ => None,
    }
}
