//! What the readers' mail programs make of a message's HTML and CSS: features that one of them lacks, and what is lost there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use scraper::{ElementRef, Node};

use crate::mail::lint::css::{self, Declaration};
use crate::mail::lint::letter::Letter;
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};

const FACTS: &str = include_str!("clients.txt");
const FEATURES: &str = include_str!("features.txt");
/// The program that reads Microsoft's conditional comments.
const WORD: &str = "outlook-windows";

/// Which program supports what.
struct Facts {
    programs: Vec<&'static str>,
    letters: BTreeMap<&'static str, &'static str>,
}

static KNOWN: LazyLock<Facts> = LazyLock::new(|| {
    let mut facts = Facts {
        programs: Vec::new(),
        letters: BTreeMap::new(),
    };
    for line in FACTS.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(' ') {
            Some(("programs", names)) => facts.programs = names.split(' ').collect(),
            Some((feature, letters)) => drop(facts.letters.insert(feature, letters)),
            None => {}
        }
    }
    facts
});

/// A feature, a line of `features.txt`.
struct Feature {
    facts: &'static str,
    sign: Sign,
    name: &'static str,
    loss: &'static str,
    remedy: &'static str,
}

/// How a feature is recognised.
enum Sign {
    Element(&'static str),
    Attribute(&'static str),
    /// The ending of a picture's file.
    Picture(&'static str),
    /// Properties, whatever their value.
    Property(Vec<&'static str>),
    /// A property with one of these words.
    Value(&'static str, Vec<&'static str>),
    /// A part of any value.
    Function(Vec<&'static str>),
    /// A unit of any number.
    Unit(&'static str),
    /// A width that is bounded and not given.
    Bounded,
}

static WATCHED: LazyLock<Vec<Feature>> = LazyLock::new(|| {
    let lines = FEATURES.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(Feature::parse).collect()
});

impl Feature {
    fn parse(line: &'static str) -> Option<Self> {
        let mut fields = line.split(" | ");
        let (facts, sign) = (fields.next()?, fields.next()?);
        Some(Self {
            facts,
            sign: Sign::parse(sign)?,
            name: fields.next()?,
            loss: fields.next()?,
            remedy: fields.next()?,
        })
    }
}

impl Sign {
    fn parse(text: &'static str) -> Option<Self> {
        let mut words = text.split(' ');
        let kind = words.next()?;
        let mut rest: Vec<&str> = words.collect();
        Some(match kind {
            "bounded" => Self::Bounded,
            "property" => Self::Property(rest),
            "function" => Self::Function(rest),
            "element" => Self::Element(rest.first()?),
            "attribute" => Self::Attribute(rest.first()?),
            "picture" => Self::Picture(rest.first()?),
            "unit" => Self::Unit(rest.first()?),
            "value" if !rest.is_empty() => Self::Value(rest.remove(0), rest),
            _ => return None,
        })
    }
}

/// One use of a feature: where, and whether Outlook for Windows gets to see it.
struct Use {
    needle: String,
    is_for_word: bool,
}

pub(super) fn check(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    let mut uses: BTreeMap<usize, Vec<Use>> = BTreeMap::new();
    let mut is_for_word = true;
    for node in letter.document.root_element().descendants() {
        match node.value() {
            Node::Comment(comment) => {
                let comment = comment.to_ascii_lowercase();
                if comment.contains("[if !mso]") || comment.contains("[if !(mso") {
                    is_for_word = false;
                } else if comment.contains("[endif]") {
                    is_for_word = true;
                }
            }
            Node::Element(_) => {
                let Some(element) = ElementRef::wrap(node) else {
                    continue;
                };
                let style = css::parse_declarations(element.attr("style").unwrap_or_default());
                let hides = |one: &Declaration| one.name == "mso-hide" && one.value == "all";
                let is_for_word = is_for_word && !style.iter().any(hides);
                for (at, feature) in WATCHED.iter().enumerate() {
                    if let Some(needle) = find(&feature.sign, element, &style) {
                        let one = Use {
                            needle,
                            is_for_word,
                        };
                        uses.entry(at).or_default().push(one);
                    }
                }
            }
            _ => {}
        }
    }
    uses.iter()
        .filter_map(|(at, uses)| judge(&WATCHED[*at], uses, origin))
        .collect()
}

/// One finding for a feature, with all the programs that lack it.
fn judge(feature: &Feature, uses: &[Use], origin: &Origin) -> Option<Diagnostic> {
    let letters = KNOWN.letters.get(feature.facts)?.as_bytes();
    let is_bounded = matches!(feature.sign, Sign::Bounded);
    let lacks = |program: &&String| {
        let at = KNOWN.programs.iter().position(|known| known == program);
        let is_seen = program.as_str() != WORD || uses.iter().any(|one| one.is_for_word);
        // Outlook for Windows bounds tables, which is no help to what `bounded` finds.
        let is_lacking = |letter: &u8| *letter == b'n' || (is_bounded && *letter == b'a');
        is_seen && at.and_then(|at| letters.get(at)).is_some_and(is_lacking)
    };
    let lacking: Vec<&str> = origin
        .linter
        .config
        .mail
        .clients
        .iter()
        .filter(lacks)
        .map(String::as_str)
        .collect();
    if lacking.is_empty() {
        return None;
    }
    let count = match uses.len() {
        1 => String::new(),
        count => format!(" ({count} times)"),
    };
    let message = format!(
        "{}{count} is not understood by {}: {}",
        feature.name,
        lacking.join(", "),
        feature.loss
    );
    let spot = match &feature.sign {
        Sign::Picture(_) => origin.address(&uses[0].needle),
        _ => origin.template("body.html", &[&uses[0].needle]),
    };
    Some(spot.found("issue-support", Severity::Warning, message, feature.remedy))
}

/// The words by which an element uses a feature; `None` where it does not, or where it says what to do without.
fn find(sign: &Sign, element: ElementRef, style: &[Declaration]) -> Option<String> {
    let name = element.value().name();
    match sign {
        Sign::Element(own) => (name == *own).then(|| format!("<{own}")),
        Sign::Attribute(own) => element.attr(own).map(|_| format!("{own}=")),
        Sign::Picture(ending) => {
            let source = element.attr("src").filter(|_| name == "img")?;
            let path = source.split(['?', '#']).next()?.to_ascii_lowercase();
            path.ends_with(ending).then(|| source.to_owned())
        }
        Sign::Property(names) => {
            let mut found = style
                .iter()
                .filter(|one| names.contains(&one.name.as_str()));
            found.next().map(|one| one.name.clone())
        }
        Sign::Value(own, words) => style
            .iter()
            .filter(|one| one.name == *own)
            .find(|one| {
                words
                    .iter()
                    .any(|word| one.value.split(' ').any(|part| part == *word))
            })
            .map(|one| one.value.clone()),
        Sign::Function(words) => {
            let uses = |one: &&Declaration| words.iter().any(|word| one.value.contains(word));
            let found = style.iter().find(uses)?;
            (!has_fallback(found, element, style, uses)).then(|| found.value.clone())
        }
        Sign::Unit(unit) => {
            let uses = |one: &&Declaration| {
                one.value
                    .split([' ', ',', '('])
                    .any(|word| has_unit(word, unit))
            };
            let found = style.iter().find(uses)?;
            (!has_fallback(found, element, style, uses)).then(|| found.value.clone())
        }
        Sign::Bounded => {
            let found = style
                .iter()
                .find(|one| one.name == "max-width" && one.value.ends_with("px"))?;
            let has_width =
                element.attr("width").is_some() || style.iter().any(|one| one.name == "width");
            (!has_width && matches!(name, "td" | "div" | "img"))
                .then(|| format!("max-width:{}", found.value))
        }
    }
}

/// Whether the same property is said in a way that every program understands, or a plain colour stands behind a picture.
fn has_fallback(
    found: &Declaration,
    element: ElementRef,
    style: &[Declaration],
    uses: impl Fn(&&Declaration) -> bool,
) -> bool {
    let plain = |one: &&Declaration| !uses(one);
    let is_background = found.name.starts_with("background");
    let same = |one: &Declaration| {
        one.name == found.name || (is_background && one.name == "background-color")
    };
    let has_colour_before = found
        .value
        .split(' ')
        .next()
        .is_some_and(|word| word.starts_with('#'));
    style.iter().filter(plain).any(same)
        || (is_background && (element.attr("bgcolor").is_some() || has_colour_before))
        || element.attr(&found.name).is_some()
}

fn has_unit(word: &str, unit: &str) -> bool {
    let number = word.trim_end_matches(')').strip_suffix(unit);
    number.is_some_and(|number| number.parse::<f64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::MAIL_CLIENTS;

    #[test]
    fn the_facts_know_every_program_and_every_feature() {
        assert_eq!(KNOWN.programs, MAIL_CLIENTS);
        for letters in KNOWN.letters.values() {
            assert_eq!(letters.len(), KNOWN.programs.len());
        }
        let lines = FEATURES.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(WATCHED.len(), lines.count());
        for feature in WATCHED.iter() {
            assert!(
                KNOWN.letters.contains_key(feature.facts),
                "{}",
                feature.facts
            );
        }
        assert!(KNOWN.letters.len() > 250);
    }
}
