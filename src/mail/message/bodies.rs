//! The bodies of a message as MIME parts: text, HTML, and the pictures that it shows.

use crate::mail::message::{GAP, Parts};
use crate::mail::quoted::quoted_printable;
use crate::template::UNSUBSCRIBE_URL;

/// Text first, then HTML with what it shows, with a gap wherever the recipient's link goes.
pub(super) fn encode(parts: &Parts, mark: &str) -> Vec<u8> {
    let (text, html) = (&parts.rendered.text, &parts.rendered.html);
    let mut encoded = format!("--=_{mark}\r\n").into_bytes();
    add_text(
        &mut encoded,
        "plain; charset=utf-8; format=flowed; delsp=no",
        text,
    );
    encoded.extend_from_slice(format!("--=_{mark}\r\n").as_bytes());
    if parts.pictures.is_empty() {
        add_text(&mut encoded, "html; charset=utf-8", html);
    } else {
        let kind = format!(
            "Content-Type: multipart/related; type=\"text/html\";\r\n boundary=\"=r_{mark}\"\r\n\r\n--=r_{mark}\r\n"
        );
        encoded.extend_from_slice(kind.as_bytes());
        add_text(&mut encoded, "html; charset=utf-8", html);
        for picture in parts.pictures {
            let part = format!("--=r_{mark}\r\n{}", picture.part());
            encoded.extend_from_slice(part.as_bytes());
        }
        encoded.extend_from_slice(format!("--=r_{mark}--\r\n").as_bytes());
    }
    encoded.extend_from_slice(format!("--=_{mark}--\r\n").as_bytes());
    encoded
}

/// A part of text; what is no ASCII and every space that ends a line, which flowed text needs, is encoded.
fn add_text(encoded: &mut Vec<u8>, kind: &str, body: &str) {
    let head =
        format!("Content-Type: text/{kind}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
    encoded.extend_from_slice(head.as_bytes());
    for (index, segment) in body.split(UNSUBSCRIBE_URL).enumerate() {
        if index > 0 {
            encoded.extend_from_slice(GAP);
        }
        encoded.extend_from_slice(&quoted_printable(segment));
    }
    encoded.extend_from_slice(b"\r\n");
}
