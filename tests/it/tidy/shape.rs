//! The shape of a file: how it opens, how long it is, how long its functions are; and the map that leads to it.

use crate::tidy::source::{Source, Violation, find_closing_brace};

const OPENING: &str = "A file opens with one `//!` sentence: what it is for, and what it is not";
const LENGTH: &str = "Nobody reads such a file in one go: split it by its nouns, or say near its top `// Long because: …`";
const FUNCTION: &str =
    "A function that does not fit on a page does more than one thing: name the parts";

const MAX_FILE_LINES: usize = 300;
const MAX_FUNCTION_LINES: usize = 70;
const REASON_WITHIN_LINES: usize = 20;

pub fn check_opening(source: &Source) -> Vec<Violation> {
    let first = source.text.lines().next().unwrap_or_default();
    let sentence = first.strip_prefix("//! ").unwrap_or_default();
    if sentence.trim().is_empty() {
        return vec![source.violation(1, "no `//!` sentence".to_owned(), OPENING)];
    }
    Vec::new()
}

pub fn check_length(source: &Source) -> Vec<Violation> {
    let count = source.text.lines().count();
    let mut top = source.text.lines().take(REASON_WITHIN_LINES);
    let reasoned = top.any(|line| {
        line.strip_prefix("// Long because:")
            .is_some_and(|reason| !reason.trim().is_empty())
    });
    if count <= MAX_FILE_LINES || reasoned {
        return Vec::new();
    }
    vec![source.violation(
        count,
        format!("{count} lines, above {MAX_FILE_LINES}"),
        LENGTH,
    )]
}

pub fn check_functions(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut offset = 0;
    for (index, line) in source.code.split_inclusive('\n').enumerate() {
        let name = parse_function_name(line);
        let body = name.and_then(|_| find_body(&source.code, offset));
        if let (Some(name), Some(open)) = (name, body) {
            let end = find_closing_brace(&source.code, open);
            let count = source.code[offset..end].matches('\n').count() + 1;
            if count > MAX_FUNCTION_LINES {
                let message = format!("`{name}` has {count} lines, above {MAX_FUNCTION_LINES}");
                violations.push(source.violation(index + 1, message, FUNCTION));
            }
        }
        offset += line.len();
    }
    violations
}

/// The name after `fn` in a line that starts a function.
fn parse_function_name(line: &str) -> Option<&str> {
    let mut words = line.trim_start();
    while !words.starts_with("fn ") {
        let (word, rest) = words.split_once(' ')?;
        let known = word.starts_with("pub(")
            || matches!(word, "pub" | "const" | "async" | "unsafe" | "extern" | "in");
        // What stands between the quotes of `extern "C"` is blank, and a visibility may hold a path.
        if !known && !word.is_empty() && !word.starts_with('"') && !word.ends_with(')') {
            return None;
        }
        words = rest;
    }
    let name = &words["fn ".len()..];
    name.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
}

/// The offset of the brace that opens the body of the function that starts at `start`; none for a bare signature.
fn find_body(code: &str, start: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in code[start..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(start + at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The modules in the map of ARCHITECTURE.md: the first words of the indented lines below "## Modules…".
pub fn parse_map(page: &str) -> Vec<String> {
    let section = page
        .lines()
        .skip_while(|line| !line.starts_with("## Modules"))
        .skip(1);
    let section = section.take_while(|line| !line.starts_with("## "));
    let names = section.filter_map(|line| {
        let (name, meaning) = line.strip_prefix("    ")?.split_once("  ")?;
        (!name.is_empty() && !meaning.trim().is_empty()).then(|| name.to_owned())
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long_function(header: &str, lines: usize) -> Source {
        let body = "    call(\"}\"); // }\n".repeat(lines - 2);
        Source::new(
            "src/a.rs",
            &format!("//! Doc.\n\n{header} {{\n{body}}}\n\nfn b() {{}}\n"),
        )
    }

    #[test]
    fn a_file_without_its_sentence_is_caught() {
        assert_eq!(
            check_opening(&Source::new("src/a.rs", "use std::fs;\n//! Late.\n")).len(),
            1
        );
        assert_eq!(check_opening(&Source::new("src/a.rs", "//!\n")).len(), 1);
        assert_eq!(check_opening(&Source::new("src/a.rs", "")).len(), 1);
        assert!(check_opening(&Source::new("src/a.rs", "//! What it is for.\n")).is_empty());
    }

    #[test]
    fn a_long_file_needs_a_stated_reason() {
        let line = "fn f() {}\n";
        assert!(check_length(&Source::new("src/a.rs", &line.repeat(300))).is_empty());
        assert_eq!(
            check_length(&Source::new("src/a.rs", &line.repeat(301))).len(),
            1
        );
        let why =
            |reason: &str| format!("//! Doc.\n// Long because:{reason}\n{}", line.repeat(300));
        assert_eq!(check_length(&Source::new("src/a.rs", &why(""))).len(), 1);
        assert!(check_length(&Source::new("src/a.rs", &why(" one table."))).is_empty());
    }

    #[test]
    fn a_function_of_71_lines_is_caught_and_of_70_is_not() {
        for header in [
            "fn a()",
            "pub async fn a()",
            "    pub(in crate::x) const unsafe fn a()",
        ] {
            assert!(
                check_functions(&long_function(header, 70)).is_empty(),
                "{header}"
            );
            let found = check_functions(&long_function(header, 71));
            assert_eq!(found.len(), 1, "{header}");
            assert!(
                found[0]
                    .to_string()
                    .starts_with("src/a.rs:3: `a` has 71 lines"),
                "{header}"
            );
        }
    }

    #[test]
    fn a_signature_has_no_body() {
        let rest = "fn c() {}\n".repeat(80);
        let text = format!("trait A {{\n    fn a(x: [u8; 4]) -> u8;\n{rest}}}\n");
        assert!(check_functions(&Source::new("src/a.rs", &text)).is_empty());
    }

    #[test]
    fn the_map_is_read_from_its_section_only() {
        let page = "# A\n\n    not  this\n\n## Modules in order\nText.\n\n    model     nouns\n    feed      posts → feeds\n\n## More\n\n    nor  this\n";
        assert_eq!(parse_map(page), ["model", "feed"]);
    }
}
