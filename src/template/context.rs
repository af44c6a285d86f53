//! What the templates of a mail see; `variables` says it to people.

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

/// What the templates of an issue see.
#[derive(Clone, Debug, Serialize)]
pub struct MailContext {
    /// `newsletter.title`, `newsletter.name`, `newsletter.address`.
    pub newsletter: BTreeMap<&'static str, String>,
    /// `site.title`, `site.url`.
    pub site: BTreeMap<&'static str, String>,
    /// The number.
    pub number: u32,
    /// The day of the issue, `2026-03-01`.
    pub date: String,
    /// The same as people write it.
    pub day: String,
    /// The language tag.
    pub language: String,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// The posts, newest first.
    pub posts: Vec<MailPost>,
    /// Whether posts carry their whole text.
    pub full: bool,
    /// Whether Gmail may cut the end off: the way out must stand near the top, too.
    pub large: bool,
    /// Where the issue can be read in a browser; may be empty.
    pub archive_url: String,
    /// Where this recipient unsubscribes.
    pub unsubscribe_url: &'static str,
    /// A sentence where there is no working link; else empty.
    pub unsubscribe_note: String,
    /// The words of the templates in the language.
    pub words: Value,
    /// The line that inboxes show behind the subject; filled in by [`crate::template::Templates::render`].
    pub preheader: String,
}

/// A post in a mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailPost {
    /// Its title.
    pub title: String,
    /// Its URL.
    pub url: String,
    /// Its summary, plain.
    pub summary: String,
    /// Its whole text as HTML; empty unless `full`.
    pub html: String,
    /// Its whole text, plain; empty unless `full`.
    pub text: String,
    /// Its picture.
    pub image: Option<MailImage>,
    /// Names of its categories.
    pub categories: Vec<String>,
    /// Names of its authors.
    pub authors: Vec<String>,
    /// The day it was published, `2026-03-01`.
    pub date: String,
    /// The same as people write it, in the language.
    pub day: String,
    /// Its language.
    pub language: String,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
}

/// A picture, sized for a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
}

/// A picture in a mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailImage {
    /// Absolute URL.
    pub url: String,
    /// Text that stands for it.
    pub alt: String,
    /// Width in CSS pixels, at most 536.
    pub width: u32,
    /// Height in CSS pixels; 0 where unknown.
    pub height: u32,
}

/// A mail's column without its margins.
pub const COLUMN_WIDTH: u32 = 536;
/// A picture that is higher fills more than a screen.
const HEIGHT_MAX: u32 = 640;

impl Shown {
    /// How large to show a file of `width` × `height` pixels: the column's width where it has as many (with twice as many
    /// it is sharp on every screen), never more than it has, and no higher than a screen.
    pub fn of_file(width: u32, height: u32) -> Self {
        let (wide, high) = (u64::from(width.max(1)), u64::from(height.max(1)));
        let by_height = wide * u64::from(HEIGHT_MAX) / high;
        let shown = wide.min(u64::from(COLUMN_WIDTH)).min(by_height).max(1);
        let number = |pixels: u64| u32::try_from(pixels.max(1)).unwrap_or(COLUMN_WIDTH);
        Self {
            width: number(shown),
            height: number(((high * shown + wide / 2) / wide).min(u64::from(HEIGHT_MAX))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_never_shown_wider_than_its_file() {
        let shown = |width, height| {
            let shown = Shown::of_file(width, height);
            (shown.width, shown.height)
        };
        assert_eq!(shown(1200, 630), (536, 281));
        assert_eq!(shown(1072, 603), (536, 302));
        assert_eq!(shown(600, 600), (536, 536));
        assert_eq!(shown(320, 200), (320, 200));
        assert_eq!(shown(1000, 3000), (213, 639));
        assert_eq!(shown(1, 1_000_000), (1, 640));
        assert_eq!(shown(u32::MAX, 1), (536, 1));
        assert_eq!(shown(0, 0), (1, 1));
    }
}
