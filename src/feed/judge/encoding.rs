//! Bytes to text: by the byte order mark, what the server said, what the document says, else UTF-8.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::feed::judge::court::{Court, shown};

/// The declaration stands within so many bytes.
const DECLARATION_BYTES_MAX: usize = 400;
/// Encodings that every XML reader knows.
const COMMON: [&str; 5] = [
    "UTF-8",
    "UTF-16LE",
    "UTF-16BE",
    "windows-1252",
    "ISO-8859-1",
];

/// The text of `bytes`; `charset` is what the server said of them, if anything. What cannot be read is replaced;
/// `None` where nobody knows the encoding.
pub(super) fn decode(bytes: &[u8], charset: Option<&str>, court: &mut Court) -> Option<String> {
    let declared = find_declared(bytes);
    if let (Some(charset), Some(declared)) = (charset, declared.as_deref())
        && label(charset) != label(declared)
    {
        let message = format!(
            "the server says `{}` and the file says `{}`: readers differ in whom they believe",
            shown(charset),
            shown(declared)
        );
        court.find("encoding-mismatch", 0, message);
    }
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None => (choose(bytes, charset, declared.as_deref(), court)?, bytes),
    };
    if encoding == UTF_8 {
        return Some(decode_utf8(bytes, court));
    }
    if !COMMON.contains(&encoding.name()) {
        let message = format!("few readers know the encoding {}", encoding.name());
        court.find("encoding-uncommon", 0, message);
    }
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors {
        let at = text.find('\u{FFFD}').unwrap_or(0);
        let message = format!("these bytes are no {}", encoding.name());
        court.find("encoding-invalid", at, message);
    }
    Some(text.into_owned())
}

fn choose(
    bytes: &[u8],
    charset: Option<&str>,
    declared: Option<&str>,
    court: &mut Court,
) -> Option<&'static Encoding> {
    match bytes {
        [0, b'<', 0, b'?', ..] => return Some(UTF_16BE),
        [b'<', 0, b'?', 0, ..] => return Some(UTF_16LE),
        _ => {}
    }
    let Some(named) = charset.or(declared) else {
        return Some(UTF_8);
    };
    match Encoding::for_label(named.trim().as_bytes()) {
        // A declaration that was read byte by byte is in no encoding of two bytes.
        Some(found) if found == UTF_16BE || found == UTF_16LE => Some(UTF_8),
        Some(found) if found == WINDOWS_1252 && named.trim().eq_ignore_ascii_case("us-ascii") => {
            Some(if bytes.is_ascii() { found } else { UTF_8 })
        }
        Some(found) => Some(found),
        None => {
            let message = format!("`{}` is no encoding that anybody knows", shown(named));
            court.find("encoding-unknown", 0, message);
            None
        }
    }
}

/// Two labels of one encoding are equal.
fn label(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes())
}

fn decode_utf8(bytes: &[u8], court: &mut Court) -> String {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return text.to_owned(),
        Err(error) => error,
    };
    let at = error.valid_up_to();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let message = format!("the byte {byte:#04X} is no UTF-8: readers stop here or show rubbish");
    court.find("encoding-invalid", at, message);
    String::from_utf8_lossy(bytes).into_owned()
}

/// What `<?xml … encoding="…"?>` says.
fn find_declared(bytes: &[u8]) -> Option<String> {
    let near = bytes.get(..DECLARATION_BYTES_MAX.min(bytes.len()))?;
    let near: String = near
        .iter()
        .filter(|byte| **byte != 0)
        .map(|byte| char::from(*byte))
        .collect();
    let start = near.find("<?xml ")?;
    let declaration = near.get(start..start + near.get(start..)?.find("?>")?)?;
    let value = declaration.split_once("encoding")?.1.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|sign| matches!(sign, '"' | '\''))?;
    let value = value.get(1..)?.split(quote).next()?;
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_by_what_is_said_of_it() {
        let read = |bytes: &[u8], charset| {
            let mut court = Court::new(None);
            let text = decode(bytes, charset, &mut court).unwrap_or_default();
            let rules: Vec<String> = court
                .close("f", &text)
                .iter()
                .map(|found| found.diagnostic.rule.to_owned())
                .collect();
            (text, rules.join(" "))
        };
        let utf16: Vec<u8> = "<?xml version='1.0'?>é"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        for (bytes, charset, end, rules) in [
            ("é".as_bytes(), None, "é", ""),
            (b"\xEF\xBB\xBFe", None, "e", ""),
            (b"\xE9", None, "\u{FFFD}", "encoding-invalid"),
            (
                b"<?xml version='1.0' encoding='iso-8859-1'?>\xE9",
                None,
                "é",
                "",
            ),
            (
                b"<?xml version='1.0' encoding='utf-9'?>x",
                None,
                "",
                "encoding-unknown",
            ),
            (
                b"<?xml version='1.0' encoding='koi8-r'?>x",
                None,
                "x",
                "encoding-uncommon",
            ),
            (
                b"<?xml version='1.0' encoding='utf-8'?>x",
                Some("iso-8859-1"),
                "x",
                "encoding-mismatch",
            ),
            (&utf16, None, "é", ""),
        ] {
            let (text, found) = read(bytes, charset);
            assert!(text.ends_with(end), "{text}");
            assert_eq!(found, rules, "{text}");
        }
    }
}
