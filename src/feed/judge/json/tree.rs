//! JSON as a tree that knows its offsets. Only for text that `serde_json` has taken already.

/// A value and where it begins.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) offset: usize,
    pub(super) value: Value,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Bool,
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// Keys with their offsets, in order, twins and all.
    Map(Vec<(String, usize, Node)>),
}

impl Node {
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(pairs) => pairs
                .iter()
                .find(|(own, _, _)| own == key)
                .map(|(_, _, node)| node),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// In a word that a person knows.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "an object",
        }
    }
}

/// Reads `text`; `None` where it is not what `serde_json` takes. It nests no deeper than that does.
pub(super) fn read(text: &str) -> Option<Node> {
    Reader { text, at: 0 }.value()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn skip(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes
            .get(self.at)
            .is_some_and(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))
        {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn value(&mut self) -> Option<Node> {
        let first = self.skip()?;
        let offset = self.at;
        let value = match first {
            b'{' => self.map()?,
            b'[' => self.list()?,
            b'"' => Value::Text(self.string()?),
            _ => {
                let rest = self.text.get(offset..)?;
                let end = rest.find(|sign: char| {
                    matches!(sign, ',' | ']' | '}') || sign.is_ascii_whitespace()
                });
                let word = rest.get(..end.unwrap_or(rest.len()))?;
                self.at += word.len();
                match word {
                    "null" => Value::Null,
                    "true" | "false" => Value::Bool,
                    number => Value::Number(number.to_owned()),
                }
            }
        };
        Some(Node { offset, value })
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            match bytes.get(self.at)? {
                b'\\' => self.at += 2,
                b'"' => break,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    fn list(&mut self) -> Option<Value> {
        let mut nodes = Vec::new();
        self.at += 1;
        loop {
            match self.skip()? {
                b']' => break,
                b',' => self.at += 1,
                _ => nodes.push(self.value()?),
            }
        }
        self.at += 1;
        Some(Value::List(nodes))
    }

    fn map(&mut self) -> Option<Value> {
        let mut pairs = Vec::new();
        self.at += 1;
        loop {
            match self.skip()? {
                b'}' => break,
                b',' => self.at += 1,
                _ => {
                    let offset = self.at;
                    let key = self.string()?;
                    self.skip().filter(|byte| *byte == b':')?;
                    self.at += 1;
                    pairs.push((key, offset, self.value()?));
                }
            }
        }
        self.at += 1;
        Some(Value::Map(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_places() {
        let node = read("{ \"a\\u0041\" : [1, true, null, \"é\\\"\"], \"b\": {} }").expect("JSON");
        let list = node.get("aA").expect("a key");
        assert_eq!((list.offset, list.kind()), (14, "a list"));
        let Value::List(nodes) = &list.value else {
            panic!("a list");
        };
        assert_eq!(nodes[3].text(), Some("é\""));
        assert_eq!(node.get("b").map(Node::kind), Some("an object"));
    }
}
