//! How a reader leaves: the link in the text and the List-Unsubscribe header.

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
            (None, Some(address)) => format!("mailto:{address}?subject=unsubscribe%20{token}"),
            (None, None) => self.fallback.clone(),
        }
    }

    /// RFC 2369 `List-Unsubscribe`: https first, then mailto; empty when there is no working way.
    pub(crate) fn header(&self, token: &str) -> String {
        let https = self.https.as_ref().map(|base| format!("<{base}u/{token}>"));
        let mailto = self
            .mailto
            .as_ref()
            .map(|address| format!("<mailto:{address}?subject=unsubscribe%20{token}>"));
        https
            .into_iter()
            .chain(mailto)
            .collect::<Vec<_>>()
            .join(", ")
    }
}
