//! Writes Markdown in which each piece of generators' code is as the site wants it: as text, or not at all.

use crate::config::Shortcodes;
use crate::content::shortcodes::{Kind, Piece};

/// The text with each piece as `mode` wants it.
pub(super) fn write(text: &str, pieces: &[Piece], mode: Shortcodes) -> String {
    let mut out = String::with_capacity(text.len() + 16 * pieces.len());
    let mut at = 0;
    for piece in pieces {
        out.push_str(&text[at..piece.range.start]);
        at = piece.range.end;
        let typed = &text[piece.range.clone()];
        match (&piece.kind, mode) {
            (Kind::Hidden, _) => hide(typed, &mut out),
            (Kind::Written(markdown), _) => out.push_str(markdown),
            (Kind::More, _) => out.push_str("<!-- more -->"),
            (Kind::Container(_) | Kind::Program, Shortcodes::Text) => {
                out.push_str(&format!("\n{}\n", literal(typed.trim_end())));
            }
            // Without its address a link would lead to the post itself: what is no address leaves the link out.
            (Kind::Unexpanded, _) if is_address(&out) => {
                out.push_str(&literal(typed).replace(' ', "&#32;"));
            }
            (Kind::Escaped, _) => out.push_str(&literal(&typed[1..])),
            (Kind::Address, Shortcodes::Text) => {
                out.push_str(&literal(&typed[1..typed.len() - 1]));
            }
            (Kind::Literal, _) | (_, Shortcodes::Text) => out.push_str(&literal(typed)),
            (Kind::Container(Some(title)), Shortcodes::Drop) => {
                out.push_str(&format!("**{title}**\n"));
            }
            (_, Shortcodes::Drop) => at += drop_marks(&mut out, &text[at..]),
        }
    }
    out.push_str(&text[at..]);
    out
}

/// Takes marks of emphasis away that stand around nothing any more; so many bytes of what follows are theirs.
fn drop_marks(out: &mut String, after: &str) -> usize {
    let is_mark = |sign: &char| matches!(sign, '*' | '_' | '~');
    let pairs = out.chars().rev().zip(after.chars());
    let marks = pairs.take_while(|(before, after)| before == after && is_mark(before));
    let count = marks.count();
    let rest = &out[..out.len() - count];
    // Within a word they mark nothing.
    let is_open =
        !rest.ends_with(|sign: char| sign.is_alphanumeric() || is_mark(&sign) || sign == '\\');
    if !is_open || after[count..].starts_with(|sign| is_mark(&sign)) {
        return 0;
    }
    out.truncate(out.len() - count);
    count
}

/// Whether what follows `before` is part of the address of a link or picture.
fn is_address(before: &str) -> bool {
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(300))..];
    let is_open = |start: &str, ends: &[char]| {
        near.rfind(start)
            .is_some_and(|at| !near[at + start.len()..].contains(ends))
    };
    let of_element = ["href", "src", "srcset", "poster", "data", "cite"]
        .iter()
        .any(|name| {
            is_open(&format!("{name}=\""), &['"', '<', '>'])
                || is_open(&format!("{name}='"), &['\'', '<', '>'])
        });
    // A link, or the definition of one by name.
    is_open("](", &[')', ' ', '\n']) || is_open("]: ", &[' ', '\n']) || of_element
}

/// Leaves out what is hidden; kramdown's `{:toc}` takes the list item before it along.
fn hide(typed: &str, out: &mut String) {
    if !typed.starts_with("{:") || !typed.contains("toc") {
        return;
    }
    let head = out.trim_end_matches('\n');
    let start = head.rfind('\n').map_or(0, |at| at + 1);
    let line = head[start..].trim();
    if line.starts_with(['*', '-', '+']) || line.starts_with("1.") {
        out.truncate(start);
    }
}

/// Text that Markdown and HTML take for text, wherever it stands.
fn literal(typed: &str) -> String {
    let mut literal = String::with_capacity(typed.len() * 2);
    for sign in typed.chars() {
        if sign.is_ascii_punctuation() || sign == '\n' {
            literal.push_str(&format!("&#{};", u32::from(sign)));
        } else {
            literal.push(sign);
        }
    }
    literal
}
