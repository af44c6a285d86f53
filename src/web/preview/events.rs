//! The stream of server-sent events by which a page hears that the site has changed.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::Either;
use http_body_util::channel::Channel;
use hyper::Response;
use hyper::body::Bytes;
use tokio::sync::watch;

use crate::web::answer::{Body, INERT, dress};
use crate::web::preview::asked::Asked;
use crate::web::preview::desk::Desk;

/// A page that has gone away is noticed after so long.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Sends the number of the state now (where the page, which says what it `has`, shows an older one), and then of each new one.
pub fn stream(desk: &Arc<Desk>, asked: &Asked, mut stop: watch::Receiver<bool>) -> Response<Body> {
    let (mut sender, body) = Channel::<Bytes>::new(4);
    let mut changes = desk.listen();
    let has = asked.get("has").and_then(|has| has.parse().ok());
    let mut told: Option<u64> = has;
    tokio::spawn(async move {
        if sender
            .send_data(Bytes::from_static(b"retry: 500\n\n"))
            .await
            .is_err()
        {
            return;
        }
        loop {
            let number = *changes.borrow_and_update();
            let line = if told == Some(number) {
                ": still here\n\n".to_owned()
            } else {
                told = Some(number);
                format!("event: change\ndata: {number}\n\n")
            };
            if sender.send_data(Bytes::from(line)).await.is_err() {
                return;
            }
            tokio::select! {
                heard = changes.changed() => if heard.is_err() { return },
                () = tokio::time::sleep(HEARTBEAT) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    });
    dress(Either::Right(body), "text/event-stream", INERT)
}
