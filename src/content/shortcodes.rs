//! Shortcodes of other generators, which nobody expands here: found in prose, and dropped where the site asks for it.

/// The lines of the body that are no code, with their numbers.
pub(super) fn prose(text: &str, body_first_line: u32) -> impl Iterator<Item = (&str, u32)> {
    let mut fence = Fence::default();
    let lines = text.lines().zip(1_u32..);
    let body = lines.filter(move |(_, number)| *number >= body_first_line);
    body.filter(move |(line, _)| fence.is_prose(line))
}

/// Whether one is inside a fenced block of code.
#[derive(Default)]
struct Fence(Option<&'static str>);

impl Fence {
    /// Takes the next line; whether it is no code.
    fn is_prose(&mut self, line: &str) -> bool {
        let trimmed = line.trim_start();
        let marker = ["```", "~~~"]
            .into_iter()
            .find(|marker| trimmed.starts_with(marker));
        match (self.0, marker) {
            (None, Some(marker)) => self.0 = Some(marker),
            (Some(open), Some(marker)) if open == marker => self.0 = None,
            _ => {}
        }
        self.0.is_none() && marker.is_none() && !line.starts_with("    ")
    }
}

/// The first `{{< … >}}`, `{{% … %}}`, `{% … %}` or `:::` of a line outside code: where, and how it begins.
pub(super) fn find_shortcode(line: &str) -> Option<(usize, String)> {
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

/// The Markdown without other generators' shortcodes; code keeps them, and one that is never closed stays as typed.
pub(super) fn drop_shortcodes(markdown: &str) -> String {
    let mut kept = String::with_capacity(markdown.len());
    let mut fence = Fence::default();
    for line in markdown.split_inclusive('\n') {
        if !fence.is_prose(line)
            || !(line.contains("{{") || line.contains("{%") || line.contains(":::"))
        {
            kept.push_str(line);
        } else if !line.trim_start().starts_with(":::") {
            drop_from_line(line, &mut kept);
        }
    }
    kept
}

fn drop_from_line(line: &str, kept: &mut String) {
    const MARKERS: [(&str, &str); 3] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];
    let (mut at, mut code) = (0, false);
    // Where a closing mark is known to be missing from there on.
    let mut endless = [false; MARKERS.len()];
    while let Some(sign) = line[at..].chars().next() {
        code ^= sign == '`';
        let marker = MARKERS
            .iter()
            .position(|(open, _)| line[at..].starts_with(open));
        if let Some(marker) = marker.filter(|marker| !code && !endless[*marker]) {
            let close = MARKERS[marker].1;
            if let Some(end) = line[at..].find(close) {
                at += end + close.len();
                continue;
            }
            endless[marker] = true;
        }
        kept.push(sign);
        at += sign.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_closed_shortcodes_outside_code_are_dropped() {
        for (markdown, kept) in [
            ("a {% x %}b {{< y >}}c {{% z %}}\n", "a b c \n"),
            ("Use `{% if %}` here\n", "Use `{% if %}` here\n"),
            (
                "After {% open and the rest.\n",
                "After {% open and the rest.\n",
            ),
            (
                "```\n~~~\n{% y %}\n```\n{% z %}b\n::: tip\n",
                "```\n~~~\n{% y %}\n```\nb\n",
            ),
        ] {
            assert_eq!(drop_shortcodes(markdown), kept);
        }
        assert_eq!(drop_shortcodes(&"{%x%}".repeat(20_000)), "");
    }
}
