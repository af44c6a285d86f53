//! A session between the server's 354 and the final dot: what was never written is in no doubt.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::*;
use crate::config::Tls;
use crate::model::Address;

/// The server at a port of this machine, without TLS and user.
pub(crate) fn relay(port: u16) -> Relay {
    Relay {
        server: SmtpServer {
            host: "127.0.0.1".into(),
            port,
            tls: Tls::None,
            user: None,
        },
        password: None,
        hello: None,
        tls: Trust::default(),
    }
}

/// Talks until DATA without PIPELINING and comes back with the connection, 354 said.
async fn talk_to_data(listener: TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().await.expect("a client");
    stream.set_nodelay(true).expect("a socket");
    for line in ["220 a", "250 a", "250 ok", "250 ok", "354 go"] {
        let line = format!("{line}\r\n");
        stream.write_all(line.as_bytes()).await.expect("written");
        if !line.starts_with("354") {
            let heard = stream.read(&mut [0; 512]).await;
            assert!(heard.is_ok_and(|count| count > 0), "{line}");
        }
    }
    stream
}

/// Opens an envelope; then the server does `then` with the connection, and the message is finished.
async fn finish_after(then: &'static [u8]) -> Finished {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (go, waits) = oneshot::channel();
    let server = tokio::spawn(async move {
        let mut stream = talk_to_data(listener).await;
        waits.await.expect("told");
        stream.write_all(then).await.expect("written");
        stream
    });
    let relay = relay(port);
    let mut session = Session::connect(&relay).await.expect("a session");
    let envelope = Envelope {
        sender: Address::parse("news@example.org").expect("valid"),
        recipient: Address::parse("ada@example.org").expect("valid"),
        id: "1-1".into(),
    };
    let body = Body::new(b"Subject: x\r\n\r\nhello\r\n").expect("good");
    assert_eq!(session.open(&envelope, &body).await, Opened::Ready);
    go.send(()).expect("listening");
    let stream = server.await.expect("it spoke");
    if then.is_empty() {
        drop(stream);
    }
    // The runtime learns of the socket's news when it next looks.
    tokio::time::sleep(Duration::from_millis(10)).await;
    let finished = session.finish(&body).await;
    assert!(session.is_over());
    finished
}

#[tokio::test]
async fn a_server_that_leaves_before_the_message_has_none_of_it() {
    let left = finish_after(b"").await;
    assert_eq!(
        left,
        Finished::Unsent("the server closed the connection".into())
    );
    let spoke = finish_after(b"421 4.3.2 bye\r\n").await;
    let said = "the server said 421 4.3.2 bye out of turn";
    assert_eq!(spoke, Finished::Unsent(said.into()));
    let half = finish_after(b"250-tak").await;
    assert!(matches!(half, Finished::Unsent(_)), "{half:?}");
}
