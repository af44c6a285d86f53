//! Enough of CSS to judge a mail: rules with their media, declarations, at-rules. What it cannot read it passes over.

/// More levels of blocks in blocks than a style sheet of a mail has.
const DEPTH_MAX: usize = 8;

/// `name: value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    /// In small letters.
    pub(super) name: String,
    /// In small letters, but for what stands in quotes or `url()`.
    pub(super) value: String,
    pub(super) is_important: bool,
}

/// A selector with its declarations.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) selector: String,
    /// The conditions of the `@media` around it.
    pub(super) media: Vec<String>,
    pub(super) declarations: Vec<Declaration>,
}

/// What a style sheet holds.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) rules: Vec<Rule>,
    /// Other at-rules, each from its name to the end of its block: `import url(x)`, `font-face{src:url(x)}`.
    pub(super) others: Vec<String>,
}

/// Reads a style sheet.
pub(super) fn parse_sheet(css: &str) -> Sheet {
    let mut sheet = Sheet::default();
    let css = without_comments(css);
    read_rules(&css, &[], &mut sheet);
    sheet
}

/// Reads the declarations of a `style` attribute.
pub(super) fn parse_declarations(css: &str) -> Vec<Declaration> {
    let css = without_comments(css);
    let parts = split(&css, ';').into_iter();
    parts.filter_map(parse_declaration).collect()
}

fn parse_declaration(text: &str) -> Option<Declaration> {
    let (name, value) = text.split_once(':')?;
    let name = name.trim().to_ascii_lowercase();
    let value = value.trim();
    let (value, is_important) = match value.rsplit_once('!') {
        Some((before, mark)) if mark.trim().eq_ignore_ascii_case("important") => {
            (before.trim(), true)
        }
        _ => (value, false),
    };
    let keeps_case = value.contains(['"', '\'']) || value.contains("url(");
    let value = if keeps_case {
        value.to_owned()
    } else {
        value.to_ascii_lowercase()
    };
    (!name.is_empty() && !value.is_empty()).then_some(Declaration {
        name,
        value,
        is_important,
    })
}

fn read_rules(css: &str, media: &[String], sheet: &mut Sheet) {
    let mut rest = css.trim_start();
    while let Some(end) = find(rest, &['{', ';']) {
        let prelude = rest[..end].trim();
        if rest[end..].starts_with(';') {
            if let Some(rule) = prelude.strip_prefix('@') {
                sheet.others.push(rule.to_owned());
            }
            rest = rest[end + 1..].trim_start();
            continue;
        }
        let body = &rest[end + 1..];
        let close = find(body, &['}']).unwrap_or(body.len());
        read_block(prelude, &body[..close], media, sheet);
        rest = body.get(close + 1..).unwrap_or_default().trim_start();
    }
}

fn read_block(prelude: &str, body: &str, media: &[String], sheet: &mut Sheet) {
    let Some(at_rule) = prelude.strip_prefix('@') else {
        sheet.rules.push(Rule {
            selector: prelude.to_owned(),
            media: media.to_vec(),
            declarations: parse_declarations(body),
        });
        return;
    };
    let lower = at_rule.to_ascii_lowercase();
    if let Some(condition) = lower
        .strip_prefix("media")
        .filter(|_| media.len() < DEPTH_MAX)
    {
        let mut inner = media.to_vec();
        inner.push(condition.trim().to_owned());
        read_rules(body, &inner, sheet);
    } else {
        sheet.others.push(format!("{at_rule}{{{body}}}"));
    }
}

/// Where one of `signs` stands outside of quotes, brackets and inner blocks.
fn find(css: &str, signs: &[char]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, sign) in css.char_indices() {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match (sign, quote) {
            ('\\', _) => is_escaped = true,
            (_, Some(open)) if sign == open => quote = None,
            ('"' | '\'', None) => quote = Some(sign),
            (_, None) if depth == 0 && signs.contains(&sign) => return Some(at),
            ('(' | '{' | '[', None) => depth += 1,
            (')' | '}' | ']', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The parts between `sign`s outside of quotes and brackets.
pub(super) fn split(css: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = css;
    while let Some(at) = find(rest, &[sign]) {
        parts.push(rest[..at].trim());
        rest = &rest[at + sign.len_utf8()..];
    }
    parts.push(rest.trim());
    parts.retain(|part| !part.is_empty());
    parts
}

fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("/*") {
        kept.push_str(&rest[..at]);
        let end = rest[at + 2..].find("*/");
        rest = end.map_or("", |end| &rest[at + 2 + end + 2..]);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_media_and_other_at_rules_are_told_apart() {
        let sheet = parse_sheet(
            "@import url(x;y); /* a{ */ a, .b { Color: RED !important; background: url(\"A;b\") }\n@media (max-width: 9px) { c { margin: 0 } } @font-face { src: url(f) }",
        );
        assert_eq!(
            sheet.others,
            ["import url(x;y)", "font-face{ src: url(f) }"]
        );
        let selectors: Vec<&str> = sheet.rules.iter().map(|rule| &*rule.selector).collect();
        assert_eq!(selectors, ["a, .b", "c"]);
        assert_eq!(sheet.rules[1].media, ["(max-width: 9px)"]);
        let first = &sheet.rules[0].declarations;
        assert_eq!((&*first[0].value, first[0].is_important), ("red", true));
        assert_eq!(first[1].value, "url(\"A;b\")");
    }

    #[test]
    fn what_is_broken_is_passed_over() {
        for css in ["a {", "}}}", "@media {", "a { : ; b }", "\\", "\"", "@"] {
            let _ = parse_sheet(css);
        }
        let deep = "@media a {".repeat(10_000);
        assert!(parse_sheet(&deep).rules.is_empty());
    }
}
