//! Whether what a mail leads to is on the web already: each page and picture is asked for, none is fetched.

use std::collections::HashSet;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context as _;
use url::Url;

use crate::model::post::Post;
use crate::model::text::Text;
use crate::publish::http::{Client, Looked};

/// So many are asked for at once: the site's server is the editor's own.
const AT_ONCE: usize = 4;

/// Something that a mail leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Its address.
    pub url: Url,
    /// `page` or `picture`.
    pub kind: &'static str,
    /// The title of its post.
    pub title: Text,
}

impl Lead {
    /// The page and the picture of each post, each address once.
    pub fn of<'a>(posts: impl IntoIterator<Item = &'a Post>) -> Vec<Self> {
        let mut seen = HashSet::new();
        let mut leads = Vec::new();
        for post in posts {
            let picture = post.image.as_ref().map(|image| ("picture", &image.url));
            for (kind, url) in [("page", &post.url)].into_iter().chain(picture) {
                let mut url = url.clone();
                url.set_fragment(None);
                if seen.insert(url.clone()) {
                    let title = post.title.clone();
                    leads.push(Self { url, kind, title });
                }
            }
        }
        leads
    }
}

/// A lead that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What was asked for.
    pub lead: Lead,
    /// What came instead.
    pub why: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Lead { url, kind, title } = &self.lead;
        write!(formatter, "{url}: {} (the {kind} of `{title}`)", self.why)
    }
}

/// Asks for every lead, four at a time, and names those whose server answers anything but 200, in the order given.
///
/// # Errors
/// When a thread fails.
pub fn find_missing(leads: &[Lead]) -> anyhow::Result<Vec<Missing>> {
    if leads.is_empty() {
        return Ok(Vec::new());
    }
    let client = Client::of_system();
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(leads.len()) {
            scope.spawn(|| {
                while let Some((at, lead)) = take(&next, leads) {
                    if let Some(why) = what_is_wrong(&client, lead)
                        && let Ok(mut found) = found.lock()
                    {
                        let lead = lead.clone();
                        found.push((at, Missing { lead, why }));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().ok().context("asking for the pages")?;
    found.sort_by_key(|(at, _)| *at);
    Ok(found.into_iter().map(|(_, missing)| missing).collect())
}

fn take<'a>(next: &AtomicUsize, leads: &'a [Lead]) -> Option<(usize, &'a Lead)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    leads.get(at).map(|lead| (at, lead))
}

fn what_is_wrong(client: &Client, lead: &Lead) -> Option<String> {
    match client.look(&lead.url) {
        Ok(Looked { status, .. }) if status == 200 => None,
        Ok(Looked { status, at }) if at == lead.url.as_str() => {
            Some(format!("the server answers {status}"))
        }
        Ok(Looked { status, at }) => Some(format!("it leads to {at}, which answers {status}")),
        Err(error) => Some(format!("{error:#}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_web_address_is_not_asked_for() {
        let lead = Lead {
            url: Url::parse("file:///etc/passwd").expect("a URL"),
            kind: "picture",
            title: Text::clean("A"),
        };
        let missing = find_missing(&[lead]).expect("asked");
        assert_eq!(
            missing[0].to_string(),
            "file:///etc/passwd: only http and https can be asked for (the picture of `A`)"
        );
    }
}
