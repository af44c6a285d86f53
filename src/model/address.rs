//! E-mail addresses that can be mailed safely and that mask themselves wherever they are shown by accident.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use crate::model::text::Text;

/// An address of the form `local@domain` (RFC 5321, Mailbox): a dot-atom local part of at most 64
/// bytes and a domain in its ASCII form, 254 bytes in all. No quoting, no comments, no leading `-`
/// (a command-line mailer would take it for an option), no control character.
///
/// `Debug` masks it (`j***@e…`); [`Address::as_str`] is for the wire, the store and reports the editor asks for.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    text: String,
    at: usize,
}

impl Address {
    /// Reads an address. The domain goes to lower-case ASCII (IDNA); the local part stays as typed, but in Unicode's
    /// form NFC (RFC 6532 section 3.1), so that one person is not two.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it, fit for an editor.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        let raw = raw.trim_matches([' ', '\t']);
        let Some((local, domain)) = raw.rsplit_once('@') else {
            return Err("it has no @");
        };
        let local: String = local.nfc().collect();
        check_local(&local)?;
        // One dot is the root of all domains.
        let domain = idna::domain_to_ascii_strict(domain.strip_suffix('.').unwrap_or(domain))
            .map_err(|_| "its domain is not a valid domain name")?;
        check_domain(&domain)?;
        if local.len() + 1 + domain.len() > 254 {
            return Err("it is longer than 254 bytes");
        }
        Ok(Self {
            text: format!("{local}@{domain}"),
            at: local.len(),
        })
    }

    /// The address, e.g. `ada@example.org`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the @.
    pub fn local(&self) -> &str {
        &self.text[..self.at]
    }

    /// The domain in ASCII lower case.
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// The form by which two addresses are one person's: all lower case.
    pub fn key(&self) -> String {
        self.text.to_lowercase()
    }

    /// Whether the local part needs SMTPUTF8 (RFC 6531).
    pub fn needs_utf8(&self) -> bool {
        !self.text.is_ascii()
    }

    /// The form for logs: `j***@e…`.
    pub fn masked(&self) -> String {
        let first = |part: &str| part.chars().next().map(String::from).unwrap_or_default();
        format!("{}***@{}…", first(self.local()), first(self.domain()))
    }
}

fn check_local(local: &str) -> Result<(), &'static str> {
    if local.is_empty() {
        return Err("nothing stands before its @");
    }
    if local.len() > 64 {
        return Err("the part before its @ is longer than 64 bytes");
    }
    if local.starts_with('-') {
        return Err("it begins with -");
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err("a dot stands at the wrong place before its @");
    }
    let allowed = |character: char| match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        '\u{0}'..='\u{7F}' => ".!#$%&'*+/=?^_`{|}~-".contains(character),
        other => {
            other.is_alphanumeric()
                || !(other.is_control() || other.is_whitespace() || is_format(other))
        }
    };
    if local.chars().all(allowed) {
        Ok(())
    } else {
        Err("it holds a character that an address cannot have")
    }
}

/// Invisible characters that could hide what an address really is.
fn is_format(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFF}')
}

fn check_domain(domain: &str) -> Result<(), &'static str> {
    if domain.is_empty() {
        return Err("nothing stands behind its @");
    }
    if domain.len() > 253 {
        return Err("its domain is longer than 253 bytes");
    }
    let label_is_good = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !domain.split('.').all(label_is_good) {
        return Err("its domain is not a valid domain name");
    }
    if !domain.contains('.') && domain != "localhost" {
        return Err("its domain has no dot");
    }
    if domain
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err("its domain is a number, not a name");
    }
    Ok(())
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

/// A name and an address, e.g. `The Eyeballs <news@eyeballs.example>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name on one line; may be empty.
    pub name: Text,
    /// The address.
    pub address: Address,
}

impl Mailbox {
    /// Reads `Name <address>` or just an address. Line breaks, NUL and a second address are refused.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        if raw.chars().any(char::is_control) {
            return Err("it holds a line break or a control character");
        }
        let raw = raw.trim();
        let Some((name, rest)) = raw.split_once('<') else {
            return Ok(Self {
                name: Text::default(),
                address: Address::parse(raw)?,
            });
        };
        let Some((address, after)) = rest.split_once('>') else {
            return Err("its < is never closed");
        };
        if !after.trim().is_empty() {
            return Err("something stands behind the address; only one address can be given");
        }
        let name = name.trim();
        let name = name
            .strip_prefix('"')
            .and_then(|inner| inner.strip_suffix('"'))
            .unwrap_or(name);
        Ok(Self {
            name: Text::one_line(name),
            address: Address::parse(address)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_addresses_are_read_and_normalised() {
        for (raw, read) in [
            ("Ada@Example.ORG", "Ada@example.org"),
            (" b@münchen.example ", "b@xn--mnchen-3ya.example"),
            ("o'neil+x@a.b-c.org", "o'neil+x@a.b-c.org"),
            ("jörg@example.org", "jörg@example.org"),
            ("jo\u{308}rg@example.org", "jörg@example.org"),
            ("a@example.org.", "a@example.org"),
        ] {
            assert_eq!(
                Address::parse(raw).map(|address| address.as_str().to_owned()),
                Ok(read.to_owned()),
                "{raw}"
            );
        }
    }

    #[test]
    fn dangerous_addresses_are_refused() {
        let long = format!("{}@example.org", "a".repeat(65));
        for raw in [
            "",
            "a",
            "@b.org",
            "a@",
            "a@b",
            "-oQ/tmp@x.org",
            "a b@x.org",
            "a@x.org\r\nRCPT TO:<b@x.org>",
            "\"a\r\nRCPT TO:<x>\"@y.org",
            "a@b.org>\r\nDATA",
            "a..b@x.org",
            "a@x.org..",
            "a@.x.org",
            "a@[127.0.0.1]",
            "a@1.2.3.4",
            "a@x_y.org",
            "a\0@x.org",
            "a@b@c.org",
            "a<b@c.org",
            &long,
        ] {
            assert!(Address::parse(raw).is_err(), "{raw:?}");
        }
    }

    #[test]
    fn debug_masks_the_address() {
        let address = Address::parse("jane@example.org").expect("valid");
        assert_eq!(format!("{address:?}"), "j***@e…");
    }

    #[test]
    fn a_mailbox_holds_one_address_and_no_line_break() {
        let mailbox = Mailbox::parse("\"The Eyeballs\" <news@eyeballs.example>").expect("valid");
        assert_eq!(
            (mailbox.name.as_str(), mailbox.address.as_str()),
            ("The Eyeballs", "news@eyeballs.example")
        );
        for raw in [
            "a\r\nBcc: x <a@b.org>",
            "A <a@b.org>, B <b@b.org>",
            "A <a@b.org",
            "nobody",
        ] {
            assert!(Mailbox::parse(raw).is_err(), "{raw:?}");
        }
    }
}
