//! How well the texts of a mail can be read: by day, by night, and where a mail program turns the colours round.

use crate::mail_templates::page::{Element, Page};

/// What WCAG 2 asks of text (success criterion 1.4.3).
const CONTRAST_MIN: f64 = 4.5;

type Colour = [f64; 3];

/// Every text that is hard to read in any of the ways that mail programs show colours.
pub fn faint_texts(page: &Page) -> Vec<String> {
    let dark = dark_rules(page);
    assert!(!dark.is_empty(), "the mail has dark styles");
    let mut faint = Vec::new();
    // With pictures off, what stands for them is text as well.
    let pictures = page.elements.iter().enumerate();
    let alts = pictures.filter_map(|(at, one)| Some((at, one.attributes.get("alt")?)));
    let texts = page.texts.iter().map(|(at, text)| (*at, text)).chain(alts);
    for (at, text) in texts {
        let is_hidden = |element: &Element| element.style("display") == Some("none");
        if page.around(at).any(is_hidden) {
            continue;
        }
        let day = colours(page, at, &[]);
        let night = colours(page, at, &dark);
        for (way, (letters, ground)) in [
            ("light", day),
            ("dark", night),
            ("all colours inverted", (invert(day.0), invert(day.1))),
            ("all lightness inverted", (flip(day.0), flip(day.1))),
            ("light grounds darkened", darken(day)),
        ] {
            let contrast = contrast(letters, ground);
            if contrast < CONTRAST_MIN {
                faint.push(format!("{way}: {contrast:.2}: {text}"));
            }
        }
    }
    faint
}

/// A rule of the dark style sheet: what each of its elements must be, outermost first, and a property.
type Rule = (Vec<String>, String, String);

fn dark_rules(page: &Page) -> Vec<Rule> {
    let sheets = page
        .styles
        .iter()
        .filter_map(|sheet| sheet.split_once("(prefers-color-scheme: dark) {"));
    let mut rules = Vec::new();
    for (_, sheet) in sheets {
        for rule in sheet.split('}') {
            let Some((selectors, declarations)) = rule.split_once('{') else {
                continue;
            };
            for selector in selectors.split(',') {
                let parts: Vec<String> = selector.split_whitespace().map(Into::into).collect();
                for declaration in declarations.split(';') {
                    if let Some((property, value)) = declaration.split_once(':') {
                        let value = value.replace("!important", "");
                        rules.push((parts.clone(), property.trim().into(), value.trim().into()));
                    }
                }
            }
        }
    }
    rules
}

/// The colours of the letters and of the ground below them.
fn colours(page: &Page, at: usize, dark: &[Rule]) -> (Colour, Colour) {
    let mut found = [None, None];
    for (place, property) in found.iter_mut().zip(["color", "background-color"]) {
        let mut next = Some(at);
        while let (None, Some(at)) = (&place, next) {
            let own = page.elements[at].style(property).map(str::to_owned);
            let ruled = dark
                .iter()
                .filter(|(parts, name, _)| name == property && is_meant(page, at, parts));
            *place = ruled.map(|(_, _, value)| value.clone()).next_back().or(own);
            next = page.elements[at].parent;
        }
    }
    let [letters, ground] = found;
    let named = |value: Option<String>, what: &str| {
        parse(&value.unwrap_or_else(|| panic!("no {what} for {:?}", page.elements[at])))
    };
    (named(letters, "colour"), named(ground, "ground"))
}

fn is_meant(page: &Page, at: usize, parts: &[String]) -> bool {
    let mut around = page.around(at);
    let Some((last, outer)) = parts.split_last() else {
        return false;
    };
    let is = |element: &Element, part: &str| match part.strip_prefix('.') {
        Some(class) => element.has_class(class),
        None => element.name == part,
    };
    around.next().is_some_and(|element| is(element, last))
        && outer
            .iter()
            .rev()
            .all(|part| around.any(|element| is(element, part)))
}

fn parse(typed: &str) -> Colour {
    let digits = typed
        .strip_prefix('#')
        .unwrap_or_else(|| panic!("{typed} is no colour"));
    let part = |at: usize| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("digits"));
    [part(0) / 255.0, part(2) / 255.0, part(4) / 255.0]
}

fn invert(colour: Colour) -> Colour {
    colour.map(|part| 1.0 - part)
}

/// The same hue with the opposite lightness (HSL).
fn flip(colour: Colour) -> Colour {
    let most = colour.iter().copied().fold(0.0, f64::max);
    let least = colour.iter().copied().fold(1.0, f64::min);
    colour.map(|part| (part + 1.0 - most - least).clamp(0.0, 1.0))
}

/// What programs do that turn light grounds dark and dark letters light, and leave the others.
fn darken((letters, ground): (Colour, Colour)) -> (Colour, Colour) {
    let flip_if = |colour: Colour, is: bool| if is { flip(colour) } else { colour };
    let ground_was_light = luminance(ground) > 0.5;
    let letters_are_dark = luminance(letters) < 0.5;
    (
        flip_if(
            letters,
            letters_are_dark == ground_was_light && ground_was_light,
        ),
        flip_if(ground, ground_was_light),
    )
}

/// Relative luminance (WCAG 2).
fn luminance(colour: Colour) -> f64 {
    let linear = colour.map(|part| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn contrast_is_what_wcag_says() {
    let of = |one: &str, other: &str| contrast(parse(one), parse(other));
    assert!((of("#000000", "#ffffff") - 21.0).abs() < 0.01);
    assert!((of("#777777", "#ffffff") - 4.48).abs() < 0.01);
    assert!((luminance(flip(parse("#204060"))) - luminance(parse("#9fbfdf"))).abs() < 0.01);
}
