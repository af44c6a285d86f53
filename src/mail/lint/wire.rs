//! The message as bytes: the lines and characters that every server lets through.

use crate::mail::lint::letter::Letter;
use crate::mail::lint::origin::Origin;
use crate::model::diagnostic::{Diagnostic, Severity};

/// A line has no more bytes without its end (RFC 5322, 2.1.1).
const LINE_BYTES: usize = 998;
pub(super) fn check(letter: &Letter, origin: &Origin) -> Vec<Diagnostic> {
    let mut wrong: Vec<(&'static str, String)> = Vec::new();
    let bytes = letter.bytes;
    let lines = bytes.split(|byte| *byte == b'\n');
    let longest = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line).len());
    let longest = longest.max().unwrap_or(0);
    if longest > LINE_BYTES {
        wrong.push((
            "issue-line-long",
            format!(
                "a line of the message has {longest} bytes: servers refuse or break more than {LINE_BYTES}"
            ),
        ));
    }
    if let Some(at) = bytes.iter().position(|byte| !byte.is_ascii() || *byte == 0) {
        wrong.push((
            "issue-encoding",
            format!("byte {at} of the message is not 7-bit text: some servers would break it"),
        ));
    }
    if let Some(at) = lone_line_end(bytes) {
        wrong.push((
            "issue-encoding",
            format!("a lone CR or LF stands at byte {at} of the message: servers refuse that"),
        ));
    }
    let settings = origin.settings();
    let report = |(rule, message): (&'static str, String)| {
        settings.found(rule, Severity::Error, message, "")
    };
    wrong.into_iter().map(report).collect()
}

/// Where a CR or LF stands without the other.
fn lone_line_end(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| match bytes[*at] {
        b'\n' => *at == 0 || bytes[at - 1] != b'\r',
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_line_end_is_found() {
        assert_eq!(lone_line_end(b"a\r\nb\r\n"), None);
        assert_eq!(lone_line_end(b"a\nb\r\n"), Some(1));
        assert_eq!(lone_line_end(b"a\r\nb\r"), Some(4));
    }
}
