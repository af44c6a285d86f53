//! What is signed with the site's secret: Message-IDs and tokens that nobody can guess.

use std::fmt;

use ring::hmac;
use zeroize::Zeroizing;

use crate::model::delivery::IssueName;
use crate::model::text::hex;

/// The shortest secret that is accepted, in bytes.
pub const SECRET_BYTES_MIN: usize = 32;

/// The site's secret. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the secret; `None` when it is shorter than 32 bytes.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= SECRET_BYTES_MIN).then(|| Self(Zeroizing::new(bytes.to_vec())))
    }

    /// The token of one delivery: it ends this subscription and nothing else, and is the VERP token too.
    /// 40 lower-case hexadecimal digits (160 bits of HMAC-SHA256), safe in a URL and in a local part.
    pub fn unsubscribe_token(&self, issue: &IssueName, subscriber: i64) -> String {
        self.sign("unsubscribe", issue, subscriber)
    }

    /// The `Message-ID` of one delivery without angle brackets: the same on every try, so that a repeat is recognised.
    pub fn message_id(&self, issue: &IssueName, subscriber: i64, domain: &str) -> String {
        format!("{}@{domain}", self.sign("message-id", issue, subscriber))
    }

    fn sign(&self, purpose: &str, issue: &IssueName, subscriber: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let tag = hmac::sign(&key, format!("{purpose}\0{issue}\0{subscriber}").as_bytes());
        hex(&tag.as_ref()[..20])
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_by_purpose_issue_and_person_and_stay_the_same() {
        let secret = Secret::new(&[7; 32]).expect("long enough");
        let issue = |number| IssueName {
            newsletter: "weekly".into(),
            number,
        };
        let token = secret.unsubscribe_token(&issue(1), 1);
        assert_eq!(token, secret.unsubscribe_token(&issue(1), 1));
        let others = [
            secret.unsubscribe_token(&issue(1), 2),
            secret.unsubscribe_token(&issue(2), 1),
            secret.message_id(&issue(1), 1, "a.example"),
        ];
        assert!(others.iter().all(|other| !other.starts_with(&token)));
        assert!(Secret::new(&[7; 31]).is_none() && format!("{secret:?}") == "Secret(…)");
    }
}
