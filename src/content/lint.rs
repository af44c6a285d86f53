//! Looks for text that readers would stumble over: mojibake, shortcodes, links and signs that deceive.

use url::Url;

use crate::model::diagnostic::{Diagnostic, Place};

/// So many of one kind are named in one file; more say nothing new.
const NAMED_MAX: usize = 5;

/// Warnings about the text of one file.
pub(super) fn check(text: &str, file: &str, body_first_line: u32) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = find_mojibake(text)
        .take(NAMED_MAX)
        .map(|(offset, broken, repaired)| {
            let message = format!(
                "`{}` looks like text that was read in the wrong encoding",
                broken.escape_debug()
            );
            Diagnostic::warning(
                "text-suspicious",
                file,
                Place::of_offset(text, offset, 1),
                message,
            )
            .help(format!("was it meant to be `{}`?", repaired.escape_debug()))
            .quoting(text)
        })
        .collect();
    let mut shortcodes = 0;
    let is_odd = ["{{", "{%", ":::", "[http", "[www."]
        .iter()
        .any(|mark| text.contains(mark));
    for (line, number) in prose(text, body_first_line).take_while(|_| is_odd) {
        if let Some((at, code)) = find_shortcode(line).filter(|_| shortcodes < NAMED_MAX) {
            shortcodes += 1;
            let message =
                format!("`{code}` is a shortcode of another generator: nobody expands it here");
            found.push(
                Diagnostic::warning("shortcode", file, place(line, at, number), message)
                    .help("write Markdown or HTML instead, or set content.shortcodes: drop")
                    .quoting(text),
            );
        }
        found.extend(find_false_link(line).map(|(at, shown, real)| {
            let message = format!("this link shows `{shown}` and leads to `{real}`: readers and mail filters take that for fraud");
            Diagnostic::warning("link-mismatch", file, place(line, at, number), message)
                .help("let it show where it leads, or words")
                .quoting(text)
        }));
    }
    let turning = starts_of(text, 0xE2).find(|(_, sign)| turns_text(*sign));
    if let Some((offset, sign)) = turning {
        let message = format!(
            "the invisible character U+{:04X} turns the direction of the text: what is shown is not what is there",
            u32::from(sign)
        );
        found.push(
            Diagnostic::warning(
                "text-bidi",
                file,
                Place::of_offset(text, offset, 1),
                message,
            )
            .help("delete it; a right-to-left word needs none")
            .quoting(text),
        );
    }
    found
}

fn place(line: &str, at: usize, number: u32) -> Place {
    let column = u32::try_from(line[..at].chars().count() + 1).unwrap_or(1);
    Place {
        line: number,
        column,
    }
}

/// Overrides, embeddings and isolates of the direction of text.
fn turns_text(sign: char) -> bool {
    matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A Markdown link whose text is an address at another host than its target: where, the host shown, the real one.
fn find_false_link(line: &str) -> Option<(usize, String, String)> {
    let host = |address: &str| {
        let address = address.trim();
        let whole = match address.strip_prefix("www.") {
            Some(rest) => format!("https://{rest}"),
            None => address.to_owned(),
        };
        let url = Url::parse(&whole)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let host = url.host_str()?;
        Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
    };
    line.match_indices("](").find_map(|(end, _)| {
        let start = line[..end].rfind('[')? + 1;
        let target = line[end + 2..].split([')', ' ']).next()?;
        let (shown, real) = (host(&line[start..end])?, host(target)?);
        let is_same = shown == real
            || shown.ends_with(&format!(".{real}"))
            || real.ends_with(&format!(".{shown}"));
        (!is_same).then_some((start - 1, shown, real))
    })
}

/// Pairs such as `Ã©` and `Â `, which are UTF-8 read as Latin-1: offset, what stands there, what was meant.
fn find_mojibake(text: &str) -> impl Iterator<Item = (usize, &str, String)> {
    // U+00C0 to U+00FF begin with this byte, and few other characters do.
    starts_of(text, 0xC3).filter_map(|(offset, lead)| {
        let length = match u32::from(lead) {
            0xC2..=0xDF => 2,
            0xE2 => 3,
            _ => return None,
        };
        let broken: String = text[offset..].chars().take(length).collect();
        let bytes: Option<Vec<u8>> = broken.chars().map(latin_byte).collect();
        let bytes = bytes.filter(|bytes| {
            bytes.len() == length && bytes[1..].iter().all(|byte| (0x80..0xC0).contains(byte))
        })?;
        let repaired = String::from_utf8(bytes).ok()?;
        Some((offset, &text[offset..offset + broken.len()], repaired))
    })
}

/// The characters that begin with `byte` in UTF-8.
fn starts_of(text: &str, byte: u8) -> impl Iterator<Item = (usize, char)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = at + text.as_bytes()[at..].iter().position(|own| *own == byte)?;
        let sign = text[found..].chars().next()?;
        at = found + sign.len_utf8();
        Some((found, sign))
    })
}

/// The byte that a character stands for in Windows-1252.
fn latin_byte(character: char) -> Option<u8> {
    const HIGH: [(char, u8); 12] = [
        ('€', 0x80),
        ('‚', 0x82),
        ('„', 0x84),
        ('…', 0x85),
        ('‹', 0x8B),
        ('‘', 0x91),
        ('’', 0x92),
        ('“', 0x93),
        ('”', 0x94),
        ('–', 0x96),
        ('™', 0x99),
        ('œ', 0x9C),
    ];
    let known = HIGH
        .iter()
        .find(|(high, _)| *high == character)
        .map(|(_, byte)| *byte);
    known.or_else(|| u8::try_from(u32::from(character)).ok())
}

/// The lines of the body that are no code, with their numbers.
fn prose(text: &str, body_first_line: u32) -> impl Iterator<Item = (&str, u32)> {
    let mut fence: Option<&str> = None;
    text.lines().zip(1_u32..).filter(move |(line, number)| {
        if *number < body_first_line {
            return false;
        }
        let trimmed = line.trim_start();
        let marker = ["```", "~~~"]
            .into_iter()
            .find(|marker| trimmed.starts_with(marker));
        match (fence, marker) {
            (None, Some(marker)) => fence = Some(marker),
            (Some(open), Some(marker)) if open == marker => fence = None,
            _ => {}
        }
        fence.is_none() && marker.is_none() && !line.starts_with("    ")
    })
}

/// The first `{{< … >}}`, `{{% … %}}`, `{% … %}` or `:::` of a line outside code: where, and how it begins.
fn find_shortcode(line: &str) -> Option<(usize, String)> {
    let indent = line.len() - line.trim_start().len();
    if !line.contains("{{") && !line.contains("{%") && !line[indent..].starts_with(":::") {
        return None;
    }
    let mut code = false;
    line.char_indices().find_map(|(at, character)| {
        code ^= character == '`';
        let rest = &line[at..];
        let opens = ["{{<", "{{%", "{%"]
            .iter()
            .any(|marker| rest.starts_with(marker));
        let starts = opens && !line[..at].ends_with('{');
        let container = at == indent && rest.starts_with(":::");
        (!code && (starts || container)).then(|| (at, rest.chars().take(30).collect()))
    })
}

/// The Markdown without other generators' shortcodes, outside fenced code.
pub(super) fn drop_shortcodes(markdown: &str) -> String {
    let mut kept = String::with_capacity(markdown.len());
    let mut fenced = false;
    for line in markdown.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
        }
        if fenced || !(line.contains("{%") || line.contains("{{") || trimmed.starts_with(":::")) {
            kept.push_str(line);
        } else if !trimmed.starts_with(":::") {
            let mut rest = line;
            while let Some((at, close)) = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")]
                .iter()
                .filter_map(|(open, close)| Some((rest.find(open)?, *close)))
                .min()
            {
                kept.push_str(&rest[..at]);
                match rest[at..].find(close) {
                    Some(end) => rest = &rest[at + end + close.len()..],
                    None => rest = "\n",
                }
            }
            kept.push_str(rest);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mojibake_is_named_with_its_repair() {
        let found = check(
            "a: Photo:\u{C2}\u{A0}x\nb: cafÃ©, itâ€™s, Âge, Ça\n",
            "a.md",
            9,
        );
        assert_eq!(
            found
                .iter()
                .map(|found| (found.line, found.column))
                .collect::<Vec<_>>(),
            [(1, 10), (2, 7), (2, 13)]
        );
        assert!(found[1].help.contains('é'));
    }

    #[test]
    fn links_and_signs_that_deceive_are_named() {
        let text = "[https://bank.example](https://evil.example/x) [www.a.example](https://a.example)\n[main.rs](https://x.example) a\u{202E}b\n";
        let found: Vec<(&str, u32, u32)> = check(text, "a.md", 1)
            .iter()
            .map(|found| (found.rule, found.line, found.column))
            .collect();
        assert_eq!(found, [("link-mismatch", 1, 1), ("text-bidi", 2, 31)]);
    }

    #[test]
    fn shortcodes_are_named_outside_code() {
        let text = "{% x %}\n\n`{% code %}` {{< figure >}}\n```\n{% raw %}\n```\n::: tip\n";
        let lines: Vec<u32> = check(text, "a.md", 1)
            .iter()
            .map(|found| found.line)
            .collect();
        assert_eq!(lines, [1, 3, 7]);
    }
}
