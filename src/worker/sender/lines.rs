//! How a connection comes by a line to the relay, opens an envelope on it, and waits its turn.

use tokio::time::sleep;

use crate::mail::reply::Stage;
use crate::mail::session::{Body, ConnectError, Envelope, Opened, Relay, Session};
use crate::store::Job;
use crate::worker::Event;
use crate::worker::clock;
use crate::worker::sender::{Connection, Line};

impl Connection<'_> {
    /// Opens the envelope on the line that is there or on a new one; `None` when the job went back.
    pub(super) async fn open(
        &mut self,
        relay: &Relay,
        job: &Job,
        envelope: &Envelope,
        body: &Body,
    ) -> anyhow::Result<Option<(Line, Opened)>> {
        let mut has_turn = false;
        loop {
            let mut line = match self.line.take() {
                Some(line) => line,
                None => match self.connect(relay, job).await? {
                    Some(line) => line,
                    None => return Ok(None),
                },
            };
            if !has_turn && !self.wait_for_turn(job).await? {
                line.session.quit().await;
                return Ok(None);
            }
            has_turn = true;
            let opening = line.session.open(envelope, body);
            let Some(opened) = self.shared.unless_ended(opening).await else {
                self.give_back(job).await?;
                return Ok(None);
            };
            // A server that hangs up between two messages has done nothing wrong. The new line has answered nothing,
            // so that this comes once for each answer at most.
            let hung_up = matches!(&opened, Opened::Fault(fault) if fault.stage == Stage::Mail);
            if !(hung_up && line.answered > 0) {
                return Ok(Some((line, opened)));
            }
        }
    }

    /// A new line; `None` when there is none to be had and the job went back.
    async fn connect(&mut self, relay: &Relay, job: &Job) -> anyhow::Result<Option<Line>> {
        self.flush().await?;
        if let Some(lane) = &mut self.lane {
            lane.closed();
        }
        let pause = self.shared.breaker.pause(clock::instant());
        let attempt = async {
            if !pause.is_zero() {
                sleep(pause).await;
            }
            Session::connect(relay).await
        };
        match self.shared.unless_ended(attempt).await {
            Some(Ok(session)) => {
                if let Some(lane) = &mut self.lane {
                    lane.opened();
                }
                Ok(Some(Line {
                    session,
                    answered: 0,
                }))
            }
            Some(Err(error)) => {
                self.give_back(job).await?;
                self.miss(&error).await?;
                Ok(None)
            }
            None => {
                self.give_back(job).await?;
                Ok(None)
            }
        }
    }

    /// No line was to be had.
    async fn miss(&mut self, error: &ConnectError) -> anyhow::Result<()> {
        if error.is_halt() {
            return self.pause(error.to_string(), Vec::new()).await;
        }
        if !error.is_rate_limit() {
            self.trip(&error.to_string());
            return Ok(());
        }
        // Not the rate of messages: the server spoke of connections.
        if let Some(count) = self.shared.lanes.refuse(clock::instant()) {
            self.tell(Event::Note(format!(
                "{error}: going on with {count} at once"
            )));
        }
        if self.shared.lanes.open() == 0 {
            self.trip(&error.to_string());
        }
        self.lane = None;
        self.shared
            .unless_ended(sleep(self.shared.args.backoff))
            .await;
        Ok(())
    }

    /// Waits for the place of the next message in the rate; `false` when the run ended meanwhile and the job went back.
    pub(super) async fn wait_for_turn(&mut self, job: &Job) -> anyhow::Result<bool> {
        let wait = self.shared.pace.reserve(clock::instant());
        if wait.is_zero() {
            return Ok(true);
        }
        self.flush().await?;
        if self.shared.unless_ended(sleep(wait)).await.is_some() {
            return Ok(true);
        }
        self.give_back(job).await?;
        Ok(false)
    }
}
