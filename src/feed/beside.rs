//! Where the files beside the feeds lie: pages, directory and fragments. Does not say what is in them.

use url::Url;

use crate::config::Config;
use crate::feed::below;

/// The paths below `output.dir` of what goes with the feeds; there is none where `output.pages` is false.
#[derive(Clone, Debug)]
pub struct Beside {
    site: Url,
    page_name: Option<String>,
}

impl Beside {
    /// The directory of all feeds, for people.
    pub const DIRECTORY: &'static str = "feeds.html";
    /// The directory of all feeds, for programs (OPML 2.0).
    pub const OPML: &'static str = "feeds.opml";
    /// The folder of what others include.
    pub const FRAGMENTS: &'static str = "fragments/";
    /// The links by which a browser or reader finds the feeds, for the head of the site's own pages.
    pub const AUTODISCOVERY: &'static str = "fragments/autodiscovery.html";
    /// Headers for nginx.
    pub const NGINX: &'static str = "fragments/nginx.conf";
    /// Headers for Caddy.
    pub const CADDY: &'static str = "fragments/Caddyfile";
    /// Headers for hosts of static sites.
    pub const STATIC_HOST: &'static str = "fragments/_headers";

    /// Where they lie on that site.
    pub fn of(config: &Config) -> Self {
        Self {
            site: config.site.url.clone(),
            page_name: config.output.page_name.clone(),
        }
    }

    /// The path of the page beside the feed at `path`.
    pub fn page_path(&self, path: &str) -> Option<String> {
        let name = self.page_name.as_ref()?;
        Some(name.replace("{path}", path))
    }

    /// The paths that do not depend on a feed.
    pub fn fixed_paths(&self) -> &'static [&'static str] {
        match self.page_name {
            Some(_) => &[
                Self::DIRECTORY,
                Self::OPML,
                Self::AUTODISCOVERY,
                Self::NGINX,
                Self::CADDY,
                Self::STATIC_HOST,
            ],
            None => &[],
        }
    }

    /// The public address of a path below `output.dir`.
    pub fn url(&self, path: &str) -> Url {
        below(&self.site, path).unwrap_or_else(|| self.site.clone())
    }
}
