//! One line of plain YAML: whether it is text in every reading, and which value it is.

use serde_yaml::Value;

/// Whether a list's member is a mapping.
pub(super) fn starts_mapping(inner: &str) -> bool {
    let length = inner
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        .count();
    length > 0 && (inner[length..].starts_with(": ") || inner[length..] == *":")
}

/// The text of a quoted scalar without escapes.
pub(super) fn unquote(value: &str) -> Option<&str> {
    let quote = value
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))?;
    let inside = value[1..].strip_suffix(quote)?;
    (!inside.contains([quote, '\\'])).then_some(inside)
}

/// Whether a line of a scalar is text and nothing else in every reading.
pub(super) fn is_plain(line: &str) -> bool {
    let starts_well =
        line.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '/' | '('));
    starts_well && !line.contains(": ") && !line.contains(" #") && !line.ends_with(':')
}

/// Words that YAML takes for something else than text.
pub(super) fn is_special(text: &str) -> bool {
    let words = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan", "infinity",
    ];
    text.len() <= 8 && words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A plain scalar as its value; `None` where that takes the full parser's rules.
pub(super) fn resolve(text: &str) -> Option<Value> {
    match text {
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        _ => {}
    }
    if is_special(text) {
        return None;
    }
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return text
            .parse::<f64>()
            .is_err()
            .then(|| Value::String(text.to_owned()));
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let is_decimal = text == "0" || !text.starts_with('0');
        let number: u64 = text
            .parse()
            .ok()
            .filter(|_| is_decimal && text.len() < 16)?;
        return Some(Value::Number(number.into()));
    }
    // A date, or words: no number, whatever its base.
    let is_number = text.parse::<f64>().is_ok()
        || text.contains('_')
        || text.starts_with("0x")
        || text.starts_with("0o")
        || text.starts_with("0b");
    (!is_number).then(|| Value::String(text.to_owned()))
}

/// How the lines of a block scalar become one text.
#[derive(Clone, Copy)]
pub(super) struct BlockStyle {
    /// What stands between two lines.
    pub(super) joint: char,
    pub(super) ends_with_line: bool,
}

impl BlockStyle {
    /// The style that `>`, `>-`, `|` or `|-` asks for.
    pub(super) fn of(mark: &str) -> Option<Self> {
        let (joint, chomp) = match mark.split_at_checked(1)? {
            (">", chomp) => (' ', chomp),
            ("|", chomp) => ('\n', chomp),
            _ => return None,
        };
        let ends_with_line = match chomp {
            "" => true,
            "-" => false,
            _ => return None,
        };
        Some(Self {
            joint,
            ends_with_line,
        })
    }
}
