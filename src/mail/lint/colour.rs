//! Colours of CSS and the contrast between two of them (WCAG 2, 1.4.3), and what programs that force a dark look make of them.

use cssparser::color::{parse_hash_color, parse_named_color};

/// The part of lightness that Outlook keeps between its darkest and its lightest, in CIE L*: white becomes #333.
const OUTLOOK_SPAN: f64 = 0.7875;

/// A colour without transparency, each part from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour([f64; 3]);

impl Colour {
    pub(super) const WHITE: Self = Self([1.0; 3]);
    pub(super) const BLACK: Self = Self([0.0; 3]);

    /// `0xRRGGBB`.
    pub(super) fn of_hex(number: u32) -> Self {
        let [_, red, green, blue] = number.to_be_bytes();
        Self::of_bytes(red, green, blue)
    }

    pub(super) fn of_bytes(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue].map(|part| f64::from(part) / 255.0))
    }

    /// `over` with this much of itself, on this.
    fn blend(self, over: Self, alpha: f64) -> Self {
        let mut parts = self.0;
        for (part, own) in parts.iter_mut().zip(over.0) {
            *part += (own - *part) * alpha;
        }
        Self(parts)
    }

    /// Relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = self.0.map(|part| {
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// How well one is read on the other, 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// CIE L*, 0 to 100.
    pub(super) fn lightness(self) -> f64 {
        lightness_of(self.luminance())
    }

    /// The grey that Outlook and Gmail would put in its place when they turn light into dark, near enough to tell contrast.
    pub(super) fn turned(self) -> Self {
        let lightness = 100.0 - self.lightness() * OUTLOOK_SPAN;
        let luminance = luminance_of(lightness);
        let part = if luminance <= 0.003_130_8 {
            luminance * 12.92
        } else {
            1.055 * luminance.powf(1.0 / 2.4) - 0.055
        };
        Self([part; 3])
    }

    /// As it is written in HTML.
    pub(super) fn hex(self) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "each part is from 0 to 1"
        )]
        let parts = self.0.map(|part| (part * 255.0).round() as u8);
        parts
            .iter()
            .fold("#".to_owned(), |hex, part| format!("{hex}{part:02x}"))
    }
}

fn lightness_of(luminance: f64) -> f64 {
    if luminance <= 216.0 / 24389.0 {
        luminance * 24389.0 / 27.0
    } else {
        116.0 * luminance.cbrt() - 16.0
    }
}

fn luminance_of(lightness: f64) -> f64 {
    if lightness <= 8.0 {
        lightness * 27.0 / 24389.0
    } else {
        ((lightness + 16.0) / 116.0).powi(3)
    }
}

/// A colour as CSS or an attribute writes it, laid on `below`; `None` where it is none, or not one that can be known.
pub(super) fn parse(typed: &str, below: Colour) -> Option<Colour> {
    let typed = typed.trim().to_ascii_lowercase();
    if typed == "transparent" {
        return Some(below);
    }
    if let Some(digits) = typed.strip_prefix('#') {
        let (red, green, blue, alpha) = parse_hash_color(digits.as_bytes()).ok()?;
        return Some(below.blend(Colour::of_bytes(red, green, blue), f64::from(alpha)));
    }
    if let Ok((red, green, blue)) = parse_named_color(&typed) {
        return Some(Colour::of_bytes(red, green, blue));
    }
    let (name, rest) = typed.split_once('(')?;
    let parts: Vec<&str> = rest
        .trim_end_matches(')')
        .split([',', '/', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third, ..] = parts[..] else {
        return None;
    };
    let alpha = parts.get(3).map_or(Some(1.0), |part| part_of(part, 1.0))?;
    let colour = match name {
        "rgb" | "rgba" => Colour([
            part_of(first, 255.0)?,
            part_of(second, 255.0)?,
            part_of(third, 255.0)?,
        ]),
        "hsl" | "hsla" => {
            let hue = first.trim_end_matches("deg").parse::<f64>().ok()?;
            of_hsl(hue, part_of(second, 100.0)?, part_of(third, 100.0)?)
        }
        _ => return None,
    };
    Some(below.blend(colour, alpha))
}

/// A number out of `whole`, or a percentage, as a part of 1.
fn part_of(typed: &str, whole: f64) -> Option<f64> {
    let part = match typed.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok()? / 100.0,
        None => typed.parse::<f64>().ok()? / whole,
    };
    Some(part.clamp(0.0, 1.0))
}

fn of_hsl(hue: f64, saturation: f64, lightness: f64) -> Colour {
    let spread = saturation * lightness.min(1.0 - lightness);
    let part = |offset: f64| {
        let at = (offset + hue / 30.0).rem_euclid(12.0);
        lightness - spread * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0)
    };
    Colour([part(0.0), part(8.0), part(4.0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_every_form() {
        let white = Colour::WHITE;
        for (typed, hex) in [
            ("#abc", "#aabbcc"),
            ("RebeccaPurple", "#663399"),
            ("rgb(255, 0, 10)", "#ff000a"),
            ("rgb(100% 0% 0%)", "#ff0000"),
            ("rgba(0,0,0,.5)", "#808080"),
            ("#00000080", "#7f7f7f"),
            ("hsl(120, 100%, 25%)", "#008000"),
            ("transparent", "#ffffff"),
        ] {
            let colour = parse(typed, white).map(Colour::hex);
            assert_eq!(colour.as_deref(), Some(hex), "{typed}");
        }
        for typed in ["", "inherit", "var(--x)", "#12", "rgb(1,2)"] {
            assert!(parse(typed, white).is_none(), "{typed}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 0.01);
        let grey = Colour::of_bytes(0x76, 0x76, 0x76);
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn white_turns_as_dark_as_outlook_makes_it() {
        assert_eq!(Colour::WHITE.turned().hex(), "#333333");
        assert_eq!(Colour::BLACK.turned().hex(), "#ffffff");
    }
}
