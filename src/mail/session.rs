//! One SMTP session: connect, log in, and hand over messages one by one, so that it is always known how far each came.

use std::fmt::Display;
use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::config::SmtpServer;
use crate::mail::guard::{Guard, Replies};
use crate::mail::reply::{Blame, Reply, Stage, Verdict};

pub mod body;
pub mod dial;
pub mod features;
pub mod outcome;

pub use body::Body;
pub use dial::ConnectError;
use features::Features;
pub use outcome::{Envelope, Finished, Opened};

/// Greeting, EHLO, AUTH, MAIL and RCPT (RFC 5321, 4.5.3.2).
const PATIENCE: Duration = Duration::from_mins(5);
/// The reply to DATA.
const DATA_PATIENCE: Duration = Duration::from_mins(2);
/// The message's blocks and then the reply to its dot.
const MESSAGE_PATIENCE: Duration = Duration::from_mins(3 + 10);
/// QUIT and RSET are courtesies.
const COURTESY: Duration = Duration::from_secs(5);

/// Everything a session needs to begin.
#[derive(Clone)]
pub struct Relay {
    /// Where.
    pub server: SmtpServer,
    /// For AUTH; taken only where the server has a user.
    pub password: Option<String>,
    /// Our name in EHLO; `None` = this machine's.
    pub hello: Option<String>,
    /// Whom we trust.
    pub tls: TlsConnector,
}

/// An open session.
pub struct Session {
    connection: AsyncSmtpConnection,
    replies: Replies,
    features: Features,
    is_over: bool,
}

impl Session {
    /// Connects, protects the connection and logs in.
    ///
    /// # Errors
    /// [`ConnectError`]: a fault that may pass, or a reason to stop at once.
    pub async fn connect(relay: &Relay) -> Result<Self, ConnectError> {
        let hello = dial::hello_name(relay.hello.as_deref());
        let (wire, peer, greeting) = timeout(PATIENCE, dial::dial(relay, &hello))
            .await
            .map_err(|_| ConnectError::fault("the server did not greet in time"))??;
        let replies = Replies::default();
        let guard = Guard::new(wire, peer, greeting.as_ref(), replies.clone());
        let connecting = AsyncSmtpConnection::connect_with_transport(Box::new(guard), &hello);
        let connected = timeout(PATIENCE, connecting)
            .await
            .map_err(|_| ConnectError::fault("the server did not greet in time"))?;
        let (greeting, ehlo) = (replies.take(), replies.take());
        let connection = connected.map_err(|error| {
            let said = ehlo.clone().or(greeting.clone());
            said.filter(|reply| reply.code >= 400).map_or_else(
                || ConnectError::fault(&error.to_string()),
                |reply| ConnectError::refused(&reply),
            )
        })?;
        if let Some(greeting) = greeting.filter(|greeting| greeting.code != 220) {
            return Err(ConnectError::refused(&greeting));
        }
        let mut session = Self {
            features: Features::of(ehlo.as_ref()),
            connection,
            replies,
            is_over: false,
        };
        session.log_in(relay).await?;
        Ok(session)
    }

    async fn log_in(&mut self, relay: &Relay) -> Result<(), ConnectError> {
        let Some(user) = &relay.server.user else {
            return Ok(());
        };
        let Some(password) = &relay.password else {
            return Err(ConnectError::halt("the relay has a user and no password"));
        };
        let credentials = Credentials::new(user.clone(), password.clone());
        let attempt = self
            .connection
            .auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
        let answer = timeout(PATIENCE, attempt)
            .await
            .map_err(|_| ConnectError::fault("the server did not answer to AUTH in time"))?;
        let mut last = None;
        while let Some(reply) = self.replies.take() {
            last = Some(reply);
        }
        match (answer, last) {
            (Ok(_), Some(reply)) if reply.code == 235 => Ok(()),
            (_, Some(reply)) if (500..600).contains(&reply.code) => Err(ConnectError::halt(
                &format!("the relay refused the login: {} {}", reply.code, reply.text),
            )),
            (_, Some(reply)) => Err(ConnectError::refused(&reply)),
            (Err(error), None) if error.is_client() => Err(ConnectError::halt(
                "the relay offers no way to log in that we know (PLAIN, LOGIN)",
            )),
            (Err(error), None) => Err(ConnectError::fault(&error.to_string())),
            (Ok(_), None) => Err(ConnectError::fault("the server's answer to AUTH was lost")),
        }
    }

    /// MAIL, RCPT and DATA in one flight where the server takes it, else one by one. Nothing of the message leaves.
    pub async fn open(&mut self, envelope: &Envelope, body: &Body) -> Opened {
        let utf8 = envelope.recipient.needs_utf8() || envelope.sender.needs_utf8();
        if let Some(refused) = self.refuse_locally(utf8, body) {
            return refused;
        }
        if !self.replies.is_empty() {
            return self.fault("the server spoke out of turn".into(), None);
        }
        let mail = self.features.mail_command(envelope, body.len(), utf8);
        let rcpt = self.features.rcpt_command(envelope);
        let data = "DATA\r\n".to_owned();
        let steps = [
            (Stage::Mail, mail),
            (Stage::Recipient, rcpt),
            (Stage::Data, data),
        ];
        match self.fly(&steps).await {
            Err(fault) => fault,
            Ok(None) => Opened::Ready,
            Ok(Some((reply, verdict))) => {
                self.reset().await;
                match verdict {
                    Verdict::Refused(blame) => Opened::Refused(reply, blame),
                    _ => Opened::Later(reply),
                }
            }
        }
    }

    /// Sends the commands and comes back with the first reply that is not the good one; `Err` = the connection is lost.
    async fn fly(&mut self, steps: &[(Stage, String)]) -> Result<Option<(Reply, Verdict)>, Opened> {
        let flight: String = steps.iter().map(|(_, line)| line.as_str()).collect();
        let mut first_bad = None;
        for (place, (stage, line)) in steps.iter().enumerate() {
            let patience = if *stage == Stage::Data {
                DATA_PATIENCE
            } else {
                PATIENCE
            };
            let answer = if !self.features.pipelining {
                self.ask(line, patience).await
            } else if place == 0 {
                self.ask(&flight, patience).await
            } else {
                self.hear(patience).await
            };
            let reply = match answer {
                Ok(reply) => reply,
                // What the server said of the recipient stands, though it hung up behind it.
                Err(_) if first_bad.is_some() => {
                    self.is_over = true;
                    break;
                }
                Err(message) => return Err(self.fault(message, None)),
            };
            match (reply.judge(*stage), &first_bad) {
                // Good behind a refusal: the server takes a message for nobody. Only a closed connection is safe.
                (Verdict::Good, Some(_)) if *stage == Stage::Data => self.is_over = true,
                (Verdict::Fault | Verdict::Doubt, None) => {
                    let message = format!("{} {}", reply.code, reply.text);
                    return Err(self.fault(message, Some(reply)));
                }
                (Verdict::Fault | Verdict::Doubt, Some(_)) => self.is_over = true,
                (Verdict::Good, None) | (_, Some(_)) => {}
                (verdict, None) => {
                    first_bad = Some((reply, verdict));
                    if !self.features.pipelining {
                        break;
                    }
                }
            }
        }
        Ok(first_bad)
    }

    fn refuse_locally(&self, utf8: bool, body: &Body) -> Option<Opened> {
        let refused = |code, text: &str, blame| {
            let text = text.to_owned();
            Some(Opened::Refused(Reply { code, text }, blame))
        };
        if utf8 && !self.features.utf8 {
            let text = "5.6.7 the relay does not take addresses outside ASCII (no SMTPUTF8)";
            return refused(553, text, Blame::Mailbox);
        }
        match self.features.size {
            Some(Some(most)) if most > 0 && body.len() > most => refused(
                552,
                "5.3.4 the message is larger than the relay takes",
                Blame::Issue,
            ),
            _ => None,
        }
    }

    /// The message and its dot in one write, and what the server says to it. Only after [`Opened::Ready`], and only
    /// once the offer is committed.
    pub async fn finish(&mut self, body: &Body) -> Finished {
        if !self.replies.is_empty() {
            self.is_over = true;
            return Finished::Doubt("the server spoke before the message was sent".into());
        }
        let reply = match self.ask(body.as_str(), MESSAGE_PATIENCE).await {
            Ok(reply) => reply,
            Err(message) => {
                self.is_over = true;
                return Finished::Doubt(message);
            }
        };
        self.is_over |= reply.code == 421;
        match reply.judge(Stage::Message) {
            Verdict::Good => Finished::Accepted(reply),
            Verdict::Later => Finished::Later(reply),
            Verdict::Refused(blame) => Finished::Refused(reply, blame),
            Verdict::Fault | Verdict::Doubt => {
                self.is_over = true;
                Finished::Doubt(format!("{} {}", reply.code, reply.text))
            }
        }
    }

    /// Whether nothing more can be sent over it.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Says goodbye, if the server still listens.
    pub async fn quit(mut self) {
        if !self.is_over {
            let _ = self.ask("QUIT\r\n", COURTESY).await;
        }
    }

    async fn reset(&mut self) {
        if self.is_over {
            return;
        }
        let answer = self.ask("RSET\r\n", COURTESY).await;
        self.is_over = !matches!(answer, Ok(reply) if reply.code == 250);
    }

    fn fault(&mut self, message: String, reply: Option<Reply>) -> Opened {
        self.is_over = true;
        Opened::Fault(message, reply)
    }

    async fn ask(&mut self, lines: impl Display, patience: Duration) -> Result<Reply, String> {
        let answer = wait(patience, self.connection.command(lines)).await;
        self.replies.take().ok_or(answer)
    }

    async fn hear(&mut self, patience: Duration) -> Result<Reply, String> {
        let answer = if self.connection.has_broken() {
            "the connection is closed".to_owned()
        } else {
            wait(patience, self.connection.read_response()).await
        };
        self.replies.take().ok_or(answer)
    }
}

/// Waits for a reply; the reply itself is the guard's, this is what to say where there is none.
async fn wait(patience: Duration, reply: impl Future<Output = Result<Response, Error>>) -> String {
    match timeout(patience, reply).await {
        Err(_) => format!("no reply within {} s", patience.as_secs()),
        Ok(Err(error)) => error.to_string(),
        Ok(Ok(_)) => "the reply was lost".into(),
    }
}
