//! HTML cut into tags, as browsers cut it: forgiving, in one pass.

use crate::model::text::is_legal;

/// What was found between text.
#[derive(Debug)]
pub(super) enum Piece {
    /// A start tag.
    Start(Tag),
    /// An end tag: its name in small letters, and where it stands.
    End(String, usize),
    /// Something that is no tag, and what is wrong with it.
    Odd(usize, &'static str),
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) at: usize,
    pub(super) attributes: Vec<Attribute>,
    pub(super) closes_itself: bool,
}

/// An attribute with its value as a browser reads it.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) at: usize,
    /// What is wrong with how it is written.
    pub(super) fault: Option<&'static str>,
}

/// Elements whose inside is no HTML.
const RAW: [&str; 6] = ["script", "style", "textarea", "title", "xmp", "noembed"];

/// Whether the inside of an element follows other rules than HTML.
pub(super) fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math") || RAW.contains(&name)
}

/// Whether a reader would take plain `text` for HTML: a closed tag of HTML, or an entity with its semicolon.
pub(in crate::feed::judge) fn has_markup(text: &str) -> bool {
    let tag = text.match_indices('<').any(|(at, _)| {
        let behind = text[at + 1..].trim_start_matches('/');
        behind.starts_with(|sign: char| sign.is_ascii_alphabetic())
    });
    let entity = text.match_indices('&').any(|(at, _)| {
        let near = text.as_bytes()[at + 1..].iter().take(33);
        let length = near
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#')
            .count();
        length > 0 && text.as_bytes().get(at + 1 + length) == Some(&b';')
    });
    tag || entity
}

/// The tags of `html`, in order.
pub(super) fn pieces(html: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = html[at..].find('<') {
        ampersands(html, at, at + next, &mut found);
        at = piece(html, at + next, &mut found);
    }
    ampersands(html, at, html.len(), &mut found);
    found
}

/// Names each `&` between two places that begins no reference.
fn ampersands(html: &str, from: usize, to: usize, found: &mut Vec<Piece>) {
    for (at, _) in html[from..to].match_indices('&') {
        if is_lone(&html[from + at + 1..to]) {
            let message = "`&` must be written as `&amp;`, and a reference ends with `;`";
            found.push(Piece::Odd(from + at, message));
        }
    }
}

/// Whether what follows a `&` looks like a reference, and is none. No name of one is longer than 32 letters.
fn is_lone(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    let (start, is_part): (usize, fn(&u8) -> bool) = match bytes {
        [b'#', b'x' | b'X', ..] => (2, u8::is_ascii_hexdigit),
        [b'#', ..] => (1, u8::is_ascii_digit),
        [first, ..] if first.is_ascii_alphabetic() => (0, u8::is_ascii_alphanumeric),
        _ => return false,
    };
    let length = bytes
        .iter()
        .skip(start)
        .take(33)
        .take_while(|byte| is_part(byte))
        .count();
    let is_open = length == 0 || bytes.get(start + length) != Some(&b';');
    is_open || (start > 0 && !is_sign(&rest[start..start + length], start == 2))
}

/// Whether a reference by number stands for a character that HTML has.
fn is_sign(digits: &str, is_hex: bool) -> bool {
    let code = u32::from_str_radix(digits, if is_hex { 16 } else { 10 }).ok();
    code.and_then(char::from_u32)
        .is_some_and(|sign| is_legal(sign) || sign == '\u{FFFD}')
}

/// Takes what begins at the `<` at `at`; gives where to go on.
fn piece(html: &str, at: usize, found: &mut Vec<Piece>) -> usize {
    let rest = &html[at + 1..];
    if let Some(comment) = rest.strip_prefix("!--") {
        if let Some(end) = comment.find("-->") {
            return at + 4 + end + 3;
        }
        found.push(Piece::Odd(at, "a comment is not closed"));
        return html.len();
    }
    if rest.starts_with(['!', '?']) {
        found.push(Piece::Odd(
            at,
            "this is no HTML: readers hide it, or show it as it stands",
        ));
        return rest.find('>').map_or(html.len(), |end| at + 2 + end);
    }
    let is_end = rest.starts_with('/');
    let name_at = at + 1 + usize::from(is_end);
    let name_end = html[name_at..]
        .find(|sign: char| sign.is_ascii_whitespace() || matches!(sign, '/' | '>' | '<'))
        .map_or(html.len(), |end| name_at + end);
    let name = html[name_at..name_end].to_ascii_lowercase();
    if !name.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
        found.push(Piece::Odd(
            at,
            "`<` that opens no tag must be written as `&lt;`",
        ));
        return at + 1;
    }
    let Some(tag) = attributes(html, name_end) else {
        found.push(Piece::Odd(at, "a tag is not closed by `>`"));
        return html.len();
    };
    let (attributes, closes_itself, end) = tag;
    if is_end {
        found.push(Piece::End(name, at));
        return end;
    }
    let end = if is_foreign(&name) && !closes_itself {
        behind_foreign(html, end, &name)
    } else {
        end
    };
    found.push(Piece::Start(Tag {
        name,
        at,
        attributes,
        closes_itself,
    }));
    end
}

/// Where the inside of `script`, `svg` and the like ends, with its end tag.
fn behind_foreign(html: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(next) = html[at..].find("</") {
        let start = at + next + 2;
        let is_it = html
            .get(start..start + name.len())
            .is_some_and(|own| own.eq_ignore_ascii_case(name));
        if is_it {
            return html[start..]
                .find('>')
                .map_or(html.len(), |end| start + end + 1);
        }
        at = start;
    }
    html.len()
}

/// The attributes from `at` on, whether the tag closes itself, and where it ends; `None` where it does not.
fn attributes(html: &str, mut at: usize) -> Option<(Vec<Attribute>, bool, usize)> {
    let mut found = Vec::new();
    let mut is_slash = false;
    loop {
        let rest = &html[at..];
        let skipped = rest.len() - rest.trim_ascii_start().len();
        at += skipped;
        match html[at..].chars().next()? {
            '>' => return Some((found, is_slash, at + 1)),
            '/' => {
                is_slash = true;
                at += 1;
            }
            _ => {
                is_slash = false;
                at = attribute(html, at, &mut found)?;
            }
        }
    }
}

fn attribute(html: &str, at: usize, found: &mut Vec<Attribute>) -> Option<usize> {
    let first = html[at..].chars().next()?.len_utf8();
    let ends = |sign: char| sign.is_ascii_whitespace() || matches!(sign, '/' | '>' | '=');
    let name_end = at + first + html[at + first..].find(ends)?;
    let name = html[at..name_end].to_ascii_lowercase();
    let rest = &html[name_end..];
    let after = rest.trim_ascii_start();
    let (value, end) = match after.strip_prefix('=') {
        None => ("", name_end),
        Some(behind) => {
            let typed = behind.trim_ascii_start();
            let start = html.len() - typed.len();
            let first = typed.chars().next()?;
            if let '"' | '\'' = first {
                let length = typed[1..].find(first)?;
                (&typed[1..=length], start + length + 2)
            } else {
                let is_end = |sign: char| sign.is_ascii_whitespace() || sign == '>';
                let length = typed.find(is_end)?;
                (&typed[..length], start + length)
            }
        }
    };
    let behind = html[end..].chars().next();
    let fault = judge_form(&name, value, &html[name_end..end], behind);
    let value = value
        .replace("&amp;", "&")
        .replace("&#58;", ":")
        .replace("&colon;", ":");
    found.push(Attribute {
        name,
        value,
        at,
        fault,
    });
    Some(end)
}

/// What is wrong with how an attribute is written; `typed` is all behind its name, `behind` the next sign.
fn judge_form(name: &str, value: &str, typed: &str, behind: Option<char>) -> Option<&'static str> {
    let is_quoted = typed.len() > 1 && typed.ends_with(['"', '\'']);
    let has_value = typed.contains('=');
    let is_end = behind.is_none_or(|sign| sign.is_ascii_whitespace() || matches!(sign, '/' | '>'));
    let is_lone_in = |(at, _): (usize, &str)| is_lone(&value[at + 1..]);
    if name.contains(['"', '\'', '<']) {
        Some("a quote or `<` stands in the name of an attribute")
    } else if has_value && value.is_empty() && !is_quoted {
        Some("an attribute has `=` and no value")
    } else if has_value && !is_quoted && value.contains(['"', '\'', '<', '=', '`']) {
        Some("a value with such signs stands in quotes")
    } else if is_quoted && !is_end {
        Some("a space is missing behind the value of an attribute")
    } else if value.match_indices('&').any(is_lone_in) {
        Some("`&` must be written as `&amp;`, and a reference ends with `;`")
    } else {
        None
    }
}
