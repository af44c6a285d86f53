//! AUTH (RFC 4954): PLAIN, and LOGIN where a server knows nothing else; only over a protected connection.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use crate::mail::reply::Reply;
use crate::mail::session::ConnectError;
use crate::mail::session::PATIENCE;
use crate::mail::session::Relay;
use crate::mail::session::Session;

impl Session {
    pub(super) async fn log_in(&mut self, relay: &Relay) -> Result<(), ConnectError> {
        let Some(user) = &relay.server.user else {
            return Ok(());
        };
        let Some(password) = &relay.password else {
            return Err(ConnectError::halt("the relay has a user and no password"));
        };
        let offered = self.features.login;
        let mut reply = None;
        if offered.plain {
            reply = Some(self.say_plain(user, password).await?);
        }
        // A refused password (535) is final: a second try over LOGIN would only bring a lock nearer.
        let says_unknown = |reply: &Reply| matches!(reply.code, 504 | 534);
        if offered.login && reply.as_ref().is_none_or(says_unknown) {
            reply = Some(self.say_login(user, password).await?);
        }
        match reply {
            None => Err(ConnectError::halt(
                "the relay offers no way to log in that we know (PLAIN, LOGIN)",
            )),
            Some(reply) if reply.code == 235 => Ok(()),
            Some(reply) if (500..600).contains(&reply.code) => Err(ConnectError::halt(&format!(
                "the relay refused the login: {} {}",
                reply.code, reply.text
            ))),
            Some(reply) => Err(ConnectError::refused(&reply)),
        }
    }

    async fn say_plain(&mut self, user: &str, password: &str) -> Result<Reply, ConnectError> {
        let secret = Zeroizing::new(format!("\0{user}\0{password}"));
        let secret = Zeroizing::new(BASE64.encode(secret.as_bytes()));
        let reply = self.say(&format!("AUTH PLAIN {}", *secret)).await?;
        if reply.code == 334 {
            return self.say(&secret).await;
        }
        Ok(reply)
    }

    async fn say_login(&mut self, user: &str, password: &str) -> Result<Reply, ConnectError> {
        let mut reply = self.say("AUTH LOGIN").await?;
        for answer in [user, password] {
            if reply.code != 334 {
                break;
            }
            let answer = Zeroizing::new(BASE64.encode(answer));
            reply = self.say(&answer).await?;
        }
        Ok(reply)
    }

    async fn say(&mut self, line: &str) -> Result<Reply, ConnectError> {
        self.ask(format!("{line}\r\n"), PATIENCE)
            .await
            .map_err(|message| ConnectError::fault(&format!("during the login {message}")))
    }
}
