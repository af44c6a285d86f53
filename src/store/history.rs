//! Everything that the store knows of one person: what was asked for, what was said about it, what was sent.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use crate::model::{
    Address, DeliveryState, IssueName, IssuePost, IssueState, Language, Slug, Subscriber, Text,
};
use crate::store::Store;
use crate::store::subscribers::{slugs, subscriber};
use crate::store::time;

/// One person.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Name, address and language as they are now; `None` where there is only a log or a suppression.
    pub subscriber: Option<Subscriber>,
    /// What the person subscribes or subscribed to.
    pub subscriptions: Vec<Enrolment>,
    /// What was said about consent, in order.
    pub consents: Vec<Consent>,
    /// Why the address must not be mailed, and since when.
    pub suppression: Option<(String, Timestamp)>,
    /// What was sent or was to be sent, oldest first.
    pub deliveries: Vec<Sent>,
}

/// A subscription as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The newsletter.
    pub newsletter: String,
    /// `confirmed` or `unsubscribed`.
    pub status: String,
    /// Chosen categories; empty = all.
    pub categories: Vec<Slug>,
    /// Where the consent was given.
    pub source: String,
    /// The day of the consent.
    pub consented_on: String,
    /// When anything of this last changed.
    pub changed_at: Timestamp,
}

/// An entry of the consent log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The newsletter; `*` = all.
    pub newsletter: String,
    /// `imported`, `forced` or `unsubscribed`.
    pub event: String,
    /// Where.
    pub source: String,
    /// The day or moment that the source gives.
    pub dated: String,
    /// When the store learnt of it.
    pub recorded_at: Timestamp,
}

impl Consent {
    /// Whether it is about `newsletter`.
    pub fn concerns(&self, newsletter: &str) -> bool {
        self.newsletter == newsletter || self.newsletter == "*"
    }
}

/// One issue to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Which issue.
    pub issue: IssueName,
    /// When it was frozen.
    pub frozen_at: Timestamp,
    /// How the issue stands, and why.
    pub issue_state: (IssueState, String),
    /// The delivery's number.
    pub delivery: i64,
    /// How the delivery stands.
    pub state: DeliveryState,
    /// Since when.
    pub changed_at: Timestamp,
    /// Answers of "later" so far.
    pub attempts: u32,
    /// When it is tried again.
    pub next_try: Option<Timestamp>,
    /// `smtp` or `folder`, once it was offered.
    pub via: Option<String>,
    /// The server's code.
    pub code: Option<u16>,
    /// The server's words, or what happened.
    pub reply: Option<String>,
    /// Where it went.
    pub address: String,
    /// Without angle brackets.
    pub message_id: String,
    /// The subject.
    pub subject: Text,
    /// The edition's language.
    pub language: Option<Language>,
    /// The posts in it, as they were called; empty where an earlier version froze it and did not keep them.
    pub posts: Vec<IssuePost>,
}

impl Sent {
    /// Whether its turn is still to come, as far as its own state goes.
    pub fn is_waiting(&self) -> bool {
        use DeliveryState as State;
        matches!(self.state, State::Queued | State::Leased | State::Deferred)
    }
}

impl Store {
    /// What is known of an address; `None` where there is nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub fn person(&self, who: &Address) -> anyhow::Result<Option<Person>> {
        let key = who.key();
        let mut person = Person {
            subscriber: self
                .db
                .prepare_cached(
                    "SELECT id, address, name, language FROM subscribers WHERE key = $1",
                )?
                .query_row([&key], subscriber)
                .optional()?,
            consents: self.consents(&key)?,
            suppression: self.suppression(&key)?,
            ..Person::default()
        };
        if let Some(subscriber) = &person.subscriber {
            person.subscriptions = self.enrolments(subscriber.id)?;
            person.deliveries = self.sent_to(subscriber.id)?;
        }
        let is_known = person.subscriber.is_some()
            || person.suppression.is_some()
            || !person.consents.is_empty();
        Ok(is_known.then_some(person))
    }

    fn enrolments(&self, subscriber: i64) -> anyhow::Result<Vec<Enrolment>> {
        let mut found = self.db.prepare_cached(
            "SELECT newsletter, status, categories, source, consented_on, changed_at
             FROM subscriptions WHERE subscriber = $1 ORDER BY newsletter",
        )?;
        let rows = found.query_map([subscriber], |row| {
            Ok(Enrolment {
                newsletter: row.get(0)?,
                status: row.get(1)?,
                categories: slugs(&row.get::<_, String>(2)?),
                source: row.get(3)?,
                consented_on: row.get(4)?,
                changed_at: time(row.get(5)?)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn consents(&self, key: &str) -> anyhow::Result<Vec<Consent>> {
        let mut found = self.db.prepare_cached(
            "SELECT newsletter, event, source, dated, recorded_at FROM consents WHERE key = $1 ORDER BY id",
        )?;
        let rows = found.query_map([key], |row| {
            Ok(Consent {
                newsletter: row.get(0)?,
                event: row.get(1)?,
                source: row.get(2)?,
                dated: row.get(3)?,
                recorded_at: time(row.get(4)?)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn suppression(&self, key: &str) -> anyhow::Result<Option<(String, Timestamp)>> {
        let found = self
            .db
            .prepare_cached("SELECT reason, since FROM suppressions WHERE key = $1")?
            .query_row([key], |row| Ok((row.get(0)?, time(row.get(1)?)?)))
            .optional()?;
        Ok(found)
    }

    fn sent_to(&self, subscriber: i64) -> anyhow::Result<Vec<Sent>> {
        let mut found = self.db.prepare_cached(
            "SELECT i.newsletter, i.number, i.frozen_at, i.state, i.reason, d.id, d.state, d.changed_at, d.attempts,
               d.next_try, d.via, d.code, d.reply, d.address, d.message_id, v.subject, v.language, v.id
             FROM issues i JOIN deliveries d ON d.issue = i.id AND d.subscriber = $1
             JOIN variants v ON v.id = d.variant ORDER BY i.id",
        )?;
        let mut rows = found.query([subscriber])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let mut sent = sent(row)?;
            sent.posts = self.posts_of(&sent.issue.newsletter, row.get(17)?)?;
            all.push(sent);
        }
        Ok(all)
    }

    fn posts_of(&self, newsletter: &str, variant: i64) -> anyhow::Result<Vec<IssuePost>> {
        let mut found = self.db.prepare_cached(
            "SELECT p.post, p.title, p.url FROM variant_posts w
             JOIN issue_posts p ON p.newsletter = $1 AND p.post = w.post
             WHERE w.variant = $2 ORDER BY p.number, p.position",
        )?;
        let rows = found.query_map(params![newsletter, variant], post)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The posts that issues of a newsletter have had, the latest issue's first, as they were called then.
    ///
    /// # Errors
    /// When the store fails.
    pub fn mailed_posts(&self, newsletter: &str) -> anyhow::Result<Vec<(u32, IssuePost)>> {
        let mut found = self.db.prepare_cached(
            "SELECT post, title, url, number FROM issue_posts WHERE newsletter = $1 AND number > 0
             ORDER BY number DESC, position",
        )?;
        let rows = found.query_map([newsletter], |row| Ok((row.get(3)?, post(row)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The posts of an issue, newest first, as they were called.
    ///
    /// # Errors
    /// When the store fails.
    pub fn posts_in(&self, issue: &IssueName) -> anyhow::Result<Vec<IssuePost>> {
        let mut found = self.db.prepare_cached(
            "SELECT post, title, url FROM issue_posts WHERE newsletter = $1 AND number = $2 ORDER BY position",
        )?;
        let rows = found.query_map(params![issue.newsletter, issue.number], post)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn post(row: &rusqlite::Row<'_>) -> rusqlite::Result<IssuePost> {
    Ok(IssuePost {
        id: row.get(0)?,
        title: Text::clean_owned(row.get(1)?),
        url: row.get(2)?,
    })
}

fn sent(row: &rusqlite::Row<'_>) -> rusqlite::Result<Sent> {
    let issue_state: String = row.get(3)?;
    let state: String = row.get(6)?;
    let (next_try, language): (Option<i64>, Option<String>) = (row.get(9)?, row.get(16)?);
    Ok(Sent {
        issue: IssueName {
            newsletter: row.get(0)?,
            number: row.get(1)?,
        },
        frozen_at: time(row.get(2)?)?,
        issue_state: (
            IssueState::find(&issue_state).ok_or(rusqlite::Error::InvalidQuery)?,
            row.get(4)?,
        ),
        delivery: row.get(5)?,
        state: DeliveryState::find(&state).ok_or(rusqlite::Error::InvalidQuery)?,
        changed_at: time(row.get(7)?)?,
        attempts: row.get(8)?,
        next_try: next_try.map(time).transpose()?,
        via: row.get(10)?,
        code: row.get(11)?,
        reply: row.get(12)?,
        address: row.get(13)?,
        message_id: row.get(14)?,
        subject: Text::clean_owned(row.get(15)?),
        language: language.and_then(|tag| Language::parse(&tag)),
        posts: Vec::new(),
    })
}
