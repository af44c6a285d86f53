//! Whether the next issue is the one that was planned.

use anyhow::bail;
use jiff::Timestamp;

use crate::cli::next_issue::{Gathered, Next};
use crate::cli::outlook::stand_in_secret;
use crate::mail::freeze::{Press, Purpose};
use crate::mail::imprint::Imprint;
use crate::newsletter::Draft;
use crate::template::Templates;

impl Next<'_> {
    /// The imprint of the issue: made at no moment and with no secret of the site, so that it stays the same from the plan
    /// to the freeze.
    pub(super) fn imprint(
        &self,
        templates: &Templates,
        draft: &Draft,
        gathered: &Gathered,
    ) -> anyhow::Result<Imprint> {
        let press = Press {
            config: self.config,
            templates,
            secret: &stand_in_secret()?,
            now: Timestamp::UNIX_EPOCH,
            purpose: Purpose::Issue,
        };
        let material = self.material(gathered);
        let frozen = press.freeze(draft, &material)?;
        Ok(Imprint::of(self.config, draft, &material, &frozen))
    }

    /// The plan by which the issue goes; empty where none was given.
    ///
    /// # Errors
    /// What of the issue is not as planned.
    pub(super) fn hold_to_plan(
        &self,
        templates: &Templates,
        draft: &Draft,
        gathered: &Gathered,
    ) -> anyhow::Result<String> {
        let Some(given) = self.plan else {
            return Ok(String::new());
        };
        let imprint = self.imprint(templates, draft, gathered)?;
        if imprint.is(given) {
            return Ok(imprint.as_str().to_owned());
        }
        let titles: Vec<&str> = draft
            .posts
            .iter()
            .map(|at| self.posts[*at].title.as_str())
            .collect();
        bail!(
            "{} is not as planned, so nothing was sent: {}. See `postrider plan {}`",
            draft.name,
            imprint.difference(given, &titles),
            self.newsletter.name
        );
    }
}
