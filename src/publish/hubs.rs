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
pub struct Heard {
    hubs: BTreeMap<String, BTreeMap<String, String>>,
}

impl Heard {
    /// Reads what hubs have heard; nothing where no hub is configured or none was told.
    ///
    /// # Errors
    /// When the file cannot be read or is no such note.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let path = config.root.join(path_of(config));
        let context = || format!("reading `{}`", path.display());
        match std::fs::read(&path) {
            _ if config.output.hubs.is_empty() => Ok(Self::default()),
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(context),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(context),
        }
    }
}

/// Tells every hub of the feeds whose bytes it has not `heard` of, and notes it. Does nothing without hubs. A hub that
/// fails is left alone until the next run; so is one that takes longer than the patience that `begin` gives for each.
///
/// # Errors
/// When a feed cannot be read or the note not be written. A hub that fails is in its [`Ping`].
pub fn ping<P: Fn() -> bool>(
    config: &Config,
    built: &Built,
    mut heard: Heard,
    begin: impl Fn() -> P,
) -> anyhow::Result<Vec<Ping>> {
    if config.output.hubs.is_empty() {
        return Ok(Vec::new());
    }
    let topics = digests(config, built)?;
    let client = Client::of_system();
    let is_hub = |name: &str| config.output.hubs.iter().any(|hub| hub.as_str() == name);
    heard.hubs.retain(|name, _| is_hub(name));
    let mut pings = Vec::new();
    for hub in &config.output.hubs {
        let known = heard.hubs.entry(hub.to_string()).or_default();
        pings.extend(tell(&client, hub, &topics, known, begin()));
        // After each hub: what was told stays told, whatever comes next.
        let text = serde_json::to_string_pretty(&heard)? + "\n";
        files::write(&config.root, &path_of(config), text.as_bytes())?;
    }
    Ok(pings)
}

/// Asks one hub, and notes in `heard` what it answers well.
fn tell(
    client: &Client,
    hub: &Url,
    topics: &BTreeMap<String, String>,
    heard: &mut BTreeMap<String, String>,
    has_patience: impl Fn() -> bool,
) -> Vec<Ping> {
    // What is no feed any more is forgotten.
    heard.retain(|topic, _| topics.contains_key(topic));
    let mut pings = Vec::new();
    let mut given_up: Option<String> = None;
    for (topic, digest) in topics {
        if heard.get(topic) == Some(digest) {
            continue;
        }
        if given_up.is_none() && !has_patience() {
            given_up = Some("it takes too long to answer".to_owned());
        }
        let error = given_up.clone().or_else(|| match ask(client, hub, topic) {
            Answer::Heard => None,
            Answer::Refused(why) => Some(why),
            Answer::Down(why) => {
                // It would hold up the run for each feed anew.
                given_up = Some(why);
                given_up.clone()
            }
        });
        if error.is_none() {
            heard.insert(topic.clone(), digest.clone());
        }
        pings.push(Ping {
            hub: hub.to_string(),
            topic: topic.clone(),
            error,
        });
    }
    pings
}

/// What a hub says to a topic.
enum Answer {
    Heard,
    /// It does not take this one.
    Refused(String),
    /// It takes none now.
    Down(String),
}

fn ask(client: &Client, hub: &Url, topic: &str) -> Answer {
    let form = [
        ("hub.mode", "publish"),
        ("hub.url", topic),
        ("hub.topic", topic),
    ];
    match client.post_form(hub, &form) {
        Ok(posted) => match (posted.status, posted.location) {
            (200..300, _) => Answer::Heard,
            (300..400, Some(place)) => {
                Answer::Down(format!("it has moved to {place}: change output.hubs"))
            }
            (status @ (408 | 429 | 500..), _) => Answer::Down(format!("it answers {status}")),
            (status, _) => Answer::Refused(format!("it answers {status}")),
        },
        Err(error) => Answer::Down(format!("{:#}", error.root_cause())),
    }
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
