//! The forms in which generators' code stands in prose, each found where it begins.

use std::collections::HashMap;

use crate::content::shortcodes::components;
use crate::content::shortcodes::{Kind, Piece};

/// So many bytes may a component's tag or a program's lines take.
const TAG_BYTES_MAX: usize = 4000;
const PICTURES: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"];
/// A text with more tags that never end is no page of components.
const UNCLOSED_MAX: usize = 100;

/// Finds pieces in one text, remembering what never ends.
pub(super) struct Finder<'a> {
    text: &'a str,
    /// Where each closing mark was last found, so that no stretch is searched twice.
    next: HashMap<&'static str, Option<usize>>,
    /// How many tags of components were searched in vain.
    unclosed: usize,
}

impl<'a> Finder<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            next: HashMap::new(),
            unclosed: 0,
        }
    }

    /// The piece that begins at `at`, where one does; `line_start` when only space stands before it on its line.
    pub(super) fn find(&mut self, at: usize, line_start: bool) -> Option<Piece> {
        match self.text.as_bytes()[at] {
            b'{' => self.braced(at),
            b'<' if self.unclosed < UNCLOSED_MAX => {
                components::find(self.text, at, TAG_BYTES_MAX, &mut self.unclosed)
            }
            b'[' | b'!' => self.bracketed(at, line_start),
            b':' if line_start => self.container(at),
            b'i' | b'e' if at == 0 || self.text.as_bytes()[at - 1] == b'\n' => self.program(at),
            _ => None,
        }
    }

    fn braced(&mut self, at: usize) -> Option<Piece> {
        let rest = &self.text[at..];
        let piece = |end: usize, kind: Kind| {
            Some(Piece {
                range: at..end,
                kind,
            })
        };
        if rest.starts_with("{/*") {
            let end = self.close(at + 3, "*/}")?;
            let words = self.text[at + 3..end].trim().to_ascii_lowercase();
            let is_mark = matches!(
                words.as_str(),
                "more" | "truncate" | "excerpt" | "read more"
            );
            return piece(end + 3, if is_mark { Kind::More } else { Kind::Hidden });
        }
        if rest.starts_with("{# ") || rest.starts_with("{#-") {
            return piece(self.close(at + 2, "#}")? + 2, Kind::Hidden);
        }
        if rest.starts_with("{:") {
            return piece(at + attributes_end(rest)?, Kind::Hidden);
        }
        for (open, close) in [("{{<", ">}}"), ("{{%", "%}}"), ("{{{", "}}}")] {
            if rest.starts_with(open) {
                let end = self.close(at + open.len(), close)? + close.len();
                // `{{{{raw}}}}` ends with as many braces as it begins with.
                let opened = rest.bytes().take_while(|sign| *sign == b'{').count();
                let closed = self.text[end..].bytes().take_while(|sign| *sign == b'}');
                let more = closed.take(opened.saturating_sub(3)).count();
                return piece(end + more, Kind::Unexpanded);
            }
        }
        if let Some(inside) = rest.strip_prefix("{%") {
            let inside = inside.trim_start_matches(['-', '+']);
            let begins = |sign: char| sign.is_whitespace() || sign.is_ascii_alphabetic();
            if !inside.starts_with(begins) {
                return None;
            }
            return piece(self.close(at + 2, "%}")? + 2, Kind::Unexpanded);
        }
        let inside = rest.strip_prefix("{{")?.trim_start_matches(['-', '~']);
        let is_spaced = inside.starts_with(char::is_whitespace);
        let before = self.text[..at].chars().next_back();
        // Braces in a formula are no code.
        let in_formula = |sign: char| {
            sign.is_ascii_alphanumeric() || matches!(sign, '\\' | '}' | '^' | '_' | '{' | '$')
        };
        let first = inside.trim_start().chars().next()?;
        let names = first.is_ascii_alphabetic()
            || matches!(first, '"' | '\'' | '_' | '$' | '.' | '@' | '#' | '/');
        if !names || (!is_spaced && before.is_some_and(in_formula)) {
            return None;
        }
        let end = self.close(at + 2, "}}")?;
        let is_one_paragraph = end - at < TAG_BYTES_MAX && !self.text[at..end].contains("\n\n");
        is_one_paragraph.then(|| Piece {
            range: at..end + 2,
            kind: Kind::Unexpanded,
        })
    }

    /// Obsidian's `[[note|shown]]` and `![[picture.png]]`; `[!note]` at the head of a quote.
    fn bracketed(&mut self, at: usize, line_start: bool) -> Option<Piece> {
        let rest = &self.text[at..];
        let piece = |length: usize, kind: Kind| {
            Some(Piece {
                range: at..at + length,
                kind,
            })
        };
        if let Some(named) = rest.strip_prefix("[!") {
            let before = &self.text[..at];
            if !line_start || !before.trim_end_matches(' ').ends_with('>') {
                return None;
            }
            let length = line_length(rest);
            let (name, title) = named[..length - 2].split_once(']')?;
            let is_name = !name.is_empty()
                && name
                    .chars()
                    .all(|sign| sign.is_alphanumeric() || sign == '-');
            if !is_name {
                return None;
            }
            let title = title.trim_start_matches(['-', '+']).trim();
            let shown = if title.is_empty() { name } else { title };
            let mut signs = shown.chars();
            let first: String = signs
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            let others = signs.as_str();
            let shown = if title.is_empty() {
                first + &others.to_lowercase()
            } else {
                first + others
            };
            return piece(length, Kind::Written(format!("**{shown}**  ")));
        }
        let open = ["![[", "[["]
            .into_iter()
            .find(|open| rest.starts_with(open))?;
        let end = self.close(at + open.len(), "]]")?;
        let inside = &self.text[at + open.len()..end];
        let after = self.text[end + 2..].chars().next();
        let is_plain =
            inside.len() < 300 && !inside.contains(['[', ']', '\n']) && !inside.trim().is_empty();
        if !is_plain || after.is_some_and(|sign| matches!(sign, '(' | '[' | ':')) {
            return None;
        }
        let (target, shown) = inside.split_once('|').unwrap_or((inside, inside));
        let target = target.trim();
        let is_picture = PICTURES
            .iter()
            .any(|ending| target.to_ascii_lowercase().ends_with(ending));
        let length = end + 2 - at;
        match (open, is_picture) {
            ("![[", true) => piece(length, Kind::Written(format!("![](<{target}>)"))),
            ("![[", false) => piece(length, Kind::Unexpanded),
            _ => piece(length, Kind::Written(shown.trim().to_owned())),
        }
    }

    /// The next `mark` from `from` on.
    fn close(&mut self, from: usize, mark: &'static str) -> Option<usize> {
        match self.next.get(mark) {
            Some(None) => return None,
            Some(Some(at)) if *at >= from => return Some(*at),
            _ => {}
        }
        let found = self.text[from..].find(mark).map(|found| from + found);
        self.next.insert(mark, found);
        found
    }

    /// `:::note`, `::: tip Title`, `:::warning[Title]{.x}`, `:::`: the whole line.
    fn container(&self, at: usize) -> Option<Piece> {
        let range = at..at + line_length(&self.text[at..]);
        let line = &self.text[range.clone()];
        let rest = line.trim_start_matches(':');
        if line.len() - rest.len() < 3 {
            return None;
        }
        let rest = rest.trim();
        let named =
            rest.starts_with(|sign: char| sign.is_alphabetic() || matches!(sign, '{' | '['));
        (rest.is_empty() || named).then(|| Piece {
            kind: Kind::Container(title_of(rest)),
            range,
        })
    }

    /// `import … from '…'` or `export …`, to the end of the paragraph.
    fn program(&mut self, at: usize) -> Option<Piece> {
        if !["import ", "export "]
            .iter()
            .any(|word| self.text[at..].starts_with(word))
        {
            return None;
        }
        let end = self.close(at, "\n\n").unwrap_or(self.text.len());
        let paragraph = &self.text[at..end];
        if paragraph.len() > TAG_BYTES_MAX || !is_program(paragraph) {
            return None;
        }
        Some(Piece {
            range: at..at + paragraph.trim_end().len(),
            kind: Kind::Program,
        })
    }
}

fn line_length(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// What a container shows above what stands in it.
fn title_of(named: &str) -> Option<String> {
    let name_end = named
        .find(|sign: char| !(sign.is_alphanumeric() || matches!(sign, '-' | '_')))
        .unwrap_or(named.len());
    let rest = named[name_end..].trim();
    let title = match rest.strip_prefix('[') {
        Some(title) => title.rsplit_once(']').map_or(title, |(title, _)| title),
        None => rest.split('{').next().unwrap_or_default(),
    };
    let title = title.trim().trim_matches(['*', ':']);
    (name_end > 0 && !title.is_empty()).then(|| title.to_owned())
}

/// Where kramdown's attributes `{: .x #y z="…"}` or `{:toc}` end.
fn attributes_end(rest: &str) -> Option<usize> {
    let near = rest.ceil_char_boundary(rest.len().min(300));
    let end = rest[..near].find('}')?;
    let inside = &rest[2..end];
    let is_list = inside
        .chars()
        .all(|sign| sign.is_alphanumeric() || sign == ' ' || "_-.#=\"':;/,%&?!()[]".contains(sign));
    let first = inside.trim_start().chars().next();
    let begins =
        first.is_some_and(|sign| sign.is_alphabetic() || matches!(sign, '.' | '#' | ':' | '/'));
    (is_list && begins).then_some(end + 1)
}

/// Whether lines are those of a module, and not of a text that begins with such a word.
fn is_program(paragraph: &str) -> bool {
    let first = paragraph.lines().next().unwrap_or_default();
    if let Some(rest) = first.strip_prefix("import ") {
        let ends_quoted = |line: &str| line.trim_end().trim_end_matches(';').ends_with(['\'', '"']);
        let is_bare = rest.starts_with(['\'', '"']);
        let from = paragraph.contains(" from '") || paragraph.contains(" from \"");
        return (is_bare || from) && paragraph.lines().any(ends_quoted);
    }
    let Some(rest) = first.strip_prefix("export ") else {
        return false;
    };
    let word = rest.split([' ', '{', '(']).next().unwrap_or_default();
    match word {
        "const" | "let" | "var" => paragraph.contains('='),
        "function" | "async" | "class" => paragraph.contains('{'),
        "default" => paragraph.contains(['{', '(', ';', '=']),
        "" | "*" => rest.starts_with(['{', '*']) || paragraph.contains(" from "),
        _ => false,
    }
}
