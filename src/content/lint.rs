//! Looks for text that readers would stumble over: mojibake and unexpanded shortcodes.

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
    let shortcodes = find_shortcodes(text, body_first_line);
    found.extend(shortcodes.into_iter().take(NAMED_MAX).map(|(place, code)| {
        let message =
            format!("`{code}` is a shortcode of another generator: nobody expands it here");
        Diagnostic::warning("shortcode", file, place, message)
            .help("write Markdown or HTML instead, or set content.shortcodes: drop")
            .quoting(text)
    }));
    found
}

/// Pairs such as `Ã©` and `Â `, which are UTF-8 read as Latin-1: offset, what stands there, what was meant.
fn find_mojibake(text: &str) -> impl Iterator<Item = (usize, &str, String)> {
    text.char_indices().filter_map(|(offset, lead)| {
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

/// `{{< … >}}`, `{{% … %}}`, `{% … %}` and `:::` outside code.
fn find_shortcodes(text: &str, body_first_line: u32) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    for (line, number) in text.lines().zip(1_u32..) {
        let trimmed = line.trim_start();
        let opens = ["```", "~~~"]
            .into_iter()
            .find(|marker| trimmed.starts_with(marker));
        match (fence, opens) {
            (None, Some(marker)) => fence = Some(marker),
            (Some(open), Some(marker)) if open == marker => fence = None,
            _ => {}
        }
        if number < body_first_line
            || fence.is_some()
            || opens.is_some()
            || line.starts_with("    ")
        {
            continue;
        }
        let mut code = false;
        for (at, character) in line.char_indices() {
            if character == '`' {
                code = !code;
            }
            let rest = &line[at..];
            let starts = ["{{<", "{{%", "{%"]
                .iter()
                .any(|marker| rest.starts_with(marker))
                && !line[..at].ends_with('{');
            let container = at == line.len() - trimmed.len() && rest.starts_with(":::");
            if !code && (starts || container) {
                let column = u32::try_from(line[..at].chars().count() + 1).unwrap_or(1);
                found.push((
                    Place {
                        line: number,
                        column,
                    },
                    rest.chars().take(30).collect(),
                ));
                break;
            }
        }
    }
    found
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
    fn shortcodes_are_named_outside_code() {
        let text = "{% x %}\n\n`{% code %}` {{< figure >}}\n```\n{% raw %}\n```\n::: tip\n";
        let lines: Vec<u32> = check(text, "a.md", 1)
            .iter()
            .map(|found| found.line)
            .collect();
        assert_eq!(lines, [1, 3, 7]);
    }
}
