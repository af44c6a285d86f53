//! What web servers must say of the feed files, in the words of nginx, Caddy and the `_headers` of static hosts.
//! Names our files only, and says nothing of the rest of a site.

mod quoting;

use url::Url;

use crate::config::{Config, Encoding};
use crate::feed::{Beside, Feed, opml};

use quoting::{decoded, is_plain, pattern, quoted};

/// Readers ask again after an hour (RSS `ttl`); what stands between may keep a copy for less.
const CACHE: &str = "public, max-age=600";
/// A feed is public: programs that run in a browser may read it from any site.
const ORIGIN: &str = "*";

/// Files and their headers.
struct Served {
    place: Place,
    content_type: String,
    /// The hubs of `WebSub` and the address that they know the file by (<https://www.w3.org/TR/websub/#discovery>).
    link: Option<String>,
}

/// The path of a URL, percent-encoded.
enum Place {
    File(String),
    /// The pages of an archive: before and behind their number.
    Pages(String, String),
}

/// Headers for nginx, to be included in a `server` block.
pub fn nginx(config: &Config, feeds: &[Feed]) -> String {
    let compress = &config.output.compress;
    let mut twins = String::new();
    if compress.contains(&Encoding::Gzip) {
        twins += "    gzip_static on;\n    gzip_vary on;\n";
    }
    if compress.contains(&Encoding::Brotli) {
        twins += "    # With the module ngx_brotli: brotli_static on;\n";
    }
    let mut text = String::from(
        "# Made by Postrider. In the server block that has the `root`: include …/fragments/nginx.conf;\n",
    );
    for file in served(config, feeds) {
        let place = match &file.place {
            Place::File(path) => format!("= {}", quoted(&decoded(path))),
            Place::Pages(before, behind) => format!("~ {}", quoted(&pattern(&[before, behind]))),
        };
        // Variables would be expanded.
        let link = file.link.map(|link| link.replace('$', "%24"));
        let link = link.map(|link| format!("    add_header Link {};\n", quoted(&link)));
        text += &format!(
            "location {place} {{\n    types {{ }}\n    default_type {};\n    add_header Cache-Control {};\n    \
             add_header Access-Control-Allow-Origin {};\n{}{twins}}}\n",
            quoted(&file.content_type),
            quoted(CACHE),
            quoted(ORIGIN),
            link.unwrap_or_default(),
        );
    }
    text
}

/// Headers for Caddy 2, to be imported in a site block.
pub fn caddy(config: &Config, feeds: &[Feed]) -> String {
    let mut text = String::from(
        "# Made by Postrider. In the site block that has the `file_server`: import …/fragments/Caddyfile\n",
    );
    if !config.output.compress.is_empty() {
        text += "# For the compressed files: file_server { precompressed br gzip }\n";
    }
    for (number, file) in served(config, feeds).into_iter().enumerate() {
        let name = format!("@postrider-{number}");
        let matcher = match &file.place {
            Place::File(path) if is_plain(path) => format!("path {path}"),
            Place::File(path) => format!("path_regexp {}", quoted(&pattern(&[path]))),
            Place::Pages(before, behind) => {
                format!("path_regexp {}", quoted(&pattern(&[before, behind])))
            }
        };
        let link = file
            .link
            .map(|link| format!("    Link {}\n", quoted(&link)));
        text += &format!(
            "{name} {matcher}\nheader {name} {{\n    Content-Type {}\n    Cache-Control {}\n    \
             Access-Control-Allow-Origin {}\n{}}}\n",
            quoted(&file.content_type),
            quoted(CACHE),
            quoted(ORIGIN),
            link.unwrap_or_default(),
        );
    }
    text
}

/// Headers in the form that Netlify and Cloudflare Pages read at the top of a site. It knows no numbers in paths: the
/// pages of archives, which readers follow from the feed, go without.
pub fn static_host(config: &Config, feeds: &[Feed]) -> String {
    let mut text = String::from(
        "# Made by Postrider. Append it to the file _headers at the top of the site.\n",
    );
    for file in served(config, feeds) {
        let Place::File(path) = file.place else {
            continue;
        };
        let link = file.link.map(|link| format!("  Link: {link}\n"));
        text += &format!(
            "{path}\n  Content-Type: {}\n  Cache-Control: {CACHE}\n  Access-Control-Allow-Origin: {ORIGIN}\n{}",
            file.content_type,
            link.unwrap_or_default(),
        );
    }
    text
}

/// Every feed file and the OPML: site-wide feeds first, since some hosts read a hundred rules and no more.
fn served(config: &Config, feeds: &[Feed]) -> Vec<Served> {
    let mut sorted: Vec<&Feed> = feeds.iter().collect();
    sorted.sort_by_key(|feed| feed.topic.kind);
    let with_charset = |mime: &str| format!("{mime}; charset=utf-8");
    let place = |url: &Url| Place::File(url.path().to_owned());
    let mut all = vec![Served {
        place: place(&Beside::of(config).url(Beside::OPML)),
        content_type: with_charset(opml::MIME),
        link: None,
    }];
    for feed in sorted {
        for file in &feed.files {
            let hubs = feed
                .hubs
                .iter()
                .map(|hub| format!("<{hub}>; rel=\"hub\", "));
            let link = format!("{}<{}>; rel=\"self\"", hubs.collect::<String>(), file.url);
            all.push(Served {
                place: place(&file.url),
                content_type: with_charset(file.mime()),
                link: (!feed.hubs.is_empty()).then_some(link),
            });
            let archive = file.archive_path().filter(|_| feed.may_have_archive());
            all.extend(archive.map(|(before, behind)| Served {
                place: Place::Pages(before, behind),
                content_type: with_charset(file.mime()),
                link: None,
            }));
        }
    }
    all
}
