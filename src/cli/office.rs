//! What sending needs, opened once: store, lock, secret, templates, transport.

use std::path::Path;

use anyhow::{Context as _, ensure};
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::config::{Config, Newsletter, RelayTarget, SecretKey, SecretSource};
use crate::mail::outbox::Outbox;
use crate::mail::session::Relay;
use crate::mail::tls::Trust;
use crate::model::address::Address;
use crate::model::delivery::IssueName;
use crate::model::diagnostic::{Diagnostic, Mistakes, Place};
use crate::model::text::hex;
use crate::publish::{self, Record};
use crate::store::Store;
use crate::store::lock::SendLock;
use crate::template::Templates;
use crate::token::{SECRET_BYTES_MIN, Secret};
use crate::worker::Transport;

/// Everything that sending needs; while it lives, nobody else sends from this store.
pub(super) struct Office {
    pub(super) store: Option<Store>,
    pub(super) lock: SendLock,
    pub(super) record: Record,
    pub(super) secret: Secret,
    pub(super) templates: Templates,
    pub(super) transport: Transport,
}

impl Office {
    pub(super) fn open(config: &Config) -> anyhow::Result<Self> {
        let store = open_store(config)?;
        Ok(Self {
            lock: SendLock::take(store.path())?,
            record: Record::load(config)?,
            secret: read_secret(config)?,
            templates: Templates::load(config)?,
            transport: open_transport(config)?,
            store: Some(store),
        })
    }

    /// Writes what the store knows of a newsletter into the files that are committed: the record, and what its issues show
    /// in a browser. A run that died may have left them behind.
    pub(super) fn keep_record(
        &mut self,
        config: &Config,
        newsletter: &Newsletter,
    ) -> anyhow::Result<()> {
        let name = &newsletter.name;
        let Some(last) = self.store()?.last_issue(name)? else {
            return Ok(());
        };
        for (issue, page) in self.store()?.waiting_pages(name)? {
            publish::keep_letter(config, &issue, &page)?;
            self.store()?.forget_page(&issue)?;
        }
        let corrections = self.store()?.corrections(name)?;
        self.record.note_corrections(name, corrections);
        let past = self.store()?.past(name)?;
        let posts = past.sent.into_iter().chain(past.passed_over);
        self.record.note(config, name, last.name.number, posts)
    }

    /// The store, which a running worker borrows for its time.
    pub(super) fn store(&mut self) -> anyhow::Result<&mut Store> {
        self.store.as_mut().context("the store is in use")
    }
}

pub(super) fn open_store(config: &Config) -> anyhow::Result<Store> {
    Store::open(&config.root.join(&config.store))
}

/// The store for a change of what is in it; where there is none, it is not made either.
pub(super) fn open_known_store(config: &Config) -> anyhow::Result<Store> {
    let path = config.root.join(&config.store);
    if path.exists() {
        Store::open(&path)
    } else {
        Store::look(&path)
    }
}

/// The issue that was typed: `weekly/12`, or `weekly` for its latest.
pub(super) fn find_issue(store: &Store, typed: &str) -> anyhow::Result<IssueName> {
    if typed.contains('/') {
        return typed.parse().map_err(anyhow::Error::msg);
    }
    let last = store.last_issue(typed)?;
    Ok(last
        .with_context(|| format!("`{typed}` has no issue yet"))?
        .name)
}

pub(super) fn open_transport(config: &Config) -> anyhow::Result<Transport> {
    Ok(match &config.mail.relay {
        RelayTarget::Folder(folder) => Transport::Folder(Outbox::new(&config.root.join(folder))),
        RelayTarget::Smtp(server) => {
            let password = match &config.mail.password {
                Some(password) => Some(password.read(config)?),
                None => None,
            };
            ensure!(
                server.user.is_none() || password.is_some(),
                "mail.relay names a user: give mail.password"
            );
            Transport::Smtp(Box::new(Relay {
                server: server.clone(),
                password,
                hello: None,
                tls: Trust::default(),
            }))
        }
    })
}

/// The secret, where there is one already; nothing is made.
pub(super) fn find_secret(config: &Config) -> anyhow::Result<Option<Secret>> {
    let is_given = config.secret.is_some() || std::env::var_os("POSTRIDER_SECRET").is_some();
    let made = config
        .root
        .join(&config.store)
        .with_file_name("postrider.secret");
    if is_given || made.exists() {
        return read_secret(config).map(Some);
    }
    Ok(None)
}

pub(super) fn read_secret(config: &Config) -> anyhow::Result<Secret> {
    if let Some(key) = &config.secret {
        return given_secret(config, key);
    }
    if std::env::var_os("POSTRIDER_SECRET").is_some() {
        let given = SecretSource::Env("POSTRIDER_SECRET".into()).read(&config.root)?;
        return Secret::new(given.as_bytes()).with_context(|| {
            format!(
                "POSTRIDER_SECRET holds less than {SECRET_BYTES_MIN} bytes: it could be guessed"
            )
        });
    }
    let store = config.root.join(&config.store);
    let path = store.with_file_name("postrider.secret");
    if !path.exists() {
        let mut bytes = [0; 32];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| anyhow::anyhow!("the system gave no random bytes"))?;
        write_private(&path, hex(&bytes).as_bytes())
            .with_context(|| format!("writing `{}`", path.display()))?;
    }
    let own = SecretKey {
        key: "postrider.secret",
        source: SecretSource::File(path),
        place: Place::START,
    };
    own.read(config)
        .and_then(|read| secret_of(read.as_bytes(), config, &own))
        .map_err(anyhow::Error::from)
}

/// The secret that the configuration points to.
pub(super) fn given_secret(config: &Config, key: &SecretKey) -> anyhow::Result<Secret> {
    Ok(secret_of(key.read(config)?.as_bytes(), config, key)?)
}

fn secret_of(bytes: &[u8], config: &Config, key: &SecretKey) -> Result<Secret, Mistakes> {
    Secret::new(bytes).ok_or_else(|| {
        let message = format!(
            "`{}` holds less than {SECRET_BYTES_MIN} bytes: it could be guessed",
            key.key
        );
        let mistake = Diagnostic::error("secret", &config.file, key.place, message);
        mistake.quoting(&config.text).into()
    })
}

/// Makes a private file, whole or not at all; where another run was first, its file stays.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let temporary = path.with_extension(format!("new-{}", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // Unlike a rename, a link does not replace what another run has put there.
    let linked = std::fs::hard_link(&temporary, path);
    std::fs::remove_file(&temporary)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => std::fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all(),
    }
}

/// An address from the command line.
pub(super) fn read_address(typed: &str) -> anyhow::Result<Address> {
    Address::parse(typed)
        .map_err(|why| anyhow::anyhow!("`{}` is not an address: {why}", typed.escape_debug()))
}
