//! Pictures in mails: no wider than the mail, with their height in proportion and words for those who do not see them.

use crate::content::markdown::escape;
use crate::content::raw_html::is_pixel;
use crate::content::tags::attribute;

/// A mail's text is so wide, in CSS pixels.
const MAIL_WIDTH: u32 = 536;

/// The size at which a picture fits into a mail.
fn fit(width: u32, height: u32) -> (u32, u32) {
    let shown = width.min(MAIL_WIDTH);
    let scaled = u64::from(height) * u64::from(shown) / u64::from(width.max(1));
    (shown, u32::try_from(scaled).unwrap_or(u32::MAX).max(1))
}

/// The picture, or its words where mail programs cannot load it.
pub(super) fn write(inside: &str) -> String {
    if is_pixel(inside) {
        return String::new();
    }
    let alt = attribute(inside, "alt");
    let source = attribute(inside, "src").unwrap_or_default();
    if !source.starts_with("https:") && !source.starts_with("http:") {
        return escape(&alt.unwrap_or_default());
    }
    let number = |name| attribute(inside, name)?.trim().parse::<u32>().ok();
    let (size, style) = match (number("width"), number("height")) {
        (Some(width), Some(height)) => {
            let (width, height) = fit(width, height);
            (
                format!(" width=\"{width}\" height=\"{height}\""),
                "max-width:100%;height:auto",
            )
        }
        (Some(width), None) => (
            format!(" width=\"{}\"", width.min(MAIL_WIDTH)),
            "max-width:100%;height:auto",
        ),
        (None, Some(height)) if height <= MAIL_WIDTH => {
            (format!(" height=\"{height}\""), "max-width:100%")
        }
        // Outlook looks at the attribute only, and would show it at its full size; all others show it at its own.
        _ => (
            format!(" width=\"{MAIL_WIDTH}\""),
            "width:auto;max-width:100%;height:auto",
        ),
    };
    // The linter asks for words that are missing.
    let alt = alt.map_or_else(String::new, |alt| format!(" alt=\"{}\"", escape(&alt)));
    format!(
        "<img src=\"{}\"{alt}{size} border=\"0\" style=\"{style}\">",
        escape(&source)
    )
}
