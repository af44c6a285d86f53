//! The site as it stood at one moment, read once and rendered when asked.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::config::{Config, Newsletter};
use crate::content::{self, Library};
use crate::feed::{self, Feed, Ids};
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::model::post::Post;
use crate::publish;
use crate::template::Templates;

/// The site at one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// When it was read.
    pub read_at: Timestamp,
    /// The configuration.
    pub config: Config,
    /// The posts.
    pub library: Library,
    /// Their permanent ids, minted in memory where they are new.
    pub ids: Ids,
    /// The feeds.
    pub feeds: Vec<Feed>,
    /// The templates of mails, or what is wrong with them.
    pub templates: Result<Templates, Vec<Diagnostic>>,
    /// The place of each entry's post in the library, by the entry's id.
    posts: HashMap<String, usize>,
}

/// What reading the site gave.
#[derive(Debug, Default)]
pub struct Reading {
    /// The site, as far as it can be read.
    pub snapshot: Option<Snapshot>,
    /// Whether the configuration could be read whole.
    pub is_configured: bool,
    /// The mistakes that reading found.
    pub found: Vec<Diagnostic>,
    /// Why nothing could be read at all.
    pub failure: Option<String>,
    /// How long it took.
    pub took: Duration,
}

impl Reading {
    /// Reads the site of the configuration at `path`. Writes nothing.
    pub fn of(path: &Path, now: Timestamp) -> Self {
        let mut reading = Self::default();
        if let Err(error) = reading.read(path, now) {
            match error.downcast::<Mistakes>() {
                Ok(Mistakes(found)) => reading.found.extend(found),
                Err(error) => reading.failure = Some(format!("{error:#}")),
            }
        }
        reading
    }

    fn read(&mut self, path: &Path, now: Timestamp) -> anyhow::Result<()> {
        let loaded = Config::load(path)?;
        self.found = loaded.diagnostics;
        self.is_configured = loaded.config.is_some();
        let Some(config) = loaded.config.or(loaded.partial) else {
            return Ok(());
        };
        let library = content::load(&config, now)?;
        self.found.extend(library.diagnostics.iter().cloned());
        let (mut ledger, found) = publish::load_ledger(&config)?;
        self.found.extend(found);
        let ids = ledger.settle(&library.posts, &library.left_out, &config.site, now);
        let (mut plans, found) = feed::plan(&config, &library);
        self.found.extend(found);
        ledger.close_pages(&plans, &library, &ids);
        ledger.lay_out(&mut plans, &library, &ids);
        let feeds = feed::compose(&config, &library, &ids, &plans);
        let templates = match Templates::load(&config) {
            Ok(templates) => Ok(templates),
            Err(error) => Err(error.downcast::<Mistakes>()?.0),
        };
        self.found
            .extend(templates.as_ref().err().into_iter().flatten().cloned());
        let id = |post: &Post| ids.get(&post.source).map(|minted| minted.id.clone());
        let posts = (0..library.posts.len()).filter_map(|at| Some((id(&library.posts[at])?, at)));
        self.snapshot = Some(Snapshot {
            read_at: now,
            posts: posts.collect(),
            config,
            library,
            ids,
            feeds,
            templates,
        });
        Ok(())
    }

    /// Whether nothing in it is an error.
    pub fn is_good(&self) -> bool {
        self.failure.is_none() && !self.found.iter().any(Diagnostic::is_error)
    }
}

impl Snapshot {
    /// The newsletter of this name.
    pub fn newsletter(&self, name: &str) -> Option<&Newsletter> {
        let mut all = self.config.newsletters.iter();
        all.find(|newsletter| newsletter.name == name)
    }

    /// The feed at this path.
    pub fn feed(&self, path: &str) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.path == path)
    }

    /// The post of an entry.
    pub fn post(&self, entry: &str) -> Option<&Post> {
        self.library.posts.get(*self.posts.get(entry)?)
    }
}
