//! A message as it goes over the wire: dots stuffed, the final dot behind it, and no byte that a server could misread.

use anyhow::bail;

/// Checked and ready for one write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    wire: String,
    needs_utf8: bool,
}

impl Body {
    /// Checks and stuffs a message of CRLF lines (RFC 5321, 4.5.2).
    ///
    /// # Errors
    /// When it holds NUL, a bare CR or LF, or, behind its headers, a character outside ASCII: no server would read that
    /// as we do. Headers may hold UTF-8 (RFC 6532), for servers that offer SMTPUTF8.
    pub fn new(message: &[u8]) -> anyhow::Result<Self> {
        let Ok(text) = std::str::from_utf8(message) else {
            bail!("the message is not UTF-8");
        };
        let headers_end = text.find("\r\n\r\n").unwrap_or(0);
        let mut wire = String::with_capacity(message.len() + message.len() / 50 + 5);
        let mut before = '\n';
        for (place, sign) in text.char_indices() {
            match sign {
                '\0' => bail!("the message holds a NUL at byte {place}"),
                '\r' if message.get(place + 1) != Some(&b'\n') => {
                    bail!("the message holds a bare CR at byte {place}")
                }
                '\n' if before != '\r' => bail!("the message holds a bare LF at byte {place}"),
                sign if !sign.is_ascii() && place >= headers_end => {
                    bail!("the message's text holds a byte outside ASCII at byte {place}")
                }
                '.' if before == '\n' => wire.push_str(".."),
                _ => wire.push(sign),
            }
            before = sign;
        }
        if before != '\n' || message.is_empty() {
            wire.push_str("\r\n");
        }
        wire.push_str(".\r\n");
        Ok(Self {
            needs_utf8: !wire.is_ascii(),
            wire,
        })
    }

    /// Whether only a server with SMTPUTF8 can take it.
    pub fn needs_utf8(&self) -> bool {
        self.needs_utf8
    }

    /// All of it, the final dot too.
    pub fn as_str(&self) -> &str {
        &self.wire
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.wire.len()
    }

    /// Never: the final dot is there.
    pub fn is_empty(&self) -> bool {
        self.wire.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dots_are_stuffed_and_the_end_is_one_dot() {
        for (message, wire) in [
            (".", "..\r\n.\r\n"),
            ("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n.\r\n"),
            ("a\r\n..b", "a\r\n...b\r\n.\r\n"),
            ("a.b\r\n", "a.b\r\n.\r\n"),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(Body::new(message.as_bytes()).expect("good").as_str(), wire);
        }
    }

    #[test]
    fn smuggled_ends_are_refused() {
        for message in [
            "a\n.\nMAIL FROM:<x@y.org>\r\n",
            "a\r.\r\n",
            "a\r\n.\rb",
            "a\n.\r\n",
            "a\0b",
            "ä",
            "To: a\r\n\r\nä",
            "a\r",
        ] {
            assert!(Body::new(message.as_bytes()).is_err(), "{message:?}");
        }
    }

    #[test]
    fn headers_may_hold_utf8_and_say_so() {
        let body = Body::new("To: jörg@e.org\r\n\r\nhello\r\n".as_bytes()).expect("good");
        assert!(body.needs_utf8());
        let body = Body::new(b"To: a@e.org\r\n\r\nhello\r\n").expect("good");
        assert!(!body.needs_utf8());
        assert!(Body::new(b"To: \xE9\r\n\r\nhello\r\n").is_err());
    }

    proptest! {
        #[test]
        fn nothing_ends_a_message_but_its_end(lines in proptest::collection::vec("[.a]{0,3}", 0..6)) {
            let body = Body::new(lines.join("\r\n").as_bytes()).expect("good");
            prop_assert_eq!(body.as_str().matches("\r\n.\r\n").count(), 1);
        }
    }
}
