//! YAML and TOML text as values that know their line and column, for configuration and front matter alike.

mod guard;
mod node;
mod outline;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Yaml,
    Toml,
}

/// Why a text is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The rule's id: `yaml-syntax`, `toml-syntax`, `duplicate-key`, `unknown-tag`, `too-deep`, `alias-bomb`, `tab-indentation`.
    pub rule: &'static str,
    /// Where, in the file that holds the text.
    pub place: Place,
    /// What is wrong and why it matters.
    pub message: String,
    /// How to mend it; may be empty.
    pub help: String,
}

impl Document {
    /// Parses YAML that starts at line `first_line` of its file. An empty text is an empty mapping.
    /// The text must hold no control character but tab, LF and CR.
    ///
    /// # Errors
    /// Every mistake found, in the order of the text.
    pub fn parse_yaml(text: &str, first_line: u32) -> Result<Self, Vec<Mistake>> {
        let mistakes = guard::find_mistakes(text, first_line);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        match serde_yaml::from_str::<Value>(text) {
            Ok(Value::Null) => Ok(Self::new(
                Value::Mapping(serde_yaml::Mapping::new()),
                text,
                first_line,
                Syntax::Yaml,
            )),
            Ok(mut root) => {
                // A merge that is none (`<<: text`) stays an unknown key.
                let _ = root.apply_merge();
                Ok(Self::new(root, text, first_line, Syntax::Yaml))
            }
            Err(error) => Err(vec![guard::explain(&error, text, first_line)]),
        }
    }

    /// Parses TOML that starts at line `first_line` of its file; dates become text.
    ///
    /// # Errors
    /// The mistake that the parser met.
    pub fn parse_toml(text: &str, first_line: u32) -> Result<Self, Vec<Mistake>> {
        match text.parse::<toml::Table>() {
            Ok(table) => Ok(Self::new(
                from_toml(toml::Value::Table(table)),
                text,
                first_line,
                Syntax::Toml,
            )),
            Err(error) => Err(vec![Mistake {
                rule: if error.message().contains("duplicate key") {
                    "duplicate-key"
                } else {
                    "toml-syntax"
                },
                place: Place::of_offset(
                    text,
                    error.span().map_or(0, |span| span.start),
                    first_line,
                ),
                message: format!("the front matter is not TOML: {}", error.message()),
                help: String::new(),
            }]),
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
            Syntax::Yaml => Outline::of_yaml(&self.text, self.first_line),
            Syntax::Toml => Outline::of_toml(&self.text, self.first_line),
        })
    }
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
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<(&'static str, u32, u32)> {
        let mistakes = Document::parse_yaml(text, 2).err().unwrap_or_default();
        mistakes
            .iter()
            .map(|mistake| (mistake.rule, mistake.place.line, mistake.place.column))
            .collect()
    }

    #[test]
    fn each_mistake_has_its_line_in_the_file() {
        assert_eq!(rules("a: 1\nb: 2\na: 3"), [("duplicate-key", 4, 1)]);
        assert_eq!(rules("a:\n\tb: 1"), [("tab-indentation", 3, 1)]);
        assert_eq!(rules("a: b: c"), [("yaml-syntax", 2, 5)]);
        assert_eq!(
            rules("a: !!python/object:foo {b: 1}"),
            [("unknown-tag", 2, 4)]
        );
        assert_eq!(rules("a: !foo [1]"), [("unknown-tag", 2, 4)]);
        assert_eq!(
            rules("a: 1\na: 2\nb:\n\t- c"),
            [("duplicate-key", 3, 1), ("tab-indentation", 5, 1)]
        );
    }

    #[test]
    fn bombs_are_refused_at_once() {
        let aliases: String = (1..30)
            .map(|level| {
                format!(
                    "a{level}: &a{level} [{}]\n",
                    vec![format!("*a{}", level - 1); 9].join(",")
                )
            })
            .collect();
        assert_eq!(
            rules(&format!("a0: &a0 [x,x,x,x,x,x,x,x,x]\n{aliases}"))
                .first()
                .map(|mistake| mistake.0),
            Some("alias-bomb")
        );
        assert_eq!(
            rules(&format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000)))
                .first()
                .map(|mistake| mistake.0),
            Some("too-deep")
        );
    }

    #[test]
    fn tagged_scalars_and_numbers_are_text_as_typed() {
        let document = Document::parse_yaml(
            "a: ! 'x'\nb: !Important news\nc: 1.10\nd: 0x1F\ne: true\nf: ~",
            1,
        )
        .expect("valid");
        let text = |key| document.root().get(key).and_then(|node| node.text());
        assert_eq!(text("a").as_deref(), Some("x"));
        assert_eq!(text("b").as_deref(), Some("!Important news"));
        assert_eq!(text("c").as_deref(), Some("1.10"));
        assert_eq!(text("d").as_deref(), Some("0x1F"));
        assert_eq!(text("e").as_deref(), Some("true"));
        assert_eq!(text("f"), None);
    }

    #[test]
    fn merges_are_applied_and_keys_found_in_any_case() {
        let document =
            Document::parse_yaml("a: &a {x: 1}\nb:\n  <<: *a\nDraft: true\n", 1).expect("valid");
        let root = document.root();
        let merged = root.get("b").and_then(|b| b.get("x"));
        assert_eq!(merged.and_then(|node| node.text()).as_deref(), Some("1"));
        assert_eq!(root.find("draft").and_then(|node| node.flag()), Some(true));
        assert!(root.get("draft").is_none());
    }

    #[test]
    fn values_know_their_place() {
        let document =
            Document::parse_yaml("a: x\nb:\n  - c: 1\n    d: {e: f}\n", 10).expect("valid");
        let item = document
            .root()
            .get("b")
            .and_then(|node| node.items().into_iter().next())
            .expect("an item");
        assert_eq!(
            item.get("d").map(|node| node.key_place()),
            Some(Place {
                line: 13,
                column: 5
            })
        );
        assert_eq!(
            item.get("c").map(|node| node.place()),
            Some(Place {
                line: 12,
                column: 8
            })
        );
    }

    #[test]
    fn toml_reads_into_the_same_values() {
        let document = Document::parse_toml(
            "title = \"x\"\ndate = 2020-01-02T03:04:05Z\n[taxonomies]\ntags = [\"a\"]",
            2,
        )
        .expect("valid");
        assert_eq!(
            document
                .root()
                .get("date")
                .and_then(|node| node.text())
                .as_deref(),
            Some("2020-01-02T03:04:05Z")
        );
        assert_eq!(
            document
                .root()
                .get("date")
                .map(|node| node.key_place().line),
            Some(3)
        );
        assert!(Document::parse_toml("a = 1\na = 2", 2).is_err());
    }
}
