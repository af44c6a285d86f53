//! How a reader leaves: the link in the text and the List-Unsubscribe header.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// How a reader leaves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WayOut {
    /// `web.url`, ending in `/`.
    pub https: Option<String>,
    /// `mail.unsubscribe`.
    pub mailto: Option<String>,
    /// What stands there when there is neither: the site.
    pub fallback: String,
}

impl WayOut {
    /// The link in the message's text.
    pub(crate) fn link(&self, token: &str) -> String {
        match (&self.https, &self.mailto) {
            (Some(base), _) => format!("{base}u/{token}"),
            (None, Some(address)) => mailto(address, token),
            (None, None) => self.fallback.clone(),
        }
    }

    /// What every link in a message's text begins with, whoever the recipient is.
    pub(crate) fn marker(&self) -> String {
        match (&self.https, &self.mailto) {
            (Some(base), _) => format!("{base}u/"),
            (None, Some(address)) => mailto(address, ""),
            (None, None) => self.fallback.clone(),
        }
    }

    /// RFC 2369 `List-Unsubscribe`: https first, then mailto; empty when there is no working way.
    pub(crate) fn header(&self, token: &str) -> String {
        let https = self.https.as_ref().map(|base| format!("<{base}u/{token}>"));
        let mailto = self
            .mailto
            .as_ref()
            .map(|address| format!("<{}>", mailto(address, token)));
        https
            .into_iter()
            .chain(mailto)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The URI of a mail that unsubscribes (RFC 6068).
fn mailto(address: &str, token: &str) -> String {
    let mut uri = "mailto:".to_owned();
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@!$'*+".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri + "?subject=unsubscribe%20" + token
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_odd_signs_is_a_good_uri() {
        let uri = mailto("un?sub&x%41+y@a.example", "t");
        assert_eq!(
            uri,
            "mailto:un%3Fsub%26x%2541+y@a.example?subject=unsubscribe%20t"
        );
    }
}
