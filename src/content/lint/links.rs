//! Links whose words name another host than the one they lead to, in Markdown and in HTML.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use url::Url;

use crate::content::lint::NAMED_MAX;
use crate::content::markdown::options;
use crate::content::tags::{attribute, next_tag};
use crate::model::diagnostic::{Diagnostic, Place};

/// Words longer than this show nobody an address.
const WORDS_BYTES_MAX: usize = 300;
/// Endings by which words are taken for a host though no `https://` or `www.` stands before them. Those that are endings of
/// files or words in code too (`.md`, `.rs`, `.sh`, `.id`, `.app`) are not among them.
const ENDINGS: [&str; 44] = [
    "at", "au", "be", "biz", "br", "ca", "ch", "cn", "com", "cz", "de", "dev", "dk", "edu", "es",
    "eu", "example", "fi", "fr", "gov", "gr", "hk", "hu", "ie", "il", "info", "int", "io", "jp",
    "kr", "mil", "mx", "net", "nl", "nz", "org", "ro", "ru", "se", "tr", "tw", "ua", "uk", "us",
];
/// Hosts that keep the pages of others, whose address then stands in theirs.
const ARCHIVES: [&str; 6] = [
    "archive.org",
    "web.archive.org",
    "archive.is",
    "archive.ph",
    "archive.today",
    "webcache.googleusercontent.com",
];
/// Hosts with pages about what is called like a host: `socket.io`, `Booking.com`.
const NAMING: [&str; 6] = [
    "github.com",
    "gitlab.com",
    "npmjs.com",
    "pypi.org",
    "rubygems.org",
    "wikipedia.org",
];

/// A link that does not lead where it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FalseHost {
    /// The host that its words name, as it is looked up.
    pub shown: String,
    /// The host that it leads to.
    pub real: String,
    /// Whether the words are a whole address rather than a name that may mean something else.
    pub is_whole: bool,
}

/// The hosts of a link that shows one and leads to another; below one another they are one.
pub fn find_false_host(words: &str, target: &str) -> Option<FalseHost> {
    let (shown, is_whole) = shown_host(words.trim())?;
    let url = Url::parse(target.trim()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let real = bare(url.host_str()?).to_owned();
    let is_below = |one: &str, other: &str| {
        one.strip_suffix(other)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let is_same = is_below(&shown, &real) || is_below(&real, &shown);
    let path = url.as_str().to_ascii_lowercase();
    let behind = path.split_once(&real).map_or("", |(_, behind)| behind);
    let hosts: &[&str] = if is_whole { &[] } else { &NAMING };
    let mut known = ARCHIVES.iter().chain(hosts);
    let is_about = behind.contains(&shown) && known.any(|host| is_below(&real, host));
    (!is_same && !is_about).then_some(FalseHost {
        shown,
        real,
        is_whole,
    })
}

/// The host that words name, and whether they are a whole address.
fn shown_host(words: &str) -> Option<(String, bool)> {
    let words = words.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let is_short = words.len() <= WORDS_BYTES_MAX && words.contains('.');
    if !is_short || words.contains(|sign: char| sign.is_whitespace() || sign == '@') {
        return None;
    }
    let lower = words.to_lowercase();
    let scheme = ["http://", "https://"]
        .into_iter()
        .find(|scheme| lower.starts_with(scheme));
    let rest = &lower[scheme.map_or(0, str::len)..];
    let is_whole = scheme.is_some() || rest.starts_with("www.");
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // `https://www.exam…` is cut off.
    if host.contains('…') {
        return None;
    }
    let url = Url::parse(&format!("https://{rest}")).ok()?;
    let host = bare(url.host_str()?).trim_end_matches('.').to_owned();
    let (name, ending) = host.rsplit_once('.')?;
    // `ASP.NET` and `System.Net` are no hosts.
    let is_typed_so = ending != "net" || words.contains(".net");
    let is_name = ENDINGS.contains(&ending) && is_typed_so && !name.is_empty();
    (is_whole || is_name).then_some((host, is_whole))
}

fn bare(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// Warnings about the links of a body as `typed`.
pub(in crate::content) fn check_links(
    (typed, first_line): (&str, u32),
    (file, text): (&str, &str),
) -> Vec<Diagnostic> {
    if !typed.contains("](") && !typed.contains("][") && !typed.contains("</") {
        return Vec::new();
    }
    let mut finder = Finder::default();
    for (event, range) in Parser::new_ext(typed, options()).into_offset_iter() {
        finder.take(&event, range, typed);
    }
    finder.end_html(typed);
    let warn = |(at, found): (usize, FalseHost)| {
        let FalseHost { shown, real, .. } = found;
        let looks = if shown.contains("xn--") {
            ", whose letters only look like others,"
        } else {
            ""
        };
        let message = format!(
            "this link shows `{shown}`{looks} and leads to `{real}`: readers and mail filters take that for fraud"
        );
        let place = Place::of_offset(typed, at, first_line);
        Diagnostic::warning("link-mismatch", file, place, message)
            .help("let it show where it leads, or words")
            .quoting(text)
    };
    finder.found.into_iter().map(warn).collect()
}

/// A link whose words are being read.
struct Open {
    at: usize,
    target: String,
    words: String,
}

#[derive(Default)]
struct Finder {
    open: Option<Open>,
    /// Pictures around the event, whose words are not shown.
    pictures: usize,
    /// Raw HTML that comes line by line.
    html: Option<Range<usize>>,
    found: Vec<(usize, FalseHost)>,
}

impl Finder {
    fn take(&mut self, event: &Event, range: Range<usize>, typed: &str) {
        if let Event::Html(_) | Event::InlineHtml(_) = event {
            match &mut self.html {
                Some(html) if html.end == range.start => html.end = range.end,
                _ => {
                    self.end_html(typed);
                    self.html = Some(range);
                }
            }
            return;
        }
        self.end_html(typed);
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => self.begin(range.start, dest_url),
            Event::End(TagEnd::Link) => self.end(),
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::End(TagEnd::Image) => self.pictures = self.pictures.saturating_sub(1),
            Event::Text(words) | Event::Code(words) => self.read(words),
            Event::SoftBreak | Event::HardBreak => self.read(" "),
            Event::End(TagEnd::Paragraph) => self.open = None,
            _ => {}
        }
    }

    fn begin(&mut self, at: usize, target: &str) {
        self.open = Some(Open {
            at,
            target: target.to_owned(),
            words: String::new(),
        });
    }

    fn read(&mut self, words: &str) {
        if let Some(open) = self.open.as_mut().filter(|_| self.pictures == 0)
            && open.words.len() <= WORDS_BYTES_MAX
        {
            let end = words.ceil_char_boundary((WORDS_BYTES_MAX + 1).min(words.len()));
            open.words.push_str(&words[..end]);
        }
    }

    fn end(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let found = find_false_host(&open.words, &open.target);
        let found = found.filter(|_| self.found.len() < NAMED_MAX);
        self.found.extend(found.map(|found| (open.at, found)));
    }

    /// Reads the raw HTML that came, of which a link may be a part or the whole.
    fn end_html(&mut self, typed: &str) {
        let Some(range) = self.html.take() else {
            return;
        };
        let html = &typed[range.clone()];
        let mut at = 0;
        while let Some(tag) = next_tag(html, at) {
            self.read(html[at..tag.start].trim_matches(['\n', '\r']));
            at = tag.end;
            match (tag.name.as_str(), tag.is_end) {
                ("a", true) => self.end(),
                ("a", false) => {
                    if let Some(target) = attribute(tag.inside, "href") {
                        self.begin(range.start + tag.start, &target);
                    }
                }
                ("p" | "div" | "li" | "td", true) => self.open = None,
                _ => {}
            }
        }
        self.read(&html[at..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Vec<String> {
        let found = check_links((text, 1), ("a.md", text));
        let place = |found: Diagnostic| format!("{}:{}", found.line, found.column);
        found.into_iter().map(place).collect()
    }

    #[test]
    fn a_link_that_shows_another_host_is_named_where_it_begins() {
        for (text, place) in [
            ("[paypal.com](https://evil.example)", "1:1"),
            ("x [https://bank.example](https://evil.example/x)", "1:3"),
            ("[**www.bank.example**](https://evil.example/x)", "1:1"),
            ("[paypal.com][1]\n\n[1]: https://evil.example", "1:1"),
            (
                "x <a href=\"https://evil.example\">paypal.com/login</a>",
                "1:3",
            ),
            (
                "<a href=\"https://evil.example\"><b>https://paypal.com</b></a>",
                "1:1",
            ),
            (
                "<div>\n <a\n href='https://evil.example'>\npaypal.com\n</a>\n</div>",
                "2:2",
            ),
            ("[gооgle.com](https://google.com)", "1:1"),
            ("[google.com](https://gооgle.com)", "1:1"),
            ("[paypal.com](https://paypal.com.evil.example/)", "1:1"),
            ("[PayPal.com](https://evil.example/paypal.com)", "1:1"),
            ("[`paypal.com`](https://evil.example)", "1:1"),
        ] {
            assert_eq!(hosts(text), [place], "{text}");
        }
    }

    #[test]
    fn what_honest_links_show_is_no_false_alarm() {
        for text in [
            "[README.md](https://x.example/README.md)",
            "[node.js](https://nodejs.org)",
            "[ASP.NET](https://dotnet.microsoft.com)",
            "[example.com](https://www.example.com)",
            "[www.example.com/a](http://example.com/b)",
            "[docs.example.com](https://example.com/docs)",
            "[example.com](https://docs.example.com)",
            "[socket.io](https://github.com/socketio/socket.io)",
            "[http://old.example](https://web.archive.org/web/2010/http://old.example)",
            "[https://www.exam…](https://www.example.com)",
            "[visit example.com](https://x.example)",
            "[example.com](/about)",
            "[![paypal.com](a.png)](https://x.example)",
            "`[paypal.com](https://evil.example)`",
            "<https://x.example>",
            "</a> paypal.com",
        ] {
            assert_eq!(hosts(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn very_many_links_take_one_way_through_the_text() {
        for part in ["<a href=x>", "[a.com](b)", "</a>", "[", "<a"] {
            assert_eq!(hosts(&part.repeat(50_000)), [""; 0], "{part}");
        }
    }
}
