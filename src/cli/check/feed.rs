//! Judges one feed, wherever it is.

use std::path::Path;

use anyhow::Context as _;
use url::Url;

use crate::cli::site::read_clock;
use crate::feed::judge::{NAMED_MAX, Submission, judge_submission};
use crate::model::diagnostic::Diagnostic;
use crate::publish::{self, Client};

/// Whether `target` is to be fetched.
pub(super) fn is_url(target: &str) -> bool {
    target.starts_with("http://") || target.starts_with("https://")
}

/// Judges the feed at a URL, in a file, or on standard input (`-`).
pub(super) fn judge(target: &str) -> anyhow::Result<Vec<Diagnostic>> {
    let now = Some(read_clock());
    let submission = |bytes, urls, content_type| Submission {
        name: target,
        bytes,
        urls,
        content_type,
        now,
        named_max: Some(NAMED_MAX),
    };
    if is_url(target) {
        let url = Url::parse(target).with_context(|| format!("`{target}` is no URL"))?;
        let fetched = Client::of_system().fetch(&url)?;
        let urls = [url, fetched.url];
        let content_type = Some(fetched.content_type.as_str());
        return Ok(judge_submission(&submission(
            &fetched.bytes,
            &urls,
            content_type,
        )));
    }
    let bytes = if target == "-" {
        publish::read_feed(std::io::stdin().lock(), "standard input")?
    } else {
        publish::read_feed_file(Path::new(target))?
    };
    Ok(judge_submission(&submission(&bytes, &[], None)))
}
