//! Who may ask: programs on this machine, by a name of this machine, and no page of another site.
//!
//! A browser can be led to send requests here by any page it shows: by a name that resolves to loopback (DNS rebinding), or
//! as a picture, script or form of that page.

use hyper::header::{HOST, ORIGIN};
use hyper::{HeaderMap, Method, Request, StatusCode, Uri};

use crate::web::answer::Answer;

/// The names by which the preview may be asked for.
#[derive(Clone, Debug)]
pub struct Guard {
    hosts: Vec<String>,
}

impl Guard {
    /// For a server on loopback at `port`.
    pub fn of_port(port: u16) -> Self {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == 80 {
            hosts.extend(names.map(str::to_owned));
        }
        Self { hosts }
    }

    /// The refusal of a request that must not be answered.
    pub fn refuse<B>(&self, request: &Request<B>) -> Option<Answer> {
        let headers = request.headers();
        if !self.is_ours(headers, request.uri()) {
            let line = "This server answers for localhost only.";
            return Some(Answer::plain(StatusCode::MISDIRECTED_REQUEST, line));
        }
        if self.is_foreign(headers, request.method()) {
            let line = "This server answers no page of another site.";
            return Some(Answer::plain(StatusCode::FORBIDDEN, line));
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let line = "There is nothing to send to this server.";
            return Some(Answer::plain(StatusCode::METHOD_NOT_ALLOWED, line));
        }
        None
    }

    /// Whether the request names this server, once, and nobody else.
    fn is_ours(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let mut named = headers.get_all(HOST).iter();
        let (Some(host), None) = (named.next(), named.next()) else {
            return false;
        };
        let is_known = |name: &str| {
            let known = |host: &String| host.eq_ignore_ascii_case(name);
            self.hosts.iter().any(known)
        };
        host.to_str().is_ok_and(is_known)
            && uri
                .authority()
                .is_none_or(|authority| is_known(authority.as_str()))
    }

    /// Whether a page of another origin is behind it. A link that somebody clicked there may lead here.
    fn is_foreign(&self, headers: &HeaderMap, method: &Method) -> bool {
        let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let is_own = |origin: &str| {
            let host = origin.strip_prefix("http://");
            host.is_some_and(|host| {
                self.hosts
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(host))
            })
        };
        if let Some(origin) = headers.get(ORIGIN)
            && !origin.to_str().is_ok_and(is_own)
        {
            return true;
        }
        let is_visit = said("sec-fetch-mode") == Some("navigate")
            && said("sec-fetch-dest") == Some("document")
            && matches!(*method, Method::GET | Method::HEAD);
        match said("sec-fetch-site") {
            None | Some("same-origin" | "none") => false,
            Some(_) => !is_visit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: &str, uri: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(()).expect("a request");
        let refused = Guard::of_port(4000).refuse(&request);
        refused.map(|answer| answer.status.as_u16())
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in [
            "127.0.0.1:4000",
            "localhost:4000",
            "LOCALHOST:4000",
            "[::1]:4000",
        ] {
            assert_eq!(status("GET", "/", &[("host", host)]), None, "{host}");
        }
        for host in [
            "evil.example:4000",
            "localhost",
            "127.0.0.1:4001",
            "localhost:4000.evil.example",
            "",
        ] {
            assert_eq!(status("GET", "/", &[("host", host)]), Some(421), "{host}");
        }
        let twice = [("host", "localhost:4000"), ("host", "evil.example")];
        assert_eq!(status("GET", "/", &twice), Some(421));
        assert_eq!(status("GET", "/", &[]), Some(421));
        let whole = "http://evil.example/";
        assert_eq!(
            status("GET", whole, &[("host", "localhost:4000")]),
            Some(421)
        );
    }

    #[test]
    fn pages_of_others_may_link_here_and_nothing_else() {
        let host = ("host", "localhost:4000");
        let from = |site, mode, dest| {
            let headers = [
                host,
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
                ("sec-fetch-dest", dest),
            ];
            status("GET", "/", &headers)
        };
        assert_eq!(from("cross-site", "navigate", "document"), None);
        assert_eq!(from("cross-site", "navigate", "iframe"), Some(403));
        assert_eq!(from("cross-site", "no-cors", "image"), Some(403));
        assert_eq!(from("same-site", "cors", "empty"), Some(403));
        assert_eq!(from("same-origin", "cors", "empty"), None);
        assert_eq!(from("none", "navigate", "document"), None);
        for origin in [
            "http://evil.example",
            "null",
            "https://localhost:4000",
            "http://localhost:4001",
        ] {
            assert_eq!(
                status("GET", "/", &[host, ("origin", origin)]),
                Some(403),
                "{origin}"
            );
        }
        assert_eq!(
            status("GET", "/", &[host, ("origin", "http://localhost:4000")]),
            None
        );
    }

    #[test]
    fn nothing_can_be_sent_here() {
        let host = ("host", "localhost:4000");
        assert_eq!(status("POST", "/", &[host]), Some(405));
        assert_eq!(
            status("POST", "/", &[host, ("origin", "http://evil.example")]),
            Some(403)
        );
        let form = [
            host,
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        assert_eq!(status("POST", "/", &form), Some(403));
    }
}
