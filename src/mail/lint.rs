//! The linter of issues: reads the message as it will leave and says what would hurt readers. It sends and renders nothing.

mod cascade;
mod colour;
mod contrast;
mod css;
mod headers;
mod images;
mod letter;
mod links;
mod look;
mod origin;
mod parts;
mod size;
mod subject;
mod support;
mod text;
mod wire;

use std::collections::HashSet;

use anyhow::Context as _;
use rayon::prelude::*;

use crate::config::{Config, Newsletter};
use crate::mail::message::Prepared;
use crate::model::diagnostic::Diagnostic;
use crate::model::issue::{FrozenIssue, FrozenVariant};
use crate::model::post::Post;

pub use size::CLIPPED_BYTES;

use cascade::Scheme;
use letter::Letter;
use look::Looks;
use origin::Origin;

/// Judges issues of one newsletter.
#[derive(Clone, Copy, Debug)]
pub struct Linter<'a> {
    /// The site.
    pub config: &'a Config,
    /// The newsletter.
    pub newsletter: &'a Newsletter,
    /// The site's posts: those of the issue are found among them by their URL, and every link is held against them.
    pub posts: &'a [Post],
}

impl Linter<'_> {
    /// Everything that is wrong with an issue, each finding once, however many variants have it. A finding about a
    /// post's own content stands in its Markdown file, any other in the template or in the configuration. An error must
    /// keep the issue from being sent.
    ///
    /// # Errors
    /// When a variant is no message, which is a failure of the program or the store.
    pub fn judge(&self, issue: &FrozenIssue) -> anyhow::Result<Vec<Diagnostic>> {
        let origin = Origin::of(self, issue);
        let judged = issue
            .variants
            .par_iter()
            .map(|variant| judge(&origin, variant));
        let judged = judged.collect::<anyhow::Result<Vec<_>>>()?;
        let mut seen = HashSet::new();
        let mut found: Vec<Diagnostic> = judged
            .into_iter()
            .flatten()
            .filter(|found| {
                let place = (found.file.clone(), found.line, found.column);
                seen.insert((found.rule, place, found.message.clone()))
            })
            .collect();
        found.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        Ok(found)
    }
}

/// All recipients of a variant get the same message but for their links: one of them stands for all.
fn judge(origin: &Origin, variant: &FrozenVariant) -> anyhow::Result<Vec<Diagnostic>> {
    let Some(recipient) = variant.recipients.first() else {
        return Ok(Vec::new());
    };
    let message = Prepared::from_bytes(&variant.message)?.personalise(recipient);
    let letter = Letter::read(&message).context("reading back a message")?;
    let light = Looks::of(&letter, Scheme::Light);
    let mut found = wire::check(&letter, origin);
    found.extend(headers::check(&letter, origin));
    found.extend(subject::check(&letter, origin));
    found.extend(size::check(&letter, origin));
    found.extend(text::check(&letter, origin));
    found.extend(parts::check(&letter, &light, origin));
    found.extend(links::check(&letter, origin));
    found.extend(images::check(&letter, &light, origin));
    found.extend(contrast::check(&letter, &light, origin));
    found.extend(support::check(&letter, origin));
    Ok(found)
}

#[cfg(test)]
mod tests;
