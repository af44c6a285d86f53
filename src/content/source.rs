//! A file's bytes as text: encodings, line ends, control characters, and the front matter apart from the body.

mod front;
mod headers;

use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::text::{Text, find_illegal, is_legal, replacement};
use crate::yaml::Syntax;

use front::Lack;

/// The most that one post may hold; a larger file is something else.
pub(super) const POST_BYTES_MAX: usize = 10 << 20;

/// A file's text in its two parts. Lines end with LF; nothing in it is forbidden in XML.
#[derive(Debug)]
pub(super) struct Source {
    /// The whole text, for quoting lines.
    pub(super) text: String,
    /// Front matter: its syntax, its text and the line on which it starts.
    pub(super) front: Option<(Syntax, String, u32)>,
    /// Where in the text the front matter ends, its closing line included.
    pub(super) front_end: usize,
    /// What follows.
    pub(super) body: String,
    /// The line on which the body starts.
    pub(super) body_first_line: u32,
}

/// Reads `bytes`; mistakes go to `diagnostics`, and `None` means that nothing can be made of the file.
pub(super) fn read(bytes: &[u8], file: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Source> {
    let raw = decode(bytes, file, diagnostics)?;
    let text = normalise_line_ends(raw);
    let front = match front::find(&text) {
        Ok(front) => front,
        Err(marker) => {
            let message = format!(
                "the front matter that `{marker}` opens is never closed: the whole file would be read as settings"
            );
            diagnostics.push(
                Diagnostic::error("front-matter-unclosed", file, Place::START, message)
                    .help(format!("put `{marker}` on a line below the last key"))
                    .quoting(&text),
            );
            return None;
        }
    };
    let illegal = find_illegal(&text);
    if let Some(offset) = illegal {
        warn_of_controls(&text, offset, file, diagnostics);
    }
    let front_end = front.as_ref().map_or(0, |front| front.end);
    let body_first_line = Place::of_offset(&text, front_end, 1).line;
    let front = front.map(|front| {
        let range = front.range;
        let line = Place::of_offset(&text, range.start, 1).line;
        let cleaned = match illegal {
            Some(_) => same_width(&text[range.clone()]),
            None => text[range.clone()].to_owned(),
        };
        let mut halves = Vec::new();
        let mended = mend_surrogates(space_behind_keys(cleaned), &mut halves);
        if let Some(first) = halves.first() {
            let place = Place::of_offset(&text, range.start + first, 1);
            let message = format!(
                "half of a surrogate pair stands here: it names no character and is left out{}",
                and_more(halves.len() - 1)
            );
            let warning = Diagnostic::warning("control-character", file, place, message);
            let help = "delete it, or write the character itself";
            diagnostics.push(warning.help(help).quoting(&text));
        }
        match front.lack {
            Lack::Nothing => (front.syntax, mended, line),
            Lack::Braces => (front.syntax, format!("{{\n{mended}}}"), line - 1),
            Lack::Quotes => (front.syntax, headers::to_yaml(&mended), line),
        }
    });
    let body = match illegal {
        Some(_) => Text::clean(&text[front_end..]).into_string(),
        None => text[front_end..].to_owned(),
    };
    Some(Source {
        text,
        front,
        front_end,
        body,
        body_first_line,
    })
}

/// LF for every line end; U+2028 and U+2029, which no editor shows as one, become a space.
fn normalise_line_ends(raw: &str) -> String {
    let mut text = raw.to_owned();
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    if text.contains(['\u{2028}', '\u{2029}']) {
        text = text.replace(['\u{2028}', '\u{2029}'], " ");
    }
    text
}

/// A no-break space behind a key's colon, which nobody sees, is the space that YAML asks for.
fn space_behind_keys(front: String) -> String {
    if !front.contains(":\u{A0}") {
        return front;
    }
    let is_key = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-');
    let lines = front.split_inclusive('\n').map(|line| {
        let behind = line.split_once(":\u{A0}");
        match behind.filter(|(key, _)| !key.is_empty() && key.chars().all(is_key)) {
            Some((key, value)) => format!("{key}: {value}"),
            None => line.to_owned(),
        }
    });
    lines.collect()
}

/// Escapes of surrogates in double quotes (`"\ud83d\ude00"`), which the parser refuses: a pair becomes its
/// character, a half goes and its place is noted.
fn mend_surrogates(front: String, halves: &mut Vec<usize>) -> String {
    if !front.contains("\\u") {
        return front;
    }
    let unit = |at: usize| {
        let digits = front.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::with_capacity(front.len());
    let (mut kept, mut seen, mut quoted) = (0, 0, false);
    for (at, _) in front.match_indices("\\u") {
        for sign in front[seen..at].bytes() {
            quoted = sign != b'\n' && (quoted || sign == b'"');
        }
        seen = at;
        let Some(first) = unit(at).filter(|unit| (0xD800..0xE000).contains(unit)) else {
            continue;
        };
        let slashes = front[..at]
            .bytes()
            .rev()
            .take_while(|byte| *byte == b'\\')
            .count();
        if at < kept || !quoted || slashes % 2 == 1 {
            continue;
        }
        let pair = unit(at + 6).map(|second| [first, second]);
        let character = pair.and_then(|pair| char::decode_utf16(pair).next()?.ok());
        mended.push_str(&front[kept..at]);
        if let Some(character) = character {
            mended.push(character);
            kept = at + 12;
        } else {
            halves.push(at);
            kept = at + 6;
        }
    }
    mended.push_str(&front[kept..]);
    mended
}

/// The text of UTF-8 bytes without its mark; a mistake with the byte's place where they are something else.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    file: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'a str> {
    let mut fail = |rule: &'static str, message: String, help: &str| {
        diagnostics.push(Diagnostic::error(rule, file, Place::START, message).help(help));
    };
    let is_wide = |bytes: &[u8]| {
        matches!(
            bytes,
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'-', 0, b'-', 0, ..] | [0, b'-', 0, b'-', ..]
        )
    };
    if is_wide(bytes) {
        fail(
            "encoding",
            "this file is UTF-16: only UTF-8 can be read".into(),
            "save it as UTF-8",
        );
        return None;
    }
    if bytes.len() > POST_BYTES_MAX {
        fail(
            "too-large",
            format!("this file is larger than {} MiB", POST_BYTES_MAX >> 20),
            "is it a post?",
        );
        return None;
    }
    let whole = bytes.len();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mark = whole - bytes.len();
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let at = error.valid_up_to();
            let before = String::from_utf8_lossy(&bytes[..at]);
            let place = Place::of_offset(&before, before.len(), 1);
            let message = format!(
                "byte {} (0x{:02X}) is not UTF-8: the text is in another encoding, perhaps Latin-1",
                at + mark,
                bytes[at]
            );
            diagnostics.push(
                Diagnostic::error("encoding", file, place, message).help("save the file as UTF-8"),
            );
            None
        }
    }
}

/// Front matter without illegal characters, each column where it was.
fn same_width(front: &str) -> String {
    let instead = |sign| replacement(sign).unwrap_or(' ');
    front
        .chars()
        .map(|sign| if is_legal(sign) { sign } else { instead(sign) })
        .collect()
}

fn and_more(count: usize) -> String {
    match count {
        0 => String::new(),
        count => format!(" (and {count} more in this file)"),
    }
}

fn warn_of_controls(text: &str, offset: usize, file: &str, diagnostics: &mut Vec<Diagnostic>) {
    let mut found = text[offset..].chars().filter(|sign| !is_legal(*sign));
    if let Some(character) = found.next() {
        let more = and_more(found.count());
        let fate = match replacement(character) {
            Some(' ') => "becomes a space".to_owned(),
            Some(sign) => format!("becomes `{sign}`"),
            None => "is left out".to_owned(),
        };
        let why = match character {
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => "feeds cannot hold it",
            '\u{FFFD}' => "it stands for one that was lost",
            _ => "it shows nothing and HTML does not allow it",
        };
        let message = format!(
            "the character U+{:04X} stands here: {why}, and it {fate}{more}",
            u32::from(character)
        );
        diagnostics.push(
            Diagnostic::warning(
                "control-character",
                file,
                Place::of_offset(text, offset, 1),
                message,
            )
            .help("delete it")
            .quoting(text),
        );
    }
}

#[cfg(test)]
mod tests;
