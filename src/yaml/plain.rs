//! The plain YAML that most posts are written in, read in one pass with the places of its values.
//! What it is not sure of it leaves to the full parser: both must give the same values and places.

mod scalars;

use serde_yaml::{Mapping, Value};

use crate::model::diagnostic::Place;
use crate::yaml::outline::{Outline, Spot, Step};

use scalars::{BlockStyle, is_plain, is_special, resolve, starts_mapping, unquote};

/// The values and places of `text`; `None` when it holds anything but keys at the line's start with plain or
/// simply quoted values, lists of such, and lists of small mappings.
pub(super) fn read(text: &str, first_line: u32) -> Option<(Value, Outline)> {
    let is_suspect = |byte: u8| matches!(byte, 0..=9 | 0xB..=0x1F | 0x7F | 0xC2 | 0xE2 | 0xEF);
    if text.bytes().any(is_suspect) && !is_calm(text) {
        return None;
    }
    let mut reader = Reader {
        lines: text.split('\n').collect(),
        at: 0,
        first_line,
    };
    let mut mapping = Mapping::new();
    let mut members = Vec::new();
    while reader.at < reader.lines.len() {
        let line = reader.lines[reader.at];
        if line.trim_end_matches(' ').is_empty() {
            reader.at += 1;
            continue;
        }
        let (key, value, spot) = reader.read_member(0)?;
        if mapping.insert(Value::String(key.clone()), value).is_some() {
            return None;
        }
        members.push((Step::Key(key), spot));
    }
    Some((Value::Mapping(mapping), Outline::new(first_line, members)))
}

/// No character that one parser takes for white space or a line's end and another does not.
fn is_calm(text: &str) -> bool {
    !text.chars().any(|sign| {
        sign.is_control() && sign != '\n'
            || matches!(sign, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}')
    })
}

struct Reader<'t> {
    lines: Vec<&'t str>,
    at: usize,
    first_line: u32,
}

type Member = (String, Value, Spot);

impl<'t> Reader<'t> {
    fn place(&self, at: usize, column: usize) -> Place {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX / 2);
        Place {
            line: self.first_line + number(at),
            column: number(column) + 1,
        }
    }

    /// `key: value` on the current line, whose first `indent` bytes were read; goes to the line behind it.
    fn read_member(&mut self, indent: usize) -> Option<Member> {
        let (at, line) = (self.at, self.lines[self.at]);
        let rest = &line[indent..];
        let length = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
            .count();
        let (key, after) = rest.split_at(length);
        if !key.starts_with(|first: char| first.is_ascii_alphabetic()) || is_special(key) {
            return None;
        }
        let after = after.strip_prefix(':')?;
        let value = after.trim_matches(' ');
        let key_place = self.place(at, indent);
        self.at += 1;
        let (value, spot) = if value.is_empty() {
            if indent > 0 {
                return None;
            }
            self.read_list(key_place)?
        } else {
            if !after.starts_with(' ') {
                return None;
            }
            let column = line.len() - after.trim_start_matches(' ').len();
            self.read_value(value, (at, column), key_place, indent)?
        };
        Some((key.to_owned(), value, spot))
    }

    /// What stands behind `key:` or `- `, from byte `column` of line `at`.
    fn read_value(
        &mut self,
        value: &'t str,
        (at, column): (usize, usize),
        key: Place,
        indent: usize,
    ) -> Option<(Value, Spot)> {
        // Keys and dashes before it are ASCII: bytes count as characters.
        let place = self.place(at, column);
        if let Some(inside) = value.strip_prefix('[') {
            let members = self.read_flow(inside.strip_suffix(']')?, (at, column + 1))?;
            let (values, spots): (Vec<Value>, Vec<Spot>) = members.into_iter().unzip();
            let mut spot = Spot::new(key, place, None);
            spot.members = (0..).map(Step::Index).zip(spots).collect();
            self.nothing_continues(indent)?;
            return Some((Value::Sequence(values), spot));
        }
        if let Some(text) = unquote(value) {
            self.nothing_continues(indent)?;
            let spot = Spot::new(key, place, Some(text.to_owned()));
            return Some((Value::String(text.to_owned()), spot));
        }
        if let Some(style) = BlockStyle::of(value) {
            let first = *self.lines.get(self.at)?;
            let depth = first.len() - first.trim_start_matches(' ').len();
            let place = self.place(self.at, depth);
            let text = self.read_block(style, indent, depth)?;
            let spot = Spot::new(key, place, Some(text.clone()));
            return Some((Value::String(text), spot));
        }
        if !is_plain(value) {
            return None;
        }
        let mut text = value.to_owned();
        while let Some(next) = self.continuation(indent) {
            if !is_plain(next) {
                return None;
            }
            text.push(' ');
            text.push_str(next);
            self.at += 1;
        }
        self.nothing_continues(indent)?;
        let value = resolve(&text)?;
        Some((value, Spot::new(key, place, Some(text))))
    }

    /// The lines of a block scalar, all at one depth and none blank.
    fn read_block(&mut self, style: BlockStyle, indent: usize, depth: usize) -> Option<String> {
        let mut text = String::new();
        while let Some(line) = self.lines.get(self.at) {
            let inner = line.trim_start_matches(' ');
            let own = line.len() - inner.len();
            if own <= indent && !inner.is_empty() {
                break;
            }
            // A blank line ends the text of the document, or takes the full parser's rules.
            if inner.is_empty() && self.lines[self.at..].iter().all(|line| line.is_empty()) {
                break;
            }
            if own != depth || depth <= indent || inner.is_empty() || inner.ends_with(' ') {
                return None;
            }
            if !text.is_empty() {
                text.push(style.joint);
            }
            text.push_str(inner);
            self.at += 1;
        }
        if style.ends_with_line {
            // Parsers differ on a last line that does not end.
            self.lines.get(self.at)?;
            text.push('\n');
        }
        (!text.trim().is_empty()).then_some(text)
    }

    /// The current line where it goes on with the scalar of a key at `indent`.
    fn continuation(&self, indent: usize) -> Option<&'t str> {
        let line = *self.lines.get(self.at)?;
        let inner = line.trim_start_matches(' ');
        (line.len() - inner.len() > indent && !inner.is_empty())
            .then(|| inner.trim_end_matches(' '))
    }

    /// `None` when the next line with text is indented deeper than the key: it belongs to a value that was read as whole.
    fn nothing_continues(&self, indent: usize) -> Option<()> {
        let next = self.lines[self.at..]
            .iter()
            .find(|line| !line.trim_end_matches(' ').is_empty());
        let deeper =
            next.is_some_and(|line| line.len() - line.trim_start_matches(' ').len() > indent);
        (!deeper).then_some(())
    }

    /// `a, "b", c` between brackets.
    fn read_flow(&self, inside: &str, (at, start): (usize, usize)) -> Option<Vec<(Value, Spot)>> {
        if inside.trim_matches(' ').is_empty() {
            return Some(Vec::new());
        }
        let mut members = Vec::new();
        let mut column = start;
        for part in inside.split(',') {
            let typed = part.trim_matches(' ');
            let white = part.len() - part.trim_start_matches(' ').len();
            let before = &self.lines[at][..column + white];
            let place = self.place(at, before.chars().count());
            let is_simple = |sign: char| sign.is_alphanumeric() || " -_./+".contains(sign);
            let text = match unquote(typed) {
                Some(text) => text,
                None if is_plain(typed) && typed.chars().all(is_simple) => typed,
                None => return None,
            };
            let value = if text.len() == typed.len() {
                resolve(text)?
            } else {
                Value::String(text.to_owned())
            };
            members.push((value, Spot::new(place, place, Some(text.to_owned()))));
            column += part.len() + 1;
        }
        Some(members)
    }

    /// The list below a key at the line's start.
    fn read_list(&mut self, key: Place) -> Option<(Value, Spot)> {
        let line = *self.lines.get(self.at).unwrap_or(&"");
        let indent = line.len() - line.trim_start_matches(' ').len();
        if !line[indent..].starts_with("- ") {
            // An empty value: its place differs between parsers, and nobody asks for it.
            return None;
        }
        let mut values = Vec::new();
        let mut spot = Spot::new(key, self.place(self.at, indent), None);
        while let Some(line) = self.lines.get(self.at) {
            let item = match line.get(indent..) {
                Some(item)
                    if item.starts_with("- ") && line[..indent].trim_matches(' ').is_empty() =>
                {
                    item
                }
                _ => break,
            };
            let inner = item[2..].trim_start_matches(' ');
            let column = line.len() - inner.len();
            let (value, mut member) = if starts_mapping(inner) {
                self.read_small_mapping(column)?
            } else {
                let (at, inner) = (self.at, inner.trim_end_matches(' '));
                self.at += 1;
                let place = self.place(at, column);
                self.read_value(inner, (at, column), place, indent)?
            };
            member.key = member.value;
            if values.is_empty() && indent == 0 {
                // The full parser lets such a list begin at its first member.
                spot.value = member.value;
            }
            let step = Step::Index(values.len());
            values.push(value);
            spot.members.push((step, member));
        }
        self.nothing_continues(0)?;
        Some((Value::Sequence(values), spot))
    }

    /// `key: value` lines at `column`, the first of them behind a dash.
    fn read_small_mapping(&mut self, column: usize) -> Option<(Value, Spot)> {
        let start = self.place(self.at, column);
        let mut spot = Spot::new(start, start, None);
        let mut mapping = Mapping::new();
        loop {
            let (key, value, member) = self.read_member(column)?;
            if mapping.insert(Value::String(key.clone()), value).is_some() {
                return None;
            }
            spot.members.push((Step::Key(key), member));
            let goes_on = self.lines.get(self.at).is_some_and(|line| {
                let inner = line.trim_start_matches(' ');
                line.len() - inner.len() == column && !inner.is_empty() && !inner.starts_with("- ")
            });
            if !goes_on {
                return Some((Value::Mapping(mapping), spot));
            }
        }
    }
}

#[cfg(test)]
mod tests;
