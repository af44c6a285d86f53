//! Enough of Rust's lexical rules to tell code from comments and literals; it knows no syntax.

/// The inside of one string literal, as written, and the line on which it starts.
#[derive(Debug, PartialEq)]
pub struct Literal {
    pub line: usize,
    pub text: String,
}

/// The text with comments and the insides of literals as spaces, line for line, and its string literals.
pub fn mask(text: &str) -> (String, Vec<Literal>) {
    let mut lexer = Lexer {
        rest: text,
        code: String::new(),
        line: 1,
        literals: Vec::new(),
    };
    while lexer.step() {}
    (lexer.code, lexer.literals)
}

struct Lexer<'a> {
    rest: &'a str,
    code: String,
    line: usize,
    literals: Vec<Literal>,
}

impl Lexer<'_> {
    /// Takes one token off the rest; `false` at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        let word = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let word = &self.rest[..word.unwrap_or(self.rest.len())];
        let behind = &self.rest[word.len()..];
        let hashes = behind.len() - behind.trim_start_matches('#').len();
        if self.rest.starts_with("//") {
            self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment_length(self.rest));
        } else if matches!(word, "r" | "br" | "cr") && behind[hashes..].starts_with('"') {
            self.keep(word.len() + hashes);
            self.string(&format!("\"{}", "#".repeat(hashes)), false);
        } else if first == '"' || (matches!(word, "b" | "c") && behind.starts_with('"')) {
            self.keep(word.len());
            self.string("\"", true);
        } else if !word.is_empty() {
            self.keep(word.len());
        } else if first == '\'' {
            self.quote();
        } else {
            self.keep(first.len_utf8());
        }
        true
    }

    /// A string whose opening quote comes next and which ends with `close`.
    fn string(&mut self, close: &str, escapes: bool) {
        self.keep(1);
        let mut end = 0;
        while end < self.rest.len() && !self.rest[end..].starts_with(close) {
            let skipped = usize::from(escapes && self.rest[end..].starts_with('\\'));
            let taken = self.rest[end..]
                .chars()
                .take(1 + skipped)
                .map(char::len_utf8);
            end += taken.sum::<usize>();
        }
        self.literals.push(Literal {
            line: self.line,
            text: self.rest[..end].to_owned(),
        });
        self.blank(end);
        self.keep(close.len().min(self.rest.len()));
    }

    /// A character literal or a lifetime.
    fn quote(&mut self) {
        let mut after = self.rest[1..].chars();
        let length = match (after.next(), after.next()) {
            (Some('\\'), Some(escaped)) => {
                let skip = 2 + escaped.len_utf8();
                self.rest[skip..]
                    .find('\'')
                    .map_or(self.rest.len(), |at| skip + at + 1)
            }
            (Some(c), Some('\'')) => 2 + c.len_utf8(),
            _ => return self.keep(1),
        };
        self.blank(length);
    }

    fn keep(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.line += taken.matches('\n').count();
        self.code.push_str(taken);
        self.rest = rest;
    }

    fn blank(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.line += taken.matches('\n').count();
        self.code
            .extend(taken.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        self.rest = rest;
    }
}

fn block_comment_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_and_lines_stay() {
        let (code, literals) = mask(
            "let a = \"one \\\" // two\"; // three\n/* four /* five */\nsix */ let c = ['\"', '\\'', b'x'];\n",
        );
        let kept: Vec<&str> = code.lines().map(str::trim).collect();
        assert_eq!(kept[0].replace(' ', ""), "leta=\"\";");
        assert_eq!(kept[1], "");
        assert_eq!(kept[2].replace(' ', ""), "letc=[,,b];");
        assert_eq!(
            literals,
            [Literal {
                line: 1,
                text: "one \\\" // two".to_owned()
            }]
        );
    }

    #[test]
    fn raw_strings_end_at_their_own_quote_and_lifetimes_are_no_characters() {
        let (code, literals) = mask("fn f<'a>(x: &'a str) { g(r#\"a \" b\"#, x) }\nh(br\"\\\");");
        let texts: Vec<&str> = literals.iter().map(|found| found.text.as_str()).collect();
        assert_eq!(texts, ["a \" b", "\\"]);
        assert!(code.contains("fn f<'a>(x: &'a str)"));
    }
}
