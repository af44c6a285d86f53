//! A post's picture: its URL, and what its file says of itself, whatever its name says.

use std::io::Read as _;
use std::path::Path;

use url::Url;

use crate::config::Config;
use crate::content::files::{Located, locate};
use crate::model::post::LocalImage;

/// So much of a file tells what it is; an SVG's size may stand behind a comment or two.
const HEAD_BYTES: u64 = 4096;

/// What became of a picture's path.
pub(super) enum Picture {
    /// Its URL, and its file where there is one here.
    Good(Url, Option<LocalImage>),
    /// Its URL, and why its file tells nothing.
    Flawed(Url, Flaw),
    /// Why it must not be used.
    Refused(&'static str),
}

/// What is wrong with a picture's file.
pub(super) struct Flaw {
    pub(super) rule: &'static str,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Finds the picture `typed` of the post in `folder` (below the site's folder) at `base`.
pub(super) fn find(config: &Config, typed: &str, folder: &Path, base: &Url) -> Picture {
    let (url, file) = match locate(config, typed, folder, base) {
        Located::Remote(url) => return Picture::Good(url, None),
        Located::Refused(why) => return Picture::Refused(why),
        Located::Missing(url, path) => {
            let flaw = Flaw {
                rule: "image-missing",
                message: format!(
                    "the picture `{}` is not there: readers get its URL only, no enclosure",
                    path.display()
                ),
                help: "put the file there, or correct content.assets",
            };
            return Picture::Flawed(url, flaw);
        }
        Located::Here(url, file) => (url, file),
    };
    if let Some(local) = measure(&file) {
        return Picture::Good(url, Some(local));
    }
    let shown = file.strip_prefix(&config.root).unwrap_or(&file);
    let flaw = Flaw {
        rule: "image-odd",
        message: format!(
            "what is in `{}` is no picture: readers get its URL only, no enclosure",
            shown.display()
        ),
        help: "save it as JPEG, PNG, GIF, WebP, AVIF or SVG",
    };
    Picture::Flawed(url, flaw)
}

/// What a picture's file says of itself; `None` where it is empty, unreadable or no picture.
pub fn measure(path: &Path) -> Option<LocalImage> {
    let file = std::fs::File::open(path).ok()?;
    let bytes = file.metadata().ok()?.len();
    let mut head = Vec::new();
    file.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    let mime = sniff(&head)?;
    let number = |length: usize| u32::try_from(length).ok().filter(|length| *length > 0);
    let size = if mime == "image/svg+xml" {
        size_of_svg(&String::from_utf8_lossy(&head))
    } else {
        let size = imagesize::size(path).ok();
        size.and_then(|size| Some((number(size.width)?, number(size.height)?)))
    };
    Some(LocalImage {
        bytes,
        mime: mime.to_owned(),
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    })
}

/// The type of a picture by its first bytes.
fn sniff(head: &[u8]) -> Option<&'static str> {
    let at = |from: usize, sign: &[u8]| head.get(from..from + sign.len()) == Some(sign);
    let known: [(usize, &[u8], &str); 14] = [
        (0, b"\xFF\xD8\xFF", "image/jpeg"),
        (0, b"\x89PNG\r\n\x1A\n", "image/png"),
        (0, b"GIF87a", "image/gif"),
        (0, b"GIF89a", "image/gif"),
        (8, b"WEBP", "image/webp"),
        (4, b"ftypavif", "image/avif"),
        (4, b"ftypavis", "image/avif"),
        (4, b"ftyphei", "image/heic"),
        (4, b"ftypmif1", "image/heif"),
        (0, b"\xFF\x0A", "image/jxl"),
        (4, b"JXL \r\n\x87\n", "image/jxl"),
        (0, b"BM", "image/bmp"),
        (0, b"II*\0", "image/tiff"),
        (0, b"MM\0*", "image/tiff"),
    ];
    let found = known.iter().find(|(from, sign, _)| at(*from, sign));
    if let Some((_, _, mime)) = found {
        // An AVIF may call itself by its container first.
        let is_avif = *mime == "image/heif" && head.windows(4).take(48).any(|part| part == b"avif");
        return Some(if is_avif { "image/avif" } else { mime });
    }
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let is_svg = text.starts_with("<svg")
        || (text.starts_with("<?xml") || text.starts_with("<!")) && text.contains("<svg");
    is_svg.then_some("image/svg+xml")
}

/// The size that the first tag of an SVG gives, in pixels or else by its view.
fn size_of_svg(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = text[start..].split('>').next()?;
    let attribute = |name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}="))?;
        let quote = rest
            .chars()
            .next()
            .filter(|sign| matches!(sign, '"' | '\''))?;
        rest[1..].split(quote).next()
    };
    let pixels = |typed: &str| {
        let number: f64 = typed.trim().trim_end_matches("px").parse().ok()?;
        // Too large for a screen is too large for us.
        let whole = format!("{:.0}", number.clamp(0.0, 100_000.0));
        whole.parse::<u32>().ok().filter(|pixels| *pixels > 0)
    };
    let given = || Some((pixels(attribute("width")?)?, pixels(attribute("height")?)?));
    let by_view = || {
        let view = attribute("viewBox")?.replace(',', " ");
        let mut numbers = view.split_whitespace().skip(2);
        Some((pixels(numbers.next()?)?, pixels(numbers.next()?)?))
    };
    given().or_else(by_view)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_its_bytes_say() {
        for (head, mime) in [
            (b"\xFF\xD8\xFF\xE0rest".as_slice(), Some("image/jpeg")),
            (b"\x89PNG\r\n\x1A\nrest", Some("image/png")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"\0\0\0\x20ftypavif", Some("image/avif")),
            (b"\0\0\0\x20ftypmif1\0\0\0\0mif1avif", Some("image/avif")),
            (b"\xEF\xBB\xBF <svg xmlns='x'/>", Some("image/svg+xml")),
            (
                b"<?xml version='1.0'?><!-- c --><svg/>",
                Some("image/svg+xml"),
            ),
            (b"version https://git-lfs.github.com/spec/v1", None),
            (b"<html><svg>", None),
            (b"", None),
        ] {
            assert_eq!(sniff(head), mime, "{:?}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn an_svg_tells_its_size_or_its_view() {
        for (svg, size) in [
            ("<svg width=\"30px\" height='20'>", Some((30, 20))),
            (
                "<svg width=\"100%\" viewBox=\"0 0 24.4, 12\">",
                Some((24, 12)),
            ),
            ("<svg stroke-width=\"2\" height=\"1\">", None),
            ("<svg width=\"NaN\" height=\"-3\">", None),
        ] {
            assert_eq!(size_of_svg(svg), size, "{svg}");
        }
    }
}
