//! The values of `mail`, `newsletters` and `secret`.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use crate::config::values::Extent;
use crate::model::address::{Address, Mailbox};
use crate::model::diagnostic::Place;
use crate::model::language::Language;
use crate::model::selection::Selection;

/// A secret that the configuration points to and never holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretKey {
    /// The key that points to it, such as `mail.password`.
    pub key: &'static str,
    /// Where it is kept.
    pub source: SecretSource,
    /// Where that was typed.
    pub place: Place,
}

/// Where a secret is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// An environment variable.
    Env(String),
    /// A file.
    File(PathBuf),
}

/// A template that stands in the configuration itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineTemplate {
    /// Its text.
    pub source: String,
    /// Where it was typed.
    pub place: Place,
}

/// `mail`: how mail leaves.
#[derive(Clone, Debug)]
pub struct Mail {
    /// An SMTP server or a folder.
    pub relay: RelayTarget,
    /// The password's source.
    pub password: Option<SecretKey>,
    /// Connections at once, 1 to 200.
    pub connections: usize,
    /// Messages a second over all connections.
    pub rate: Option<f64>,
    /// Messages before a connection is closed.
    pub messages_per_connection: usize,
    /// Envelope sender; a VERP token is added to its local part (`bounces+TOKEN@…`).
    pub bounces: Option<Address>,
    /// Where a mailed unsubscribe goes.
    pub unsubscribe: Option<Address>,
    /// Where the key is by which receivers check the relay's signature.
    pub dkim: Option<Dkim>,
    /// The readers' mail programs that issues are judged for, by their names in [`MAIL_CLIENTS`](crate::config::MAIL_CLIENTS).
    pub clients: Vec<String>,
}

/// The name of a DKIM key: `SELECTOR._domainkey.DOMAIN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dkim {
    /// The domain that signs (`d=`).
    pub domain: String,
    /// The selector (`s=`).
    pub selector: String,
}

/// Where mail is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelayTarget {
    /// A folder of `.eml` files, relative to the root.
    Folder(PathBuf),
    /// An SMTP server.
    Smtp(SmtpServer),
}

/// An SMTP server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpServer {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// User name for AUTH.
    pub user: Option<String>,
}

/// How an SMTP connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// `smtps://`: TLS from the first byte.
    Implicit,
    /// `smtp://`: STARTTLS, required.
    StartTls,
    /// `smtp+insecure://`: none; loopback only.
    None,
}

/// One member of `newsletters`.
#[derive(Clone, Debug)]
pub struct Newsletter {
    /// Its key.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The sender.
    pub from: Mailbox,
    /// Where replies go.
    pub reply_to: Option<Mailbox>,
    /// Which posts.
    pub select: Selection,
    /// Its editions by language; empty = every subscriber gets all languages.
    pub languages: Vec<Edition>,
    /// Posts in this language fill gaps of other editions.
    pub fallback: Option<Language>,
    /// For the schedule.
    pub time_zone: TimeZone,
    /// When an issue is due.
    pub schedule: Schedule,
    /// A schedule missed by more than this many seconds asks.
    pub late_s: i64,
    /// Posts in an issue at most.
    pub max_posts: usize,
    /// Full or summary.
    pub content: Extent,
    /// Whether the site's pictures travel in the mail.
    pub images: Images,
    /// Template of the subject; `None` = `templates/mail/NAME/subject.txt`.
    pub subject: Option<InlineTemplate>,
    /// Template of the preheader; `None` = the first post's summary.
    pub preheader: Option<InlineTemplate>,
    /// Folder below templates/mail/.
    pub template: String,
    /// The postal address; may be empty.
    pub address: String,
    /// Whether its issues are pages of the site and a feed.
    pub archive: bool,
    /// Where its key stands in the configuration.
    pub place: Place,
}

impl Newsletter {
    /// The folder below `output.dir` of its issues; each edition but the first has one of its own in it.
    pub fn archive_folder(&self, language: &Language) -> String {
        let name = &self.name;
        match self.languages.first() {
            Some(first) if first.language != *language => format!("newsletters/{name}/{language}"),
            _ => format!("newsletters/{name}"),
        }
    }
}

/// How pictures reach a reader of mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// They are loaded from the site when the mail is opened.
    Link,
    /// Those of the site are in the mail, up to 1 MB in sum.
    Embed,
}

/// A newsletter in one language.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The language.
    pub language: Language,
    /// Its title, where it differs.
    pub title: Option<String>,
}

/// When an issue is due, in the newsletter's zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Only by `send`.
    Manual,
    /// Whenever there is a new post.
    EveryPost,
    /// At a time of day on some weekdays (all = daily).
    Weekdays(Vec<jiff::civil::Weekday>, jiff::civil::Time),
    /// At a time of a day of the month (1–31; a shorter month's last day).
    MonthDay(i8, jiff::civil::Time),
}
