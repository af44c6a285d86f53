//! The lines of a post that are no code.

/// The lines of the body outside code, with their numbers.
pub(super) fn prose(text: &str, body_first_line: u32) -> impl Iterator<Item = (&str, u32)> {
    let mut fence = Fence::default();
    let lines = text.lines().zip(1_u32..);
    let body = lines.filter(move |(_, number)| *number >= body_first_line);
    body.filter(move |(line, _)| fence.is_prose(line) && !line.starts_with("    "))
}

/// Whether one is inside a fenced block of code.
#[derive(Default)]
pub(super) struct Fence(Option<(u8, usize)>);

impl Fence {
    /// Takes the next line; whether it is outside every fenced block.
    pub(super) fn is_prose(&mut self, line: &str) -> bool {
        let trimmed = line.trim_start_matches([' ', '\t', '>']);
        let sign = trimmed
            .bytes()
            .next()
            .filter(|sign| matches!(sign, b'`' | b'~'));
        let length = sign.map_or(0, |sign| {
            trimmed.bytes().take_while(|own| *own == sign).count()
        });
        let marker = sign.filter(|_| length >= 3).map(|sign| (sign, length));
        match (self.0, marker) {
            (None, Some((sign, length))) => {
                // What stands behind an opening fence of backticks holds none.
                if sign == b'~' || !trimmed[length..].contains('`') {
                    self.0 = marker;
                    return false;
                }
                true
            }
            (Some((sign, length)), Some((own, count))) if own == sign && count >= length => {
                if trimmed[count..].trim().is_empty() {
                    self.0 = None;
                }
                false
            }
            (open, _) => open.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_close_by_their_own_sign_and_length() {
        let text = "a\n````\n```\n~~~\n````\nb\n    c\n~~~ x\n~~~~\nd ```e```\n```e```\nf";
        let lines: Vec<&str> = prose(text, 1).map(|(line, _)| line).collect();
        assert_eq!(lines, ["a", "b", "d ```e```", "```e```", "f"]);
    }
}
