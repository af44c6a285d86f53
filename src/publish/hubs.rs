//! WebSub hubs are told which feeds changed (<https://www.w3.org/TR/websub/#publishing>), each change once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use ring::digest;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::Config;
use crate::model::text::hex;
use crate::publish::{Built, Client, Written, files};

/// What a hub was asked, and how it answered.
#[derive(Clone, Debug, Serialize)]
pub struct Ping {
    /// The hub.
    pub hub: String,
    /// The feed that changed.
    pub topic: String,
    /// Why the hub does not know of it yet; the next run asks again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// `hubs.json` beside the id ledger: by hub and topic, a digest of the bytes that the hub was told of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    hubs: BTreeMap<String, BTreeMap<String, String>>,
}

impl Told {
    fn load(config: &Config) -> anyhow::Result<Self> {
        let path = config.root.join(path_of(config));
        let context = || format!("reading `{}`", path.display());
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(context),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(context),
        }
    }
}

/// Tells every hub of the feeds whose bytes it was not told of, and notes it. Does nothing without hubs.
///
/// # Errors
/// When the note or a feed cannot be read or written. A hub that fails is in its [`Ping`].
pub fn ping(config: &Config, built: &Built) -> anyhow::Result<Vec<Ping>> {
    if config.output.hubs.is_empty() {
        return Ok(Vec::new());
    }
    let before = Told::load(config)?;
    let topics = digests(config, built)?;
    let client = Client::of_system();
    let mut told = Told::default();
    let mut pings = Vec::new();
    for hub in &config.output.hubs {
        let heard = before.hubs.get(hub.as_str()).cloned().unwrap_or_default();
        let (asked, heard) = tell(&client, hub, &topics, heard);
        pings.extend(asked);
        told.hubs.insert(hub.to_string(), heard);
    }
    if told != before {
        let text = serde_json::to_string_pretty(&told)? + "\n";
        files::write(&config.root, &path_of(config), text.as_bytes())?;
    }
    Ok(pings)
}

/// Asks one hub; gives what was asked and what it has heard of then.
fn tell(
    client: &Client,
    hub: &Url,
    topics: &BTreeMap<String, String>,
    mut heard: BTreeMap<String, String>,
) -> (Vec<Ping>, BTreeMap<String, String>) {
    // What is no feed any more is forgotten.
    heard.retain(|topic, _| topics.contains_key(topic));
    let mut pings = Vec::new();
    let mut unreachable: Option<String> = None;
    for (topic, digest) in topics {
        if heard.get(topic) == Some(digest) {
            continue;
        }
        let form = [
            ("hub.mode", "publish"),
            ("hub.url", topic.as_str()),
            ("hub.topic", topic.as_str()),
        ];
        let error = match &unreachable {
            // One that is down would hold up the run for each feed anew.
            Some(error) => Some(error.clone()),
            None => match client.post_form(hub, &form) {
                Ok(status) if (200..300).contains(&status) => None,
                Ok(status) => Some(format!("it answers {status}")),
                Err(error) => {
                    unreachable = Some(format!("{:#}", error.root_cause()));
                    unreachable.clone()
                }
            },
        };
        if error.is_none() {
            heard.insert(topic.clone(), digest.clone());
        }
        pings.push(Ping {
            hub: hub.to_string(),
            topic: topic.clone(),
            error,
        });
    }
    (pings, heard)
}

/// What each feed of the build holds, by its URL.
fn digests(config: &Config, built: &Built) -> anyhow::Result<BTreeMap<String, String>> {
    let folder = config.root.join(&config.output.dir);
    let digest = |feed: &Written| {
        let bytes = std::fs::read(folder.join(&feed.path));
        let bytes = bytes.with_context(|| format!("reading `{}`", feed.path))?;
        let digest = digest::digest(&digest::SHA256, &bytes);
        Ok((feed.url.to_string(), hex(&digest.as_ref()[..16])))
    };
    built.feeds.iter().map(digest).collect()
}

fn path_of(config: &Config) -> PathBuf {
    config.content.ledger.with_file_name("hubs.json")
}
