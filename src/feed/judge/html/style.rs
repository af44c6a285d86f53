//! Styles that readers keep: a few properties, and values that load and cover nothing.

use crate::feed::judge::html::lists::{Words, split};

static PROPERTIES: Words = Words::new(|| {
    split(
        "azimuth background background-color border border-bottom border-bottom-color border-bottom-style \
    border-bottom-width border-collapse border-color border-left border-left-color border-left-style \
    border-left-width border-right border-right-color border-right-style border-right-width \
    border-spacing border-style border-top border-top-color border-top-style border-top-width \
    border-width clear color cursor direction display elevation float font font-family font-size \
    font-style font-variant font-weight height letter-spacing line-height list-style-type margin \
    margin-bottom margin-left margin-right margin-top overflow padding padding-bottom padding-left \
    padding-right padding-top pause pause-after pause-before pitch pitch-range richness speak \
    speak-header speak-numeral speak-punctuation speech-rate stress text-align text-decoration \
    text-indent unicode-bidi vertical-align voice-family volume white-space width max-width min-width \
    text-transform word-break",
    )
});

/// Declarations of a `style` that a reader does not keep.
pub(super) fn find_odd(style: &str) -> Vec<String> {
    let mut odd = Vec::new();
    for declaration in style
        .split(';')
        .map(str::trim)
        .filter(|own| !own.is_empty())
    {
        let (property, value) = declaration.split_once(':').unwrap_or((declaration, ""));
        let property = property.trim().to_ascii_lowercase();
        let value = value.trim().to_ascii_lowercase();
        let is_plain = value
            .chars()
            .all(|sign| sign.is_alphanumeric() || " #%.,-!'\"()/+".contains(sign));
        let calls = [
            "url(",
            "expression(",
            "image(",
            "element(",
            "attr(",
            "var(",
            "env(",
        ];
        let loads = calls.iter().any(|call| value.contains(call));
        if !PROPERTIES.contains(property.as_str()) || value.is_empty() || !is_plain || loads {
            odd.push(declaration.to_owned());
        }
    }
    odd
}
