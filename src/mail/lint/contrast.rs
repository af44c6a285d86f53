//! Whether text can be read: in light, in the dark that the mail itself brings, and in the dark that programs force on it.

use std::collections::HashSet;

use crate::mail::lint::cascade::Scheme;
use crate::mail::lint::colour::Colour;
use crate::mail::lint::letter::{Letter, shorten};
use crate::mail::lint::look::{Look, Looks};
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};

/// What text needs, and what large text needs (WCAG 2, 1.4.3).
const NEEDED: f64 = 4.5;
const NEEDED_LARGE: f64 = 3.0;
/// Text with so much less than it needs cannot be read.
const UNREADABLE: f64 = 1.5;
/// How much of the contrast that it needs must be left where programs force a dark look: a model is no measurement.
const LEFT: f64 = 0.85;
/// Middle grey in CIE L*: what is lighter counts as light.
const MIDDLE: f64 = 50.0;

pub(super) fn check(letter: &Letter, light: &Looks, origin: &Origin) -> Vec<Diagnostic> {
    let in_light = pairs(letter, light);
    let mut found: Vec<Diagnostic> = in_light
        .iter()
        .filter_map(|pair| pair.judge("issue-contrast", "", origin))
        .collect();
    if letter.html.contains("prefers-color-scheme") {
        let dark = Looks::of(letter, Scheme::Dark);
        let in_dark = pairs(letter, &dark);
        let judged = in_dark
            .iter()
            .filter_map(|pair| pair.judge("issue-contrast-dark", " in the dark", origin));
        found.extend(judged);
    }
    let sound = in_light.iter().filter(|pair| pair.ratio() >= pair.needed());
    found.extend(sound.filter_map(|pair| judge_forced(pair, origin)));
    found
}

/// A text and the two colours that it is seen by.
struct Pair<'a> {
    text: &'a str,
    look: &'a Look,
    background: Colour,
}

impl Pair<'_> {
    fn ratio(&self) -> f64 {
        self.look.colour.contrast(self.background)
    }

    /// Large is 24 px, or 18.66 px and bold.
    fn needed(&self) -> f64 {
        let is_large =
            self.look.size_px >= 24.0 || (self.look.is_bold && self.look.size_px >= 18.66);
        if is_large { NEEDED_LARGE } else { NEEDED }
    }

    fn judge(&self, rule: &'static str, when: &str, origin: &Origin) -> Option<Diagnostic> {
        let (ratio, needed) = (self.ratio(), self.needed());
        if ratio >= needed {
            return None;
        }
        let severity = if ratio < needed / UNREADABLE {
            Severity::Error
        } else {
            Severity::Warning
        };
        let message = format!(
            "the text `{}` is {} on {}{when}: contrast {ratio:.1}, and it needs {needed}",
            shorten(self.text),
            self.look.colour.hex(),
            self.background.hex()
        );
        let help = "take a darker or a lighter colour for one of them";
        let spot = origin.template("body.html", &[&self.look.typed]);
        Some(spot.found(rule, severity, message, help))
    }
}

/// Each pair of colours once, with the first text that has it.
fn pairs<'a>(letter: &'a Letter, looks: &'a Looks) -> Vec<Pair<'a>> {
    let mut seen = HashSet::new();
    let seen_texts = looks.texts(letter).filter(|(_, look)| !look.is_hidden);
    let pairs = seen_texts.filter_map(|(text, look)| {
        let background = look.background?;
        Some(Pair {
            text,
            look,
            background,
        })
    });
    pairs
        .filter(|pair| {
            let is_large = pair.needed() < NEEDED;
            seen.insert((pair.look.colour.hex(), pair.background.hex(), is_large))
        })
        .collect()
}

/// Outlook turns every colour; Gmail and others only light backgrounds and dark text, which leaves what is between in trouble.
fn judge_forced(pair: &Pair, origin: &Origin) -> Option<Diagnostic> {
    let (colour, background) = (pair.look.colour, pair.background);
    let whole = (colour.turned(), background.turned());
    let text = if colour.lightness() < MIDDLE {
        colour.turned()
    } else {
        colour
    };
    let behind = if background.lightness() > MIDDLE {
        background.turned()
    } else {
        background
    };
    let worst = [whole, (text, behind)]
        .into_iter()
        .map(|(text, behind)| (text.contrast(behind), text, behind))
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    let (ratio, text, behind) = worst;
    if ratio >= pair.needed() * LEFT {
        return None;
    }
    let message = format!(
        "where a mail program forces a dark look, the text `{}` becomes about {} on {}: contrast {ratio:.1}",
        shorten(pair.text),
        text.hex(),
        behind.hex()
    );
    let help = format!(
        "{} on {} are both in the middle: take a background that is clearly light or clearly dark",
        colour.hex(),
        background.hex()
    );
    let spot = origin.template("body.html", &[&pair.look.typed]);
    Some(spot.found("issue-contrast-forced", Severity::Warning, message, help))
}
