//! Paths and values as web servers read them in their configuration.

/// A word of nginx or Caddy that may hold spaces and signs.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A URL's path without percent-encoding; what would be no text stays encoded.
pub(super) fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after
            .get(..2)
            .filter(|digits| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 16).ok()
        });
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// Whether no server can take a path for a pattern.
pub(super) fn is_plain(path: &str) -> bool {
    path.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte))
}

/// The regular expression of a path with a number between its `parts`, in the signs that all engines share.
pub(super) fn pattern(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| literal(&decoded(part))).collect();
    format!("^{}$", parts.join("[0-9]+"))
}

fn literal(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            // No class of one sign holds these in every engine.
            '^' | '\\' => written.push('.'),
            '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '$' => {
                written.extend(['[', sign, ']']);
            }
            _ => written.push(sign),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_and_quoted() {
        assert_eq!(decoded("/caf%C3%A9/a%20b%"), "/café/a b%");
        assert_eq!(decoded("/%ff%+1"), "/%ff%+1");
        assert_eq!(quoted("a\"b\\"), "\"a\\\"b\\\\\"");
    }

    #[test]
    fn a_pattern_takes_signs_as_they_are() {
        assert_eq!(
            pattern(&["/a+b%20(c)/feed-archive-", ".rss.xml"]),
            "^/a[+]b [(]c[)]/feed-archive-[0-9]+[.]rss[.]xml$"
        );
        assert!(is_plain("/a/feed.rss.xml") && !is_plain("/a*/feed") && !is_plain("/%20"));
    }
}
