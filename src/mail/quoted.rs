//! Quoted-printable text for mail bodies.

/// Quoted-printable (RFC 2045, 6.7): lines of at most 76 characters, CRLF, 7 bits.
pub(super) fn quoted_printable(text: &str) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(text.len() + text.len() / 8);
    let mut column = 0;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' {
            encoded.extend_from_slice(b"\r\n");
            column = 0;
            continue;
        }
        let ends_line = bytes.get(at + 1).is_none_or(|next| *next == b'\n');
        // Room is kept for three characters and the `=` of a soft break.
        if column + 3 > 75 {
            encoded.extend_from_slice(b"=\r\n");
            column = 0;
        }
        let plain = match byte {
            b' ' | b'\t' => !ends_line,
            b'=' => false,
            // A lone dot or a `From ` at the start of a line means something to mail programs.
            b'.' | b'F' => column > 0,
            other => other.is_ascii_graphic(),
        };
        if plain {
            encoded.push(*byte);
            column += 1;
        } else {
            encoded.extend_from_slice(format!("={byte:02X}").as_bytes());
            column += 3;
        }
    }
    encoded
}
