//! Which declarations count for an element: sheets by the weight of their selectors, the element's own style, what is important.

use std::collections::BTreeMap;

use scraper::{ElementRef, Selector};

use crate::mail::lint::css::{self, Declaration, Rule, Sheet};
use crate::mail::lint::letter::Letter;

/// Wider than the mail, narrower than no screen that is called one: what `max-width` and `min-width` are held against.
const VIEW_PX: f64 = 800.0;

/// What the reader's program asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Light,
    Dark,
}

/// The style sheets of a letter.
pub(super) fn sheets(letter: &Letter) -> Vec<Sheet> {
    let texts = letter
        .all("style")
        .map(|style| style.text().collect::<String>());
    texts.map(|text| css::parse_sheet(&text)).collect()
}

/// The selectors that count under a scheme.
pub(super) fn styled(sheets: &[Sheet], scheme: Scheme) -> Vec<Styled<'_>> {
    let rules = sheets.iter().flat_map(|sheet| &sheet.rules);
    rules
        .filter(|rule| rule.media.iter().all(|media| holds(media, scheme)))
        .flat_map(Styled::of)
        .collect()
}

/// One selector of a rule.
pub(super) struct Styled<'a> {
    selector: Selector,
    weight: (usize, usize, usize),
    declarations: &'a [Declaration],
}

impl<'a> Styled<'a> {
    /// The rule's selectors, one by one; those that no mail program could know either are passed over.
    fn of(rule: &'a Rule) -> Vec<Self> {
        let selectors = css::split(&rule.selector, ',').into_iter();
        let styled = selectors.filter_map(|selector| {
            Some(Self {
                weight: specificity(selector),
                selector: Selector::parse(selector).ok()?,
                declarations: &rule.declarations,
            })
        });
        styled.collect()
    }
}

/// How much a selector counts: ids, classes and attributes, names.
fn specificity(selector: &str) -> (usize, usize, usize) {
    let count = |signs: &[char]| selector.matches(signs).count();
    let words = selector.split(|sign: char| " >+~".contains(sign));
    let names = words.filter(|word| word.starts_with(|sign: char| sign.is_alphabetic()));
    (count(&['#']), count(&['.', '[', ':']), names.count())
}

/// What is declared for an element: sheets by weight, then its own style; what is important last.
pub(super) fn declared(element: ElementRef, rules: &[Styled]) -> BTreeMap<String, String> {
    let own = css::parse_declarations(element.attr("style").unwrap_or_default());
    let mut matching: Vec<&Styled> = rules
        .iter()
        .filter(|rule| rule.selector.matches(&element))
        .collect();
    matching.sort_by_key(|rule| rule.weight);
    let of_sheets = matching.iter().flat_map(|rule| rule.declarations);
    let all: Vec<&Declaration> = of_sheets.chain(&own).collect();
    let mut values = BTreeMap::new();
    for is_important in [false, true] {
        for one in all.iter().filter(|one| one.is_important == is_important) {
            if one.name == "background" {
                values.remove("background-color");
                values.remove("background-image");
            }
            if one.name == "font" {
                values.remove("font-size");
                values.remove("font-weight");
            }
            values.insert(one.name.clone(), one.value.clone());
        }
    }
    values
}

/// Whether a condition of `@media` holds on a desktop.
fn holds(media: &str, scheme: Scheme) -> bool {
    media.split(',').any(|query| {
        query.split(" and ").all(|part| {
            let part = part.trim().trim_matches(['(', ')']);
            let Some((feature, value)) = part.split_once(':') else {
                return matches!(part, "" | "all" | "screen" | "only screen");
            };
            let px = || {
                value
                    .trim()
                    .strip_suffix("px")
                    .and_then(|px| px.parse().ok())
                    .unwrap_or(0.0_f64)
            };
            match (feature.trim(), value.trim()) {
                ("prefers-color-scheme", "dark") => scheme == Scheme::Dark,
                ("prefers-color-scheme", "light") => scheme == Scheme::Light,
                ("max-width" | "max-device-width", _) => VIEW_PX <= px(),
                ("min-width" | "min-device-width", _) => VIEW_PX >= px(),
                _ => false,
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_held_against_a_desktop() {
        for (media, light, dark) in [
            ("screen", true, true),
            ("print", false, false),
            ("(max-width: 620px)", false, false),
            ("only screen and (min-width: 600px)", true, true),
            ("(prefers-color-scheme: dark)", false, true),
            ("print, (prefers-color-scheme: light)", true, false),
        ] {
            assert_eq!(holds(media, Scheme::Light), light, "{media}");
            assert_eq!(holds(media, Scheme::Dark), dark, "{media}");
        }
    }

    #[test]
    fn selectors_count_by_ids_classes_and_names() {
        assert_eq!(specificity("#a .b p"), (1, 1, 1));
        assert_eq!(specificity("td > a:link"), (0, 1, 2));
    }
}
