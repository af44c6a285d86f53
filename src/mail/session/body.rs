//! A message as it goes over the wire: dots stuffed, the final dot behind it, and no byte that a server could misread.

use anyhow::bail;

/// Checked and ready for one write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// Checks and stuffs a message of CRLF lines (RFC 5321, 4.5.2).
    ///
    /// # Errors
    /// When it holds NUL, a bare CR or LF, or a byte outside ASCII: no server would read that as we do.
    pub fn new(message: &[u8]) -> anyhow::Result<Self> {
        let mut wire = String::with_capacity(message.len() + message.len() / 50 + 5);
        let mut before = b'\n';
        for (place, byte) in message.iter().copied().enumerate() {
            let next = message.get(place + 1).copied();
            match byte {
                0 => bail!("the message holds a NUL at byte {place}"),
                b'\r' if next != Some(b'\n') => {
                    bail!("the message holds a bare CR at byte {place}")
                }
                b'\n' if before != b'\r' => bail!("the message holds a bare LF at byte {place}"),
                128.. => bail!("the message holds a byte outside ASCII at byte {place}"),
                b'.' if before == b'\n' => wire.push_str(".."),
                _ => wire.push(char::from(byte)),
            }
            before = byte;
        }
        if before != b'\n' || message.is_empty() {
            wire.push_str("\r\n");
        }
        wire.push_str(".\r\n");
        Ok(Self(wire))
    }

    /// All of it, the final dot too.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Never: the final dot is there.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
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
            "a\r",
        ] {
            assert!(Body::new(message.as_bytes()).is_err(), "{message:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_ends_a_message_but_its_end(lines in proptest::collection::vec("[.a]{0,3}", 0..6)) {
            let body = Body::new(lines.join("\r\n").as_bytes()).expect("good");
            prop_assert_eq!(body.as_str().matches("\r\n.\r\n").count(), 1);
        }
    }
}
