//! One reader's mail, made as it would be sent and read back as a mail program reads it.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use crate::config::Newsletter;
use crate::mail::freeze::{Press, Purpose};
use crate::mail::lint::Linter;
use crate::mail::message::Prepared;
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::model::issue::FrozenIssue;
use crate::model::subscriber::Subscription;
use crate::newsletter::{Draft, DraftVariant};
use crate::token::{SECRET_BYTES_MIN, Secret};
use crate::web::preview::frame::Enclosed;
use crate::web::preview::occasion::{Occasion, Plan};
use crate::web::preview::snapshot::Snapshot;

/// A mail as its reader gets it.
#[derive(Debug)]
pub struct Letter {
    /// The subject, decoded.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part.
    pub text: String,
    /// The message as it travels.
    pub raw: Vec<u8>,
    /// Pictures that it brings along.
    pub enclosed: Enclosed,
    issue: Option<FrozenIssue>,
}

impl Letter {
    /// What its reader would stumble over.
    pub fn judge(&self, snapshot: &Snapshot, newsletter: &Newsletter) -> Vec<Diagnostic> {
        let linter = Linter {
            config: &snapshot.config,
            newsletter,
            posts: &snapshot.library.posts,
        };
        let judged = self.issue.as_ref().map(|issue| linter.judge(issue));
        judged.and_then(Result::ok).unwrap_or_default()
    }
}

/// Why there is no mail.
#[derive(Debug)]
pub enum NoLetter {
    /// Mistakes in templates or headers.
    Mistakes(Vec<Diagnostic>),
    /// Anything else.
    Failure(String),
}

impl From<anyhow::Error> for NoLetter {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Mistakes>() {
            Ok(Mistakes(found)) => Self::Mistakes(found),
            Err(error) => Self::Failure(format!("{error:#}")),
        }
    }
}

/// Makes the mail of `variant` for the reader `who`. Its links carry a sample token: nobody leaves by following one.
///
/// # Errors
/// What is wrong in a template or a header.
pub fn write(
    occasion: &Occasion,
    plan: &Plan,
    variant: &DraftVariant,
    (readers, who): (&[Subscription], usize),
    now: Timestamp,
) -> Result<Letter, NoLetter> {
    let snapshot = occasion.snapshot;
    let templates = match &snapshot.templates {
        Ok(templates) => templates,
        Err(found) => return Err(NoLetter::Mistakes(found.clone())),
    };
    let secret = Secret::new(&[0; SECRET_BYTES_MIN]).context("a secret for samples")?;
    let only = DraftVariant {
        subscriptions: vec![who],
        ..variant.clone()
    };
    let draft = Draft {
        variants: vec![only],
        ..plan.draft.clone()
    };
    let press = Press {
        config: &snapshot.config,
        templates,
        secret: &secret,
        now,
        purpose: Purpose::Issue,
    };
    let frozen = press.freeze(&draft, &occasion.material(readers))?;
    let variant = frozen.variants.first().context("no variant")?;
    let recipient = variant.recipients.first().context("no recipient")?;
    let raw = Prepared::from_bytes(&variant.message)?.personalise(recipient);
    Ok(Letter {
        issue: Some(frozen),
        ..read(raw)?
    })
}

/// Reads a message back.
fn read(raw: Vec<u8>) -> anyhow::Result<Letter> {
    let message = MessageParser::default()
        .parse(&raw)
        .context("the message cannot be read back")?;
    let text = |parts: &[u32], is_wanted: fn(&PartType) -> bool| -> String {
        let parts = parts.iter().filter_map(|at| message.part(*at));
        let parts = parts.filter(|part| is_wanted(&part.body));
        parts.filter_map(|part| part.text_contents()).collect()
    };
    let letter = Letter {
        subject: message.subject().unwrap_or_default().to_owned(),
        html: text(&message.html_body, |body| matches!(body, PartType::Html(_))),
        text: text(&message.text_body, |body| matches!(body, PartType::Text(_))),
        enclosed: enclosed(&message),
        raw: Vec::new(),
        issue: None,
    };
    drop(message);
    Ok(Letter { raw, ..letter })
}

fn enclosed(message: &Message) -> Enclosed {
    let pictures = message.parts.iter().filter_map(|part| {
        let id = part.content_id()?.trim_matches(['<', '>']).to_owned();
        let kind = part.content_type()?;
        let kind = format!("{}/{}", kind.ctype(), kind.subtype()?);
        let data = STANDARD.encode(part.contents());
        Some((id, format!("data:{kind};base64,{data}")))
    });
    pictures.collect()
}
