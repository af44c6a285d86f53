//! What every issue passes before it is frozen, and what follows: the linter, the pages on the web, a yes; the record.

use crate::cli::build::take_turn;
use crate::cli::console::Console;
use crate::cli::leads::are_there;
use crate::cli::next_issue::{Made, Next};
use crate::cli::office::Office;
use crate::cli::site::plural;
use crate::mail::lint::Linter;
use crate::model::delivery::IssueName;
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::model::issue::FrozenIssue;
use crate::newsletter::Draft;
use crate::publish;

impl Next<'_> {
    /// What keeps an issue from being frozen: pages that are not on the web, or somebody who says no.
    ///
    /// # Errors
    /// [`Mistakes`] that it must not be sent with.
    pub(super) fn hold_back(
        &self,
        draft: &Draft,
        frozen: &FrozenIssue,
        question: &str,
        office: &Office,
        console: &Console,
    ) -> anyhow::Result<Option<Made>> {
        self.lint(frozen, console)?;
        let posts = draft.posts.iter().map(|at| &self.posts[*at]);
        if !are_there(posts, self.wish.leads, &office.transport, console)? {
            return Ok(Some(Made::Waits));
        }
        if self.wish.ask && !console.confirm(question) {
            console.say("Nothing was sent");
            return Ok(Some(Made::Nothing));
        }
        Ok(None)
    }

    /// Puts a frozen issue on record and on the web.
    pub(super) fn put_on_record(
        &self,
        office: &mut Office,
        issue: IssueName,
        console: &Console,
    ) -> anyhow::Result<Made> {
        office.keep_record(self.config, self.newsletter)?;
        self.show(console);
        Ok(Made::Frozen(issue))
    }

    /// Looks at the issue as it would leave.
    ///
    /// # Errors
    /// [`Mistakes`] that it must not be sent with.
    pub(super) fn lint(&self, frozen: &FrozenIssue, console: &Console) -> anyhow::Result<()> {
        let linter = Linter {
            config: self.config,
            newsletter: self.newsletter,
            posts: self.posts,
        };
        let found = linter.judge(frozen)?;
        let (errors, warnings): (Vec<_>, Vec<_>) =
            found.into_iter().partition(Diagnostic::is_error);
        if !errors.is_empty() {
            return Err(Mistakes(errors).into());
        }
        if !warnings.is_empty() {
            let count = plural(warnings.len(), "warning");
            console.note(format!(
                "{}: {count} about this issue, which `postrider check` names",
                frozen.name
            ));
        }
        Ok(())
    }

    /// Puts the issue on the web. The mail does not wait for it: what fails here is built by the next run.
    pub(super) fn show(&self, console: &Console) {
        if self.newsletter.archive {
            let turn = take_turn(self.config, console);
            if let Err(error) = publish::build_letters(self.config, self.now, &turn) {
                console.failure(&error);
            }
        }
    }
}
