//! One SMTP session: connect, log in, and hand over messages one by one, so that it is always known how far each came.

use std::fmt::Display;
use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::config::SmtpServer;
use crate::mail::guard::Replies;
use crate::mail::reply::{Reply, Stage, Verdict};
use crate::mail::tls::Trust;

pub mod body;
pub mod dial;
pub mod features;
mod login;
pub mod outcome;
mod words;

pub use body::Body;
pub use dial::ConnectError;
use features::Features;
pub use outcome::{Envelope, Fault, Finished, Opened};

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
    pub password: Option<Zeroizing<String>>,
    /// Our name in EHLO; `None` = this machine's.
    pub hello: Option<String>,
    /// Whom we trust.
    pub tls: Trust,
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
        let (guard, features) = timeout(PATIENCE, dial::dial(relay, &hello))
            .await
            .map_err(|_| ConnectError::fault("the server did not greet in time"))??;
        let replies = guard.replies();
        let guard = Box::new(guard.hand_over());
        let connection = AsyncSmtpConnection::connect_with_transport(guard, &hello)
            .await
            .map_err(|error| ConnectError::fault(&words::of_lettre(&error)))?;
        let mut session = Self {
            connection,
            replies,
            features,
            is_over: false,
        };
        session.log_in(relay).await?;
        Ok(session)
    }

    /// MAIL, RCPT and DATA in one flight where the server takes it, else one by one. Nothing of the message leaves.
    pub async fn open(&mut self, envelope: &Envelope, body: &Body) -> Opened {
        let utf8 =
            envelope.recipient.needs_utf8() || envelope.sender.needs_utf8() || body.needs_utf8();
        if let Some((reply, blame)) = self.features.find_obstacle(envelope, body.len(), utf8) {
            return Opened::Refused(reply, blame);
        }
        if let Some(said) = self.heard_unasked().await {
            let fault = self.fault(said, None, Stage::Mail);
            return Opened::Fault(Fault {
                may_be_recipient: false,
                ..fault
            });
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
            Err(fault) => Opened::Fault(fault),
            Ok(None) => match self.heard_unasked().await {
                Some(said) => Opened::Fault(self.fault(said, None, Stage::Data)),
                None => Opened::Ready,
            },
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
    async fn fly(&mut self, steps: &[(Stage, String)]) -> Result<Option<(Reply, Verdict)>, Fault> {
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
                Err(message) => return Err(self.fault(message, None, *stage)),
            };
            match (reply.judge(*stage), &first_bad) {
                // Good behind a refusal: the server takes a message for nobody. Only a closed connection is safe.
                (Verdict::Good, Some(_)) if *stage == Stage::Data => self.is_over = true,
                (Verdict::Fault | Verdict::Doubt, None) => {
                    let message = format!("{} {}", reply.code, reply.text);
                    return Err(self.fault(message, Some(reply), *stage));
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

    /// The message and its dot in one write, and what the server says to it. Only after [`Opened::Ready`], and only
    /// once the offer is committed.
    pub async fn finish(&mut self, body: &Body) -> Finished {
        if let Some(said) = self.heard_unasked().await {
            self.is_over = true;
            return Finished::Unsent(said);
        }
        let written_bytes = self.replies.written_bytes();
        let reply = match self.ask(body.as_str(), MESSAGE_PATIENCE).await {
            Ok(reply) => reply,
            Err(message) => {
                self.is_over = true;
                return if self.replies.written_bytes() == written_bytes {
                    Finished::Unsent(message)
                } else {
                    Finished::Doubt(message)
                };
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

    /// What the server offered.
    pub fn features(&self) -> Features {
        self.features
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

    fn fault(&mut self, text: String, reply: Option<Reply>, stage: Stage) -> Fault {
        self.is_over = true;
        let is_flight_without_a_word = self.features.pipelining && reply.is_none();
        Fault {
            may_be_recipient: stage != Stage::Mail || is_flight_without_a_word,
            text,
            reply,
            stage,
        }
    }

    /// What the server did though it was not asked: spoke, or hung up. Looks once and does not wait.
    async fn heard_unasked(&mut self) -> Option<String> {
        if self.replies.is_quiet() && !self.connection.has_broken() {
            let mut look = pin!(self.connection.read_response());
            let seen = std::future::poll_fn(|context| Poll::Ready(look.as_mut().poll(context)));
            match seen.await {
                Poll::Ready(Err(error)) if self.replies.is_quiet() => {
                    return Some(words::of_lettre(&error));
                }
                Poll::Pending if self.replies.is_quiet() => return None,
                Poll::Ready(_) | Poll::Pending => {}
            }
        }
        Some(match self.replies.take() {
            Some(Reply { code, text }) => format!("the server said {code} {text} out of turn"),
            None => "the server spoke out of turn".into(),
        })
    }

    async fn ask(&mut self, lines: impl Display, patience: Duration) -> Result<Reply, String> {
        let answer = wait(patience, self.connection.command(lines)).await;
        self.replies.take().ok_or(answer)
    }

    async fn hear(&mut self, patience: Duration) -> Result<Reply, String> {
        let answer = if self.connection.has_broken() {
            "the server closed the connection".to_owned()
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
        Ok(Err(error)) => words::of_lettre(&error),
        Ok(Ok(_)) => "the reply was lost".into(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
