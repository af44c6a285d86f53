//! The editor's preview: the site as readers would get it, live on save. Writes nothing to disk.

mod asked;
mod desk;
mod events;
mod frame;
mod highlight;
mod letter;
mod live;
mod occasion;
mod page;
mod pictures;
mod preheader;
mod readers;
mod routes;
mod schemes;
mod shell;
mod snapshot;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::Config;
use crate::content::Library;
use crate::model::diagnostic::Diagnostic;
use crate::web::answer::{Answer, Body};
use crate::web::guard::Guard;
use crate::web::server;

use asked::Asked;
use desk::Desk;
use shell::Shell;

/// So long an answer may take.
const ANSWER_TIME: Duration = Duration::from_secs(15);

/// Finds every mistake that reading configuration and posts did not: in feeds, templates, issues.
pub type Judge = fn(&Config, &Library, Timestamp) -> anyhow::Result<Vec<Diagnostic>>;

/// A preview that is about to be served.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The site's configuration.
    pub config: PathBuf,
    /// Who judges what is read.
    pub judge: Judge,
}

/// A socket on loopback that waits for [`Preview::serve`].
#[derive(Debug)]
pub struct Opened {
    listener: TcpListener,
    port: u16,
}

impl Opened {
    /// Where a browser finds it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

impl Preview {
    /// Takes `port` on loopback, or any free one for 0.
    ///
    /// # Errors
    /// When it is taken.
    pub async fn open(port: u16) -> anyhow::Result<Opened> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).await;
        let listener =
            listener.with_context(|| format!("listening on port {port} of this machine"))?;
        let port = listener.local_addr().context("asking for the port")?.port();
        Ok(Opened { listener, port })
    }

    /// Answers until `stop` holds true. What is served follows the site's files.
    ///
    /// # Errors
    /// When the built-in templates are broken.
    pub async fn serve(self, opened: Opened, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
        let desk = Arc::new(Desk::new(Shell::new()?));
        let mut read = desk.listen();
        live::follow(self.config, self.judge, Arc::clone(&desk), stop.clone());
        // Who asks at once waits for the first reading.
        let _ = read.changed().await;
        let guard = Arc::new(Guard::of_port(opened.port));
        let until = stop.clone();
        let answer = move |request: Request<Incoming>| {
            let (desk, guard, stop) = (Arc::clone(&desk), Arc::clone(&guard), until.clone());
            async move { answer(&guard, &desk, &request, stop).await }
        };
        server::run(opened.listener, answer, stop).await;
        Ok(())
    }
}

async fn answer(
    guard: &Guard,
    desk: &Arc<Desk>,
    request: &Request<Incoming>,
    stop: watch::Receiver<bool>,
) -> Response<Body> {
    if let Some(refusal) = guard.refuse(request) {
        return refusal.into_response();
    }
    let asked = Asked::of(request.uri());
    if asked.path == "/events" {
        return events::stream(desk, &asked, stop);
    }
    let desk = Arc::clone(desk);
    let work = tokio::task::spawn_blocking(move || routes::answer(&desk, &asked));
    let answer = match tokio::time::timeout(ANSWER_TIME, work).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Answer::plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "This page could not be made.",
        ),
        Err(_) => Answer::plain(StatusCode::SERVICE_UNAVAILABLE, "This page takes too long."),
    };
    answer.into_response()
}
