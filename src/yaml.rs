//! YAML, TOML and JSON text as values that know their line and column, for configuration and front matter alike.

mod flaws;
mod guard;
mod node;
mod outline;
mod plain;

use std::cell::OnceCell;

use serde_yaml::Value;

use crate::model::diagnostic::Place;

pub use node::Node;

use outline::Outline;

/// A parsed document and the text it came from.
#[derive(Debug)]
pub struct Document {
    root: Value,
    text: String,
    first_line: u32,
    syntax: Syntax,
    outline: OnceCell<Outline>,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// YAML 1.2 as `serde_yaml` reads it.
    Yaml,
    /// TOML 1.0.
    Toml,
    /// JSON (RFC 8259).
    Json,
}

/// Why a text is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The rule's id: `yaml-syntax`, `toml-syntax`, `json-syntax`, `duplicate-key`, `unknown-tag`, `too-deep`, `alias-bomb`, `tab-indentation`.
    pub rule: &'static str,
    /// Where, in the file that holds the text.
    pub place: Place,
    /// What is wrong and why it matters.
    pub message: String,
    /// How to mend it; may be empty.
    pub help: String,
}

/// What reading a text gave: the values as far as they could be read, and every mistake.
#[derive(Debug)]
pub struct Reading {
    /// `None` where nothing can be read; complete only where there is no mistake.
    pub document: Option<Document>,
    /// Every mistake found, in the order of the text.
    pub mistakes: Vec<Mistake>,
}

impl Document {
    /// Parses a text of that syntax which starts at line `first_line` of its file.
    pub fn parse(syntax: Syntax, text: &str, first_line: u32) -> Reading {
        match syntax {
            Syntax::Yaml => Self::parse_yaml(text, first_line),
            Syntax::Toml => Self::parse_toml(text, first_line),
            Syntax::Json => Self::parse_json(text, first_line),
        }
    }

    /// Parses YAML that starts at line `first_line` of its file. An empty text is an empty mapping.
    /// The text must hold no control character but tab, LF and CR.
    pub fn parse_yaml(text: &str, first_line: u32) -> Reading {
        if let Some((root, outline)) = plain::read(text, first_line) {
            let mut document = Self::new(root, text, first_line, Syntax::Yaml);
            document.outline = OnceCell::from(outline);
            return Reading {
                document: Some(document),
                mistakes: Vec::new(),
            };
        }
        let guard::Findings {
            mut mistakes,
            mended,
        } = guard::examine(text, first_line);
        let Some(text) = mended else {
            return Reading {
                document: None,
                mistakes,
            };
        };
        let document = match parse_value(&text) {
            Ok(root) => Some(Self::new(root, &text, first_line, Syntax::Yaml)),
            Err(error) => {
                let mistake = guard::explain(&error, &text, first_line);
                // What a tab did to its line has been said.
                let is_told = mistakes.iter().any(|told: &Mistake| {
                    told.rule == "tab-indentation" && told.place.line == mistake.place.line
                });
                mistakes.extend((!is_told).then_some(mistake));
                // Without its bad line the rest may be readable, and its mistakes can be told in the same run.
                let rest = error
                    .location()
                    .map(|place| without_line(&text, place.line()));
                rest.and_then(|rest| {
                    let root = parse_value(&rest).ok()?;
                    Some(Self::new(root, &rest, first_line, Syntax::Yaml))
                })
            }
        };
        Reading { document, mistakes }
    }

    /// Parses TOML that starts at line `first_line` of its file; dates become text.
    pub fn parse_toml(text: &str, first_line: u32) -> Reading {
        let errors = toml::de::DeTable::parse_recoverable(text).1;
        let mistake = |error: &toml::de::Error| Mistake {
            rule: if error.message().contains("duplicate key") {
                "duplicate-key"
            } else {
                "toml-syntax"
            },
            place: Place::of_offset(text, error.span().map_or(0, |span| span.start), first_line),
            message: format!("the front matter is not TOML: {}", error.message()),
            help: String::new(),
        };
        let mut mistakes: Vec<Mistake> = errors.iter().map(mistake).collect();
        let document = match text.parse::<toml::Table>() {
            Ok(table) => {
                let root = from_toml(toml::Value::Table(table));
                Some(Self::new(root, text, first_line, Syntax::Toml))
            }
            Err(error) => {
                if mistakes.is_empty() {
                    mistakes.push(mistake(&error));
                }
                None
            }
        };
        mistakes.sort_by_key(|mistake| mistake.place);
        Reading { document, mistakes }
    }

    /// Parses JSON that starts at line `first_line` of its file.
    pub fn parse_json(text: &str, first_line: u32) -> Reading {
        let mistake = |error: &serde_json::Error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            Mistake {
                rule: if message.contains("duplicate entry") {
                    "duplicate-key"
                } else {
                    "json-syntax"
                },
                place: Place {
                    line: first_line + u32::try_from(error.line()).unwrap_or(1).max(1) - 1,
                    column: u32::try_from(error.column()).unwrap_or(1).max(1),
                },
                message: format!("the front matter is not JSON: {message}"),
                help: String::new(),
            }
        };
        match serde_json::from_str(text) {
            Ok(root) => Reading {
                document: Some(Self::new(root, text, first_line, Syntax::Json)),
                mistakes: Vec::new(),
            },
            Err(error) => Reading {
                document: None,
                mistakes: vec![mistake(&error)],
            },
        }
    }

    fn new(root: Value, text: &str, first_line: u32, syntax: Syntax) -> Self {
        Self {
            root,
            text: text.to_owned(),
            first_line,
            syntax,
            outline: OnceCell::new(),
        }
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node::root(self, &self.root)
    }

    /// Positions are looked for only when somebody asks: most documents hold no mistake.
    fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| match self.syntax {
            Syntax::Yaml | Syntax::Json => Outline::of_yaml(&self.text, self.first_line),
            Syntax::Toml => Outline::of_toml(&self.text, self.first_line),
        })
    }
}

fn parse_value(text: &str) -> Result<Value, serde_yaml::Error> {
    let parsed = serde_yaml::from_str(text);
    let mut root: Value = match parsed {
        // Numbers that fit no machine's are text.
        Err(error) if error.to_string().contains("128") => {
            serde_yaml::from_str(&quote_long_numbers(text))?
        }
        parsed => parsed?,
    };
    if root.is_null() {
        root = Value::Mapping(serde_yaml::Mapping::new());
    }
    // A merge that is none (`<<: text`) stays an unknown key.
    let _ = root.apply_merge();
    Ok(root)
}

/// The text with quotes around whole numbers of twenty digits and more.
fn quote_long_numbers(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 8);
    for word in text.split_inclusive([' ', '\n', ',', ']', '}']) {
        let bare = word.trim_end_matches([' ', '\n', ',', ']', '}']);
        let digits = bare.trim_start_matches(['[', '-', '+']);
        let is_long = digits.len() >= 19 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_long {
            let start = bare.trim_start_matches('[');
            quoted.push_str(&bare[..bare.len() - start.len()]);
            quoted.push_str(&format!("\"{start}\"{}", &word[bare.len()..]));
        } else {
            quoted.push_str(word);
        }
    }
    quoted
}

/// The text with line `number` (from 1) empty.
fn without_line(text: &str, number: usize) -> String {
    let lines = text.split('\n').zip(1..);
    let kept = lines.map(|(line, at)| if at == number { "" } else { line });
    kept.collect::<Vec<_>>().join("\n")
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::Number(number.into()),
        toml::Value::Float(number) => Value::Number(number.into()),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => Value::Sequence(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => Value::Mapping(
            table
                .into_iter()
                .map(|(key, value)| (Value::String(key), from_toml(value)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests;
