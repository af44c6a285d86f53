//! Tags of JSX components (`<Tweet id="1" />`), told apart from HTML's and from words in angle brackets.

use crate::content::shortcodes::{Kind, Piece};
use crate::content::tags::is_element;

/// How a component's tag stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `<Tabs>` without attributes: perhaps only a word.
    Word,
    /// With attributes, or closed in itself.
    Certain,
    /// `</Tabs>`.
    Closing,
}

/// Whether a capital stands behind an angle bracket.
pub(super) fn may_hold_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_near = |at: usize| {
        let behind = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'/'));
        bytes.get(behind).is_some_and(u8::is_ascii_uppercase)
    };
    text.match_indices('<').any(|(at, _)| is_near(at))
}

/// The tag of a component that begins at `at`, of at most `bytes_max`; one that never ends is counted.
pub(super) fn find(text: &str, at: usize, bytes_max: usize, unclosed: &mut usize) -> Option<Piece> {
    let rest = &text[at..];
    let is_closing = rest.starts_with("</");
    let named = &rest[1 + usize::from(is_closing)..];
    if !named.starts_with(|first: char| first.is_ascii_uppercase()) {
        return None;
    }
    let length =
        named.find(|sign: char| !(sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.')))?;
    let name = &named[..length];
    let after = &named[length..];
    if !after.starts_with(|sign: char| sign.is_whitespace() || matches!(sign, '>' | '/')) {
        return None;
    }
    let near = after.floor_char_boundary(bytes_max.min(after.len()));
    let Some(end) = tag_end(&after[..near]) else {
        *unclosed += 1;
        return None;
    };
    let inside = &after[..end];
    let attributes = inside.trim_end_matches('>').trim();
    let is_certain =
        attributes.ends_with('/') || attributes.contains("={") || attributes.starts_with('{');
    // `<BR>` and `<Center>` are HTML in capitals.
    if is_element(&name.to_ascii_lowercase()) && (name.len() < 3 || !is_certain) {
        return None;
    }
    let form = match attributes {
        _ if is_closing => Form::Closing,
        "" => Form::Word,
        _ => Form::Certain,
    };
    let follows_word = text[..at].ends_with(|sign: char| sign.is_ascii_alphanumeric());
    let end = at + (rest.len() - after.len()) + inside.len();
    let kind = if follows_word && form == Form::Word {
        Kind::Literal
    } else {
        Kind::Component {
            name: name.to_owned(),
            form,
        }
    };
    Some(Piece {
        range: at..end,
        kind,
    })
}

/// Where the tag ends: behind the first `>` outside quotes and braces.
fn tag_end(after: &str) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, sign) in after.char_indices() {
        match (quote, sign) {
            (Some(open), _) if sign == open => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(sign),
            (None, '{') => depth += 1,
            (None, '}') => depth = depth.saturating_sub(1),
            (None, '>') if depth == 0 => return Some(at + 1),
            (None, '<') if depth == 0 => return None,
            _ => {}
        }
    }
    None
}
