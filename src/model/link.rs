//! Addresses as RFC 3986 has them: the URL standard of browsers lets more signs stand than other programs take.

use url::{Position, Url};

/// The same address with every sign percent-encoded that RFC 3986 (appendix A) has no place for: `|`, `^`, `[`, `]`,
/// `{`, `}`, `` ` ``, `\` and a `%` that begins no code, behind the host.
pub fn strict(url: Url) -> Url {
    let (path, fragment) = (
        &url[Position::BeforePath..Position::AfterQuery],
        &url[Position::BeforeFragment..],
    );
    if is_strict(path) && is_strict(fragment) {
        return url;
    }
    let mut made = url[..Position::BeforePath].to_owned();
    encode(path, &mut made);
    if url.fragment().is_some() {
        made.push('#');
        encode(fragment, &mut made);
    }
    Url::parse(&made).unwrap_or(url)
}

fn is_strict(part: &str) -> bool {
    part.char_indices()
        .all(|(at, sign)| may_stand(part, at, sign))
}

fn encode(part: &str, made: &mut String) {
    for (at, sign) in part.char_indices() {
        if may_stand(part, at, sign) {
            made.push(sign);
        } else {
            let mut bytes = [0; 4];
            for byte in sign.encode_utf8(&mut bytes).bytes() {
                made.push_str(&format!("%{byte:02X}"));
            }
        }
    }
}

fn may_stand(part: &str, at: usize, sign: char) -> bool {
    if sign == '%' {
        let code = part.as_bytes().get(at + 1..at + 3);
        return code.is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
    }
    sign.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?".contains(sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_other_programs_refuse_is_encoded() {
        for (typed, made) in [
            (
                "https://a.example/a|b^c[d]",
                "https://a.example/a%7Cb%5Ec%5Bd%5D",
            ),
            (
                "https://a.example/?a[]={1}|%zz%41",
                "https://a.example/?a%5B%5D=%7B1%7D%7C%25zz%41",
            ),
            (
                "https://a.example/#a#b|[c]",
                "https://a.example/#a%23b%7C%5Bc%5D",
            ),
            ("http://[::1]:8080/x", "http://[::1]:8080/x"),
            (
                "https://a.example/it's(fine)!*;,?a=1&b=2#c",
                "https://a.example/it's(fine)!*;,?a=1&b=2#c",
            ),
            (
                "mailto:a@b.example?subject=a|b",
                "mailto:a@b.example?subject=a%7Cb",
            ),
        ] {
            let url = Url::parse(typed).expect("valid");
            assert_eq!(strict(url).as_str(), made, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_strict_address_stays_as_it_is(path in "[ -~é世]{0,30}", query in "[ -~]{0,20}") {
            let mut url = Url::parse("https://a.example/").expect("valid");
            url.set_path(&path);
            url.set_query(Some(&query));
            let once = strict(url);
            let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"|^[]{}`\\\"<>".contains(&byte);
            prop_assert!(once.as_str().bytes().all(is_plain));
            prop_assert_eq!(strict(once.clone()), once);
        }
    }
}
