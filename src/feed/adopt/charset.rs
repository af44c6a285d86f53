//! Bytes to text: a feed's encoding by its mark, its own words or its server's.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far into a document its declaration reaches.
const DECLARATION_BYTES_MAX: usize = 256;

/// The text; bytes that mean nothing in its encoding become U+FFFD.
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: &str) -> Cow<'a, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    let encoding = declared(bytes)
        .or_else(|| label_after(content_type, "charset"))
        // A declaration that can be read byte by byte is not in UTF-16.
        .filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE)
        .unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(bytes).0
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(DECLARATION_BYTES_MAX)];
    let start = String::from_utf8_lossy(start);
    let declaration = start.trim_start().strip_prefix("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    label_after(declaration, "encoding")
}

fn label_after(text: &str, key: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let at = lower.find(key)? + key.len();
    let value = lower[at..].trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', ';', ' ']).unwrap_or(value.len());
    Encoding::for_label(&value.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_found_wherever_it_is_said() {
        let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><t>\xE9</t>";
        assert!(decode(latin, "").ends_with("<t>é</t>"));
        assert_eq!(decode(b"\xE9", "text/xml; charset=\"windows-1252\""), "é");
        assert_eq!(decode(b"\xFF\xFEa\0", ""), "a");
        assert_eq!(decode(b"\xEF\xBB\xBF{}", ""), "{}");
        assert_eq!(
            decode(b"<?xml encoding='utf-16'?>x", ""),
            "<?xml encoding='utf-16'?>x"
        );
        assert_eq!(decode(b"a\xE9", ""), "a\u{FFFD}");
    }
}
