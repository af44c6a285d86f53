//! Pictures that travel in the mail: the site's own, each once in a message, up to a limit.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::digest;

use crate::content;
use crate::model::figures::MB;
use crate::model::text::hex;

/// All pictures of one message, before they are encoded.
pub const EMBEDDED_BYTES_MAX: u64 = MB;
/// A line of base64 (RFC 2045, 6.8).
const LINE: usize = 76;

/// A picture in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// Its Content-ID without angle brackets (RFC 2392).
    pub id: String,
    /// Its type, by what is in it.
    pub mime: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Takes the pictures of `html` whose files `find` knows into the mail: their addresses become `cid:`. In the order of
/// the text, as long as they are no more than 1 MB in sum; the rest stay links, as do SVG files, which few
/// programs show.
pub(super) fn embed(
    html: &str,
    domain: &str,
    find: impl Fn(&str) -> Option<PathBuf>,
) -> (String, Vec<Embedded>) {
    let mut pictures: Vec<Embedded> = Vec::new();
    let mut out = String::with_capacity(html.len());
    let mut room = EMBEDDED_BYTES_MAX;
    let mut rest = html;
    while let Some((start, end)) = next_source(rest) {
        let address = rest[start..end].replace("&amp;", "&");
        out.push_str(&rest[..start]);
        match find(&address).and_then(|file| read(&file, domain, room, &pictures)) {
            Some(picture) => {
                out.push_str(&format!("cid:{}", picture.id));
                if !pictures.contains(&picture) {
                    room -= u64::try_from(picture.bytes.len()).unwrap_or(room);
                    pictures.push(picture);
                }
            }
            None => out.push_str(&rest[start..end]),
        }
        rest = &rest[end..];
    }
    (out + rest, pictures)
}

/// Where the address of the next picture begins and ends.
fn next_source(html: &str) -> Option<(usize, usize)> {
    const SOURCE: &str = " src=\"";
    let mut at = 0;
    loop {
        let tag = at + html[at..].find("<img ")?;
        let next = html[tag + 1..]
            .find("<img ")
            .map_or(html.len(), |next| tag + 1 + next);
        if let Some(found) = html[tag..next].find(SOURCE) {
            let start = tag + found + SOURCE.len();
            let length = html[start..].find('"')?;
            return Some((start, start + length));
        }
        at = tag + 1;
    }
}

/// The picture in a file, where there is room for it or it is there already.
fn read(file: &Path, domain: &str, room: u64, known: &[Embedded]) -> Option<Embedded> {
    let measured = content::measure(file)?;
    if measured.bytes > EMBEDDED_BYTES_MAX || measured.mime == "image/svg+xml" {
        return None;
    }
    let bytes = std::fs::read(file).ok()?;
    let digest = digest::digest(&digest::SHA256, &bytes);
    let picture = Embedded {
        id: format!("{}@{domain}", hex(&digest.as_ref()[..16])),
        mime: measured.mime,
        bytes,
    };
    let fits = u64::try_from(picture.bytes.len()).is_ok_and(|length| length <= room);
    (fits || known.contains(&picture)).then_some(picture)
}

impl Embedded {
    /// The part of a `multipart/related` (RFC 2387) that holds it, headers included.
    pub(super) fn part(&self) -> String {
        let ending = self.mime.rsplit('/').next().unwrap_or("bin");
        let name = self.id.split('@').next().unwrap_or_default();
        let mut part = format!(
            "Content-Type: {}\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <{}>\r\n\
             Content-Disposition: inline; filename=\"{name}.{ending}\"\r\n\r\n",
            self.mime, self.id
        );
        let encoded = BASE64.encode(&self.bytes);
        for line in encoded.as_bytes().chunks(LINE) {
            part.extend(line.iter().map(|byte| char::from(*byte)));
            part.push_str("\r\n");
        }
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG of one grey point, followed by what makes it as long as that.
    fn png(length: usize, filling: u8) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0".to_vec();
        bytes.resize(length, filling);
        bytes
    }

    #[test]
    fn each_picture_of_the_site_is_there_once_until_a_megabyte_is_full() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in [
            ("a.png", png(600_000, 1)),
            ("b.png", png(500_000, 2)),
            ("c.png", png(100, 3)),
            ("text.png", b"no picture".to_vec()),
            ("d.svg", b"<svg width='1' height='1'/>".to_vec()),
        ] {
            std::fs::write(folder.path().join(name), bytes).expect("a file");
        }
        let find = |address: &str| {
            let name = address.strip_prefix("https://a.example/")?;
            Some(folder.path().join(name.split('?').next()?)).filter(|file| file.exists())
        };
        let html = "<img alt=\"x > y <img\" src=\"https://a.example/a.png?a=1&amp;b\"><img alt=\"\"><img src=\"https://a.example/b.png\">\
            <a href=\"https://a.example/c.png\"><img src=\"https://a.example/c.png\"></a><img src=\"https://a.example/a.png\">\
            <img src=\"https://a.example/text.png\"><img src=\"https://a.example/d.svg\"><img src=\"https://b.example/a.png\">";
        let (made, pictures) = embed(html, "a.example", find);
        let ids: Vec<&str> = pictures.iter().map(|picture| picture.id.as_str()).collect();
        assert_eq!(ids.len(), 2);
        assert!(ids.iter().all(|id| id.len() == 32 + "@a.example".len()));
        assert_eq!(
            made.matches(&format!("src=\"cid:{}\"", ids[0])).count(),
            2,
            "{made}"
        );
        assert_eq!(made.matches(&format!("src=\"cid:{}\"", ids[1])).count(), 1);
        for kept in [
            "src=\"https://a.example/b.png\"",
            "href=\"https://a.example/c.png\"",
            "text.png",
            "d.svg",
            "https://b.example/a.png",
        ] {
            assert!(made.contains(kept), "{kept}: {made}");
        }
        let part = pictures[1].part();
        assert!(
            part.contains("Content-Type: image/png\r\n")
                && part.lines().all(|line| line.len() <= LINE)
        );
    }
}
