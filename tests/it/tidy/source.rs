//! A Rust file as the rules see it, and a broken rule with its place.

use std::fmt;
use std::ops::Range;

use crate::tidy::lexer::{Literal, mask};

/// One file. `code` has the same lines as `text`; comments and the insides of literals are spaces in it.
pub struct Source {
    pub path: String,
    pub text: String,
    pub code: String,
    pub literals: Vec<Literal>,
    test_spans: Vec<Range<usize>>,
}

/// One broken rule: where, what, and why the rule exists.
#[derive(Debug)]
pub struct Violation {
    pub path: String,
    pub line: usize,
    pub message: String,
    pub reason: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}:{}: {}. {}",
            self.path, self.line, self.message, self.reason
        )
    }
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (code, literals) = mask(text);
        let test_spans = find_test_spans(path, &code);
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            literals,
            test_spans,
        }
    }

    pub fn is_product(&self) -> bool {
        self.path.starts_with("src/")
    }

    /// The module of `src/lib.rs` to which the file belongs; `lib` and `main` for those two files.
    pub fn module(&self) -> &str {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path);
        path.split('/')
            .next()
            .unwrap_or(path)
            .trim_end_matches(".rs")
    }

    /// The offsets in `code` at which `needle` stands as a word of its own on its left.
    pub fn find_all<'a>(&'a self, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.code
            .match_indices(needle)
            .map(|(at, _)| at)
            .filter(|at| {
                let before = self.code[..*at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
    }

    pub fn line_of(&self, offset: usize) -> usize {
        self.code[..offset].matches('\n').count() + 1
    }

    /// Whether the offset lies in code that only tests compile.
    pub fn is_test(&self, offset: usize) -> bool {
        self.test_spans.iter().any(|span| span.contains(&offset))
    }

    pub fn violation(&self, line: usize, message: String, reason: &'static str) -> Violation {
        Violation {
            path: self.path.clone(),
            line,
            message,
            reason,
        }
    }
}

/// The offset just behind the brace that closes the one at `open`.
pub fn find_closing_brace(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    code.len()
}

/// What `#[cfg(test)]` covers; the whole file for `tests.rs`, `…_tests.rs` and what lies below a `tests` folder.
fn find_test_spans(path: &str, code: &str) -> Vec<Range<usize>> {
    let in_folder = path
        .split('/')
        .any(|part| part == "tests" || part.ends_with("tests.rs"));
    if in_folder || code.contains("#![cfg(test)]") {
        return std::iter::once(0..code.len()).collect();
    }
    let starts = code.match_indices("#[cfg(test)]").map(|(at, _)| at);
    let end_of = |start: usize| match code[start..].find(['{', ';']) {
        Some(at) if code.as_bytes()[start + at] == b'{' => find_closing_brace(code, start + at),
        Some(at) => start + at + 1,
        None => code.len(),
    };
    starts.map(|start| start..end_of(start)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_under_cfg_test_is_told_apart() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { } }\nfn c() {}\n";
        let source = Source::new("src/a.rs", text);
        let at = |needle: &str| source.is_test(text.find(needle).expect(needle));
        assert!(!at("fn a"));
        assert!(at("fn b"));
        assert!(!at("fn c"));
        assert!(Source::new("src/a/tests.rs", text).is_test(0));
    }

    #[test]
    fn the_module_is_the_first_part_of_the_path() {
        assert_eq!(Source::new("src/mail.rs", "").module(), "mail");
        assert_eq!(Source::new("src/mail/session.rs", "").module(), "mail");
        assert_eq!(Source::new("src/main.rs", "").module(), "main");
    }
}
